// What the pictures of a page have in common: the row under the pointer, and where what-if stands.

import { Observed } from "../observed.ts";

/** Values of columns: a number, or a level's name. */
export type Values = Record<string, number | string>;

export interface Shared {
  lit: Observed<number | undefined>; // position of a row in the table
  point: Observed<Values>; // what the profiler and the map stand at
}

export function shared(): Shared {
  return { lit: new Observed<number | undefined>(undefined), point: new Observed<Values>({}) };
}

/** The point as far as it speaks of some columns: it may be another table's. */
export function here({ point }: Shared, columns: string[]): Values {
  const known = new Set(columns);
  const usable = (value: unknown) => typeof value === "string" || Number.isFinite(value);
  return Object.fromEntries(Object.entries(point.value).filter(([name, value]) => known.has(name) && usable(value)));
}
