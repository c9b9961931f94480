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
