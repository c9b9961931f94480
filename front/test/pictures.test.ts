import assert from "node:assert/strict";
import { test } from "node:test";

import type { Net } from "../src/draw/network.ts";
import { picturesOf } from "../src/draw/pictures.ts";
import { near } from "./near.ts";

const weights = (rows: number[][]) => ({ shape: [rows.length, rows[0]!.length] as [number, number], values: rows.flat() });
const input = (low = -2, high = 2) => ({ name: "x", scaled: [low, high] as [number, number] });

function curveOf(net: Net, layer: number, unit: number): number[] {
  const picture = picturesOf(net)[layer]?.[unit];
  assert(picture && "curve" in picture);
  return Array.from(picture.curve);
}

test("over one input a unit's picture is its output from end to end of the range", () => {
  const net: Net = { sizes: [1, 2, 1], inputs: [input(-1, 3)], outputs: ["y"], hidden: "tanh", output: "identity", weights: [weights([[0.5, -1], [2, 0.25]]), weights([[1], [3], [-2]])] };
  const unit = curveOf(net, 1, 0);
  near(unit[0]!, Math.tanh(0.5 + 2 * -1));
  near(unit.at(-1)!, Math.tanh(0.5 + 2 * 3));
  near(unit[12]!, Math.tanh(0.5 + 2 * 1)); // the middle of 25 points
  const output = curveOf(net, 2, 0);
  near(output.at(-1)!, 1 + 3 * Math.tanh(6.5) - 2 * Math.tanh(-0.25));
});

test("an output with a curve of its own is drawn with it", () => {
  const net: Net = { sizes: [1, 1], inputs: [input()], outputs: ["y"], hidden: "tanh", output: "logistic", weights: [weights([[0], [1]])] };
  near(curveOf(net, 1, 0)[0]!, 1 / (1 + Math.exp(2)));
});

test("over two inputs it is a map: the first input to the right, the second upwards", () => {
  const net: Net = { sizes: [2, 1], inputs: [input(0, 1), input(10, 20)], outputs: ["y"], hidden: "tanh", weights: [weights([[0], [1], [100]])] };
  const picture = picturesOf(net)[1]![0]!;
  assert("map" in picture);
  const side = Math.sqrt(picture.map.length);
  near(picture.map[0]!, 2000); // the upper left corner: 0 + 100 * 20
  near(picture.map[side - 1]!, 2001);
  near(picture.map.at(-1)!, 1001); // the lower right one
});

test("over more inputs it is the activation over the unit's own sum, two deviations to either side", () => {
  const net: Net = { sizes: [3, 1, 1], inputs: [input(), input(), input()], outputs: ["y"], hidden: "tanh", weights: [weights([[0.5], [2], [3], [6]]), weights([[0], [1]])] };
  const unit = curveOf(net, 1, 0);
  near(unit[0]!, Math.tanh(0.5 - 2 * 7)); // sqrt(4 + 9 + 36) = 7
  near(unit[12]!, Math.tanh(0.5));
});

test("of an activation that only Python knows, what came is drawn", () => {
  const told = [[1, 2, 3]];
  const net: Net = { sizes: [1, 1, 1], inputs: [input()], outputs: ["y"], hidden: "swish", units: told, weights: [weights([[0], [1]]), weights([[0], [1]])] };
  assert.deepEqual(curveOf(net, 1, 0), [1, 2, 3]);
});
