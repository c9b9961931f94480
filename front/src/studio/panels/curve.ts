// The fit of one input: its curve with the band, the rows, and a line that is dragged along it.

import { html, set, svg } from "../../dom.ts";
import { Lit, type Placed } from "../../draw/lit.ts";
import { Plot, type Line } from "../../draw/plot.ts";
import { along, rangeOf } from "../../draw/scale.ts";
import type { Asks } from "../../host.ts";
import { Newest } from "../newest.ts";
import { answerOf, keyed, labelOf, placeOf, reach, slider, valueAt } from "../place.ts";
import type { Input, Points, Profile } from "../profile.ts";
import type { Shared } from "../shared.ts";
import type { Run } from "../types.ts";
import { listenToDrags } from "./dragging.ts";
import { curve, whiskers } from "./lines.ts";
import { keysOf, lightUnder, pointLook, strewn, toldRow, toldState, type Moves } from "./rows.ts";

const BOLD = 7.8; // pixels of a character of the answer

export class CurveView {
  readonly element = html("div", { class: "curve-view" });
  private readonly head = html("div", { class: "map-head" });
  private readonly place = html("div", { class: "plot-place" });
  private readonly state = html("p", { class: "state muted" });
  private readonly plot: Plot;
  private readonly lit = new Lit();
  private readonly centre = svg("circle", { class: "centre", r: 5 });
  private readonly grip = svg("g", { class: "grip" }, this.centre);
  private readonly words = svg("text", { class: "answer" });
  private readonly answers: Newest<Profile>;
  private readonly observer: ResizeObserver;
  private readonly deaf: () => void;
  private run: Run | undefined;
  private profile: Profile | undefined;
  private points: Points | undefined;

  constructor(
    private readonly socket: Asks,
    private readonly shared: Shared,
    private readonly moves: Moves,
    failed: (error: Error) => void,
  ) {
    this.plot = new Plot(this.place, "the fit");
    this.plot.element.append(this.grip, this.words, this.lit.element);
    set(this.plot.element, { role: "group" }); // an image could not hold a slider
    this.plot.element.classList.add("field-map");
    this.element.append(this.head, this.place, this.state);
    this.observer = new ResizeObserver(() => this.mark()); // behind the plot's own, which redraws it
    this.observer.observe(this.place);
    this.answers = new Newest(
      () => socket.ask<Profile>({ kind: "profile", run: this.run?.run, output: this.run?.output ?? 0, values: moves.values() }),
      (found) => this.draw(found),
      failed,
    );
    this.deaf = shared.lit.listen((position, from) => this.lit.light(position, this.place.clientWidth, from === moves.from));
    this.listen();
  }

  async show(run: Run): Promise<void> {
    this.answers.forget();
    this.run = run;
    const rows = await this.socket.ask<Points>({ kind: "points", run: run.run, output: run.output ?? 0, inputs: run.columns });
    if (this.run !== run) return;
    this.points = rows;
    await this.answers.wanted();
  }

  moved(): void {
    if (this.profile) this.draw(this.profile, false);
    this.answers.want();
  }

  destroy(): void {
    this.deaf();
    this.observer.disconnect();
    this.plot.destroy();
  }

  private get input(): Input | undefined {
    return this.profile?.inputs[0];
  }

  private at(input: Input): number {
    return placeOf(input, this.shared.point.value[input.name] ?? input.value);
  }

  /** `fresh`: an answer, not the line alone at another place. */
  private draw(profile: Profile, fresh = true): void {
    const input = profile.inputs[0];
    if (!input) return;
    this.profile = profile;
    const parts = this.points?.parts ?? [];
    const rows = parts.map((part): Line => {
      const x = part.places[0]!.map((at, i) => (at === null ? NaN : at + strewn(input, part.position[i]!)));
      return { name: part.part, look: pointLook(part), points: true, x, y: part.actual };
    });
    const choice = input.kind === "choice";
    const actual = parts.map((part) => part.actual);
    const range = rangeOf(actual.length ? [...actual, input.y] : [input.y, input.y_low ?? [], input.y_high ?? []], 0.1);
    const [first, last] = reach(input, input.x);
    this.plot.show({
      x: { label: labelOf(input.name, input.unit), range: [first, last], names: choice ? input.choices : undefined, dates: input.kind === "date", whole: input.whole },
      y: { label: labelOf(profile.target, profile.unit), range },
      lines: [...(choice ? [] : curve(input).slice(0, -1)), ...rows, ...(choice ? whiskers(input) : curve(input).slice(-1))],
      rules: [{ name: "value", look: "stand", x: this.at(input) }],
      shades: choice ? [] : [{ from: first, to: input.low }, { from: input.high, to: last }],
    });
    this.mark();
    set(this.grip, { role: "slider", tabindex: 0, "aria-label": input.name, ...slider(input, this.shared.point.value[input.name] ?? input.value) });
    if (!fresh) return;
    this.head.replaceChildren(html("span", { class: "target" }, `${profile.target} over ${input.name}`), keysOf(parts));
    toldState(this.state, profile, input.y_low ? "band: 95 of 100 new rows lie in it" : "");
    this.element.dataset["answered"] = String(this.answers.drawn + 1);
  }

  /** The point on the curve, what the model says there, and where the rows stand. */
  private mark(): void {
    const { profile, input, plot } = this;
    if (!profile || !input) return;
    const at = this.at(input);
    const { prediction, prediction_low: low, prediction_high: high, unit = "" } = profile;
    const words = answerOf(prediction, low, high, unit, profile.coverage);
    const [x, y] = [plot.x.place(at), plot.y.place(along(input.x, input.y, at))];
    const flips = x + 10 + words.length * BOLD > this.place.clientWidth;
    set(this.centre, { cx: x, cy: y });
    set(this.words, { x: flips ? Math.max(x - 10 - words.length * BOLD, 4) : x + 10, y: y < 40 ? y + 22 : y - 10 });
    this.words.textContent = words;
    const rows = this.points?.parts.flatMap((part) =>
      part.position.flatMap((position, i): Placed[] => {
        const place = part.places[0]![i];
        if (typeof place !== "number") return [];
        return [{ position, x: plot.x.place(place + strewn(input, position)), y: plot.y.place(part.actual[i]!), words: toldRow(part, i, profile) }];
      }),
    );
    this.lit.place(rows ?? []);
  }

  private listen(): void {
    const { place } = this;
    listenToDrags(place, {
      begin: () => {
        this.grip.focus({ preventScroll: true });
        this.shared.lit.set(undefined, this.moves.from);
        return true;
      },
      move: (event) => this.drag(event),
      hover: (event) => lightUnder(event, place, this.lit, this.shared, this.moves.from),
    });
    place.addEventListener("pointerleave", () => this.shared.lit.set(undefined, this.moves.from));
    this.grip.addEventListener("keydown", (event) => {
      const to = this.input && keyed(this.input, this.at(this.input), event.key);
      if (!this.input || to === undefined) return;
      event.preventDefault();
      this.moves.to({ [this.input.name]: valueAt(this.input, to) });
    });
  }

  private drag(event: PointerEvent): void {
    const { input } = this;
    if (!input) return;
    const [first, last] = reach(input, input.x);
    const x = this.plot.x.value(event.clientX - this.place.getBoundingClientRect().left);
    this.moves.to({ [input.name]: valueAt(input, Math.max(first, Math.min(last, x))) });
  }
}
