// Inputs: the share of each in the prediction's changes, and the mean prediction as one moves.

import { html } from "../../dom.ts";
import { Plot } from "../../draw/plot.ts";
import { rangeOf } from "../../draw/scale.ts";
import { percent } from "../../format.ts";
import type { Asks } from "../../host.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";

interface Inputs {
  kind: "inputs";
  target: string;
  relevance: { name: string; share: number }[];
  dependence: { name: string; x: number[]; y: number[] }[];
}

export class InputPanel implements Panel {
  readonly name = "Inputs";
  readonly element = html("div", { class: "inputs-panel" });
  private readonly shares = html("ol", { class: "shares" });
  private readonly curves = html("div", { class: "profiles" });
  private plots: Plot[] = [];

  constructor(private readonly socket: Asks) {
    this.element.append(
      html("h2", {}, "Relevance: share in the prediction's changes"),
      this.shares,
      html("h2", {}, "Dependence: the mean prediction over the training rows as one input moves"),
      this.curves,
    );
  }

  async show(run: Run): Promise<void> {
    const found = await this.socket.ask<Inputs>({ kind: "inputs", run: run.run });
    const sorted = [...found.relevance].sort((a, b) => b.share - a.share);
    const largest = sorted[0]?.share || 1;
    this.shares.replaceChildren(
      ...sorted.map(({ name, share }) =>
        html(
          "li",
          {},
          html("span", { class: "name", title: name }, name),
          html("meter", { min: 0, max: largest, value: share, "aria-label": `relevance of ${name}` }),
          html("span", {}, percent(share)),
        ),
      ),
    );
    for (const plot of this.plots) plot.destroy();
    const range = rangeOf(found.dependence.map((d) => d.y), 0.06);
    const order = new Map(sorted.map(({ name }, i) => [name, i]));
    const dependence = [...found.dependence].sort((a, b) => (order.get(a.name) ?? 0) - (order.get(b.name) ?? 0));
    this.plots = [];
    this.curves.replaceChildren(
      ...dependence.map(({ name, x, y }) => {
        const place = html("div", { class: "plot-place" });
        const figure = html("figure", { class: "profile" }, html("figcaption", { title: name }, name), place);
        const plot = new Plot(place, `dependence on ${name}`);
        plot.show({ x: { label: "" }, y: { label: found.target, range }, lines: [{ name: "y", look: "model", x, y }] });
        this.plots.push(plot);
        return figure;
      }),
    );
  }
}
