import assert from "node:assert/strict";
import { test } from "node:test";

import { contour } from "../src/draw/contours.ts";
import { near } from "./near.ts";

const range = (n: number) => Array.from({ length: n }, (_, i) => i);
const field = (n: number, f: (x: number, y: number) => number) => range(n).flatMap((y) => range(n).map((x) => f(x, y)));

test("of a plane the contour is straight, at the very level", () => {
  const { runs } = contour(field(5, (x) => x), range(5), range(5), 1.25);
  assert.equal(runs.length, 1);
  for (const [x] of runs[0]!) near(x, 1.25);
  const heights = runs[0]!.map(([, y]) => y);
  assert.deepEqual([Math.min(...heights), Math.max(...heights)], [0, 4]); // from edge to edge
});

test("around a hill the ring is closed, and every point of it interpolates the level", () => {
  const hill = (x: number, y: number) => 10 - Math.abs(x - 4) - Math.abs(y - 4); // linear along grid lines
  const { d, runs } = contour(field(9, hill), range(9), range(9), 7.5);
  assert.equal(d.match(/Z/g)?.length, 1);
  assert.equal(runs.length, 1);
  for (const [x, y] of runs[0]!) near(hill(x, y), 7.5);
});

test("two hills have two rings", () => {
  const hills = (x: number, y: number) => Math.max(3 - Math.hypot(x - 2, y - 5), 3 - Math.hypot(x - 8, y - 5));
  assert.equal(contour(field(11, hills), range(11), range(11), 1.5).runs.length, 2);
});

test("above all of a field nothing is drawn, below all of it the edge alone", () => {
  const z = field(4, (x, y) => x + y);
  assert.deepEqual(contour(z, range(4), range(4), 100), { d: "", runs: [] });
  const all = contour(z, range(4), range(4), -100);
  assert.equal(all.runs.length, 0); // no part of the ring is a contour
  assert.equal(all.d.match(/Z/g)?.length, 1);
});

test("the middle of a saddle decides whether its two corners belong together", () => {
  const rings = (low: number) => contour([1, low, low, 1], [0, 1], [0, 1], 0.5).d.match(/Z/g)?.length;
  assert.equal(rings(0.4), 1); // mean 0.7: connected
  assert.equal(rings(-0.4), 2); // mean 0.3: apart
});
