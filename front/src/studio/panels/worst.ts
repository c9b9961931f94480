// The rows with the largest residuals: pointed at, they are lit in the pictures; clicked, chosen.

import { html } from "../../dom.ts";
import { cell, number } from "../../format.ts";

export interface Worst {
  row: string;
  position: number;
  part: string;
  residual: number;
  cells: Record<string, string>;
}

interface Pointed {
  hover(position: number | undefined): void;
  pick(position: number): void;
}

const NAME: Record<string, string> = { training: "training", held_out: "held out", table: "this table" };

export function worstTable(worst: Worst[], target: string, { hover, pick }: Pointed): HTMLTableElement {
  const names = Object.keys(worst[0]?.cells ?? {}).filter((name) => name !== target);
  const size = Math.max(...worst.map((w) => Math.abs(w.residual)), 0);
  const head = ["largest", "rows", "residual", target, ...names].map((name) => html("th", { scope: "col", title: name }, name));
  const rows = worst.map(({ row, position, part, residual, cells }) => {
    const texts = [NAME[part] ?? part, number(residual, size), cells[target] ?? "", ...names.map((n) => cells[n] ?? "")];
    const label = html("button", { type: "button", class: "small", title: "mark this row in the pictures", click: () => pick(position) }, row);
    label.addEventListener("focus", () => hover(position));
    const line = html("tr", {}, html("td", {}, label), ...texts.map((text) => html("td", { title: text }, cell(text))));
    line.addEventListener("pointerenter", () => hover(position));
    line.addEventListener("pointerleave", () => hover(undefined));
    return line;
  });
  return html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows));
}
