// Step through: one epoch with this network's numbers, as one scene in three steps. Values flow right,
// deltas flow left, weights move; a click on a weight unfolds its chain rule.

import { html } from "../../dom.ts";
import { Diagram, type Chosen } from "../../draw/diagram.ts";
import { heightFor, type Weights } from "../../draw/network.ts";
import { matrixName, placeInPython, unitName, weightName } from "../../draw/notation.ts";
import { plotPlace } from "../../draw/plot.ts";
import { cell, precise, whole } from "../../format.ts";
import type { Asks } from "../../host.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";
import { arrayList, type NamedArray } from "./arrays.ts";
import { chainRule, type Chain } from "./chain.ts";
import { formulas } from "./formulas.ts";
import { Phases } from "./phases.ts";

export interface Step {
  kind: "step";
  run: number;
  epoch?: number; // of the weights that are spoken of
  model: string;
  sizes: number[];
  hidden: string;
  output: string;
  inputs: string[];
  targets: string[];
  n_rows: number;
  rows: number[];
  labels: string[];
  cells: Record<string, string>;
  E: number;
  cost: number;
  cost_after: number;
  arrays: NamedArray[];
  chain: Chain;
  said: Record<"forward" | "backward" | "update", string>;
  notes: string[];
}

const LAYER = 100; // pixels from one layer to the next at least, so that the numbers have their room
const ENDS = 90;
const HIGHEST = 640; // pixels of the drawing
const LEGENDS = {
  forward: "circles: what each unit answers, blue positive, red negative; lines: the weights; the chosen weight is lit with its path to the output",
  backward: "circles: the delta of each unit; lines: the weights through which the errors go back, never the constants'",
  update: "lines: how far each weight moves, beside the farthest of its layer, blue up, red down",
};

export class StepPanel implements Panel {
  readonly name = "Step through";
  readonly ofWeights = true;
  readonly element = html("div", { class: "step-through" });
  private readonly row = html("input", { type: "number", min: 0, step: 1, value: 0, "aria-label": "row" });
  private readonly told = html("span", { class: "muted cells" });
  private readonly standing = html("b", { class: "standing" });
  private readonly said = html("p", { class: "said-of-step", "aria-live": "polite" });
  private readonly legend = html("p", { class: "legend muted" });
  private readonly formulas = html("div", { class: "formulas" });
  private readonly matrix = html("select", { "aria-label": "matrix of weights" });
  private readonly from = html("select", { "aria-label": "weight from" });
  private readonly to = html("select", { "aria-label": "weight to" });
  private readonly errors = html("p", { class: "muted" });
  private readonly chain = html("div", { class: "chain" });
  private readonly summary = html("summary", {}, "The chain rule of one weight, row by row");
  private readonly folded = html("details", { class: "chain-rule" }, this.summary, this.chain);
  private readonly arrays = html("div", { class: "arrays" });
  private readonly phases = new Phases((phase) => {
    this.diagram.flow(phase);
    this.say();
  });
  private readonly place: HTMLElement;
  private readonly diagram: Diagram;
  private run: Run | undefined;
  private step: Step | undefined;
  private weight: Chosen | undefined;
  private turn = 0;

  constructor(private readonly socket: Asks) {
    const place = (this.place = plotPlace());
    const go = (by: number) => () => {
      this.row.value = String((Number(this.row.value) || 0) + by);
      void this.ask();
    };
    this.element.append(
      html(
        "div",
        { class: "row which" },
        this.standing,
        html("label", { class: "row" }, html("span", { class: "muted" }, "row"), this.row),
        html("button", { type: "button", "aria-label": "row before", click: go(-1) }, "‹"),
        html("button", { type: "button", "aria-label": "next row", click: go(1) }, "›"),
        this.told,
      ),
      html("section", { class: "scene", "aria-label": "one step" }, this.phases.element, this.said, this.formulas, html("div", { class: "scroll" }, place), this.legend),
      html(
        "div",
        { class: "row weights" },
        html("span", { class: "muted" }, "weight"),
        this.matrix,
        html("span", { class: "muted" }, "from"),
        this.from,
        html("span", { class: "muted" }, "to"),
        this.to,
      ),
      this.folded,
      html("details", {}, html("summary", {}, "All arrays of this epoch"), this.arrays),
      this.errors,
    );
    this.diagram = new Diagram(place, "one step through the network", true);
    this.diagram.onWeight = (weight) => this.choose(weight, true);
    this.diagram.onUnitClick = (layer, index) => this.choose({ layer: layer - 1, from: Math.min(1, this.weight?.from ?? 1), to: index });
    this.diagram.flow(this.phases.phase, false);
    this.row.addEventListener("change", () => void this.ask());
    this.matrix.addEventListener("change", () => this.choose({ layer: this.matrix.selectedIndex, from: 0, to: 0 }));
    for (const select of [this.from, this.to])
      select.addEventListener("change", () =>
        this.choose({ layer: this.matrix.selectedIndex, from: this.from.selectedIndex, to: this.to.selectedIndex }),
      );
  }

  async show(run: Run): Promise<void> {
    if (this.run?.run !== run.run) this.weight = undefined;
    this.run = run;
    await this.ask();
  }

  /** Follows a weight from now on; `unfold`: its chain rule is seen at once. */
  choose(weight: Chosen, unfold = false): void {
    this.weight = weight;
    if (unfold) this.folded.open = true;
    void this.ask();
  }

  private async ask(): Promise<void> {
    const { run, weight } = this;
    if (!run) return;
    const turn = ++this.turn;
    const n = run.rows["training"] ?? 1;
    const typed = this.row.value;
    const row = Math.min(Math.max(Math.round(Number(this.row.value) || 0), 0), (run.loaded ? Infinity : n) - 1);
    const place = weight ? [weight.layer, weight.from, weight.to] : null;
    try {
      const step = await this.socket.ask<Step>({ kind: "step", run: run.run, row, weight: place });
      if (turn !== this.turn) return;
      if (this.row.value === typed) this.row.value = String(row); // else another is being typed
      this.draw(step);
    } catch (error) {
      if (turn === this.turn) this.complain(error as Error);
    }
  }

  private complain(error: Error): void {
    this.said.textContent = error.message;
    this.chain.replaceChildren();
    this.arrays.replaceChildren();
    this.errors.textContent = "";
  }

  private draw(step: Step): void {
    const { sizes, chain } = step;
    this.step = step;
    this.row.max = String(step.n_rows - 1);
    const cells = Object.entries(step.cells).map(([name, text]) => `${name} ${cell(text)}`);
    this.told.textContent = `of ${step.n_rows}: ${step.labels[0]}, ${cells.join(", ")}`;
    this.told.title = cells.join("\n");
    const told = this.run?.epoch !== undefined; // above the panel, of a fit that rests
    this.standing.textContent = told || step.epoch === undefined ? "" : `weights of epoch ${whole(step.epoch)}`;
    this.place.style.minWidth = `${ENDS + LAYER * (sizes.length - 1)}px`;
    this.place.style.height = `${Math.min(heightFor(sizes), HIGHEST)}px`;
    const last = sizes.length - 1;
    const at = (this.weight = { layer: chain.layer, from: chain.index[0], to: chain.index[1] });
    this.diagram.choose(at);
    this.diagram.show(flowOf(step));
    this.select(step, at);
    this.summary.textContent = `The chain rule of ${weightName(at, last)} (${placeInPython(at, last)} in Python), row by row`;
    this.chain.replaceChildren(...chainRule(chain, weightName(at, last), step.labels));
    this.say();
    this.errors.replaceChildren(
      fact("E", step.E, "mean squared error over all rows, in scaled units"),
      fact("cost", step.cost, "E/2 with the penalty: what training lowers"),
      fact("cost after this update", step.cost_after, "the same with all weights moved by their update"),
      html("span", {}, [step.model, ...step.notes].filter(Boolean).join("; ")),
    );
    this.arrays.replaceChildren(...arrayList(step.arrays));
  }

  /** The sentence and the formulas of this phase. */
  private say(): void {
    const { step } = this;
    if (!step) return;
    const { phase } = this.phases;
    const last = step.sizes.length - 2;
    this.said.textContent = step.said[phase];
    this.legend.textContent = LEGENDS[phase];
    const setting = { hidden: step.hidden, output: step.output, hiddenLayers: last, layer: step.chain.layer, penalty: step.chain.alpha > 0 };
    this.formulas.replaceChildren(...formulas(setting)[phase]);
  }

  private select(step: Step, { layer, from, to }: Chosen): void {
    const last = step.sizes.length - 1;
    const units = (l: number) => Array.from({ length: step.sizes[l]! }, (_, m) => unitName(l, m, last));
    fill(this.matrix, Array.from({ length: last }, (_, l) => matrixName(l, last)), layer);
    fill(this.from, ["the constant 1", ...(layer === 0 ? step.inputs : units(layer))], from);
    fill(this.to, layer === last - 1 ? step.targets : units(layer + 1), to);
  }
}

/** What the drawing shows of a step: the first row's values and deltas, and how the weights move. */
function flowOf(step: Step) {
  const { sizes } = step;
  const last = sizes.length - 2; // the layer of W
  const of = (stem: string, layer: number) => (last > 1 ? `${stem}(${layer})` : stem);
  const found = new Map(step.arrays.map((array) => [array.name, array]));
  const first = (name: string) => found.get(name)?.values?.[0] ?? [];
  const names = Array.from({ length: last + 1 }, (_, layer) => matrixName(layer, last + 1));
  const weights = names.map((name): Weights => ({ shape: found.get(name)!.shape, values: found.get(name)!.values?.flat() ?? [] }));
  const moved = names.map((name, l): Weights => {
    const after = found.get(`${name}_new`)?.values?.flat() ?? [];
    return { shape: weights[l]!.shape, values: after.map((w, i) => w - weights[l]!.values[i]!) };
  });
  const between = Array.from({ length: last }, (_, layer) => layer);
  return {
    sizes,
    inputs: step.inputs.map((name) => ({ name })),
    outputs: step.targets,
    hidden: step.hidden,
    output: step.output,
    rows: step.n_rows,
    weights,
    moved,
    forward: [first("X1").slice(1), ...between.map((layer) => first(of("Z", layer))), first("Y")],
    backward: [undefined, ...between.map((layer) => first(of("delta_h", layer))), first("delta_o")],
  };
}

function fact(name: string, value: number, meaning: string): HTMLElement {
  return html("span", { class: "fact", title: meaning }, `${name} `, html("b", {}, precise(value)));
}

function fill(select: HTMLSelectElement, names: string[], chosen: number): void {
  select.replaceChildren(...names.map((name) => html("option", {}, name)));
  select.selectedIndex = chosen;
}
