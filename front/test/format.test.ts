import assert from "node:assert/strict";
import { test } from "node:test";

import { cell, datum, decimals, number, numbers, percent, precise, seconds, shortened, squeezed, toldApart, whole } from "../src/format.ts";

test("three significant digits, of the largest number beside it", () => {
  assert.equal(number(3.14159), "3.14");
  assert.equal(number(31.4159), "31.4");
  assert.equal(number(314.159), "314");
  assert.equal(number(0.00123456), "0.00123");
  assert.equal(number(0.5, 314), "1"); // no decimals beside 314
  assert.deepEqual([0.01, 1, 99, 100, 1e5].map(decimals), [4, 2, 1, 0, 0]);
});

test("very large and very small numbers have an exponent", () => {
  assert.equal(number(1234567), "1.23e+6");
  assert.equal(number(0.0000123), "1.23e-5");
  assert.equal(number(0), "0.000");
});

test("thousands are grouped from five digits on, by a narrow space that does not break", () => {
  assert.equal(number(1234), "1234");
  assert.equal(number(12345), "12\u202f345");
  assert.equal(whole(1234567), "1\u202f234\u202f567");
});

test("the sign is a minus, and nothing that rounds to 0 has one", () => {
  assert.equal(number(-3.14159), "\u22123.14");
  assert.equal(number(-0.001, 100), "0");
});

test("what is no number says so", () => {
  assert.equal(number(null), "not a number");
  assert.equal(number(undefined), "not a number");
  assert.equal(number(NaN), "not a number");
  assert.equal(number(-Infinity), "infinite");
  assert.deepEqual(numbers([1, null, 2]), [1, NaN, 2]);
});

test("a whole number of a table has no decimals", () => {
  assert.equal(datum(7), "7");
  assert.equal(datum(7.25), "7.25");
});

test("shares and durations have the digits that matter", () => {
  assert.equal(percent(0.0123), "1.2 %");
  assert.equal(percent(0.953), "95 %");
  assert.equal(seconds(0.0421), "42 ms");
  assert.equal(seconds(4.25), "4.3 s");
  assert.equal(seconds(42.5), "43 s");
});

test("numbers to be followed by hand have six significant digits", () => {
  assert.equal(precise(-0.123456789), "\u22120.123457");
  assert.equal(precise(2), "2");
  assert.equal(cell("0.123456789"), "0.123457");
  assert.equal(cell("0.1234"), "0.1234"); // as it was written
  assert.equal(cell("1.2.3456789"), "1.2.3456789"); // a version is no number
});

test("a long name loses its middle, and keeps its length", () => {
  const name = "the temperature of the water at the outlet";
  const short = squeezed(name, 20);
  assert(short.length <= 20 && short.startsWith("the temp") && short.endsWith("outlet") && short.includes("…"), short);
  assert.equal(squeezed("short", 20), "short");
  assert.equal(shortened("abcdefgh", 5), "abcd…");
});

test("no two names of one list look alike", () => {
  const names = ["the temperature of the water at the inlet, in the morning", "the temperature of the water at the inlet, in the evening"];
  const shown = toldApart(names, 16);
  assert.notEqual(shown[0], shown[1]);
  for (const text of shown) assert(text.length <= 16, text);
});
