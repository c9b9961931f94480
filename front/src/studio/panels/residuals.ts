// Residuals: actual less predicted, over the prediction and as a histogram; the worst rows.

import { html } from "../../dom.ts";
import { keys } from "../../draw/keys.ts";
import { Plot, plotPlace, type Line } from "../../draw/plot.ts";
import { rangeOf } from "../../draw/scale.ts";
import { cell, number } from "../../format.ts";
import type { Asks } from "../../host.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";

interface Part {
  part: "training" | "held_out" | "table";
  actual: number[];
  predicted: number[];
  residual: number[];
  histogram: number[];
}

interface Residuals {
  kind: "residuals";
  target: string;
  parts: Part[];
  edges: number[];
  worst: { row: string; part: string; residual: number; cells: Record<string, string> }[];
}

const LOOK = { training: "train", held_out: "held", table: "held" };
const NAME: Record<string, string> = { training: "training", held_out: "held out", table: "this table" };

export class ResidualPanel implements Panel {
  readonly name = "Residuals";
  readonly element = html("div", { class: "residuals" });
  private readonly keys = html("div", { class: "row" });
  private readonly over = plotPlace();
  private readonly bars = plotPlace();
  private readonly worst = html("div", { class: "scroll" });
  private readonly overPlot: Plot;
  private readonly barPlot: Plot;

  constructor(private readonly socket: Asks) {
    this.overPlot = new Plot(this.over, "residuals over predictions");
    this.barPlot = new Plot(this.bars, "histogram of residuals");
    this.element.append(
      this.keys,
      html("div", { class: "pair" }, this.over, this.bars),
      html("h2", {}, "Rows with the largest residuals"),
      this.worst,
    );
  }

  async show(run: Run): Promise<void> {
    const found = await this.socket.ask<Residuals>({ kind: "residuals", run: run.run, output: run.output ?? 0 });
    const points: Line[] = found.parts.map((p) => ({
      name: p.part,
      look: LOOK[p.part],
      points: true,
      x: p.predicted,
      y: p.residual,
    }));
    this.overPlot.show({
      x: { label: `predicted ${found.target}` },
      y: { label: "actual − predicted" },
      lines: points,
      rules: [{ name: "zero", look: "muted dashed", y: 0 }],
    });
    const told = (part: Part["part"]) => found.parts.some((p) => p.part === part);
    const other = told("table");
    this.keys.replaceChildren(html("span", { class: "muted" }, "actual − predicted"), keys(told("training"), told("held_out") || other, other ? NAME["table"] : undefined));
    const counts = found.parts.map((p) => p.histogram);
    this.barPlot.show({
      x: { label: "actual − predicted" },
      y: { label: "rows", range: rangeOf([[0], ...counts], 0.04), whole: true },
      lines: found.parts.map((p) => ({ name: p.part, look: LOOK[p.part], ...steps(found.edges, p.histogram) })),
    });
    this.worst.replaceChildren(table(found));
  }
}

function steps(edges: number[], counts: number[]): { x: number[]; y: number[] } {
  const x: number[] = [];
  const y: number[] = [];
  counts.forEach((count, i) => {
    x.push(edges[i]!, edges[i + 1]!);
    y.push(count, count);
  });
  return { x: [edges[0]!, ...x, edges[edges.length - 1]!], y: [0, ...y, 0] };
}

function table({ worst, target }: Residuals): HTMLTableElement {
  const names = Object.keys(worst[0]?.cells ?? {}).filter((name) => name !== target);
  const size = Math.max(...worst.map((w) => Math.abs(w.residual)), 0);
  const head = ["row", "", "residual", target, ...names].map((name) => html("th", { title: name }, name));
  const rows = worst.map(({ row, part, residual, cells }) =>
    html(
      "tr",
      {},
      ...[row, NAME[part] ?? part, number(residual, size), cells[target] ?? "", ...names.map((n) => cells[n] ?? "")].map((text) =>
        html("td", { title: text }, cell(text)),
      ),
    ),
  );
  return html("table", {}, html("thead", {}, html("tr", {}, ...head)), html("tbody", {}, ...rows));
}
