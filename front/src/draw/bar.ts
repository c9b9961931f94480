// The bar of colours beside a field: which value has which, and where the cross stands on it.

import { set, svg } from "../dom.ts";
import { shortened } from "../format.ts";
import type { Frame } from "./frame.ts";
import { levelsOf } from "./levels.ts";
import { scale, type Scale } from "./scale.ts";
import { tick } from "./ticks.ts";

const [AWAY, WIDTH, ROOM] = [14, 10, 70]; // pixels: from the field, of the bar, with its numbers
const CHARACTER = 6.4;

export class Bar {
  readonly element = svg("g", { class: "bar" });
  private readonly steps = svg("g");
  /** Where the cross stands; drawn apart, as it moves. */
  readonly mark = svg("path", { class: "mark" });
  private up: Scale = scale(0, 1, 1, 0);
  private left = 0;
  private stands = "";

  constructor() {
    this.element.append(this.steps);
  }

  /** `low` and `high`: of the field, which may reach beyond the limits of the colours. */
  show(frame: Frame, limits: [number, number], low: number, high: number, unit: string): void {
    const [first, last] = [Math.min(limits[0], low), Math.max(limits[1], high)];
    const now = JSON.stringify([frame, limits, first, last, unit]);
    if (now === this.stands) return;
    this.stands = now;
    const top = frame.top + (unit ? 18 : 0);
    this.left = frame.right + AWAY;
    this.up = scale(first, last > first ? last : first + 1, frame.bottom, top);
    const { values, colour } = levelsOf(limits, first, last);
    const ends = [first, ...values, this.up.high];
    const height = frame.bottom - top;
    const every = Math.max(1, Math.ceil((values.length * 18) / Math.max(height, 1)));
    const bands = ends.slice(1).map((end, k) => {
      const [a, b] = [this.up.place(ends[k]!), this.up.place(end)];
      return svg("rect", { class: `ramp-${colour((ends[k]! + end) / 2)}`, x: this.left, y: b, width: WIDTH, height: Math.max(a - b, 0) });
    });
    const texts = values
      .filter((_, k) => k % every === 0)
      .map((value) => svg("text", { class: "tick", x: this.left + WIDTH + 5, y: this.up.place(value) + 4 }, tick(value, values)));
    const name = unit ? [svg("text", { class: "name", ...(unit.length * CHARACTER < ROOM - AWAY ? { x: this.left } : { x: frame.right + ROOM - 2, "text-anchor": "end" }), y: frame.top + 6 }, shortened(unit, Math.floor(ROOM / CHARACTER)))] : [];
    this.steps.replaceChildren(...bands, svg("rect", { class: "edge", x: this.left, y: top, width: WIDTH, height }), ...texts, ...name);
  }

  /** Marks a value. */
  point(value: number): void {
    const at = Math.max(this.up.place(this.up.high), Math.min(this.up.place(this.up.low), this.up.place(value)));
    set(this.mark, { d: Number.isFinite(at) ? `M${this.left - 1} ${at.toFixed(1)}l-7 -4v8z` : "" });
  }
}
