import assert from "node:assert/strict";
import { test } from "node:test";

import { Newest } from "../src/studio/newest.ts";
import { Clock, settled } from "./clock.ts";

/** Somebody who answers when the test says so. */
class Server {
  readonly asked: { answer: (text: string) => void; fail: (error: Error) => void }[] = [];
  ask = () => new Promise<string>((answer, fail) => this.asked.push({ answer, fail }));
}

function begin() {
  const clock = new Clock();
  const server = new Server();
  const drawn: string[] = [];
  const failures: string[] = [];
  const newest = new Newest(server.ask, (text) => drawn.push(text), (error) => failures.push(error.message));
  return { clock, server, drawn, failures, newest };
}

test("one question is under way at a time; of those between, one is asked again", async () => {
  const { server, newest } = begin();
  for (let i = 0; i < 50; i++) newest.want();
  assert.equal(server.asked.length, 1);
  server.asked[0]!.answer("first");
  await settled();
  assert.equal(server.asked.length, 2); // already, before anything is drawn
  server.asked[1]!.answer("second");
  await settled();
  assert.equal(server.asked.length, 2);
});

test("an answer is drawn with the next frame, and of two before it the newer alone", async () => {
  const { clock, server, drawn, newest } = begin();
  newest.want();
  newest.want();
  server.asked[0]!.answer("old");
  await settled();
  server.asked[1]!.answer("new");
  await settled();
  assert.deepEqual(drawn, []);
  clock.pass(16);
  assert.deepEqual(drawn, ["new"]);
  assert.equal(newest.drawn, 1);
});

test("whoever waits, waits until the last answer is drawn", async () => {
  const { clock, server, newest } = begin();
  let done = false;
  void newest.wanted().then(() => (done = true));
  server.asked[0]!.answer("there");
  await settled();
  assert.equal(done, false);
  clock.pass(16);
  await settled();
  assert.equal(done, true);
});

test("what was asked of something no longer shown is not drawn", async () => {
  const { clock, server, drawn, failures, newest } = begin();
  newest.want();
  newest.forget();
  server.asked[0]!.answer("of the run before");
  await settled();
  clock.pass(100);
  assert.deepEqual(drawn, []);
  newest.want();
  newest.forget();
  server.asked[1]!.fail(new Error("of the run before"));
  await settled();
  assert.deepEqual(failures, []);
});

test("an error is told to whoever waits, else to whoever listens for errors", async () => {
  const { server, failures, newest } = begin();
  const waits = newest.wanted();
  server.asked[0]!.fail(new Error("no such run"));
  await assert.rejects(waits, /no such run/);
  assert.deepEqual(failures, []);
  newest.want();
  server.asked[1]!.fail(new Error("gone"));
  await settled();
  assert.deepEqual(failures, ["gone"]);
});

test("an error of a question that a newer one follows is not told", async () => {
  const { server, failures, newest } = begin();
  newest.want();
  newest.want();
  server.asked[0]!.fail(new Error("in passing"));
  await settled();
  assert.equal(server.asked.length, 2);
  assert.deepEqual(failures, []);
});
