// Data: the columns of the open table, what became of each, and the first rows.

import { html } from "../../dom.ts";
import { bars } from "../../draw/bars.ts";
import { date } from "../../draw/ticks.ts";
import { cell, datum, whole } from "../../format.ts";
import type { Panel } from "../tabs.ts";
import type { Column, Run, Table } from "../types.ts";

export class DataPanel implements Panel {
  readonly name = "Data";
  readonly element = html("div", { class: "data" });
  private table: Table | undefined;

  open(table: Table | undefined): void {
    this.table = table;
    this.draw();
  }

  async show(run: Run): Promise<void> {
    this.draw(run);
  }

  private draw(run?: Run): void {
    const { table } = this;
    if (!table) {
      this.element.replaceChildren(html("p", { class: "muted" }, "No table is open."));
      return;
    }
    const { header, rows } = table.preview;
    const kinds = new Map(table.columns.map((c) => [c.name, c.kind]));
    const look = (name: string) => (kinds.get(name) === "number" ? "value" : "");
    this.element.replaceChildren(
      html("h2", {}, `${whole(table.columns.length)} columns of ${whole(table.rows)} rows`),
      html(
        "div",
        { class: "scroll" },
        html(
          "table",
          {},
          html("thead", {}, html("tr", {}, ...["column", "kind", "distinct values", "missing", "from", "to", "distribution", "in this fit"].map((n) => html("th", {}, n)))),
          html("tbody", {}, ...table.columns.map((column) => line(column, run, table.rows))),
        ),
      ),
      html("h2", {}, `First ${rows.length} rows`),
      html(
        "div",
        { class: "scroll" },
        html(
          "table",
          {},
          html("thead", {}, html("tr", {}, ...header.map((n) => html("th", { class: look(n), title: n }, n)))),
          html("tbody", {}, ...rows.map((cells) => html("tr", {}, ...cells.map((text, i) => html("td", { class: look(header[i]!), title: text }, cell(text)))))),
        ),
      ),
    );
  }
}

function line(column: Column, run: Run | undefined, n: number): HTMLTableRowElement {
  const { name, kind, missing, distinct, low, high, histogram, levels, note, problem } = column;
  const end = (value: number | undefined) => (value === undefined ? "" : kind === "date" ? date(value) : datum(value));
  const spread = histogram?.length ? bars(histogram, 96) : levels ? levels.slice(0, 3).map(([text, count]) => `${text} (${whole(count)})`).join(", ") : "";
  return html(
    "tr",
    {},
    html("td", { title: name }, html("b", {}, name)),
    html("td", {}, problem ? "unusable" : kind),
    html("td", { class: "value" }, whole(distinct)),
    html("td", { class: missing ? "value warning" : "value", title: `of ${whole(n)} rows` }, missing ? whole(missing) : "none"),
    html("td", { class: "value" }, end(low)),
    html("td", { class: "value" }, end(high)),
    html("td", {}, spread),
    html("td", { class: "muted wrap" }, problem || note || became(name, run)),
  );
}

/** What became of a column in the fit that is shown. */
export function became(name: string, run: Run | undefined): string {
  if (!run) return "";
  if (run.targets.includes(name)) return "target";
  const said = run.decisions.find((sentence) => sentence.startsWith(`${name}: `));
  return said ? said.slice(name.length + 2) : run.columns.includes(name) ? "input" : "not used";
}
