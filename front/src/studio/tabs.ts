// What one can ask of a finished fit, a panel a tab; a panel asks when it is first looked at.

import { html } from "../dom.ts";
import { CodePanel } from "./panels/code.ts";
import { DataPanel, type Decides } from "./panels/data.ts";
import { InputPanel } from "./panels/inputs.ts";
import { NotePanel } from "./panels/note.ts";
import { RunPanel } from "./panels/runs.ts";
import { StepPanel } from "./panels/step.ts";
import { PredictionPanel } from "./panels/predictions.ts";
import type { Chosen } from "../draw/network.ts";
import type { Other } from "../draw/others.ts";
import { epochMark } from "./views.ts";
import type { Socket } from "./socket.ts";
import type { Run, Table } from "./types.ts";

const UNNOTICED = 300; // milliseconds that an answer may take before the panel says that it works

export interface Wishes {
  say(sentence: string): void;
  compare(others: Other[]): void;
  show(run: Run): void;
  forget(run: Run): void;
  predict(file: File): void;
  panel(name: string): void; // the user chose it
}

export interface Panel {
  readonly name: string;
  readonly element: HTMLElement;
  readonly ofWeights?: boolean; // what it shows changes with every epoch
  /** Shows a run, asking for what it needs; called when the panel comes into sight or the run is another. */
  show(run: Run, runs: Run[]): Promise<void>;
}

export class Tabs {
  readonly element = html("section", { class: "tabs" });
  private readonly list = html("div", { role: "tablist", "aria-label": "about this fit" });
  private readonly place = html("div", { role: "tabpanel", tabindex: 0 });
  private readonly waiting = html("p", { class: "waiting", role: "status" });
  readonly predictions: PredictionPanel;
  private readonly weights = html("p", { class: "mark" });
  private readonly data: DataPanel;
  private readonly step: StepPanel;
  private readonly panels: Panel[];
  private active: Panel;
  private run: Run | undefined;
  private runs: Run[] = [];
  private turn = 0;
  private held = ""; // why nothing is asked of the weights now
  private weight: Chosen | undefined; // to step through once the panel may ask

  constructor(
    socket: Socket,
    private readonly wishes: Wishes,
    decides: Decides,
  ) {
    this.data = new DataPanel(decides);
    this.predictions = new PredictionPanel(socket, (file) => wishes.predict(file), (sentence) => wishes.say(sentence));
    this.step = new StepPanel(socket);
    this.panels = [this.step, new InputPanel(socket), new RunPanel(socket, wishes), this.predictions, new NotePanel(), new CodePanel(socket), this.data];
    this.active = this.panels[0]!;
    this.list.append(...this.panels.map((panel) => this.handle(panel)));
    this.list.addEventListener("keydown", (event) => this.move(event as KeyboardEvent));
    this.element.append(this.list, this.waiting, this.weights, this.place);
    this.choose(this.active);
  }

  /** The table that is open; what was asked of another table's fit is gone. */
  open(table: Table | undefined): void {
    this.run = undefined;
    this.data.open(table);
  }

  /** The same table, read otherwise. */
  reopen(table: Table): void {
    this.data.open(table, true);
  }

  /** A column's role is another, or a wish was refused. */
  redrawData(): void {
    this.data.draw();
  }

  /** Chooses the table alone: there is nothing else to see yet. */
  chooseData(): void {
    if (this.active !== this.data) this.choose(this.data);
  }

  /** Brings the table into sight. */
  showData(): void {
    this.bring(this.data.name);
  }

  /** Brings a panel into sight. */
  bring(name: string): void {
    this.pick(this.panels.find((panel) => panel.name === name) ?? this.active);
    this.element.scrollIntoView({ block: "start" });
  }

  /** Brings the steps of a weight into sight; while a descent runs they are shown once it rests. */
  stepThrough(weight: Chosen): void {
    this.weight = weight;
    this.bring(this.step.name);
  }

  /** A descent runs: until it rests or ends no panel asks of its weights, and none of an older fit's. */
  hold(mark: string): void {
    this.held = mark;
    this.turn++;
    if (mark) this.tellWeights();
    else this.refresh();
  }

  show(run: Run, runs: Run[]): void {
    this.held = "";
    this.run = run;
    this.runs = runs;
    this.refresh();
  }

  /** The panel that the page's address names, if there is one of that name. */
  turnTo(name: string | undefined): void {
    const panel = this.panels.find((p) => p.name === name);
    if (panel && panel !== this.active) this.choose(panel);
  }

  private pick(panel: Panel): void {
    this.choose(panel);
    this.wishes.panel(panel.name);
  }

  private handle(panel: Panel): HTMLElement {
    return html("button", { type: "button", role: "tab", click: () => this.pick(panel) }, panel.name);
  }

  private choose(panel: Panel): void {
    this.active = panel;
    for (const [i, tab] of [...this.list.children].entries()) {
      const chosen = this.panels[i] === panel;
      tab.setAttribute("aria-selected", String(chosen));
      tab.setAttribute("tabindex", chosen ? "0" : "-1");
    }
    this.place.replaceChildren(panel.element);
    this.refresh();
  }

  private refresh(): void {
    this.tellWeights();
    if (!this.run || this.waits()) return;
    const turn = ++this.turn;
    const timer = window.setTimeout(() => turn === this.turn && this.wait(true), UNNOTICED);
    this.active
      .show(this.run, this.runs)
      .catch((error: Error) => this.wishes.say(error.message))
      .finally(() => {
        window.clearTimeout(timer);
        if (turn === this.turn) this.wait(false);
      });
    if (this.active !== this.step || !this.weight) return;
    this.step.choose(this.weight, true);
    this.weight = undefined;
  }

  private waits(): boolean {
    return this.held !== "" && (this.active.ofWeights ?? false);
  }

  /** Which weights the panel speaks of, or why it waits. */
  private tellWeights(): void {
    const waits = this.waits();
    this.place.toggleAttribute("data-stale", waits);
    this.active.element.inert = waits;
    this.weights.textContent = waits ? this.held : this.active.ofWeights && this.run ? epochMark(this.run) : "";
  }

  /** A panel whose answer takes its time says so. */
  private wait(waits: boolean): void {
    this.place.setAttribute("aria-busy", String(waits));
    this.waiting.textContent = waits ? "working …" : "";
  }

  private move(event: KeyboardEvent): void {
    const n = this.panels.length;
    const at = this.panels.indexOf(this.active);
    const next = { ArrowRight: (at + 1) % n, ArrowLeft: (at + n - 1) % n, Home: 0, End: n - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    this.pick(this.panels[next]!);
    (this.list.children[next] as HTMLElement).focus();
  }
}
