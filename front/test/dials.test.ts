import assert from "node:assert/strict";
import { test } from "node:test";

import { answerOf, keyed, labelOf, placeOf, slopeOf, told, valueAt } from "../src/studio/place.ts";
import type { Dial } from "../src/studio/profile.ts";

const DIAL: Dial = { name: "weight", kind: "number", value: 50, low: 0, high: 100, whole: false, choices: [], levels: [] };
const WHOLE: Dial = { ...DIAL, whole: true };
const CHOICE: Dial = { ...DIAL, kind: "choice", choices: ["red", "(empty)"], levels: ["red", ""] };

test("a value is rounded to a hundredth of the leading digit of the range", () => {
  assert.equal(valueAt(DIAL, 12.3456), 12);
  assert.equal(valueAt({ ...DIAL, high: 1 }, 0.123456), 0.12);
  assert.equal(valueAt(WHOLE, 12.7), 13);
});

test("of a choice a place is one of its levels, however far one drags", () => {
  assert.deepEqual([-9, 0.4, 0.6, 9].map((place) => valueAt(CHOICE, place)), ["red", "red", "", ""]);
  assert.equal(placeOf(CHOICE, ""), 1);
  assert.equal(placeOf(CHOICE, "never seen"), 0);
  assert.equal(told(CHOICE, ""), "(empty)");
});

test("arrows step, pages step ten times as far, Home and End go to the ends", () => {
  const by = (key: string) => keyed(WHOLE, 50, key)! - 50;
  assert.equal(by("ArrowRight"), 1);
  assert.equal(by("ArrowDown"), -1);
  assert.equal(by("PageUp"), 10);
  assert.equal(keyed(WHOLE, 50, "Home"), 0);
  assert.equal(keyed(WHOLE, 50, "End"), 100);
  assert.equal(keyed(WHOLE, 50, "a"), undefined);
  assert.equal(keyed(CHOICE, 1, "ArrowRight"), 1); // there is no further choice
});

test("every step of an arrow moves the value, on a range of any size", () => {
  for (const high of [1e-6, 0.3, 7, 123, 9.9e8]) {
    const dial = { ...DIAL, high };
    assert.notEqual(valueAt(dial, keyed(dial, high / 2, "ArrowRight")!), valueAt(dial, high / 2), `${high}`);
  }
});

test("an answer has its unit and its interval, all with the digits of the largest", () => {
  assert.equal(answerOf(27.3456, 22.1, 123.4, "mpg", 0.95), "27 mpg, 95 % 22 to 123");
  assert.equal(answerOf(27.3456, null, null, "", 0.95), "27.3");
});

test("a slope is told per a round part of the range, with its sign", () => {
  assert.equal(slopeOf(DIAL, 0.034, "").short, "+0.34 per 10");
  assert.equal(slopeOf(DIAL, -0.034, "").short, "\u22120.34 per 10");
  assert.equal(slopeOf(DIAL, 0, "").short, "flat");
  assert.equal(slopeOf({ ...DIAL, kind: "date", high: 4000 }, 0.001, "").short, "+0.37 per year");
});

test("a unit is named once", () => {
  assert.equal(labelOf("weight", "kg"), "weight (kg)");
  assert.equal(labelOf("weight [kg]", "kg"), "weight [kg]");
  assert.equal(labelOf("weight", undefined), "weight");
});
