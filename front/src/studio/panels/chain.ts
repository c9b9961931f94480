// The chain rule of one weight: a product of named factors a row, their sum, and the update.

import { html } from "../../dom.ts";
import { precise } from "../../format.ts";
import { scrolled } from "./scrolling.ts";

export interface Factor {
  symbol: string;
  entry: string;
  meaning: string;
  unit: string;
  shape: number[];
  values: number[];
  addends: { label: string; factors: Factor[]; values: number[] }[];
}

export interface Chain {
  weight: string;
  meaning: string;
  matrix: string;
  layer: number;
  index: [number, number];
  value: number;
  factors: Factor[];
  terms: number[];
  others: number;
  n_others: number;
  total: number;
  half: number;
  alpha: number;
  penalty: number;
  gradient: number;
  by_matrices: number;
  difference: number;
  width: number;
  rate: number;
  update: number;
  new: number;
}

/** `weight`: its name. */
export function chainRule(chain: Chain, weight: string, labels: string[]): HTMLElement[] {
  const { factors } = chain;
  const product = factors.map((f) => (/[−+ ]/.test(f.symbol.slice(1)) ? `(${f.symbol})` : f.symbol)).join(" · ");
  return [
    html("p", { class: "formula" }, html("b", {}, `∂E/∂${weight} = Σₙ ${product}`), html("span", { class: "muted" }, `   ${chain.meaning.replaceAll("`", "")}`)),
    scrolled(`the factors of each row for ${weight}`, products(chain, weight, labels)),
    ...factors.filter((f) => f.addends.length).map((f) => sum(f, labels[0] ?? "")),
    scrolled(`the update of ${weight}`, descent(chain, weight)),
  ];
}

/** A row of the table a line: its factors, their product, and below the sum over all rows. */
function products({ factors, terms, others, n_others, total }: Chain, weight: string, labels: string[]): HTMLTableElement {
  const head = factors.map((f) =>
    html("th", { title: told(f) }, html("b", {}, f.symbol), html("small", {}, f.entry), html("small", { class: "meaning" }, f.meaning.replaceAll("`", ""))),
  );
  const rows = labels.map((label, n) =>
    html("tr", {}, html("td", {}, label), ...factors.map((f) => value(f.values[n]!)), value(terms[n]!, "product of this row's factors")),
  );
  const span = { colspan: factors.length + 1 };
  const rest = n_others ? [html("tr", {}, html("td", span, `the other ${n_others} rows together`), value(others))] : [];
  return html(
    "table",
    { class: "products" },
    html("thead", {}, html("tr", {}, html("th", {}, "row"), ...head, html("th", {}, html("b", {}, "product")))),
    html(
      "tbody",
      {},
      ...rows,
      ...rest,
      html("tr", { class: "total" }, html("td", span, `sum over all rows, ∂E/∂${weight}`), value(total)),
    ),
  );
}

/** A factor that is itself a sum over the units above, for the first row. */
function sum(factor: Factor, row: string): HTMLElement {
  const lines = factor.addends.map(({ label, factors, values }) =>
    html(
      "li",
      {},
      `${label}: `,
      factors.map((f) => `${f.symbol} ${precise(f.values[0]!)}`).join("  ·  "),
      ` = ${precise(values[0]!)}`,
    ),
  );
  return html("details", {}, html("summary", {}, `${factor.symbol} in ${row} = ${precise(factor.values[0]!)}, the sum of`), html("ul", {}, ...lines));
}

function descent(chain: Chain, weight: string): HTMLTableElement {
  const lines: [string, string, number, string][] = [
    ["half", `∂E/∂${weight} / 2`, chain.half, "training lowers E/2: the lecture's last update drops the 2"],
    ...(chain.penalty ? ([["penalty", `α/N · ${weight}, α = ${precise(chain.alpha)}`, chain.penalty, "pulls the weight towards 0"]] as [string, string, number, string][]) : []),
    ["gradient", chain.penalty ? "half + penalty" : "half", chain.gradient, "what training applies"],
    ["by matrices", `G_${chain.matrix}[${chain.index}]`, chain.by_matrices, "the same entry of the gradient matrix, by matrix products"],
    ["finite difference", `(cost(w + h) − cost(w − h)) / 2h, h = ${precise(chain.width)}`, chain.difference, "the same slope, measured"],
    ["update", `−ρ · gradient, ρ = ${precise(chain.rate)}`, chain.update, "rate times gradient, downhill"],
    ["new value", `${precise(chain.value)} + update`, chain.new, "the weight after this epoch"],
  ];
  return html(
    "table",
    { class: "descent-table" },
    html(
      "tbody",
      {},
      ...lines.map(([name, formula, number, meaning]) =>
        html("tr", { title: meaning, "data-name": name }, html("th", {}, name), html("td", { class: "muted" }, formula), value(number, meaning)),
      ),
    ),
  );
}

function value(number: number, meaning = ""): HTMLTableCellElement {
  return html("td", { class: "value", title: meaning ? `${number}: ${meaning}` : String(number), "data-value": number }, precise(number));
}

function told({ entry, meaning, unit, shape }: Factor): string {
  const from = shape.length ? `, of an array ${shape.join(" × ")}` : "";
  return `${meaning}${entry ? `; ${entry}${from}` : ""}${unit ? `; ${unit}` : ""}`;
}
