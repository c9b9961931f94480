// The columns of the table: which is the target, which are inputs, which rows belong together.

import { html } from "../dom.ts";
import { number, whole } from "../format.ts";
import { bars } from "../draw/bars.ts";
import type { Column, Run, Table, Wish } from "./types.ts";

export class Columns {
  readonly element = html("section", { class: "columns", "aria-label": "columns" });
  private readonly target = html("select", { id: "target", "aria-label": "target" });
  private readonly groups = html("select", { id: "groups", "aria-label": "rows that belong together" });
  private readonly split = html("select", { id: "split", "aria-label": "which rows are held out" });
  private readonly share = html("input", { id: "share", type: "number", min: 0, max: 90, step: 5, "aria-label": "held out, per cent" });
  private readonly list = html("ul", { class: "inputs" });
  private chosen = new Map<string, HTMLInputElement>();
  private table: Table | undefined;

  constructor(private readonly changed: () => void) {
    this.split.append(html("option", { value: "random" }, "by chance"), html("option", { value: "last" }, "the last rows"));
    this.share.value = "20";
    for (const control of [this.groups, this.split, this.share]) control.addEventListener("change", () => this.changed());
    this.target.addEventListener("change", () => {
      this.relist(this.target.value);
      this.changed();
    });
    this.element.append(
      html("h2", {}, "Target"),
      this.target,
      html("h2", {}, "Inputs"),
      this.list,
      html("h2", {}, "Judged by rows held out"),
      html("div", { class: "row" }, this.share, html("span", { class: "muted" }, "%"), this.split),
      html("label", { class: "row" }, html("span", { class: "muted" }, "kept together"), this.groups),
    );
  }

  show(table: Table): void {
    this.table = table;
    const usable = table.columns.filter((c) => c.kind !== "text" && c.kind !== "date" && !c.problem);
    this.target.replaceChildren(...usable.map((c) => html("option", { value: c.name }, c.name)));
    this.target.value = table.suggested_target ?? usable[0]?.name ?? "";
    this.groups.replaceChildren(
      html("option", { value: "" }, "equal rows"),
      ...table.columns.map((c) => html("option", { value: c.name }, `equal ${c.name}`)),
    );
    this.relist(this.target.value);
  }

  /** What became of the columns in a finished fit. */
  explain(run: Run): void {
    const said = new Map(run.decisions.map((d): [string, string] => [d.slice(0, d.indexOf(":")), d.slice(d.indexOf(":") + 2)]));
    for (const note of this.list.querySelectorAll<HTMLElement>("[data-decision]"))
      note.textContent = said.get(note.dataset["decision"] ?? "") ?? "";
  }

  wish(): Pick<Wish, "targets" | "inputs" | "groups" | "split" | "test_fraction"> {
    const on = [...this.chosen].filter(([, box]) => box.checked).map(([name]) => name);
    return {
      targets: [this.target.value],
      inputs: on.length === this.chosen.size ? null : on,
      groups: this.groups.value || null,
      split: this.split.value === "last" ? "last" : "random",
      test_fraction: Math.min(Math.max(Number(this.share.value) || 0, 0), 90) / 100,
    };
  }

  private relist(target: string): void {
    const others = (this.table?.columns ?? []).filter((c) => c.name !== target);
    this.chosen = new Map();
    this.list.replaceChildren(
      ...others.map((column) => {
        const box = html("input", { type: "checkbox", change: () => this.changed() });
        box.checked = true;
        this.chosen.set(column.name, box);
        return html(
          "li",
          { title: described(column) },
          html("label", {}, box, html("span", { class: "name" }, column.name)),
          column.histogram?.length ? bars(column.histogram) : html("span", { class: "muted" }, short(column)),
          html("small", { "data-decision": column.name }, column.problem),
        );
      }),
    );
  }
}

function short({ kind, distinct }: Column): string {
  return kind === "text" ? `${distinct} texts` : "";
}

function described({ name, kind, missing, distinct, low, high, levels, note, problem }: Column): string {
  const range = low === undefined || high === undefined ? "" : `, ${number(low)} to ${number(high)}`;
  const some = levels ? `: ${levels.map(([text, n]) => `${text} (${n})`).join(", ")}` : "";
  const gaps = missing ? `, missing in ${whole(missing)} rows` : "";
  return `${name}: ${kind}${range}, ${whole(distinct)} values${some}${gaps}${note ? `; ${note}` : ""}${problem ? `; ${problem}` : ""}`;
}
