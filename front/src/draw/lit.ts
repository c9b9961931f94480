// The row under the pointer, in any picture of rows: a ring around its point and a few words.

import { set, svg } from "../dom.ts";

export interface Placed {
  position: number; // in the table
  x: number; // pixels
  y: number;
  words: string;
}

const REACH = 14; // pixels around a point
const CHARACTER = 6.4;

export class Lit {
  readonly element = svg("g", { class: "lit" });
  private readonly ring = svg("circle", { class: "ring", r: 7 });
  private readonly ground = svg("rect", { class: "ground", rx: 3, height: 20 });
  private readonly words = svg("text", { class: "words" });
  private rows: Placed[] = [];
  private readonly at = new Map<number, Placed>();

  constructor() {
    this.element.append(this.ring, this.ground, this.words);
    this.light(undefined);
  }

  place(rows: Placed[]): void {
    this.rows = rows;
    this.at.clear();
    for (const row of rows) this.at.set(row.position, row);
  }

  /** The row whose point is nearest to a place, if it is near. */
  nearest(x: number, y: number): number | undefined {
    let best = REACH * REACH;
    let found: number | undefined;
    for (const row of this.rows) {
      const distance = (row.x - x) ** 2 + (row.y - y) ** 2;
      if (distance < best) [best, found] = [distance, row.position];
    }
    return found;
  }

  /** `width`: of the picture; `worded`: with its words beside it. */
  light(position: number | undefined, width = 0, worded = false): void {
    const row = position === undefined ? undefined : this.at.get(position);
    this.element.toggleAttribute("hidden", !row);
    this.element.style.display = row ? "" : "none";
    if (!row) return;
    set(this.ring, { cx: row.x, cy: row.y });
    this.words.textContent = worded ? row.words : "";
    this.ground.style.display = worded ? "" : "none";
    if (!worded) return;
    const long = row.words.length * CHARACTER + 8;
    const left = Math.max(2, Math.min(row.x + 12, width - long - 2));
    const top = row.y > 40 ? row.y - 34 : row.y + 14;
    set(this.ground, { x: left, y: top, width: long });
    set(this.words, { x: left + 4, y: top + 14 });
  }
}
