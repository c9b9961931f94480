import assert from "node:assert/strict";
import { test } from "node:test";

import { read, written, type Place } from "../src/studio/address.ts";

test("a place in the address is read as it was written", () => {
  const places: Place[] = [
    { run: 3, panel: "Step", target: "fuel use & cost = 100 %" },
    { run: 3, panel: undefined, target: undefined },
    { run: undefined, panel: "Data", target: "#1" },
  ];
  for (const place of places) assert.deepEqual(read(`#${written(place)}`), place);
  assert.deepEqual(read(`#${written({ first: true })}`), { first: true });
});

test("an address written by hand names a run by digits or not at all", () => {
  for (const run of ["-1", "1e3", "x", "12345678901", "1 2"]) assert.equal(read(`#run=${run}`).run, undefined, run);
  assert.equal(read("#run=12").run, 12);
  assert.equal(read("").run, undefined);
});
