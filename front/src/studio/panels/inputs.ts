// Inputs: the share of each in the prediction's changes, and the mean prediction as one moves.

import { html } from "../../dom.ts";
import { Plot } from "../../draw/plot.ts";
import { rangeOf } from "../../draw/scale.ts";
import { percent, squeezed } from "../../format.ts";
import type { Asks } from "../../host.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";

interface Inputs {
  kind: "inputs";
  target: string;
  relevance: { name: string; share: number }[];
  dependence: { name: string; kind: string; choices: string[]; x: number[]; y: number[] }[];
}

export class InputPanel implements Panel {
  readonly name = "Inputs";
  readonly ofWeights = true;
  readonly element = html("div", { class: "inputs-panel" });
  private readonly shares = html("ol", { class: "shares" });
  private readonly curves = html("div", { class: "profiles" });
  private readonly note = html("p", { class: "muted" });
  private plots: Plot[] = [];

  constructor(private readonly socket: Asks) {
    this.element.append(
      html("h2", {}, "Relevance: share in the prediction's changes"),
      this.shares,
      html("h2", {}, "Dependence: the mean prediction over the training rows as one input moves"),
      this.note,
      this.curves,
    );
  }

  async show(run: Run): Promise<void> {
    const found = await this.socket.ask<Inputs>({ kind: "inputs", run: run.run, output: run.output ?? 0 });
    const sorted = [...found.relevance].sort((a, b) => b.share - a.share);
    const largest = sorted[0]?.share || 1;
    this.shares.replaceChildren(
      ...sorted.map(({ name, share }) =>
        html(
          "li",
          { title: `${name}: ${percent(share)} of the change in the prediction when each input is set to its mean in turn` },
          html("span", { class: "name" }, squeezed(name, 23)),
          html("meter", { min: 0, max: largest, value: share, "aria-label": `relevance of ${name}` }),
          html("span", {}, percent(share)),
        ),
      ),
    );
    for (const plot of this.plots) plot.destroy();
    const range = rangeOf(found.dependence.map((d) => d.y), 0.06);
    const shares = new Map(sorted.map(({ name, share }) => [name, share]));
    const told = (name: string) => [...shares].reduce((sum, [n, s]) => (n === name || n.startsWith(`${name}=`) ? sum + s : sum), 0);
    const dependence = [...found.dependence].sort((a, b) => told(b.name) - told(a.name));
    this.plots = [];
    this.note.textContent = dependence.length ? "" : "The rows that this model was fitted to are not here: open their table.";
    this.curves.replaceChildren(
      ...dependence.map(({ name, kind, choices, x, y }) => {
        const place = html("div", { class: "plot-place" });
        const figure = html("figure", { class: "profile" }, html("figcaption", { title: name }, html("span", {}, squeezed(name, 30))), place);
        const plot = new Plot(place, `dependence on ${name}`);
        const choice = choices.length > 0;
        plot.show({
          x: { label: "", names: choice ? choices : undefined, range: choice ? [-0.5, x.length - 0.5] : undefined, dates: kind === "date" },
          y: { label: found.target, range },
          lines: [{ name: "y", look: "model", x, y, points: choice }],
        });
        this.plots.push(plot);
        return figure;
      }),
    );
  }
}
