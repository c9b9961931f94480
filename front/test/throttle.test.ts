import assert from "node:assert/strict";
import { test } from "node:test";

import { Throttle } from "../src/studio/throttle.ts";
import { Clock } from "./clock.ts";

function begin() {
  const clock = new Clock();
  const work: [string, number][] = [];
  const throttle = new Throttle({ moving: () => work.push(["moving", clock.now]), rest: () => work.push(["rest", clock.now]) }, 50, 600, 500);
  return { clock, work, throttle };
}

test("the first move works at once, the whole work follows half a second after the last", () => {
  const { clock, work, throttle } = begin();
  throttle.move();
  throttle.settled();
  clock.pass(300);
  throttle.move();
  throttle.settled();
  clock.pass(2000);
  assert.deepEqual(work, [["moving", 0], ["moving", 300], ["rest", 800]]);
});

test("however often it moves, one piece of work begins each 50 milliseconds", () => {
  const { clock, work, throttle } = begin();
  for (let i = 0; i < 100; i++) {
    throttle.move();
    throttle.settled();
    clock.pass(1);
  }
  assert.deepEqual(work.map(([, at]) => at), [0, 50, 100]);
});

test("while a piece of work is under way the next waits, but not for ever", () => {
  const { clock, work, throttle } = begin();
  throttle.move();
  clock.pass(100);
  throttle.move();
  clock.pass(300);
  throttle.move();
  assert.equal(work.length, 1);
  clock.pass(250); // 600 milliseconds are over
  assert.deepEqual(work.map(([, at]) => at), [0, 600]);
});

test("as soon as it can be seen, the newest wish follows", () => {
  const { clock, work, throttle } = begin();
  throttle.move();
  clock.pass(100);
  throttle.move();
  clock.pass(20);
  throttle.settled();
  assert.deepEqual(work, [["moving", 0], ["moving", 120]]);
});

test("what is cancelled never comes", () => {
  const { clock, work, throttle } = begin();
  throttle.move();
  throttle.move();
  throttle.cancel();
  clock.pass(5000);
  assert.deepEqual(work, [["moving", 0]]);
});
