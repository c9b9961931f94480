// The value of each contour, written along it, away from edges and from other numbers.

import { svg } from "../dom.ts";
import type { Frame } from "./frame.ts";
import { tick } from "./ticks.ts";

type Place = [number, number];

const TRIED = 24; // places along a contour
const FROM_EDGE = 22; // pixels
const APART = 38;
const FAITHFUL = 4; // a number moves only to a place that is better by so much of its way

export class Numbers {
  readonly element = svg("g", { class: "numbers" });
  private readonly stood = new Map<number, Place>();

  show(contours: { level: number; runs: Place[][] }[], frame: Frame): void {
    const values = contours.map(({ level }) => level);
    const taken: Place[] = [];
    const texts: SVGElement[] = [];
    for (const { level, runs } of contours) {
      const run = runs.reduce<Place[]>((best, r) => (r.length > best.length ? r : best), []);
      const found = best(run, taken, frame, this.stood.get(level));
      if (!found) continue;
      taken.push(found.at);
      this.stood.set(level, found.at);
      const transform = `translate(${found.at[0].toFixed(1)} ${found.at[1].toFixed(1)}) rotate(${found.angle.toFixed(0)})`;
      texts.push(svg("text", { class: "number", transform, y: 4, "text-anchor": "middle" }, tick(level, values)));
    }
    this.element.replaceChildren(...texts);
  }

  /** The next numbers may stand anywhere. */
  forget(): void {
    this.stood.clear();
  }
}

function best(run: Place[], taken: Place[], frame: Frame, before: Place | undefined): { at: Place; angle: number } | undefined {
  let found: { at: Place; angle: number } | undefined;
  let most = -Infinity;
  for (let i = 3; i < run.length - 3; i += Math.max(1, Math.floor(run.length / TRIED))) {
    const at = run[i]!;
    const edge = Math.min(at[0] - frame.left, frame.right - at[0], at[1] - frame.top, frame.bottom - at[1]);
    const near = Math.min(...taken.map((other) => distance(other, at)), 3 * APART);
    if (edge < FROM_EDGE || near < APART) continue;
    const score = Math.min(edge, 3 * FROM_EDGE) + near - (before ? FAITHFUL * distance(before, at) : 0);
    if (score <= most) continue;
    most = score;
    const [a, b] = [run[i - 3]!, run[i + 3]!];
    const angle = (Math.atan2(b[1] - a[1], b[0] - a[0]) * 180) / Math.PI;
    found = { at, angle: angle > 90 ? angle - 180 : angle < -90 ? angle + 180 : angle };
  }
  return found;
}

function distance(a: Place, b: Place): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1]);
}
