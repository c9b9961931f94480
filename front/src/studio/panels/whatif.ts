// What if: a curve an input with its band; drag a line, or type a value, and all move together.

import { html } from "../../dom.ts";
import { Plot, type Rule } from "../../draw/plot.ts";
import { rangeOf } from "../../draw/scale.ts";
import { number } from "../../format.ts";
import type { Socket } from "../socket.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";

interface Input {
  name: string;
  switch: boolean;
  value: number;
  low: number;
  high: number;
  x: number[];
  y: number[];
  y_low: number[] | null;
  y_high: number[] | null;
}

interface Profile {
  kind: "profile";
  run: number;
  target: string;
  coverage: number;
  inputs: Input[];
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
  private readonly curves = new Map<string, Curve>();
  private values: Record<string, number> = {};
  private run: number | undefined;
  private asking = false;
  private again = false;

  constructor(private readonly socket: Socket) {
    this.element.append(this.answer, this.grid);
  }

  async show(run: Run): Promise<void> {
    if (this.run !== run.run) {
      this.run = run.run;
      this.values = Object.fromEntries(Object.entries(this.values).filter(([name]) => run.inputs.includes(name)));
    }
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
        const message = { kind: "profile", run: this.run, values: this.values };
        this.draw(await this.socket.ask<Profile>(message));
      } while (this.again);
    } finally {
      this.asking = false;
    }
  }

  private draw(profile: Profile): void {
    const { prediction, prediction_low: low, prediction_high: high } = profile;
    const size = Math.max(Math.abs(prediction), 1e-12);
    const band = low === null || high === null ? "" : `   ${100 * profile.coverage} % between ${number(low, size)} and ${number(high, size)}`;
    this.answer.replaceChildren(
      html("strong", {}, `${profile.target} = ${number(prediction)}`),
      band,
      profile.extrapolates ? html("span", { class: "warning" }, "   outside the training range") : "",
    );
    const names = new Set(profile.inputs.map((i) => i.name));
    for (const [name, curve] of this.curves)
      if (!names.has(name)) {
        curve.destroy();
        this.curves.delete(name);
      }
    const every = profile.inputs.flatMap(({ y, y_low, y_high }) => [y, y_low ?? [], y_high ?? []]);
    const range = rangeOf(every, 0.04);
    for (const input of profile.inputs) {
      let curve = this.curves.get(input.name);
      if (!curve) {
        curve = new Curve(this.grid, input.name, (value) => {
          this.values[input.name] = value;
          void this.ask();
        });
        this.curves.set(input.name, curve);
      }
      curve.show(input, profile.target, range);
    }
  }
}

/** One input: its curve, the draggable line, and the value to type. */
class Curve {
  private readonly value = html("input", { type: "number", step: "any" });
  private readonly place = html("div", { class: "plot-place" });
  private readonly element = html("figure", { class: "profile" });
  private readonly plot: Plot;
  private input: Input | undefined;

  constructor(
    place: HTMLElement,
    name: string,
    private readonly moved: (value: number) => void,
  ) {
    this.value.setAttribute("aria-label", name);
    this.element.append(html("figcaption", {}, html("span", { title: name }, name), this.value), this.place);
    place.append(this.element);
    this.plot = new Plot(this.place, `prediction over ${name}`);
    this.value.addEventListener("change", () => {
      if (Number.isFinite(this.value.valueAsNumber)) this.moved(this.value.valueAsNumber);
    });
    this.place.addEventListener("pointerdown", (event) => {
      this.place.setPointerCapture(event.pointerId);
      this.drag(event);
    });
    this.place.addEventListener("pointermove", (event) => {
      if (this.place.hasPointerCapture(event.pointerId)) this.drag(event);
    });
  }

  show(input: Input, target: string, range: [number, number]): void {
    this.input = input;
    const { x, y, y_low, y_high, low, high, value } = input;
    if (document.activeElement !== this.value) this.value.value = String(rounded(value, high - low));
    const back = (values: number[]) => [...values].reverse();
    const band =
      y_low && y_high
        ? [{ name: "band", look: "model", closed: true, x: [...x, ...back(x)], y: [...y_low, ...back(y_high)] }]
        : [];
    const rule: Rule = { name: "value", look: "held strong", x: value };
    const [first, last] = [x[0]!, x[x.length - 1]!];
    this.plot.show({
      x: { label: "", range: input.switch ? [-0.5, 1.5] : [first, last], whole: input.switch },
      y: { label: target, range },
      lines: [...band, { name: "y", look: "model", x, y }],
      rules: [rule],
      shades: input.switch
        ? []
        : [
            { from: first, to: low },
            { from: high, to: last },
          ],
    });
  }

  destroy(): void {
    this.plot.destroy();
    this.element.remove();
  }

  private drag(event: PointerEvent): void {
    const { input } = this;
    if (!input) return;
    const at = this.plot.x.value(event.clientX - this.place.getBoundingClientRect().left);
    const value = Math.max(input.x[0]!, Math.min(input.x[input.x.length - 1]!, at));
    this.moved(input.switch ? Math.round(value) : rounded(value, input.high - input.low));
  }
}

/** A value to a thousandth of a range. */
function rounded(value: number, range: number): number {
  const unit = 10 ** Math.floor(Math.log10(range || 1) - 2);
  return Number((Math.round(value / unit) * unit).toPrecision(12));
}
