import assert from "node:assert/strict";
import { test } from "node:test";

import { decode, type Header } from "../src/frames.ts";
import { Rows, spread } from "../src/live/rows.ts";

const HEADER: Header = {
  kind: "frame", run: 1, epoch: 7, final: false, network: 0, seconds: 0.5,
  columns: ["epoch", "rmse_train"], rows: 2, parts: { y: 3, units: [2, 1] }, weights: [[2, 1]],
}; // prettier-ignore

test("arrays follow each other in the order of the header, wherever the buffer begins", () => {
  const values = new Float32Array([1, 2, 0.5, 0.25, 10, 11, 12, 20, 30, -1, -2]);
  for (const shift of [0, 4, 3]) {
    const bytes = new Uint8Array(values.byteLength + shift);
    bytes.set(new Uint8Array(values.buffer), shift);
    const frame = decode(HEADER, new DataView(bytes.buffer, shift));
    assert.deepEqual(Array.from(frame.columns["epoch"]!), [1, 2]);
    assert.deepEqual(Array.from(frame.columns["rmse_train"]!), [0.5, 0.25]);
    assert.deepEqual(Array.from(frame.y!), [10, 11, 12]);
    assert.deepEqual(frame.units!.map((unit) => unit[0]), [20, 30]);
    assert.deepEqual(Array.from(frame.weights![0]!.values), [-1, -2]);
    assert.equal(frame.held, undefined);
  }
});

test("a long trace keeps first and last row and its largest error, within the room there is", () => {
  const rows = new Rows(400);
  for (let epoch = 1; epoch <= 5000; epoch++) rows.append({ epoch: [epoch], rmse_train: [epoch === 3210 ? 99 : 1 / epoch] });
  assert(rows.length <= 400, `${rows.length} rows`);
  assert.equal(rows.epoch[0], 1);
  assert.equal(rows.epoch.at(-1), 5000);
  assert.equal(Math.max(...rows.train), 99);
  assert.deepEqual(rows.epoch, [...rows.epoch].sort((a, b) => a - b));
});

test("upTo() counts the rows up to an epoch, itself included", () => {
  const rows = new Rows();
  rows.append({ epoch: [1, 2, 5, 9], rmse_train: [4, 3, 2, 1] });
  assert.deepEqual([0, 1, 4, 5, 100].map((epoch) => rows.upTo(epoch)), [0, 1, 2, 3, 4]);
});

test("frames are thinned evenly, first and last stay", () => {
  const frames = Array.from({ length: 101 }, (_, epoch) => ({ epoch, network: 0 }));
  const left = spread(frames, 11).map(({ epoch }) => epoch);
  assert.equal(left.length, 11);
  assert.equal(left[0], 0);
  assert.equal(left.at(-1), 100);
  const gaps = left.slice(1).map((epoch, i) => epoch - left[i]!);
  assert(Math.max(...gaps) <= 3 * Math.min(...gaps), gaps.join(" "));
});
