// The three panels and the network of one fit, frame by frame; what came is kept for the replay.

import { BUTTONS } from "../draw/builder.ts";
import { Diagram } from "../draw/diagram.ts";
import { heightFor } from "../draw/network.ts";
import { ErrorPlot } from "../draw/errors.ts";
import { FitPlot } from "../draw/fit.ts";
import { keys } from "../draw/keys.ts";
import { UnitPlot } from "../draw/units.ts";
import { html } from "../dom.ts";
import { number, numbers, seconds, whole } from "../format.ts";
import type { Frame } from "../frames.ts";
import type { Other } from "../draw/others.ts";
import type { Scene } from "../scene.ts";
import { Rows, spread } from "./rows.ts";

const MOST_FRAMES = 400; // kept for the replay; beyond, some are forgotten
const [LOW, HIGH] = [240, 316]; // pixels of the network: a descent's is watched, all 20 units of it

type Trace = Record<string, (number | null)[]>;

export class Live {
  readonly element = html("section", { class: "live" });
  readonly diagram: Diagram;
  private readonly network: HTMLElement;
  private readonly errors: ErrorPlot;
  private readonly fit: FitPlot;
  private readonly units: UnitPlot;
  private readonly line = html("p", { class: "line", "aria-live": "off", title: "why the fit ended, or how far it is" });
  private readonly slider = html("input", { type: "range", min: 0, max: 0, step: 1, "aria-label": "replay" });
  private readonly play = html("button", { type: "button", class: "plain" }, "Replay");
  private readonly keys = html("span");
  private readonly told = html("span", { class: "muted" }); // beside the name of the learning curve
  private readonly fold = html("button", { type: "button", class: "small", "aria-expanded": "true", hidden: true });
  private readonly replay = html("div", { class: "replay" }, this.play, this.slider);
  private scene: Scene | undefined;
  private next: Scene | undefined; // until its first frame is here
  private frames: Frame[] = [];
  private readonly rows = new Rows();
  private shown = -1;
  private unit: number | undefined;
  private shares: number[] | undefined; // relevances of the inputs, once they are known
  private timer: number | undefined;
  private done = false;
  private kept: number | undefined;
  private why = "";
  private others: Other[] = [];
  /** How often a frame was drawn. */
  drawn = 0;

  /** `onInput`: a click on an input's name asks for the hidden units over it. */
  constructor(place: HTMLElement, onInput?: (input: number) => void) {
    const panel = (name: string, look: string) => {
      const plot = html("div", { class: "plot-place" });
      const beside = { fit: this.keys, errors: this.told, network: this.fold }[look];
      this.element.append(html("figure", { class: `panel ${look}` }, html("figcaption", {}, name, beside), plot));
      return plot;
    };
    this.network = panel("the network", "network");
    this.diagram = new Diagram(this.network);
    this.errors = new ErrorPlot(panel("error while learning", "errors"));
    this.fit = new FitPlot(panel("the fit", "fit"));
    this.units = new UnitPlot(panel("hidden units", "units"));
    this.element.append(html("div", { class: "below" }, this.line, this.replay));
    this.diagram.onInput = onInput;
    this.diagram.onUnit = (unit) => {
      this.unit = unit;
      this.draw();
    };
    this.slider.addEventListener("input", () => {
      this.pause();
      this.shown = Number(this.slider.value);
      this.draw();
    });
    this.play.addEventListener("click", () => (this.timer === undefined ? this.run() : this.pause()));
    this.replay.hidden = true;
    this.fold.addEventListener("click", () => this.unfold(this.fold.getAttribute("aria-expanded") !== "true"));
    place.append(this.element);
  }

  /** `quiet`: the learning curve and the network alone, for a page that shows the fit elsewhere. */
  arrange(quiet: boolean, told = "", folded = false): void {
    this.element.classList.toggle("quiet", quiet);
    this.told.textContent = told;
    this.fold.hidden = !quiet;
    this.unfold(!(quiet && folded));
  }

  private unfold(open: boolean): void {
    this.fold.setAttribute("aria-expanded", String(open));
    this.fold.textContent = open ? "fold" : "draw it";
    this.element.classList.toggle("folded", !open);
  }

  /** What comes belongs to this scene; the picture before it stands until the first frame. */
  begin(scene: Scene): void {
    this.pause();
    this.next = scene;
    if (!this.scene) this.adopt();
  }

  private adopt(): void {
    const { scene, next } = this;
    if (!next) return;
    this.next = undefined;
    this.scene = next;
    this.keys.replaceChildren(keys(next.points.train !== null, next.points.held !== null));
    const high = next.several ? LOW : Math.min(Math.max(heightFor(next.sizes), LOW), HIGH);
    this.network.style.height = `${high + (this.diagram.builds ? BUTTONS : 0)}px`;
    this.frames = [];
    this.shown = -1;
    if (scene?.run === next.run && scene.target === next.target && !next.several) return; // another view
    this.rows.clear();
    this.done = false;
    this.kept = undefined;
    this.shares = undefined;
    this.replay.hidden = true;
  }

  /** A frame more; with `quietly` it is not drawn before the next. */
  add(frame: Frame, quietly = false): void {
    this.adopt();
    const following = this.shown === this.frames.length - 1;
    if (this.scene?.several && frame.columns["epoch"]) this.rows.clear();
    this.rows.append(frame.columns);
    if (frame.weights || this.frames.length === 0) {
      this.frames.push(frame);
    }
    if (this.frames.length > MOST_FRAMES) this.frames = spread(this.frames, 0.9 * MOST_FRAMES);
    if (following && this.timer === undefined) {
      this.shown = this.frames.length - 1;
      if (!quietly) this.draw();
    }
    this.slider.max = String(this.frames.length - 1);
  }

  /** The fit rests: its whole trace, of which a page that was away has not heard. */
  rest(trace: Trace, output = 0): void {
    this.take(trace, output);
    this.draw();
  }

  private take(trace: Trace, output: number): void {
    const of = (name: string) => numbers(trace[`${name}_${output}`] ?? trace[name]);
    this.rows.set(numbers(trace["epoch"]), of("rmse_train"), of("rmse_validation"));
  }

  /** The fit has ended: its whole trace and the epoch kept; `output` is which of several targets. */
  end(trace: Trace, kept: number, why: string, output = 0): void {
    this.adopt();
    this.done = true;
    this.kept = kept;
    this.why = why;
    this.take(trace, output);
    this.shown = this.frames.length - 1;
    this.slider.value = this.slider.max;
    this.replay.hidden = this.frames.length < 3 || (this.scene?.several ?? false);
    this.draw();
  }

  /** The inputs' relevances are known: the drawing of the network begins with the largest. */
  rank(shares: number[]): void {
    this.shares = shares;
    this.draw();
  }

  /** Lays the errors and curves of other runs over this one's. */
  compare(others: Other[]): void {
    this.others = others;
    this.element.classList.toggle("comparing", others.some(({ curve }) => curve));
    this.draw();
  }

  destroy(): void {
    this.pause();
    for (const part of [this.diagram, this.errors, this.fit, this.units]) part.destroy();
    this.element.remove();
  }

  /** Replays the fit from where it stands, at its end from the first frame. */
  run(): void {
    window.clearInterval(this.timer);
    this.play.textContent = "Pause";
    if (this.shown >= this.frames.length - 1) this.shown = 0;
    this.slider.value = String(this.shown);
    this.draw();
    this.timer = window.setInterval(() => {
      if (this.shown >= this.frames.length - 1) return this.pause();
      this.shown++;
      this.slider.value = String(this.shown);
      this.draw();
    }, 1000 / 24);
  }

  private pause(): void {
    window.clearInterval(this.timer);
    this.timer = undefined;
    this.play.textContent = "Replay";
  }

  private draw(): void {
    const { scene } = this;
    if (!scene) return;
    this.drawn++;
    const frame = this.frames[this.shown];
    const last = this.shown === this.frames.length - 1;
    const { epoch, train, held } = this.rows;
    const n = last || !frame ? epoch.length : this.rows.upTo(frame.epoch);
    this.errors.show({
      epoch: epoch.slice(0, n),
      train: train.slice(0, n),
      held: held.length ? held.slice(0, n) : undefined,
      baselines: scene.baselines,
      kept: this.done && last ? this.kept : undefined,
      target: scene.target,
      until: this.done ? epoch[epoch.length - 1] : undefined,
      others: this.others,
    });
    this.fit.show(scene, { ...frame, others: this.others });
    const top = frame?.weights?.[frame.weights.length - 1];
    if (frame?.units && top) this.units.show(scene, frame.units, column(top, scene.output), this.unit);
    else if (frame?.weights) this.units.none();
    if (frame?.weights)
      this.diagram.show({
        sizes: scene.sizes.length === frame.weights.length + 1 ? sizesOf(frame.weights) : scene.sizes,
        inputs: scene.inputs.map(({ name, scaled, share }, j) => ({ name, scaled, share: this.shares?.[j] ?? share ?? undefined })),
        outputs: scene.targets,
        hidden: scene.activation,
        output: scene.output_activation,
        weights: frame.weights,
        units: frame.units,
        along: scene.along,
      });
    if (this.done && last) this.line.textContent = this.why;
    else if (frame) this.line.textContent = told(scene, frame);
  }
}

function told(scene: Scene, frame: Frame): string {
  const train = frame.columns["rmse_train"];
  const held = frame.columns["rmse_validation"];
  const parts = [scene.several ? `network ${frame.network}` : `epoch ${whole(frame.epoch)}`];
  if (train?.length) parts.push(`RMSE training ${number(train[train.length - 1])}`);
  if (held?.length) parts.push(`held out ${number(held[held.length - 1])}`);
  if (frame.seconds !== null) parts.push(seconds(frame.seconds));
  return parts.join("   ");
}

function sizesOf(weights: { shape: [number, number] }[]): number[] {
  return [weights[0]!.shape[0] - 1, ...weights.map((w) => w.shape[1])];
}

/** Weights of the units below to one output; the constant's row is left out. */
function column({ shape, values }: { shape: [number, number]; values: ArrayLike<number> }, k: number): number[] {
  return Array.from({ length: shape[0] - 1 }, (_, m) => values[(m + 1) * shape[1] + k] ?? 0);
}
