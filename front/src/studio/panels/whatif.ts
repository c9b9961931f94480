// What if: a curve an input with its band; drag a line, or type a value, and all move together.

import { html } from "../../dom.ts";
import { rangeOf } from "../../draw/scale.ts";
import { number } from "../../format.ts";
import type { Asks } from "../../host.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";
import { Dial, type Input } from "./dial.ts";

interface Profile {
  kind: "profile";
  run: number;
  target: string;
  coverage: number;
  inputs: Input[];
  left_out: number;
  prediction: number;
  prediction_low: number | null;
  prediction_high: number | null;
  extrapolates: boolean;
}

export class WhatIfPanel implements Panel {
  readonly name = "What if";
  readonly element = html("div", { class: "what-if" });
  private readonly answer = html("p", { class: "answer", "aria-live": "polite" });
  private readonly grid = html("div", { class: "profiles" });
  private readonly dials = new Map<string, Dial>();
  private values: Record<string, number | string> = {};
  private run: Run | undefined;
  private asking = false;
  private again = false;

  constructor(private readonly socket: Asks) {
    this.element.append(this.answer, this.grid);
  }

  async show(run: Run): Promise<void> {
    if (this.run !== run)
      this.values = Object.fromEntries(Object.entries(this.values).filter(([name]) => run.columns.includes(name)));
    this.run = run;
    await this.ask();
  }

  /** Asks for the profile at the values of now; while one is under way, once more after it. */
  private async ask(): Promise<void> {
    if (this.asking) {
      this.again = true;
      return;
    }
    this.asking = true;
    try {
      do {
        this.again = false;
        const message = { kind: "profile", run: this.run?.run, output: this.run?.output ?? 0, values: this.values };
        this.draw(await this.socket.ask<Profile>(message));
      } while (this.again);
    } finally {
      this.asking = false;
    }
  }

  private draw(profile: Profile): void {
    const { prediction, prediction_low: low, prediction_high: high } = profile;
    const every = profile.inputs.flatMap(({ y, y_low, y_high }) => [y, y_low ?? [], y_high ?? []]);
    const range = rangeOf(every, 0.04);
    const size = Math.max(...[prediction, low ?? 0, high ?? 0].map(Math.abs), 1e-12);
    const meaning = "where the target of a new row with these inputs lies in 95 of 100 cases";
    this.answer.replaceChildren(
      html("strong", { title: "the prediction at the lines below" }, `${profile.target} = ${number(prediction)}`),
      low === null || high === null
        ? html("span", { class: "muted" }, "   one network on all rows knows no interval")
        : html("span", { title: meaning }, `   ${100 * profile.coverage} % between ${number(low, size)} and ${number(high, size)}`),
      profile.extrapolates ? html("span", { class: "warning" }, "   outside the training range") : "",
      profile.left_out ? html("span", { class: "muted" }, `   ${profile.left_out} inputs of little relevance are not drawn`) : "",
    );
    const kinds = new Set(profile.inputs.map(key));
    for (const [name, dial] of this.dials)
      if (!kinds.has(name)) {
        dial.destroy();
        this.dials.delete(name);
      }
    for (const input of profile.inputs) {
      let dial = this.dials.get(key(input));
      if (!dial) {
        dial = new Dial(this.grid, input, (value) => {
          this.values[input.name] = value;
          void this.ask();
        });
        this.dials.set(key(input), dial);
      }
      // an answer may be older than the last key or drag, which it must not take back
      const own = this.values[input.name];
      dial.show(own === undefined ? input : { ...input, value: own }, profile.target, range);
    }
  }
}

/** An input's dial serves the next run as well, unless the column has become another. */
function key({ name, levels }: Input): string {
  return JSON.stringify([name, levels]);
}
