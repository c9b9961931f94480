// The error while learning: training and held-out rows, beside the mean and the linear model.

import { LONG } from "./epochs.ts";
import type { Other } from "./others.ts";
import { Plot, type Line, type Rule } from "./plot.ts";
import { rangeOf } from "./scale.ts";

export interface Errors {
  epoch: ArrayLike<number>;
  train: ArrayLike<number>;
  held?: ArrayLike<number> | undefined;
  heldName?: string; // "held out" unless these rows chose the epoch
  baselines: Record<string, number>;
  kept?: number | undefined;
  target: string;
  until?: number | undefined; // right end of the axis while the fit runs
  others?: Other[]; // further runs
}

const DECADE = 30; // errors that fall this much are drawn on a log axis

export class ErrorPlot {
  readonly plot: Plot;

  constructor(place: HTMLElement) {
    this.plot = new Plot(place, "error while learning");
  }

  show(e: Errors): void {
    const n = e.epoch.length;
    const last = Math.max(e.until ?? 0, n ? e.epoch[n - 1]! : 1, 1);
    const logX = last > LONG;
    const x = logX ? Array.from(e.epoch, (v) => Math.max(v, 1)) : e.epoch;
    const lines: Line[] = [{ name: "train", look: "train", x, y: e.train, label: "training" }];
    if (e.held) lines.push({ name: "held", look: "held", x, y: e.held, label: e.heldName ?? "held out" });
    for (const [i, other] of (e.others ?? []).entries()) {
      const at = logX ? Array.from(other.epoch, (v) => Math.max(v, 1)) : other.epoch;
      lines.push({ name: `other ${i}`, look: other.look, x: at, y: other.error, label: other.name });
    }
    const rules: Rule[] = Object.entries(e.baselines).map(([name, y]) => ({
      name,
      look: "muted dashed",
      y,
      label: name === "noise" ? `noise ${Number(y.toPrecision(2))}` : name, // it is known, not estimated
    }));
    const values = [...lines.map((l) => l.y), Object.values(e.baselines)];
    const [low, high] = rangeOf(values, 0);
    const logY = low > 0 && high / low > DECADE;
    if (e.kept !== undefined && n && e.kept < e.epoch[n - 1]!)
      rules.push({ name: "kept", look: "model dotted", x: Math.max(e.kept, logX ? 1 : 0), label: `kept ${e.kept}` });
    this.plot.show({
      x: { label: "epoch", range: [logX ? 1 : 0, last], log: logX, whole: true },
      y: { label: `RMSE of ${e.target}`, log: logY, range: logY ? undefined : rangeOf([[0], ...values], 0.04) },
      lines,
      rules,
    });
  }

  destroy(): void {
    this.plot.destroy();
  }
}
