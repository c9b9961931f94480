// Round values of a field at which its colour changes, and which colour stands between them.

import { scale } from "./scale.ts";

export const COLOURS = 12; // of the ramp, in the style sheet: ramp-0 to ramp-11
const LEVELS = 11; // over the limits
const MOST = 24;

export interface Levels {
  values: number[];
  colour(value: number): number;
}

/** Round levels over `limits`, continued as far as a field reaches; beyond, the colours stay the last. */
export function levelsOf(limits: [number, number], low: number, high: number): Levels {
  const wide = limits[1] > limits[0] ? limits : ([limits[0] - 0.5, limits[1] + 0.5] as [number, number]);
  const values = scale(wide[0], wide[1], 0, 1).ticks(LEVELS);
  const step = values.length > 1 ? values[1]! - values[0]! : wide[1] - wide[0];
  const bands = Math.max(values.length, 1);
  const start = values[0] ?? wide[0];
  const round = (value: number) => Number(value.toPrecision(12));
  while (values.length < MOST && values[0]! - step > low) values.unshift(round(values[0]! - step));
  while (values.length < MOST && values[values.length - 1]! + step < high) values.push(round(values[values.length - 1]! + step));
  return {
    values: values.filter((value) => value > low && value <= high),
    colour: (value) => {
      const band = Math.floor((value - start) / step + 1 + 1e-9); // 0 below the first level
      return Math.max(0, Math.min(COLOURS - 1, Math.round((band * (COLOURS - 1)) / bands)));
    },
  };
}
