// The two axes around a field: ticks of numbers, dates or names, and the inputs' names.

import { svg } from "../dom.ts";
import { shortened } from "../format.ts";
import type { Scale } from "./scale.ts";
import { date, tick } from "./ticks.ts";

export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface FieldAxis {
  label: string;
  grid: number[];
  range: [number, number];
  names?: string[] | undefined; // of the places 0, 1, 2 ...
  dates?: boolean;
  whole?: boolean;
}

const CHARACTER = 6.4; // pixels, of the small text
const LONGEST = 10; // characters of a name beside the axis

/** How wide the names of an upright axis and of its places are. */
export function roomFor({ names, dates }: FieldAxis): number {
  const longest = names ? Math.min(Math.max(...names.map((name) => name.length)), LONGEST) : dates ? 7 : 4;
  return 26 + CHARACTER * Math.max(longest, 4);
}

export function acrossAxis({ label, names, dates, whole }: FieldAxis, x: Scale, { left, right, bottom }: Frame): SVGElement[] {
  const width = right - left;
  const ticks = names?.map((_, i) => i) ?? someTicks(x, width / (dates ? 90 : 64), whole);
  const room = width / (names?.length ?? 1) / CHARACTER;
  const every = names ? Math.ceil(4 / room) : 1;
  const parts = ticks.flatMap((t) => {
    if (names && t % every) return [];
    const text = names ? shortened(names[t]!, Math.max(Math.floor(room * every) - 1, 3)) : dates ? date(t) : tick(t, ticks);
    const at = x.place(t);
    return [
      svg("line", { class: "rule", x1: at, x2: at, y1: bottom, y2: bottom + 4 }),
      svg("text", { class: "tick", x: at, y: bottom + 18, "text-anchor": "middle" }, text),
    ];
  });
  return [...parts, svg("text", { class: "name", x: right, y: bottom + 34, "text-anchor": "end" }, shortened(label, Math.floor(width / CHARACTER)))];
}

export function upAxis({ label, names, dates, whole }: FieldAxis, y: Scale, { left, top, bottom }: Frame): SVGElement[] {
  const height = bottom - top;
  const ticks = names?.map((_, i) => i) ?? someTicks(y, height / 48, whole);
  const every = names ? Math.ceil((14 * names.length) / height) : 1;
  const parts = ticks.flatMap((t) => {
    if (names && t % every) return [];
    const text = names ? shortened(names[t]!, LONGEST) : dates ? date(t).slice(0, 7) : tick(t, ticks); // of a date the month
    const at = y.place(t);
    return [
      svg("line", { class: "rule", x1: left - 4, x2: left, y1: at, y2: at }),
      svg("text", { class: "tick", x: left - 8, y: at + 4, "text-anchor": "end" }, text),
    ];
  });
  const turn = `translate(10 ${top}) rotate(-90)`;
  return [...parts, svg("text", { class: "name", transform: turn, "text-anchor": "end" }, shortened(label, Math.floor(height / CHARACTER)))];
}

function someTicks(axis: Scale, most: number, whole = false): number[] {
  return axis.ticks(Math.max(2, Math.floor(most))).filter((t) => !whole || t === Math.round(t));
}
