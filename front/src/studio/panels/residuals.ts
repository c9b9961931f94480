// Residuals: actual less predicted, over the prediction and along each input, with a smooth line. All
// pictures are linked: a row that is pointed at or chosen in one is marked in every one.

import { html } from "../../dom.ts";
import { Plot, plotPlace, type Axis } from "../../draw/plot.ts";
import { RowPlot, type Pointing, type Rows } from "../../draw/rows.ts";
import { rangeOf } from "../../draw/scale.ts";
import { squeezed } from "../../format.ts";
import type { Asks } from "../../host.ts";
import type { Shared } from "../shared.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";
import { ChosenRows, type Known } from "./chosen.ts";
import { keysOf, strewn } from "./rows.ts";
import { worstTable, type Worst } from "./worst.ts";

interface Part {
  part: "training" | "held_out" | "table";
  position: number[];
  actual: number[];
  predicted: number[];
  residual: number[];
  histogram: number[];
}

interface Smooth {
  x: number[];
  y: number[];
}

interface Along {
  name: string;
  kind: "number" | "date" | "choice";
  choices: string[];
  whole: boolean;
  x: (number | null)[][]; // of each part
  line: Smooth | null;
  agreement: number | null; // of neighbours, where bends are left over
}

interface Residuals {
  kind: "residuals";
  target: string;
  parts: Part[];
  line: Smooth | null;
  inputs: Along[];
  left_out: number;
  edges: number[];
  worst: Worst[];
}

const LOOK = { training: "train", held_out: "held", table: "held" };
const AT_FIRST = 7; // strips of inputs, beside the one over the prediction
const MANY = 500; // rows that are drawn smaller
const FEW = 3; // strips that share the width
const WIDE = 28; // characters of a strip's heading

interface Strip {
  figure: HTMLElement;
  caption: HTMLElement;
  rows: RowPlot;
}

export class ResidualPanel implements Panel {
  readonly name = "Residuals";
  readonly element = html("div", { class: "residuals" });
  private readonly keys = html("div", { class: "row" });
  private readonly grid = html("div", { class: "residual-strips" });
  private readonly more = html("button", { type: "button", class: "small", hidden: true });
  private readonly chosen: ChosenRows;
  private readonly bars = plotPlace();
  private readonly worst = html("div", { class: "scroll" });
  private readonly barPlot: Plot;
  private readonly strips: Strip[] = [];
  private readonly known = new Map<number, Known>();
  private picked: ReadonlySet<number> = new Set();
  private found: Residuals | undefined;
  private run: Run | undefined;
  private every = false;

  /** Without `shared` the pictures are linked among themselves, and rows are known by them alone. */
  constructor(
    private readonly socket: Asks,
    private readonly shared?: Shared,
  ) {
    this.chosen = new ChosenRows(socket, shared, () => this.choose([]));
    this.barPlot = new Plot(this.bars, "histogram of residuals");
    const rest = html("div", { class: "pair" }, this.bars, this.worst);
    this.element.append(this.keys, this.grid, this.more, this.chosen.element, rest);
    this.more.addEventListener("click", () => this.unfold());
    document.addEventListener("keydown", ({ key }) => key === "Escape" && this.picked.size && this.choose([]));
    shared?.lit.listen((position) => this.light(position));
  }

  async show(run: Run): Promise<void> {
    const found = await this.socket.ask<Residuals>({ kind: "residuals", run: run.run, output: run.output ?? 0 });
    const stays = this.run?.run === run.run && this.run.output === run.output;
    this.run = run;
    this.found = found;
    this.chosen.of(run, found.target);
    this.known.clear();
    for (const { position, actual, predicted, residual } of found.parts)
      position.forEach((at, i) => this.known.set(at, { actual: actual[i]!, predicted: predicted[i]!, residual: residual[i]! }));
    this.draw(found);
    this.choose(stays ? [...this.picked] : []);
  }

  private draw(found: Residuals): void {
    const { parts, inputs, line, target } = found;
    this.keys.replaceChildren(html("span", { class: "muted" }, "actual − predicted"), keysOf(parts));
    const count = 1 + (this.every ? inputs.length : Math.min(inputs.length, AT_FIRST));
    while (this.strips.length > count) this.drop(this.strips.pop()!);
    while (this.strips.length < count) this.strips.push(this.strip());
    this.grid.classList.toggle("few", count <= FEW);
    const height = rangeOf(parts.map((p) => p.residual), 0.06);
    const predicted = parts.map((p) => p.predicted);
    this.fill(this.strips[0]!, "over the prediction", `residuals over predicted ${target}`, predicted, { label: `predicted ${target}` }, height, line, null);
    inputs.slice(0, count - 1).forEach((input, i) => {
      const { name, kind, choices, whole, agreement } = input;
      const choice = kind === "choice";
      const x = input.x.map((places, part) => places.map((at, row) => (at === null ? NaN : at + strewn({ kind }, parts[part]!.position[row]!))));
      const axis: Axis = { label: name, dates: kind === "date", whole, names: choice ? choices : undefined, range: choice ? [-0.5, choices.length - 0.5] : undefined };
      this.fill(this.strips[i + 1]!, name, `residuals along ${name}`, x, axis, height, input.line, agreement);
    });
    this.more.hidden = inputs.length <= AT_FIRST && !found.left_out;
    const hidden = inputs.length - AT_FIRST;
    const rest = found.left_out ? `; ${found.left_out} of less relevance are not drawn` : "";
    this.more.textContent = hidden > 0 ? `${this.every ? `show ${AT_FIRST} inputs` : `show ${hidden} more inputs`}${rest}` : rest.slice(2);
    this.more.disabled = hidden <= 0;
    const counts = parts.map((p) => p.histogram);
    this.barPlot.show({
      x: { label: "actual − predicted" },
      y: { label: "rows", range: rangeOf([[0], ...counts], 0.04), whole: true },
      lines: parts.map((p) => ({ name: p.part, look: LOOK[p.part], ...steps(found.edges, p.histogram) })),
    });
    const hover = (position: number | undefined) => this.hover(position);
    this.worst.replaceChildren(worstTable(found.worst, target, { hover, pick: (position) => this.choose([position]) }));
  }

  private strip(): Strip {
    const [caption, place] = [html("figcaption"), plotPlace()];
    const figure = html("figure", { class: "residual-strip" }, caption, place);
    this.grid.append(figure);
    const pointing: Pointing = {
      hover: (position) => this.hover(position),
      pick: (position) => this.choose(position === undefined ? [] : [position]),
      brush: (positions) => this.choose(positions),
    };
    return { figure, caption, rows: new RowPlot(place, "residuals", pointing) };
  }

  private fill(strip: Strip, name: string, label: string, xs: number[][], axis: Axis, height: [number, number], line: Smooth | null, agreement: number | null): void {
    const bends = agreement !== null;
    const parts = this.found!.parts;
    const many = this.known.size > MANY ? " many" : "";
    const rows = parts.map(({ part, residual, position }, i): Rows => ({ name: part, look: LOOK[part] + many, points: true, x: xs[i]!, y: residual, position }));
    const x = { ...axis, label: "", range: axis.range ?? rangeOf(xs, 0.03) };
    const smooth = line ? [{ name: "smooth", look: bends ? "model strong" : "model", x: line.x, y: line.y }] : [];
    strip.caption.replaceChildren(
      bends
        ? html("span", { class: "warning", title: `neighbouring residuals correlate by ${agreement.toFixed(2)}: see the doctor's note` }, `bends left over along ${squeezed(name, WIDE)}`)
        : html("span", { title: name }, squeezed(name, WIDE)),
    );
    strip.figure.classList.toggle("bent", bends);
    strip.rows.plot.element.setAttribute("aria-label", label + (bends ? ": bends left over" : ""));
    strip.rows.show({ x, y: { label: "", range: height }, rules: [{ name: "zero", look: "muted dashed", y: 0 }] }, rows, smooth);
  }

  private drop({ figure, rows }: Strip): void {
    rows.destroy();
    figure.remove();
  }

  private unfold(): void {
    this.every = !this.every;
    if (!this.found) return;
    this.draw(this.found);
    this.choose([...this.picked]);
  }

  /** The row under the pointer; where there is none, the one that is kept. */
  private hover(position: number | undefined): void {
    const kept = this.picked.size === 1 ? [...this.picked][0] : undefined;
    const at = position ?? kept;
    if (this.shared && this.shared.lit.value !== at) this.shared.lit.set(at, this);
    else if (!this.shared) this.light(at);
  }

  private light(position: number | undefined): void {
    for (const { rows } of this.strips) rows.light(position);
    if (!this.picked.size) this.chosen.none(position === undefined ? undefined : this.known.get(position));
  }

  private choose(positions: number[]): void {
    this.picked = new Set(positions.filter((position) => this.known.has(position)));
    for (const { rows } of this.strips) rows.choose(this.picked);
    const [first] = this.picked;
    if (first === undefined) this.chosen.none();
    else if (this.picked.size > 1) this.chosen.several([...this.picked].map((position) => this.known.get(position)!));
    else void this.chosen.one(first, this.known.get(first)!).catch(() => undefined); // the figures stand there
    this.hover(undefined);
  }
}

function steps(edges: number[], counts: number[]): Smooth {
  const x: number[] = [];
  const y: number[] = [];
  counts.forEach((count, i) => {
    x.push(edges[i]!, edges[i + 1]!);
    y.push(count, count);
  });
  return { x: [edges[0]!, ...x, edges[edges.length - 1]!], y: [0, ...y, 0] };
}
