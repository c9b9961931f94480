import assert from "node:assert/strict";
import { test } from "node:test";

import { levelsOf } from "../src/draw/levels.ts";
import { date, logTick, tick } from "../src/draw/ticks.ts";

const written = (ticks: number[]) => ticks.map((value) => tick(value, ticks));

test("a tick has just the digits that it needs and that tell it from its neighbours", () => {
  assert.deepEqual(written([0, 0.5, 1]), ["0.0", "0.5", "1.0"]);
  assert.deepEqual(written([0, 2.5, 5]), ["0", "2.5", "5"]);
  assert.deepEqual(written([0, 0.25, 0.5]), ["0.0", "0.25", "0.5"]);
  assert.deepEqual(written([-10, 0, 10]), ["\u221210", "0", "10"]);
  assert.deepEqual(written([5000, 10000]), ["5\u202f000", "10\u202f000"]);
});

test("very large and very small ticks have exponents, 0 has none", () => {
  assert.deepEqual(written([0, 2e6, 4e6]), ["0", "2e6", "4e6"]);
  assert.deepEqual(written([-2e-5, 0, 2e-5]), ["\u22122e\u22125", "0", "2e\u22125"]);
});

test("each tick of a log axis has the digits of its own size", () => {
  assert.deepEqual([0.01, 0.5, 1, 100, 1e5, 1e-4].map(logTick), ["0.01", "0.5", "1", "100", "1e5", "1e\u22124"]);
});

test("days count from 1970-01-01", () => {
  assert.equal(date(0), "1970-01-01");
  assert.equal(date(59), "1970-03-01"); // no leap year
  assert.equal(date(-1), "1969-12-31");
  assert.equal(date(NaN), "");
});

test("levels of a field are round, reach as far as it does, and its colours grow with it", () => {
  const { values, colour } = levelsOf([0, 1], -0.25, 1.25);
  for (const value of values) assert(Math.abs(value * 10 - Math.round(value * 10)) < 1e-9, `${value}`);
  assert(values[0]! > -0.25 && values[0]! <= -0.15 + 1e-9 && values.at(-1)! >= 1.15 - 1e-9);
  const colours = [-0.2, 0.05, 0.35, 0.55, 0.95, 1.2].map(colour);
  assert.deepEqual(colours, [...colours].sort((a, b) => a - b));
  assert.equal(colour(-100), 0);
  assert.equal(colour(100), 11);
});
