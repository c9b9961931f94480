// The columns of the table: which is the target, which are inputs, which rows belong together.

import { html } from "../dom.ts";
import { datum, toldApart, whole } from "../format.ts";
import { bars } from "../draw/bars.ts";
import { became } from "./panels/data.ts";
import type { Column, Run, Split, Table, Wish } from "./types.ts";

const SPLITS: [Split, string][] = [
  ["auto", "by chance, or blocks of time"],
  ["random", "by chance"],
  ["last", "the last rows"],
  ["blocks", "blocks of rows"],
];

export class Columns {
  readonly element = html("section", { class: "columns", "aria-label": "columns" });
  private readonly target = html("select", { id: "target", "aria-label": "target" });
  private readonly others = html("div", { class: "others" });
  private readonly another = html("button", { type: "button", class: "plain small" }, "+ target");
  private readonly groups = html("select", { id: "groups", "aria-label": "rows that belong together" });
  private readonly split = html("select", { id: "split", "aria-label": "which rows are held out" });
  private readonly share = html("input", { id: "share", type: "number", min: 0, max: 90, step: 5, "aria-label": "held out, per cent" });
  private readonly list = html("ul", { class: "inputs" });
  private chosen = new Map<string, HTMLInputElement>();
  private usable: string[] = [];
  private table: Table | undefined;

  constructor(
    private readonly changed: () => void,
    preview: () => void,
  ) {
    this.split.append(...SPLITS.map(([value, words]) => html("option", { value }, words)));
    this.share.value = "20";
    for (const control of [this.groups, this.split, this.share]) control.addEventListener("change", () => this.changed());
    this.target.addEventListener("change", () => this.retarget());
    this.another.addEventListener("click", () => {
      const free = this.usable.filter((name) => !this.targets().includes(name));
      if (!free.length) return;
      this.others.append(this.other(free[0]!));
      this.retarget();
    });
    this.element.append(
      html("h2", {}, "Target"),
      this.target,
      this.others,
      this.another,
      html("h2", { class: "with" }, "Inputs", html("button", { type: "button", class: "plain small", click: preview }, "see the data")),
      this.list,
      html("h2", {}, "Judged by rows held out"),
      html("div", { class: "row" }, this.share, html("span", { class: "muted" }, "%"), this.split),
      html("label", { class: "row", title: "rows with an equal cell here are held out together, and the column is no input" }, html("span", { class: "muted" }, "kept together"), this.groups),
    );
  }

  show(table: Table): void {
    this.table = table;
    this.usable = table.columns.filter((c) => c.kind !== "text" && c.kind !== "date" && !c.problem).map((c) => c.name);
    this.target.replaceChildren(...this.usable.map((name) => html("option", { value: name }, name)));
    this.target.value = table.suggested_target ?? this.usable[0] ?? "";
    this.others.replaceChildren();
    this.chosen = new Map();
    this.groups.replaceChildren(
      html("option", { value: "" }, "equal rows"),
      ...table.columns.map((c) => html("option", { value: c.name }, `equal ${c.name}`)),
    );
    this.relist();
  }

  /** The columns to predict, each once. */
  targets(): string[] {
    const more = [...this.others.querySelectorAll("select")].map((select) => select.value);
    return [...new Set([this.target.value, ...more])];
  }

  /** A further target: chosen like the first, and taken away again. */
  private other(name: string): HTMLElement {
    const select = html("select", { "aria-label": "further target", change: () => this.retarget() });
    select.append(...this.usable.map((n) => html("option", { value: n }, n)));
    select.value = name;
    const away = html("button", { type: "button", class: "plain", "aria-label": `take target ${name} away` }, "×");
    const line = html("div", { class: "row" }, select, away);
    away.addEventListener("click", () => {
      line.remove();
      this.retarget();
    });
    return line;
  }

  private retarget(): void {
    this.relist();
    this.changed();
  }

  /** What became of the columns in a finished fit. */
  explain(run: Run): void {
    for (const note of this.list.querySelectorAll<HTMLElement>("[data-decision]")) {
      const told = became(note.dataset["decision"] ?? "", run);
      note.textContent = note.title = ["input", "not used", "target"].includes(told) ? "" : told;
    }
  }

  wish(): Pick<Wish, "targets" | "inputs" | "groups" | "split" | "test_fraction"> {
    const on = [...this.chosen].filter(([, box]) => box.checked).map(([name]) => name);
    return {
      targets: this.targets(),
      inputs: on.length === this.chosen.size ? null : on,
      groups: this.groups.value || null,
      split: this.split.value as Split,
      test_fraction: Math.min(Math.max(Number(this.share.value) || 0, 0), 90) / 100,
    };
  }

  private relist(): void {
    const targets = this.targets();
    const off = new Set([...this.chosen].filter(([, box]) => !box.checked).map(([name]) => name));
    const others = (this.table?.columns ?? []).filter((c) => !targets.includes(c.name));
    const names = toldApart(others.map((c) => c.name), 17);
    this.chosen = new Map();
    this.list.replaceChildren(
      ...others.map((column, i) => {
        const box = html("input", { type: "checkbox", change: () => this.changed() });
        box.checked = !off.has(column.name);
        this.chosen.set(column.name, box);
        return html(
          "li",
          { title: described(column) },
          html("label", {}, box, html("span", { class: "name" }, names[i]!)),
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
  const range = low === undefined || high === undefined ? "" : `, ${datum(low)} to ${datum(high)}`;
  const some = levels ? `: ${levels.map(([text, n]) => `${text} (${n})`).join(", ")}` : "";
  const gaps = missing ? `, missing in ${whole(missing)} rows` : "";
  return `${name}: ${kind}${range}, ${whole(distinct)} values${some}${gaps}${note ? `; ${note}` : ""}${problem ? `; ${problem}` : ""}`;
}
