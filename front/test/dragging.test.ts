import assert from "node:assert/strict";
import { test } from "node:test";

import { listenToDrags } from "../src/studio/panels/dragging.ts";
import { Place } from "./page.ts";

function begin(holds = true) {
  const place = new Place();
  const heard: string[] = [];
  listenToDrags(place as unknown as HTMLElement, {
    begin: () => (heard.push("begin"), holds),
    move: () => heard.push("move"),
    hover: () => heard.push("hover"),
  });
  return { place, heard };
}

test("from the press to the release it is a drag, before and after the pointer hovers", () => {
  const { place, heard } = begin();
  place.send("pointermove");
  place.send("pointerdown", { button: 0, pointerId: 7 });
  place.send("pointermove");
  place.send("pointerup");
  place.send("pointermove");
  assert.deepEqual(heard, ["hover", "begin", "move", "move", "hover"]); // the press itself moves there
  assert.deepEqual(place.captured, [7]);
});

test("a press selects no text", () => {
  const { place } = begin();
  assert(place.send("pointerdown", { button: 0, pointerId: 1 }).defaultPrevented);
});

test("a drag that the browser takes away is over", () => {
  const { place, heard } = begin();
  place.send("pointerdown", { button: 0, pointerId: 1 });
  place.send("pointercancel");
  place.send("pointermove");
  assert.equal(heard.at(-1), "hover");
});

test("another button of the mouse drags nothing", () => {
  const { place, heard } = begin();
  const press = place.send("pointerdown", { button: 2, pointerId: 1 });
  assert.deepEqual(heard, []);
  assert(!press.defaultPrevented); // its menu opens
});

test("where there is nothing to take hold of, nothing is dragged", () => {
  const { place, heard } = begin(false);
  place.send("pointerdown", { button: 0, pointerId: 1 });
  place.send("pointermove");
  assert.deepEqual(heard, ["begin", "hover"]);
  assert.deepEqual(place.captured, []);
});
