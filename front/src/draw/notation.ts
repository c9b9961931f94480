// How a drawing writes what the lecture names: see formulas/weight_names.py, view/diagram/matrices.py.
// Inputs, units and outputs count from 1, 0 is the constant; a weight's first index is where it comes from.

import type { Chosen } from "./network.ts";

const LOWERED = "₀₁₂₃₄₅₆₇₈₉";
const RAISED: Record<string, string> = Object.fromEntries([..."0123456789()"].map((sign, i) => [sign, [..."⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾"][i]!]));

export function lowered(text: string): string {
  return text.replace(/\d/g, (digit) => LOWERED[Number(digit)]!);
}

function raised(text: string): string {
  return [...text].map((sign) => RAISED[sign] ?? sign).join("");
}

/** `v₁,₂`, `v⁽⁰⁾₁,₂` with several hidden layers, `w₀,₁`; `last` layers of weights in all. */
export function weightName({ layer, from, to }: Chosen, last: number): string {
  const letter = layer === last - 1 ? "w" : "v";
  const above = last > 2 && letter === "v" ? raised(`(${layer})`) : "";
  return `${letter}${above}${lowered(`${from},${to + 1}`)}`;
}

/** The same weight's place in Python, whose columns count from 0. */
export function placeInPython({ layer, from, to }: Chosen, last: number): string {
  return `${matrixName(layer, last)}[${from}, ${to}]`;
}

/** `V`, `V(0)` with several hidden layers, `W`. */
export function matrixName(layer: number, last: number): string {
  return layer === last - 1 ? "W" : last > 2 ? `V(${layer})` : "V";
}

/** Of unit `index` of layer 1 ... L. */
export function unitName(layer: number, index: number, last: number): string {
  return `unit ${index + 1}` + (last > 2 ? ` of hidden layer ${layer}` : "");
}

export interface Matrix {
  x: number; // 0 ... 1 from the first to the last layer
  name: string;
  letters: string;
  shape: string;
}

/** The matrices beneath: a layer's below it, its weights' between two. */
export function matrices(sizes: number[], rows: number | undefined): Matrix[] {
  const last = sizes.length - 1;
  const n = rows === undefined ? "N" : String(rows);
  const letters = sizes.map((_, k) => (k === 0 ? "D" : k === last ? "K" : last > 2 ? lowered(`M${k}`) : "M"));
  return sizes.flatMap((size, k) => {
    const feeds = k < last;
    const letter = k === 0 ? "X" : feeds ? "Z" : "Y";
    const number = letter === "Z" && last > 2 ? `(${k - 1})` : "";
    const layer = {
      x: k / last,
      name: letter + (feeds ? "\u0303" : "") + number,
      letters: `N × ${feeds ? `(${letters[k]}+1)` : letters[k]}`,
      shape: `${n} × ${size + Number(feeds)}`,
    };
    if (!feeds) return [layer];
    const weights = {
      x: (k + 0.5) / last,
      name: matrixName(k, last),
      letters: `(${letters[k]}+1) × ${letters[k + 1]}`,
      shape: `${size + 1} × ${sizes[k + 1]}`,
    };
    return [layer, weights];
  });
}

/** What each layer holds; an output with a curve of its own is a unit, as the lecture's first. */
export function headings(sizes: number[], hidden: string | undefined, output: string | undefined): string[] {
  const last = sizes.length - 1;
  const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? "" : "s"}`;
  const bent = output !== undefined && output !== "identity";
  return sizes.map((n, k) => {
    if (k === 0) return counted(n, "input");
    if (k < last) return counted(n, `${hidden ? `${hidden} ` : ""}unit`);
    return counted(n, bent ? `${output} ${last > 1 ? "output" : "unit"}` : "output");
  });
}
