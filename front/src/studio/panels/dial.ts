// One input of the profiler: its strip, dragged or moved by keys; its value, typed; and its lock.

import { html, set } from "../../dom.ts";
import { StripPlot } from "../../draw/strip.ts";
import { date } from "../../draw/ticks.ts";
import { keyed, placeOf, reach, slider, slopeOf, valueAt } from "../place.ts";
import type { Input } from "../profile.ts";
import { listenToDrags } from "./dragging.ts";

const DIGITS = 6; // of a value that is shown; typed ones have as many as they are given
const DAY = 86_400_000; // milliseconds

export class DialView {
  readonly element = html("figure", { class: "dial" });
  locked = false;
  private readonly value: HTMLInputElement | HTMLSelectElement;
  private readonly place = html("div", { class: "plot-place", role: "slider", tabindex: 0 });
  private readonly lock: HTMLButtonElement;
  private readonly plot: StripPlot;

  constructor(
    private input: Input,
    private readonly moved: (value: number | string) => void,
  ) {
    const { name, kind, levels, choices, unit, share } = input;
    this.value =
      kind === "choice"
        ? html("select", { "aria-label": name }, ...levels.map((level, i) => html("option", { value: level }, choices[i]!)))
        : html("input", { type: kind === "date" ? "date" : "number", step: "any", "aria-label": name });
    this.lock = html("button", { type: "button", class: "lock", "aria-pressed": "false", "aria-label": `lock ${name}`, title: "a locked input is moved by its own strip alone", click: () => this.press() }, "lock");
    const told = [name, unit && `in ${unit}`, share !== undefined && `${Math.round(100 * share)} % of the relevance`];
    const title = told.filter(Boolean).join(", ");
    this.element.append(html("figcaption", {}, html("span", { class: "name", title }, name), this.lock), this.place, this.value);
    set(this.place, { "aria-label": name });
    this.plot = new StripPlot(this.place);
    this.value.addEventListener("change", () => this.typed());
    this.value.addEventListener("keydown", (event) => {
      if ((event as KeyboardEvent).key === "Escape") this.write(true);
    });
    listenToDrags(this.place, {
      begin: () => {
        this.place.focus({ preventScroll: true });
        return true;
      },
      move: (event) => this.drag(event),
    });
    this.place.addEventListener("keydown", (event) => this.key(event));
  }

  /** The value at which the line stands. */
  get standing(): number | string {
    return this.input.value;
  }

  /** `height`: the range of the target, common to all strips. */
  show(input: Input, height: [number, number], unit: string): void {
    this.input = input;
    const { kind, x, y, y_low, y_high, low, high, choices, histogram, whole, slope } = input;
    const words = typeof slope === "number" ? slopeOf(input, slope, unit) : undefined;
    const range = reach(input, x);
    this.plot.show(
      { kind, x, y, low: y_low, high: y_high, range, seen: [low, high], names: choices, bars: histogram ?? null, whole, height, words: words?.short ?? "" },
      placeOf(input, input.value),
    );
    set(this.place, { title: words?.long });
    this.write();
  }

  /** The line alone, at once: the curves follow with the answer. */
  stand(value: number | string): void {
    if (value === this.input.value) return;
    this.input = { ...this.input, value };
    this.plot.move(placeOf(this.input, value));
    this.write();
  }

  /** The first strip of a line has the axis beside it. */
  label(labelled: boolean): void {
    this.plot.label(labelled);
  }

  destroy(): void {
    this.plot.destroy();
    this.element.remove();
  }

  private press(): void {
    this.locked = !this.locked;
    this.lock.textContent = this.locked ? "locked" : "lock";
    set(this.lock, { "aria-pressed": String(this.locked) });
  }

  private write(anyway = false): void {
    const { kind, value } = this.input;
    const text = kind === "date" ? date(Number(value)) : kind === "choice" ? String(value) : String(Number(Number(value).toPrecision(DIGITS)));
    if ((anyway || document.activeElement !== this.value) && this.value.value !== text) this.value.value = text;
    set(this.place, slider(this.input, value));
  }

  private typed(): void {
    const { kind } = this.input;
    if (kind === "choice") return this.moved(this.value.value);
    const value = kind === "date" ? Date.parse(this.value.value) / DAY : Number(this.value.value || NaN);
    if (Number.isFinite(value)) this.moved(value);
  }

  private drag(event: PointerEvent): void {
    const [first, last] = reach(this.input, this.input.x);
    const place = this.plot.x.value(event.clientX - this.place.getBoundingClientRect().left);
    this.moved(valueAt(this.input, Math.max(first, Math.min(last, place))));
  }

  private key(event: KeyboardEvent): void {
    const to = keyed(this.input, placeOf(this.input, this.input.value), event.key);
    if (to === undefined) return;
    event.preventDefault();
    this.moved(valueAt(this.input, to));
  }
}
