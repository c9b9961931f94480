// The fit: data and curve of one input with the band of its intervals, else actual against predicted.

import type { Other } from "./others.ts";
import type { Scene } from "../scene.ts";
import { Plot, type Line } from "./plot.ts";
import { rangeOf } from "./scale.ts";

export interface Fit {
  y?: ArrayLike<number> | undefined; // over the scene's grid
  train?: ArrayLike<number> | undefined; // predictions of the scene's points
  held?: ArrayLike<number> | undefined;
  low?: ArrayLike<number> | undefined; // the intervals over the grid
  high?: ArrayLike<number> | undefined;
  others?: Other[]; // further runs
}

export class FitPlot {
  readonly plot: Plot;

  constructor(place: HTMLElement) {
    this.plot = new Plot(place, "the fit");
  }

  show(scene: Scene, fit: Fit): void {
    if (scene.inputs.length === 1) this.curve(scene, fit);
    else this.against(scene, fit);
  }

  private curve(scene: Scene, fit: Fit): void {
    const { train, held } = scene.points;
    const actual = [...(train?.actual ?? []), ...(held?.actual ?? [])];
    const lines: Line[] = [];
    const { truth, noise } = scene;
    if (truth && noise !== null) {
      const x = [...scene.grid, ...back(scene.grid)];
      const y = [...truth.map((v) => v - noise), ...back(truth.map((v) => v + noise))];
      lines.push({ name: "noise", look: "muted", closed: true, x, y });
    }
    if (fit.low && fit.high) {
      const x = [...scene.grid, ...back(scene.grid)];
      lines.push({ name: "band", look: "model", closed: true, x, y: [...Array.from(fit.low), ...back(fit.high)] });
    }
    if (train) lines.push({ name: "train", look: "train", points: true, x: train.x!, y: train.actual });
    if (held) lines.push({ name: "held", look: "held", points: true, x: held.x!, y: held.actual });
    for (const [i, { curve, look, name }] of (fit.others ?? []).entries())
      if (curve) lines.push({ name: `other ${i}`, look, x: curve.x, y: curve.y, label: name });
    if (truth) lines.push({ name: "truth", look: "muted dashed", x: scene.grid, y: truth, label: "true curve" });
    if (fit.y) lines.push({ name: "model", look: "model", x: scene.grid, y: fit.y });
    const input = scene.inputs[0]!;
    this.plot.show({
      x: { label: input.name },
      y: { label: scene.target, range: actual.length ? rangeOf([actual], 0.15) : undefined },
      lines,
    });
  }

  private against(scene: Scene, fit: Fit): void {
    const { train, held } = scene.points;
    const range = rangeOf([train?.actual ?? [], held?.actual ?? []], 0.05);
    const lines: Line[] = train || held ? [{ name: "equal", look: "muted dashed", x: range, y: range }] : [];
    if (train && fit.train) lines.push({ name: "train", look: "train", points: true, x: fit.train, y: train.actual });
    if (held && fit.held) lines.push({ name: "held", look: "held", points: true, x: fit.held, y: held.actual });
    this.plot.show({
      x: { label: `predicted ${scene.target}`, range },
      y: { label: `actual ${scene.target}`, range },
      lines,
      note: train || held ? undefined : "open a table to see its rows here",
    });
  }

  destroy(): void {
    this.plot.destroy();
  }
}

function back(values: ArrayLike<number>): number[] {
  return Array.from(values).reverse();
}
