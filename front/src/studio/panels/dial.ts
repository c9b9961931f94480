// One input of the profiler: its curve, the line that is dragged or moved by arrow keys, its value.

import { html, set } from "../../dom.ts";
import { Plot, type Line } from "../../draw/plot.ts";
import { date } from "../../draw/ticks.ts";
import { number, squeezed } from "../../format.ts";

export interface Input {
  name: string;
  kind: "number" | "date" | "choice";
  value: number | string;
  low: number;
  high: number;
  whole: boolean;
  choices: string[]; // as they are shown
  levels: string[]; // as they are
  x: number[];
  y: number[];
  y_low: number[] | null;
  y_high: number[] | null;
}

const STEPS = 60; // of an arrow key over the training range

export class Dial {
  private readonly value: HTMLInputElement | HTMLSelectElement;
  private readonly place = html("div", { class: "plot-place", role: "slider", tabindex: 0 });
  private readonly element = html("figure", { class: "profile" });
  private readonly plot: Plot;

  constructor(
    place: HTMLElement,
    private input: Input,
    private readonly moved: (value: number | string) => void,
  ) {
    const { name, kind, levels, choices } = input;
    this.value =
      kind === "choice"
        ? html("select", { "aria-label": name }, ...levels.map((level, i) => html("option", { value: level }, choices[i]!)))
        : html("input", { type: kind === "date" ? "date" : "number", step: "any", "aria-label": name });
    this.element.append(html("figcaption", {}, html("span", { title: name }, squeezed(name, 16)), this.value), this.place);
    place.append(this.element);
    set(this.place, { "aria-label": name });
    this.plot = new Plot(this.place, `prediction over ${name}`);
    this.value.addEventListener("change", () => this.typed());
    this.place.addEventListener("pointerdown", (event) => {
      this.place.setPointerCapture(event.pointerId);
      this.drag(event);
    });
    this.place.addEventListener("pointermove", (event) => {
      if (this.place.hasPointerCapture(event.pointerId)) this.drag(event);
    });
    this.place.addEventListener("keydown", (event) => this.key(event));
  }

  show(input: Input, target: string, range: [number, number]): void {
    this.input = input;
    const { x, low, high, choices, kind } = input;
    const at = this.at;
    this.write(at);
    const [first, last] = [x[0]!, x[x.length - 1]!];
    const choice = kind === "choice";
    this.plot.show({
      x: {
        label: "",
        range: choice ? [-0.5, choices.length - 0.5] : [first, last],
        names: choice ? choices : undefined,
        dates: kind === "date",
        whole: input.whole,
      },
      y: { label: target, range },
      lines: choice ? whiskers(input) : curve(input),
      rules: [{ name: "value", look: "held strong", x: at }],
      shades: choice ? [] : [{ from: first, to: low }, { from: high, to: last }],
    });
  }

  destroy(): void {
    this.plot.destroy();
    this.element.remove();
  }

  /** Where the line stands: the number, or the place of the choice. */
  private get at(): number {
    const { value, levels } = this.input;
    return typeof value === "number" ? value : Math.max(levels.indexOf(value), 0);
  }

  private write(at: number): void {
    const { kind, levels, choices, low, high } = this.input;
    const text = kind === "choice" ? levels[at]! : kind === "date" ? date(at) : String(this.rounded(at));
    if (document.activeElement !== this.value) this.value.value = text;
    set(this.place, {
      "aria-valuenow": at,
      "aria-valuetext": kind === "choice" ? choices[at]! : kind === "date" ? date(at) : number(at, Math.max(Math.abs(low), Math.abs(high))),
      "aria-valuemin": kind === "choice" ? 0 : low,
      "aria-valuemax": kind === "choice" ? choices.length - 1 : high,
    });
  }

  private typed(): void {
    const { kind } = this.input;
    if (kind === "choice") return this.moved(this.value.value);
    const value = kind === "date" ? Date.parse(this.value.value) / 86_400_000 : Number(this.value.value || NaN);
    if (Number.isFinite(value)) this.moved(value);
  }

  private drag(event: PointerEvent): void {
    const { x } = this.input;
    const place = this.plot.x.value(event.clientX - this.place.getBoundingClientRect().left);
    this.move(Math.max(x[0]!, Math.min(x[x.length - 1]!, place)));
  }

  private key(event: KeyboardEvent): void {
    const { kind, low, high, whole, choices } = this.input;
    const choice = kind === "choice";
    const one = choice || (whole && high - low <= STEPS * 2) ? 1 : (high - low) / STEPS || 1;
    const steps: Record<string, number> = { ArrowRight: one, ArrowUp: one, ArrowLeft: -one, ArrowDown: -one, PageUp: 10 * one, PageDown: -10 * one };
    const ends: Record<string, number> = { Home: choice ? 0 : low, End: choice ? choices.length - 1 : high };
    const by = steps[event.key];
    const to = by === undefined ? ends[event.key] : this.at + by;
    if (to === undefined) return;
    event.preventDefault();
    this.move(to);
  }

  private move(to: number): void {
    const { kind, levels } = this.input;
    if (kind !== "choice") {
      this.input = { ...this.input, value: this.rounded(to) };
      return this.moved(this.rounded(to));
    }
    const level = levels[Math.max(0, Math.min(levels.length - 1, Math.round(to)))]!;
    this.input = { ...this.input, value: level };
    this.moved(level);
  }

  /** To a whole number, or to a thousandth of the range. */
  private rounded(value: number): number {
    const { whole, low, high } = this.input;
    const unit = whole ? 1 : 10 ** Math.floor(Math.log10(high - low || 1) - 2);
    return Number((Math.round(value / unit) * unit).toPrecision(12));
  }
}

function curve({ x, y, y_low, y_high }: Input): Line[] {
  const back = (values: number[]) => [...values].reverse();
  const band = y_low && y_high ? [{ name: "band", look: "model", closed: true, x: [...x, ...back(x)], y: [...y_low, ...back(y_high)] }] : [];
  return [...band, { name: "y", look: "model", x, y }];
}

/** A point a level, with its interval. */
function whiskers({ x, y, y_low, y_high }: Input): Line[] {
  const bars = y_low && y_high ? x.map((at, i) => ({ name: `bar ${i}`, look: "model faint", x: [at, at], y: [y_low[i]!, y_high[i]!] })) : [];
  return [...bars, { name: "y", look: "model", points: true, x, y }];
}
