import assert from "node:assert/strict";
import { test } from "node:test";

import { activationOf } from "../src/draw/activations.ts";
import { near } from "./near.ts";

const at = (name: string, a: number) => activationOf(name)!(a);

test("values are those of a table of functions", () => {
  near(at("tanh", 1), 0.7615941559557649);
  near(at("logistic", 1), 0.7310585786300049);
  near(at("softplus", 0), 0.6931471805599453); // log 2
  near(at("gaussian", 1), 0.36787944117144233); // 1 / e
  near(at("polynomial", 2), 107); // 3 + 2 * 2 + 2^2 + 3 * 2^5
  near(at("polynomial", -1), -1); // 3 - 2 + 1 - 3
  assert.equal(at("identity", -1.5), -1.5);
  assert.equal(at("relu", -1.5), 0);
  assert.equal(at("relu", 1.5), 1.5);
});

test("small results keep their digits far from 0", () => {
  near(at("logistic", -720), Math.exp(-720), 1e-6); // a subnormal number
  near(at("softplus", -40), Math.exp(-40));
});

test("nothing overflows", () => {
  for (const a of [-1e4, 1e4]) for (const name of ["tanh", "logistic", "softplus", "gaussian"]) assert(Number.isFinite(at(name, a)), `${name}(${a})`);
  assert.equal(at("softplus", 1e4), 1e4);
  assert.equal(at("logistic", 1e4), 1);
});

test("logistic(-a) = 1 - logistic(a), and softplus(a) - softplus(-a) = a", () => {
  for (const a of [0.1, 1, 3, 7]) {
    near(at("logistic", -a), 1 - at("logistic", a));
    near(at("softplus", a) - at("softplus", -a), a);
  }
});

test("a name that only Python knows has no function here", () => {
  assert.equal(activationOf("swish"), undefined);
  assert.equal(activationOf("constructor"), undefined); // what every object has is no activation
});
