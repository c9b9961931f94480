// Every expected number is written here as the formula of docs/notation.md and docs/model-file.md, for
// networks small enough to do by hand; that Python says the same of large ones is tested in a browser.

import assert from "node:assert/strict";
import { test } from "node:test";

import { Model, type Formula } from "../src/report/model.ts";
import { near } from "./near.ts";

const plain = (n: number) => ({ shift: Array<number>(n).fill(0), scale: Array<number>(n).fill(1), asinh: null });
const base64 = (values: number[]) => btoa(String.fromCharCode(...new Uint8Array(new Float64Array(values).buffer)));
const line = (constant: number, slope: number) => ({ sizes: [1, 1], weights: base64([constant, slope]) });

function formula(changes: Partial<Formula>): Formula {
  return {
    inputs: plain(1),
    outputs: plain(1),
    hidden: "tanh",
    output: "identity",
    networks: [line(1, 2)],
    shares: [1],
    guard: null,
    low: [-10],
    high: [10],
    noise: [],
    ...changes,
  };
}

const answer = (changes: Partial<Formula>, ...x: number[]) => new Model(formula(changes)).answer(x, 0);

test("one network: y = w0 + w1 tanh(v0 + v1 x), the constant's row first", () => {
  const networks = [{ sizes: [1, 1, 1], weights: base64([0.5, 2, 1, 3]) }];
  near(answer({ networks }, 0.25).y, 1 + 3 * Math.tanh(0.5 + 2 * 0.25));
});

test("weights lie a row of the matrix after the other: two inputs, two units", () => {
  const V = [0.1, 0.2, 1, 2, 3, 4]; // rows: constant, first, second input
  const networks = [{ sizes: [2, 2, 1], weights: base64([...V, 0.5, 10, 100]) }];
  const expected = 0.5 + 10 * Math.tanh(0.1 + 1 * 0.3 - 3 * 0.2) + 100 * Math.tanh(0.2 + 2 * 0.3 - 4 * 0.2);
  near(answer({ networks, inputs: plain(2), low: [-1, -1], high: [1, 1] }, 0.3, -0.2).y, expected);
});

test("two hidden layers both bend, the output as its own activation says", () => {
  const networks = [{ sizes: [1, 1, 1, 1], weights: base64([0.1, 1, 0.2, 2, 0.3, 3]) }];
  const inner = Math.tanh(0.2 + 2 * Math.tanh(0.1 + 0.7));
  near(answer({ networks }, 0.7).y, 0.3 + 3 * inner);
  near(answer({ networks, output: "logistic" }, 0.7).y, 1 / (1 + Math.exp(-0.3 - 3 * inner)));
});

test("inputs are standardized, the output is brought back to its unit", () => {
  const inputs = { shift: [10], scale: [2], asinh: null };
  const outputs = { shift: [100], scale: [5], asinh: null };
  near(answer({ inputs, outputs, low: [0], high: [20] }, 13).y, 100 + 5 * (1 + 2 * 1.5));
});

test("a skewed column goes through asinh((x - origin) / unit)", () => {
  const skewed = { shift: [0.5], scale: [2], asinh: { columns: [0], origin: [1], unit: [3] } };
  near(answer({ inputs: skewed, high: [1e6] }, 1000).y, 1 + (2 * (Math.asinh(999 / 3) - 0.5)) / 2);
  near(answer({ outputs: skewed }, 0.25).y, 3 * Math.sinh(2 * 1.5 + 0.5) + 1);
});

test("several networks answer their mean by shares", () => {
  near(answer({ networks: [line(0, 1), line(10, 1)], shares: [0.75, 0.25] }, 4).y, 0.75 * 4 + 0.25 * 14);
});

test("each network is held between the guards before the mean", () => {
  const networks = [line(0, 0), line(1000, 0)];
  near(answer({ networks, shares: [0.5, 0.5], guard: [[-1], [20]] }, 0).y, 10);
});

test("outside means beyond the training range of any input", () => {
  const inputs = { inputs: plain(2), networks: [{ sizes: [2, 1], weights: base64([0, 1, 1]) }], low: [0, 0], high: [1, 1] };
  assert.equal(answer(inputs, 0, 1).outside, false); // the ends belong to it
  assert.equal(answer(inputs, 0.5, 1.01).outside, true);
  assert.equal(answer(inputs, -0.01, 0.5).outside, true);
});

test("without a known noise there is no interval", () => {
  const { low, high } = answer({}, 1);
  assert.equal(low, null);
  assert.equal(high, null);
});

test("one network: the interval is multiple times the noise's deviation, in the target's unit", () => {
  const { y, low, high } = answer({ outputs: { shift: [100], scale: [5], asinh: null }, noise: [{ slopes: [Math.log(0.04)], multiple: 1.96 }] }, 1);
  near(high! - y, 1.96 * 5 * 0.2);
  near(y - low!, 1.96 * 5 * 0.2);
});

test("equal networks: noise and the sample variance of the members add up", () => {
  const members = [1, 2, 6]; // mean 3, sample variance (4 + 1 + 9) / 2 = 7
  const { y, high } = answer({ networks: members.map((c) => line(c, 0)), shares: [1 / 3, 1 / 3, 1 / 3], noise: [{ slopes: [Math.log(2)], multiple: 2 }] }, 0);
  near(y, 3);
  near(high! - y, 2 * Math.sqrt(2 + 7));
});

test("a network with all of the share adds no spread", () => {
  const { y, high } = answer({ networks: [line(1, 0), line(50, 0)], shares: [1, 0], noise: [{ slopes: [0], multiple: 1 }] }, 0);
  near(high! - y, 1);
});

test("log variance follows prediction and inputs, and leaves its mean by 3 at most", () => {
  const half = (x: number, slopes: number[]) => {
    const { y, high } = answer({ low: [-1e9], high: [1e9], noise: [{ slopes, multiple: 1 }] }, x);
    return high! - y;
  };
  const wanted = 0.5 * (1 + 2 * 0.1) - 0.25 * 0.1; // slopes of y and of x
  near(half(0.1, [-1, 0.5, -0.25]), Math.exp((-1 + 3 * Math.tanh(wanted / 3)) / 2));
  near(half(1e6, [-1, 0.5, 0]), Math.exp((-1 + 3) / 2), 1e-7); // far below what float32 resolves in a picture
});
