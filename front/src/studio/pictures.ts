// The pictures of a fit: those that it tells while it runs, and those of a run that is looked at again,
// for one of its targets and over one of its inputs.

import { html } from "../dom.ts";
import type { Builds } from "../draw/builder.ts";
import type { Chosen } from "../draw/network.ts";
import type { Other } from "../draw/others.ts";
import { decode, type Frame, type Header } from "../frames.ts";
import type { Message } from "../host.ts";
import { Live } from "../live/live.ts";
import type { Scene } from "../scene.ts";
import { DESCENTS } from "./descents.ts";
import type { Now } from "./now.ts";
import type { Socket } from "./socket.ts";
import type { Run } from "./types.ts";

interface Looked extends Message {
  scene: Scene | null; // null: the fit runs, and tells of itself
  frame: Header;
  bytes: DataView;
}

interface Hears {
  scene(watched: boolean, scene: Scene): void; // pictures of this scene come
  look(): void; // other pictures are wanted of the same fit
  weight(weight: Chosen): void; // clicked
  builds(drawn: number[]): Builds; // units and layers on the drawing, of these hidden layers
  fail(error: unknown): void;
}

const LEGIBLE = 3; // inputs of a network that is drawn unasked

export class Pictures {
  readonly element = html("div", { class: "pictures" });
  target = ""; // which of several is shown
  along: number | undefined; // the input under the hidden units
  private live: Live | undefined;
  private turn = 0; // of what is asked for

  constructor(
    private readonly socket: Socket,
    private readonly now: Readonly<Now>,
    private readonly hears: Hears,
  ) {}

  /** Whether there is a place for them on the page. */
  get laid(): boolean {
    return this.live !== undefined;
  }

  lay(): void {
    this.clear();
    const live = (this.live = new Live(this.element, (input) => {
      this.along = input;
      this.hears.look();
    }));
    live.diagram.onWeight = (weight) => this.hears.weight(weight);
    live.diagram.onUnitClick = (layer, index) => this.hears.weight({ layer: layer - 1, from: 1, to: index });
  }

  clear(): void {
    this.live?.destroy();
    this.live = undefined;
  }

  /** Which of a run's targets is shown. */
  output(targets: string[]): number {
    return Math.max(targets.indexOf(this.target), 0);
  }

  /** A fit tells of itself. */
  begin(scene: Scene): void {
    this.turn++;
    this.turnTo(scene);
  }

  /** `quietly`: it is not drawn before the next. */
  add(frame: Frame, quietly = false): void {
    this.live?.add(frame, quietly);
  }

  /** A fit rests, and may go on. */
  rest(run: Run): void {
    this.live?.rest(run.trace, run.output);
  }

  end(run: Run, why = run.why, output = run.output): void {
    this.live?.end(run.trace, run.kept, why, output);
  }

  rank(run: Run): void {
    this.live?.rank(run.relevance.map(({ share }) => share));
  }

  compare(others: Other[]): void {
    this.live?.compare(others);
  }

  /** Asks for the pictures of a run; false where something newer came between. */
  async look(run: number | undefined, targets: string[]): Promise<boolean> {
    const turn = ++this.turn;
    const output = this.output(targets);
    try {
      const looked = await this.socket.ask<Looked>({ kind: "look", run, output, along: this.along ?? null });
      if (turn !== this.turn || !looked.scene) return false;
      this.turnTo(looked.scene);
      this.add(decode(looked.frame, looked.bytes));
      if (this.now.shown) this.end(this.now.shown, undefined, output);
      return true;
    } catch (error) {
      this.hears.fail(error);
      return false;
    }
  }

  /** What comes is of this scene; the pictures stand in the order that suits its fit. */
  private turnTo(scene: Scene): void {
    const watched = DESCENTS.has(scene.solver);
    this.hears.scene(watched, scene);
    if (!this.live) return;
    this.live.arrange(!watched, scene.several ? " of the network that did best on rows left out" : "", scene.inputs.length > LEGIBLE);
    const { shown, table } = this.now;
    const fitted = table && !(shown?.loaded && shown.run === scene.run); // of a loaded model the controls say nothing
    this.live.diagram.builds = watched && fitted ? this.hears.builds(scene.sizes.slice(1, -1)) : undefined;
    this.live.begin(scene);
  }
}
