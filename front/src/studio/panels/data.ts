// Data: how the table was read, each decision with the click that changes it, over its first rows.

import { html } from "../../dom.ts";
import { bars } from "../../draw/bars.ts";
import { date } from "../../draw/ticks.ts";
import { cell, datum, whole } from "../../format.ts";
import { unreadable } from "../reading.ts";
import type { Panel } from "../tabs.ts";
import type { Column, Decision, Kind, Role, Run, Table, Way } from "../types.ts";
import { fileControls } from "./file.ts";

const MOST_DECISIONS = 8; // in sight before one asks for all of them
const MOST_COLUMNS = 60;
const FIRST = ["problem", "declared", "doubt", "said"]; // in this order
const SHOWN: Record<string, string> = { boolean: "yes or no", ignore: "leave out", weights: "weights" };

export interface Decides {
  take(way: Way): void;
  role(name: string): Role;
}

export class DataPanel implements Panel {
  readonly name = "Data";
  readonly element = html("div", { class: "data" });
  private table: Table | undefined;
  private run: Run | undefined;
  private all = false;

  constructor(private readonly decides: Decides) {}

  /** `again`: the same table, read otherwise. */
  open(table: Table | undefined, again = false): void {
    this.table = table;
    this.run = undefined;
    if (!again) this.all = false;
    this.draw();
  }

  async show(run: Run): Promise<void> {
    this.run = run;
    this.draw();
  }

  /** The same anew: a role is another, or a wish was refused. What has the focus keeps it. */
  draw(): void {
    const { table } = this;
    if (!table) {
      this.element.replaceChildren(html("p", { class: "muted" }, "No table is open."));
      return;
    }
    const active = document.activeElement;
    const focus = active instanceof HTMLElement && this.element.contains(active) ? active.dataset["key"] : undefined;
    const left = this.element.querySelector(".preview")?.scrollLeft ?? 0;
    this.element.replaceChildren(
      this.heading(table),
      fileControls(table, (way) => this.decides.take(way)),
      this.decisions(table),
      html("h2", { class: "with" }, this.told(table), this.hides(table) && this.rest("all columns", `all ${whole(table.columns.length)} columns`)),
      this.rows(table),
    );
    this.element.querySelector(".preview")!.scrollLeft = left;
    if (focus) this.element.querySelector<HTMLElement>(`[data-key="${CSS.escape(focus)}"]`)?.focus();
  }

  private heading(table: Table): HTMLElement {
    const unread = unreadable(table, (name) => this.decides.role(name) === "ignore");
    const target = table.columns.some((c) => !c.problem && (c.kind === "number" || c.kind === "boolean"));
    if (!unread.length && !target)
      return blocked("No column of numbers is left to predict", "A target must be a column of numbers: say where the names stand, or open another table.");
    if (!unread.length) return html("h2", {}, `${whole(table.columns.length)} columns of ${whole(table.rows)} rows`);
    const which = unread.length === 1 ? "One column cannot be read as it stands" : `${whole(unread.length)} columns cannot be read as they stand`;
    return blocked(which, "Say how to take each, and the table is fitted at once.");
  }

  private told({ preview, columns }: Table): string {
    const few = this.hides({ columns }) ? `, first ${MOST_COLUMNS} columns` : "";
    return `First ${preview.rows.length} rows${few}`;
  }

  private hides({ columns }: Pick<Table, "columns">): boolean {
    return columns.length > MOST_COLUMNS && !this.all;
  }

  /** A button that shows everything there is. */
  private rest(key: string, words: string): HTMLElement {
    const all = () => {
      this.all = true;
      this.draw();
    };
    return html("button", { type: "button", class: "small", "data-key": key, click: all }, words);
  }

  private decisions(table: Table): HTMLElement {
    const ordered = [...table.decisions].sort((a, b) => FIRST.indexOf(a.look) - FIRST.indexOf(b.look));
    const few = this.all ? ordered : ordered.slice(0, Math.max(MOST_DECISIONS, ordered.filter((d) => d.look === "problem").length));
    const more = ordered.length - few.length;
    return html(
      "ul",
      { class: "decisions", "aria-label": "what was decided on this table", hidden: !ordered.length },
      ...few.map((decision) => this.decision(decision)),
      more > 0 && html("li", {}, this.rest("all decisions", `${whole(more)} more`)),
    );
  }

  private decision({ column, look, sentence, ways }: Decision): HTMLElement {
    const left = column !== null && this.decides.role(column) === "ignore";
    return html(
      "li",
      { "data-look": left ? "out" : look, "data-column": column ?? "" },
      column !== null && html("b", { title: column }, column),
      html("span", {}, left ? "left out" : sentence),
      left
        ? this.way({ words: "use it", column: column!, role: "input" })
        : html("span", { class: "ways" }, ...ways.map((way) => this.way(way))),
    );
  }

  private way(way: Way): HTMLElement {
    return html("button", { type: "button", class: "small", "data-key": `${way.column ?? ""} ${way.words}`, click: () => this.decides.take(way) }, way.words ?? "");
  }

  private rows(table: Table): HTMLElement {
    const { rows, missing, labels, places } = table.preview;
    const columns = this.all ? table.columns : table.columns.slice(0, MOST_COLUMNS);
    const looks = columns.map((c) => [c.kind === "number" ? "value" : "", this.decides.role(c.name) === "ignore" ? "out" : ""].filter(Boolean).join(" "));
    const line = (name: string, wanted: boolean, make: (column: Column) => Node | string, look = "") =>
      wanted &&
      html("tr", { class: look }, html("th", { scope: "row" }, name), ...columns.map((c, i) => html("td", { class: looks[i] }, make(c))));
    return html(
      "div",
      { class: "scroll preview", tabindex: 0, role: "region", "aria-label": "columns and first rows" },
      html(
        "table",
        {},
        html(
          "thead",
          {},
          html("tr", {}, html("th", { scope: "row" }, "column"), ...columns.map((c, i) => html("th", { scope: "col", class: looks[i], title: c.name }, html("b", {}, c.name), c.unit && ` ${c.unit}`))),
          line("read as", true, (c) => this.kind(c)),
          line("values", true, values),
          line("spread", true, spread, "bars-line"),
          line("missing", columns.some((c) => c.missing), (c) => absences(c, table.rows)),
          line("in this fit", this.run !== undefined, (c) => html("span", { class: "muted became", title: became(c.name, this.run) }, became(c.name, this.run))),
        ),
        html(
          "tbody",
          {},
          ...rows.map((cells, i) =>
            html(
              "tr",
              {},
              html("th", { scope: "row", title: places[i] }, labels[i]!),
              ...columns.map((_, k) => {
                const gone = missing[i]![k]!;
                const told = gone ? `${cells[k] || "nothing"}: taken as missing` : cells[k];
                return html("td", { class: `${looks[k]}${gone ? " gone" : ""}`, title: told }, cell(cells[k]!));
              }),
            ),
          ),
        ),
      ),
    );
  }

  /** As what a column is read: a small control, with what a fit may do with it. */
  private kind(column: Column): HTMLElement {
    const { name, kinds, kind, formats, problem } = column;
    const role = this.decides.role(name);
    const select = html("select", { class: problem && role !== "ignore" ? "small warning" : "small", "aria-label": `${name} is read as`, "data-key": `kind ${name}` });
    const orders = formats.length > 1 ? formats : [];
    select.append(
      ...kinds.filter((k) => k !== "date" || !orders.length).map((k) => html("option", { value: k }, SHOWN[k] ?? k)),
      ...orders.map(([form, words]) => html("option", { value: `date ${form}` }, `date, ${words.split(":")[0]}`)),
    );
    if (role !== "target") {
      if (kind === "number" && !problem) select.append(html("option", { value: "weights" }, SHOWN["weights"]!));
      select.append(html("option", { value: "ignore" }, SHOWN["ignore"]!));
    }
    const now = role === "ignore" || role === "weights" ? role : orders.length ? `date ${this.form(column)}` : kinds[0]!;
    if (problem && role !== "ignore") select.prepend(html("option", { value: "", disabled: true }, "choose …"));
    select.value = problem && role !== "ignore" ? "" : now;
    select.addEventListener("change", () => {
      const [chosen, form] = select.value.split(/ (.*)/) as [Kind | Role, string?];
      if (chosen === "ignore" || chosen === "weights") return this.decides.take({ column: name, role: chosen });
      const same = !problem && chosen === kind && form === undefined;
      const back: Role | undefined = role === "ignore" || role === "weights" ? "input" : undefined;
      this.decides.take(same ? { column: name, role: back } : { column: name, kind: chosen as Kind, form, role: back });
    });
    return select;
  }

  private form({ name, formats }: Column): string {
    return this.table?.reading.options.date[name] || (formats[0]?.[0] ?? "");
  }
}

/** Why there is no fit as yet: it stands where the answer would, as the page's heading. */
function blocked(why: string, what: string): HTMLElement {
  return html("div", { class: "blocked", role: "status" }, html("h1", {}, `${why}.`), " ", html("p", {}, what));
}

function values({ kind, distinct, decimals, low, high, problem }: Column): string {
  if (problem || low === undefined || high === undefined || kind === "boolean") return `${whole(distinct)} different`;
  const end = (value: number) => (kind === "date" ? date(value) : asWritten(value, decimals));
  return low === high ? `${end(low)} alone` : `${end(low)} to ${end(high)}`;
}

/** A number with the decimals that its column has. */
function asWritten(value: number, decimals: number): string {
  const short = decimals > 0 && decimals <= 6 && Math.abs(value) < 1e6;
  return short ? value.toFixed(decimals).replace("-", "\u2212") : datum(value);
}

function spread({ histogram, levels }: Column): Node | string {
  if (histogram?.length) return bars(histogram, 96);
  const told = (levels ?? []).slice(0, 3).map(([text, count]) => `${text} (${whole(count)})`);
  return html("span", { class: "muted", title: told.join(", ") }, told.join(", "));
}

function absences({ missing, missing_words: words }: Column, rows: number): Node | string {
  const written = words.filter(Boolean);
  const told = `${whole(missing)}${written.length ? `: ${written.join(", ")}` : ""}`;
  return missing ? html("span", { class: "warning", title: `${told}, of ${whole(rows)} rows` }, told) : html("span", { class: "muted" }, "none");
}

/** What became of a column in the fit that is shown. */
export function became(name: string, run: Run | undefined): string {
  if (!run) return "";
  if (run.targets.includes(name)) return "target";
  const said = run.decisions.find((sentence) => sentence.startsWith(`${name}: `));
  return said ? said.slice(name.length + 2) : run.columns.includes(name) ? "input" : "not used";
}
