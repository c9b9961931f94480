// Numbers are compared relative to their size, as floating point rounds.

import assert from "node:assert/strict";

/** Fails unless |actual - expected| <= tolerance |expected|, or both are 0. */
export function near(actual: number, expected: number, tolerance = 1e-12): void {
  assert(Math.abs(actual - expected) <= tolerance * Math.abs(expected), `${actual} is not ${expected}`);
}
