// The columns of the table: which is the target, which are inputs, which rows belong together.

import { html } from "../dom.ts";
import { datum, percent, toldApart, whole } from "../format.ts";
import { bars } from "../draw/bars.ts";
import { became } from "./panels/data.ts";
import type { Column, Role, Run, Split, Table, Wish } from "./types.ts";

const SPLITS: [Split, string][] = [
  ["auto", "auto"],
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
  private readonly weights = html("select", { id: "weights", "aria-label": "column that says how much each row counts" });
  private readonly off = new Set<string>(); // columns that are left out
  private usable: string[] = [];
  private order: Record<string, number> = {}; // relevance of each column, of the first fit of the table
  private table: Table | undefined;

  constructor(
    private readonly changed: () => void,
    preview: () => void,
  ) {
    this.split.append(...SPLITS.map(([value, words]) => html("option", { value }, words)));
    this.split.title = "by chance, but blocks of rows where dates order them and the errors of neighbours are alike";
    this.share.value = "20";
    for (const control of [this.groups, this.split, this.share]) control.addEventListener("change", () => this.changed());
    for (const control of [this.target, this.weights]) control.addEventListener("change", () => this.retarget());
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
      html("label", { class: "row", title: "how much each row counts, in training and in judging; the column is no input" }, html("span", { class: "muted" }, "rows count"), this.weights),
    );
  }

  /** `again`: the same table read otherwise; what was chosen stays where the columns are still there. */
  show(table: Table, again = false): void {
    const before = { targets: this.targets(), groups: this.groups.value, weights: this.weights.value };
    if (!again) {
      this.off.clear();
      this.split.value = table.experiment?.split ?? "auto";
      this.share.value = String(100 * (table.experiment?.test_fraction ?? 0.2));
    }
    if (!again) this.order = {};
    this.table = table;
    this.usable = table.columns.filter((c) => c.kind !== "text" && c.kind !== "date" && !c.problem).map((c) => c.name);
    this.target.replaceChildren(...this.usable.map((name) => html("option", { value: name }, name)));
    const [first, ...others] = again ? before.targets.filter((name) => this.usable.includes(name)) : [];
    this.target.value = first ?? table.suggested_target ?? this.usable[0] ?? "";
    this.others.replaceChildren(...others.map((name) => this.other(name)));
    this.groups.replaceChildren(
      html("option", { value: "" }, "equal rows"),
      ...table.columns.map((c) => html("option", { value: c.name }, `equal ${c.name}`)),
    );
    this.weights.replaceChildren(html("option", { value: "" }, "alike"), ...this.usable.map((name) => html("option", { value: name }, `by ${name}`)));
    if (again && table.columns.some((c) => c.name === before.groups)) this.groups.value = before.groups;
    if (again && this.usable.includes(before.weights)) this.weights.value = before.weights;
    this.relist();
  }

  /** As a fit was asked for. */
  set({ targets, ignore, weights, groups, split, test_fraction }: Wish): void {
    const [first = "", ...others] = targets;
    this.target.value = first;
    this.others.replaceChildren(...others.map((name) => this.other(name)));
    this.off.clear();
    for (const name of ignore) this.off.add(name);
    this.weights.value = weights ?? "";
    this.groups.value = groups ?? "";
    this.split.value = split;
    this.share.value = String(Math.round(test_fraction * 100));
    this.relist();
  }

  /** What a column is in the fits that are asked for. */
  role(name: string): Role {
    if (this.targets().includes(name)) return "target";
    return this.weights.value === name ? "weights" : this.off.has(name) ? "ignore" : "input";
  }

  setRole(name: string, role: Role): void {
    if (this.weights.value === name) this.weights.value = "";
    if (role === "weights") this.weights.value = name;
    if (role === "ignore") this.off.add(name);
    else this.off.delete(name);
    this.relist();
  }

  /** The columns to predict, each once. */
  targets(): string[] {
    const more = [...this.others.querySelectorAll("select")].map((select) => select.value);
    return [...new Set([this.target.value, ...more])].filter(Boolean);
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

  /** What became of the columns in a finished fit; the first one puts them in order. */
  explain(run: Run): void {
    if (!Object.keys(this.order).length && run.columns.length > 1) {
      this.order = run.column_relevance;
      this.relist();
    }
    const largest = Math.max(...Object.values(run.column_relevance), 1e-9);
    for (const meter of this.list.querySelectorAll<HTMLMeterElement>("meter")) {
      const share = run.column_relevance[meter.dataset["column"] ?? ""];
      meter.hidden = share === undefined || run.columns.length < 2;
      meter.value = (share ?? 0) / largest;
      meter.title = `relevance ${percent(share ?? 0)}: its share in the prediction's changes`;
    }
    for (const note of this.list.querySelectorAll<HTMLElement>("[data-decision]")) {
      const told = became(note.dataset["decision"] ?? "", run);
      note.textContent = note.title = ["input", "not used", "target"].includes(told) ? "" : told;
    }
  }

  wish(): Pick<Wish, "targets" | "ignore" | "weights" | "groups" | "split" | "test_fraction"> {
    const names = this.table?.columns.map((c) => c.name) ?? [];
    return {
      targets: this.targets(),
      ignore: names.filter((name) => this.role(name) === "ignore"),
      weights: this.weights.value || null,
      groups: this.groups.value || null,
      split: this.split.value as Split,
      test_fraction: Math.min(Math.max(Number(this.share.value) || 0, 0), 90) / 100,
    };
  }

  private problem({ name, problem }: Column): string {
    const told = this.table?.decisions.find((d) => d.column === name && d.look === "problem");
    return told?.sentence ?? problem;
  }

  private relist(): void {
    if (this.targets().includes(this.weights.value)) this.weights.value = "";
    const others = (this.table?.columns ?? [])
      .filter((c) => ["input", "ignore"].includes(this.role(c.name)))
      .sort((a, b) => (this.order[b.name] ?? -1) - (this.order[a.name] ?? -1));
    const names = toldApart(others.map((c) => c.name), 17);
    this.list.replaceChildren(
      ...others.map((column, i) => {
        const box = html("input", { type: "checkbox" });
        box.checked = !this.off.has(column.name);
        box.addEventListener("change", () => {
          if (box.checked) this.off.delete(column.name);
          else this.off.add(column.name);
          this.changed();
        });
        return html(
          "li",
          { title: described(column) },
          html("label", {}, box, html("span", { class: "name" }, names[i]!)),
          html("meter", { min: 0, max: 1, value: 0, hidden: true, "data-column": column.name, "aria-label": `relevance of ${column.name}` }),
          column.histogram?.length ? bars(column.histogram) : html("span", { class: "muted" }, short(column)),
          html("small", { "data-decision": column.name, class: column.problem ? "warning" : "" }, this.problem(column)),
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
