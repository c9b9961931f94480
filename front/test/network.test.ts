import assert from "node:assert/strict";
import { test } from "node:test";

import { heightFor, nodeOnPath, onPath, placesOf, sameWeight, weightAt, type Chosen, type Net } from "../src/draw/network.ts";
import { headings, matrices, matrixName, placeInPython, unitName, weightName } from "../src/draw/notation.ts";
import { near } from "./near.ts";

const ROOM = { width: 800, height: 400, above: 40, below: 60 };

function net(sizes: number[], shares: number[] = []): Net {
  const inputs = Array.from({ length: sizes[0]! }, (_, i) => ({ name: `x${i}`, share: shares[i] }));
  return { sizes, inputs, outputs: ["y"], weights: [] };
}

test("layers stand from left to right at equal distances, each beside the middle of the room", () => {
  const { layers, left, right } = placesOf(net([2, 5, 3, 1]), ROOM);
  const x = layers.map((layer) => layer[0]!.x);
  assert.equal(x[0], left);
  assert.equal(x[3], right);
  for (const [i, at] of x.entries()) near(at, left + ((right - left) * i) / 3);
  for (const layer of layers) near((layer[0]!.y + layer.at(-1)!.y) / 2, 40 + 300 / 2);
});

test("every layer that feeds another has its constant on top, the outputs have none", () => {
  const { layers } = placesOf(net([2, 5, 1]), ROOM);
  assert.deepEqual(layers.map((layer) => layer.map((node) => node.index)), [[-1, 0, 1], [-1, 0, 1, 2, 3, 4], [0]]);
});

test("circles of a layer do not overlap", () => {
  for (const units of [1, 4, 9, 14]) {
    const { layers, radius } = placesOf(net([2, units, 1]), ROOM);
    const [first, second] = layers[1]!;
    assert(second!.y - first!.y > 2 * radius[1]!, `${units} units`);
  }
});

test("too many nodes are counted in place of the last, and the most relevant inputs are drawn first", () => {
  const shares = Array.from({ length: 60 }, (_, i) => (i === 59 ? 0.9 : 0.1 / 59));
  const { layers } = placesOf(net([60, 3, 1], shares), ROOM);
  const drawn = layers[0]!.map((node) => node.index);
  assert.equal(drawn.at(-1), -2); // stands for those that are left out
  assert.equal(drawn[1], 59);
  assert(drawn.length < 60);
});

test("both ends of a chosen weight are drawn, wherever they are", () => {
  const chosen: Chosen = { layer: 0, from: 58, to: 77 };
  const { layers } = placesOf(net([60, 80, 1]), ROOM, chosen);
  assert(layers[0]!.some((node) => node.index === 57));
  assert(layers[1]!.some((node) => node.index === 77));
});

test("a drawing is high enough for the fullest layer, to a limit", () => {
  assert(heightFor([3, 12, 1]) > heightFor([3, 8, 1]));
  assert.equal(heightFor([3, 500, 1]), heightFor([3, 900, 1]));
});

test("a weight stands in the row where it comes from, in the column where it goes", () => {
  const V = { shape: [3, 2] as [number, number], values: [0, 1, 10, 11, 20, 21] };
  assert.equal(weightAt([V], { layer: 0, from: 2, to: 1 }), 21);
  assert.equal(weightAt([V], { layer: 0, from: 0, to: 1 }), 1); // of the constant
  assert.equal(weightAt(undefined, { layer: 0, from: 0, to: 0 }), 0);
});

test("the chain rule of a weight of the first layer goes through its own unit alone, then through all", () => {
  const chosen: Chosen = { layer: 0, from: 1, to: 2 };
  assert(onPath(chosen, chosen));
  assert(!onPath({ layer: 0, from: 2, to: 2 }, chosen));
  assert(onPath({ layer: 1, from: 3, to: 0 }, chosen)); // unit 2 has row 3: row 0 is the constant's
  assert(!onPath({ layer: 1, from: 2, to: 0 }, chosen));
  assert(!onPath({ layer: 1, from: 0, to: 0 }, chosen)); // no constant passes anything on
  assert(onPath({ layer: 2, from: 1, to: 0 }, chosen));
  assert(nodeOnPath(0, 0, chosen) && !nodeOnPath(0, 1, chosen));
  assert(nodeOnPath(1, 2, chosen) && !nodeOnPath(1, 0, chosen));
  assert(nodeOnPath(2, 0, chosen));
});

test("a weight of the last layer has no path below it", () => {
  const chosen: Chosen = { layer: 1, from: 1, to: 0 };
  assert(!onPath({ layer: 0, from: 1, to: 0 }, chosen));
  assert(!nodeOnPath(0, 0, chosen));
  assert(sameWeight(chosen, { layer: 1, from: 1, to: 0 }) && !sameWeight(chosen, undefined));
});

test("weights are named as in the lecture: v of hidden units, w of outputs, counted from 1", () => {
  assert.equal(weightName({ layer: 0, from: 0, to: 0 }, 2), "v₀,₁"); // the constant is 0
  assert.equal(weightName({ layer: 1, from: 12, to: 0 }, 2), "w₁₂,₁");
  assert.equal(weightName({ layer: 1, from: 1, to: 1 }, 3), "v⁽¹⁾₁,₂"); // of several hidden layers
  assert.equal(placeInPython({ layer: 0, from: 1, to: 2 }, 2), "V[1, 2]");
  assert.deepEqual([0, 1, 2].map((l) => matrixName(l, 3)), ["V(0)", "V(1)", "W"]);
  assert.equal(unitName(1, 4, 2), "unit 5");
  assert.equal(unitName(2, 0, 3), "unit 1 of hidden layer 2");
});

test("shapes of neighbouring matrices fit: N x (D+1) by (D+1) x M", () => {
  const found = matrices([2, 5, 3, 1], 100);
  assert.deepEqual(found.map((m) => m.shape), ["100 × 3", "3 × 5", "100 × 6", "6 × 3", "100 × 4", "4 × 1", "100 × 1"]);
  assert.deepEqual(found.map((m) => m.name), ["X\u0303", "V(0)", "Z\u0303(0)", "V(1)", "Z\u0303(1)", "W", "Y"]);
  assert.equal(matrices([2, 5, 1], undefined)[0]!.shape, "N × 3");
});

test("headings count, with the activation where there is one", () => {
  assert.deepEqual(headings([1, 20, 1], "tanh", "identity"), ["1 input", "20 tanh units", "1 output"]);
  assert.deepEqual(headings([2, 1], undefined, "logistic"), ["2 inputs", "1 logistic unit"]);
});
