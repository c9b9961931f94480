// Outputs z of the hidden units over one input.

import type { Scene } from "../scene.ts";
import { Plot } from "./plot.ts";

export class UnitPlot {
  readonly plot: Plot;

  constructor(place: HTMLElement) {
    this.plot = new Plot(place, "hidden units");
  }

  /** `units`: one array over the grid a unit; `weights`: of each to the target; `chosen`: one of them. */
  show(scene: Scene, units: ArrayLike<number>[], weights: ArrayLike<number>, chosen?: number): void {
    const largest = Math.max(1e-12, ...Array.from(weights, Math.abs));
    const lines = units.map((y, m) => {
      const w = weights[m] ?? 0;
      const strong = Math.abs(w) > largest / 4 ? "" : " faint";
      const look = m === chosen ? "model strong" : (w < 0 ? "negative" : "positive") + strong;
      return { name: String(m), look, x: scene.grid, y };
    });
    this.plot.show({
      x: { label: scene.inputs[scene.along]!.name + (scene.inputs.length > 1 ? " (others at their mean)" : "") },
      y: { label: "output z of each unit", range: scene.unit_limits ?? undefined },
      lines,
    });
  }

  /** A network without hidden units. */
  none(): void {
    this.plot.show({ x: { label: "" }, y: { label: "" }, lines: [], note: "this network has no hidden units" });
  }

  destroy(): void {
    this.plot.destroy();
  }
}
