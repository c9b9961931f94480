import assert from "node:assert/strict";
import { test } from "node:test";

import { copyButton } from "../src/studio/panels/copying.ts";
import { Clock, settled } from "./clock.ts";
import { Place, stand } from "./page.ts";

function begin(write: (text: string) => Promise<void>) {
  const clock = new Clock();
  stand({ document: { createElement: () => new Place() }, navigator: { clipboard: { writeText: write } } });
  let text = "early";
  const button = copyButton("Copy these rows", () => text) as unknown as Place;
  return { clock, button, becomes: (other: string) => (text = other) };
}

test("the text of the moment is copied, and the button says so for a moment", async () => {
  const copied: string[] = [];
  const { clock, button, becomes } = begin(async (text) => void copied.push(text));
  assert.equal(button.textContent, "Copy these rows");
  becomes("late");
  button.send("click");
  await settled();
  assert.deepEqual(copied, ["late"]);
  assert.equal(button.textContent, "Copied");
  clock.pass(1499);
  assert.equal(button.textContent, "Copied");
  clock.pass(1);
  assert.equal(button.textContent, "Copy these rows");
});

test("it sends no form", () => {
  const { button } = begin(async () => undefined);
  assert.equal(button.attributes.get("type"), "button");
});
