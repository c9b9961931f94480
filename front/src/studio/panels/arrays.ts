// The arrays of an epoch: name, formula, shape; the values unfold.

import { html } from "../../dom.ts";
import { precise } from "../../format.ts";
import { scrolled } from "./scrolling.ts";

export interface NamedArray {
  name: string;
  formula: string;
  meaning: string;
  part: "forward" | "backward" | "update";
  shape: [number, number];
  by_row: boolean;
  values: number[][] | null; // null: too large to be told
  rows: string[];
  columns: string[];
}

const PARTS: Record<string, string> = { forward: "forward", backward: "backward", update: "gradient and update" };

export function arrayList(arrays: NamedArray[]): HTMLElement[] {
  return Object.entries(PARTS).map(([part, name]) =>
    html("section", {}, html("h3", {}, name), ...arrays.filter((a) => a.part === part).map((a) => folded(a))),
  );
}

function folded(array: NamedArray): HTMLElement {
  const { name, formula, meaning, shape } = array;
  const element = html(
    "details",
    {},
    html(
      "summary",
      { title: meaning },
      html("b", {}, name),
      formula ? ` = ${formula}` : "",
      html("span", { class: "muted" }, `   ${shape.join(" × ")}, ${meaning}`),
    ),
  );
  element.addEventListener("toggle", () => {
    if (element.childElementCount === 1) element.append(scrolled(`${name}, ${meaning}`, table(array)));
  });
  return element;
}

function table({ values, rows, columns }: NamedArray): HTMLElement {
  if (!values) return html("p", { class: "muted" }, "too large to be written out here: see shoal.explain.step in Python");
  return html(
    "table",
    {},
    html("thead", {}, html("tr", {}, html("td"), ...columns.map((c) => html("th", {}, c)))),
    html(
      "tbody",
      {},
      ...values.map((row, i) =>
        html("tr", {}, html("th", {}, rows[i] ?? ""), ...row.map((v) => html("td", { class: "value", title: String(v) }, precise(v)))),
      ),
    ),
  );
}
