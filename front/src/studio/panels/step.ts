// Step through: one epoch with this network's numbers. Values flow right, deltas flow left; a click
// on a weight unfolds its chain rule.

import { html } from "../../dom.ts";
import { Diagram, type Chosen } from "../../draw/diagram.ts";
import { plotPlace } from "../../draw/plot.ts";
import { cell, precise } from "../../format.ts";
import type { Asks } from "../../host.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";
import { arrayList, type NamedArray } from "./arrays.ts";
import { chainRule, type Chain } from "./chain.ts";

export interface Step {
  kind: "step";
  run: number;
  model: string;
  sizes: number[];
  hidden: string;
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
  notes: string[];
}

const LAYER = 190; // pixels from one layer to the next, so that values and deltas have their room
const ENDS = 250;

export class StepPanel implements Panel {
  readonly name = "Step through";
  readonly ofWeights = true;
  readonly element = html("div", { class: "step-through" });
  private readonly row = html("input", { type: "number", min: 0, step: 1, value: 0, "aria-label": "row" });
  private readonly told = html("span", { class: "muted cells" });
  private readonly matrix = html("select", { "aria-label": "matrix of weights" });
  private readonly from = html("select", { "aria-label": "weight from" });
  private readonly to = html("select", { "aria-label": "weight to" });
  private readonly errors = html("p", { class: "muted" });
  private readonly chain = html("div", { class: "chain" });
  private readonly arrays = html("div", { class: "arrays" });
  private readonly place: HTMLElement;
  private readonly diagram: Diagram;
  private run: Run | undefined;
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
        { class: "row" },
        html("label", { class: "row" }, html("span", { class: "muted" }, "row"), this.row),
        html("button", { type: "button", "aria-label": "row before", click: go(-1) }, "‹"),
        html("button", { type: "button", "aria-label": "next row", click: go(1) }, "›"),
        this.told,
      ),
      html("div", { class: "scroll" }, place),
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
      this.chain,
      this.errors,
      html("h2", {}, "Arrays of this epoch"),
      this.arrays,
    );
    this.diagram = new Diagram(place, "forward and backward through the network");
    this.diagram.onWeight = (weight) => this.choose(weight);
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

  private choose(weight: Chosen): void {
    this.weight = weight;
    void this.ask();
  }

  private async ask(): Promise<void> {
    const { run, weight } = this;
    if (!run) return;
    const turn = ++this.turn;
    const n = run.rows["training"] ?? 1;
    const row = Math.min(Math.max(Math.round(Number(this.row.value) || 0), 0), (run.loaded ? Infinity : n) - 1);
    const place = weight ? [weight.layer, weight.from, weight.to] : null;
    try {
      const step = await this.socket.ask<Step>({ kind: "step", run: run.run, row, weight: place });
      if (turn === this.turn) this.draw(step, row);
    } catch (error) {
      if (turn === this.turn) this.complain(error as Error);
    }
  }

  private complain(error: Error): void {
    this.chain.replaceChildren(html("p", { class: "muted" }, error.message));
    this.arrays.replaceChildren();
    this.errors.textContent = "";
  }

  private draw(step: Step, row: number): void {
    const { sizes, chain } = step;
    this.row.value = String(row);
    this.row.max = String(step.n_rows - 1);
    const cells = Object.entries(step.cells).map(([name, text]) => `${name} ${cell(text)}`);
    this.told.textContent = `of ${step.n_rows}: ${step.labels[0]}, ${cells.join(", ")}`;
    this.told.title = cells.join("\n");
    this.place.style.minWidth = `${ENDS + LAYER * (sizes.length - 1)}px`;
    const last = sizes.length - 2;
    const of = (stem: string, layer: number) => (last > 1 ? `${stem}(${layer})` : stem);
    const found = new Map(step.arrays.map((array) => [array.name, array]));
    const first = (name: string) => found.get(name)?.values?.[0] ?? [];
    const forward = [first("X1").slice(1)];
    const backward: (number[] | undefined)[] = [undefined];
    for (let layer = 0; layer < last; layer++) {
      forward.push(first(of("Z", layer)));
      backward.push(first(of("delta_h", layer)));
    }
    forward.push(first("Y"));
    backward.push(first("delta_o"));
    const names = [...Array.from({ length: last }, (_, layer) => of("V", layer)), "W"];
    this.diagram.show({
      sizes,
      inputs: step.inputs.map((name) => ({ name })),
      outputs: step.targets,
      weights: names.map((name) => {
        const { shape, values } = found.get(name)!;
        return { shape, values: values?.flat() ?? [] };
      }),
      forward,
      backward,
    });
    const [from, to] = chain.index;
    this.diagram.choose({ layer: chain.layer, from, to });
    this.select(step, names, chain);
    this.chain.replaceChildren(...chainRule(chain, step.labels));
    this.errors.replaceChildren(
      fact("E", step.E, "mean squared error over all rows, in scaled units"),
      fact("cost", step.cost, "E/2 with the penalty: what training lowers"),
      fact("cost after this update", step.cost_after, "the same with all weights moved by their update"),
      html("span", {}, [step.model, ...step.notes].filter(Boolean).join("; ")),
    );
    this.arrays.replaceChildren(...arrayList(step.arrays));
  }

  private select(step: Step, names: string[], { layer, index }: Chain): void {
    const hidden = (n: number) => Array.from({ length: n }, (_, m) => `unit ${m}`);
    const last = names.length - 1;
    fill(this.matrix, names, layer);
    fill(this.from, ["the constant 1", ...(layer === 0 ? step.inputs : hidden(step.sizes[layer]!))], index[0]);
    fill(this.to, layer === last ? step.targets : hidden(step.sizes[layer + 1]!), index[1]);
  }
}

function fact(name: string, value: number, meaning: string): HTMLElement {
  return html("span", { class: "fact", title: meaning }, `${name} `, html("b", {}, precise(value)));
}

function fill(select: HTMLSelectElement, names: string[], chosen: number): void {
  select.replaceChildren(...names.map((name) => html("option", {}, name)));
  select.selectedIndex = chosen;
}
