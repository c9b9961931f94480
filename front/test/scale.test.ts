import assert from "node:assert/strict";
import { test } from "node:test";

import { along, rangeOf, scale } from "../src/draw/scale.ts";
import { near } from "./near.ts";

test("ends of the range stand at the ends of the axis, the middle in the middle", () => {
  const x = scale(10, 20, 100, 300);
  assert.deepEqual([10, 15, 20].map(x.place), [100, 200, 300]);
  const up = scale(0, 1, 300, 100); // pixels count downwards
  assert.equal(up.place(1), 100);
});

test("of a log axis equal factors are equally far", () => {
  const x = scale(1, 100, 0, 200, true);
  near(x.place(10), 100);
  near(x.place(Math.sqrt(10)), 50);
});

test("value() undoes place()", () => {
  for (const log of [false, true]) {
    const x = scale(0.5, 80, 30, 700, log);
    for (const value of [0.5, 3, 42, 80]) near(x.value(x.place(value)), value);
  }
});

test("ticks are round, evenly spaced, within the range, and no more than wished", () => {
  assert.deepEqual(scale(0, 10, 0, 1).ticks(5), [0, 2, 4, 6, 8, 10]);
  for (const [low, high] of [[0.13, 0.97], [-7, 12], [1234, 98765], [-1e-7, 3e-7]] as const) {
    const ticks = scale(low, high, 0, 1).ticks(6);
    assert(ticks.length >= 3 && ticks.length <= 7, `${ticks.length} from ${low} to ${high}`);
    const step = ticks[1]! - ticks[0]!;
    const lead = step / 10 ** Math.floor(Math.log10(step * (1 + 1e-9)));
    assert([1, 2, 2.5, 5].some((s) => Math.abs(lead - s) < 1e-6), `a step of ${step}`);
    for (const [i, tick] of ticks.entries()) {
      assert(tick >= low - 1e-6 * step && tick <= high + 1e-6 * step);
      assert(Math.abs(tick - ticks[0]! - i * step) < 1e-6 * step);
    }
  }
});

test("a range without width has one tick", () => {
  assert.deepEqual(scale(3, 3, 0, 1).ticks(5), [3]);
});

test("ticks of a log axis are powers of ten; within one decade 1, 2, 3, 5, 7 of it", () => {
  const close = (found: number[], wanted: number[]) => {
    assert.equal(found.length, wanted.length, String(found));
    for (const [i, value] of wanted.entries()) near(found[i]!, value);
  };
  close(scale(1, 1000, 0, 1, true).ticks(5), [1, 10, 100, 1000]);
  close(scale(1.5, 8, 0, 1, true).ticks(5), [2, 3, 5, 7]);
  assert(scale(1e-9, 1e9, 0, 1, true).ticks(5).length <= 5);
});

test("the range of numbers has 5 % of room and knows only finite ones", () => {
  const [low, high] = rangeOf([[0, 100, NaN], [Infinity]]);
  near(low, -5);
  near(high, 105);
  assert.deepEqual(rangeOf([[]]), [0, 1]);
  const [first, last] = rangeOf([[-3, 0, 1, 100]], 0.5, true); // a log axis has no place for 0
  near(first, 0.1);
  near(last, 1000);
});

test("equal numbers have room, too", () => {
  for (const value of [0, 7, -7]) {
    const [low, high] = rangeOf([[value, value]]);
    assert(low < value && value < high);
  }
});

test("between two points a curve is straight, beyond them level", () => {
  const [x, y] = [[0, 1, 3], [0, 10, 30]];
  assert.equal(along(x, y, 0.5), 5);
  assert.equal(along(x, y, 2), 20);
  assert.equal(along(x, y, 1), 10);
  assert.equal(along(x, y, -1), 0);
  assert.equal(along(x, y, 9), 30);
});
