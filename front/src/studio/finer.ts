// The finer settings of a fit, folded: what most tables need no word on, and the lecture does.

import { html } from "../dom.ts";
import { DESCENTS } from "./descents.ts";
import type { Settings } from "./types.ts";

const BY_ROWS = ["sgd", "adam"];
const STARTS: [string, string][] = [
  ["auto", "auto"],
  ["lecture", "the lecture's draw"],
  ["uniform", "U(\u22120.1, 0.1)"],
  ["nguyen-widrow", "Nguyen-Widrow"],
  ["glorot", "Glorot"],
  ["zeros", "all zero"],
  ["equal", "all equal, 0.05"],
];

export class Finer {
  readonly element = html("details", { class: "finer" });
  /** Beside the hidden units' function where there are any, else among the first controls. */
  readonly outputs: HTMLElement;
  readonly output = html("select", { id: "output-activation", "aria-label": "output activation" }, html("option", { value: "identity" }, "identity"));
  private readonly start = html("select", { id: "start", "aria-label": "start" });
  private readonly batch = html("input", { id: "batch", type: "number", min: 1, step: 1, placeholder: "auto", "aria-label": "rows a step" });
  private readonly momentum = html("input", { id: "momentum", type: "number", min: 0, max: 0.999, step: "any", "aria-label": "momentum" });
  private readonly shuffle = box("shuffle");
  private readonly early = box("early-stopping");
  private readonly scaled = box("standardize");
  private readonly rows: { element: HTMLElement; solvers: string[] | undefined }[];

  constructor(changed: () => void) {
    this.start.append(...STARTS.map(([value, words]) => html("option", { value }, words)));
    for (const control of [this.output, this.start, this.batch, this.momentum, this.shuffle, this.early, this.scaled])
      control.addEventListener("change", changed);
    this.outputs = row("outputs are", this.output, "what an output unit makes of its sum; targets are scaled for identity alone");
    this.rows = [
      { element: row("start", this.start, "the weights to begin with"), solvers: undefined },
      { element: row("rows a step", this.batch, "how many rows move the weights together"), solvers: BY_ROWS },
      { element: row("momentum", this.momentum, "how much of its last step each step keeps"), solvers: ["sgd"] },
      { element: tick(this.shuffle, "rows in a new order each epoch", "otherwise in the order of the table"), solvers: BY_ROWS },
      { element: tick(this.early, "stop early", "some training rows are left out, and the weights of the epoch that suits them best are kept"), solvers: undefined },
      { element: tick(this.scaled, "scale inputs and target", "to mean 0 and standard deviation 1 by the training rows"), solvers: undefined },
    ];
    this.element.append(html("summary", {}, "more"), ...this.rows.map(({ element }) => element));
  }

  /** As settings say; `lecture`: the table is drawn by it. */
  set(settings: Settings, lecture: boolean): void {
    this.output.value = String(settings["output_activation"] ?? "identity");
    this.start.querySelector<HTMLOptionElement>("[value=lecture]")!.hidden = !lecture;
    this.start.value = String(settings["start"] ?? "auto");
    this.batch.value = String(settings["batch_size"] ?? "");
    this.momentum.value = String(settings["momentum"] ?? 0.9);
    this.shuffle.checked = settings["shuffle"] !== false;
    this.early.checked = settings["early_stopping"] === true;
    this.scaled.checked = settings["standardize"] !== false;
    this.element.toggleAttribute("open", ["batch_size", "shuffle", "start"].some((name) => name in settings));
  }

  /** Shows what the solver heeds. A start made for a descent is none for the others. */
  reveal(solver: string, hidden: boolean): void {
    for (const { element, solvers } of this.rows) element.hidden = solvers !== undefined && !solvers.includes(solver);
    if (hidden) this.element.querySelector("summary")!.after(this.outputs);
  }

  /** Another solver was chosen. */
  resolve(solver: string): void {
    if (!DESCENTS.has(solver)) this.start.value = "auto";
  }

  /** What differs from the defaults and is heeded. */
  settings(solver: string): Settings {
    const settings: Settings = {};
    if (this.output.value !== "identity") settings["output_activation"] = this.output.value;
    if (this.start.value !== "auto") settings["start"] = this.start.value;
    if (this.early.checked) settings["early_stopping"] = true;
    if (!this.scaled.checked) settings["standardize"] = false;
    if (BY_ROWS.includes(solver)) {
      if (this.batch.value !== "") settings["batch_size"] = Math.max(Math.round(Number(this.batch.value)), 1);
      if (!this.shuffle.checked) settings["shuffle"] = false;
    }
    if (solver === "sgd" && Number(this.momentum.value) !== 0.9) settings["momentum"] = Number(this.momentum.value);
    return settings;
  }
}

function box(id: string): HTMLInputElement {
  return html("input", { type: "checkbox", id });
}

function row(name: string, control: HTMLElement, title: string): HTMLElement {
  return html("label", { class: "row", title }, html("span", { class: "muted" }, name), control);
}

function tick(control: HTMLElement, words: string, title: string): HTMLElement {
  return html("label", { class: "row", title }, control, html("span", {}, words));
}
