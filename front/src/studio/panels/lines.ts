// The prediction along one input, as lines of a plot.

import type { Line } from "../../draw/plot.ts";
import type { Input } from "../profile.ts";

/** A curve; before it its band, where the model knows one. */
export function curve({ x, y, y_low, y_high }: Input): Line[] {
  const back = (values: number[]) => [...values].reverse();
  const band = y_low && y_high ? [{ name: "band", look: "model", closed: true, x: [...x, ...back(x)], y: [...y_low, ...back(y_high)] }] : [];
  return [...band, { name: "y", look: "model", x, y }];
}

/** A point a level, with its interval. */
export function whiskers({ x, y, y_low, y_high }: Input): Line[] {
  const bars = y_low && y_high ? x.map((at, i) => ({ name: `bar ${i}`, look: "model faint", x: [at, at], y: [y_low[i]!, y_high[i]!] })) : [];
  return [...bars, { name: "y", look: "model", points: true, x, y }];
}
