import assert from "node:assert/strict";
import { test } from "node:test";

import { DESCENTS } from "../src/studio/descents.ts";
import { withWay, wordsIn } from "../src/studio/reading.ts";
import type { Options } from "../src/studio/types.ts";

const OPTIONS: Options = {
  sheet: null, encoding: null, delimiter: null, header_rows: null, units_row: null, skip_rows: 0,
  text: ["code"], number: [], date: { day: "%d.%m.%Y" }, missing: [], missing_in: { age: ["?"] },
}; // prettier-ignore

test("a column is read as one kind at a time", () => {
  const once = withWay(OPTIONS, { column: "code", kind: "number" });
  assert.deepEqual([once.text, once.number], [[], ["code"]]);
  const again = withWay(once, { column: "code", kind: "date", form: "%Y" });
  assert.deepEqual([again.text, again.number, again.date], [[], [], { day: "%d.%m.%Y", code: "%Y" }]);
});

test("one click more changes nothing that was said before of other columns", () => {
  const before = structuredClone(OPTIONS);
  const after = withWay(OPTIONS, { column: "age", missing: ["-9", "?"] });
  assert.deepEqual(after.missing_in, { age: ["?", "-9"] });
  assert.deepEqual(OPTIONS, before);
  assert.deepEqual({ ...after, missing_in: before.missing_in }, before);
});

test("undo takes back kind and missing words of the column alone", () => {
  const undone = withWay(withWay(OPTIONS, { column: "age", kind: "text" }), { column: "age", undo: true });
  assert.deepEqual([undone.text, undone.missing_in, undone.date], [["code"], {}, OPTIONS.date]);
});

test("words stand between commas, each once", () => {
  assert.deepEqual(wordsIn(" n/a, -9 ,, n/a"), ["n/a", "-9"]);
});

test("descents are the solvers that move by steps along the slope", () => {
  assert.deepEqual([...DESCENTS].sort(), ["adam", "gd", "sgd"]);
});
