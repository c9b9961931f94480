// The finer settings of a fit, folded: what most tables need no word on, and the lecture does.

import { html } from "../dom.ts";
import { DESCENTS } from "./descents.ts";
import type { Offer, Offers, Settings, Value } from "./types.ts";

/** A row of the folded part, made from what the server says of its setting. */
interface Row {
  name: string;
  offer: Offer;
  control: HTMLInputElement | HTMLSelectElement;
  element: HTMLElement;
}

export class Finer {
  readonly element = html("details", { class: "finer" });
  /** Beside the hidden units' function where there are any, else among the first controls. */
  readonly outputs = html("label", { class: "row" });
  private readonly output = html("select", { id: "output-activation", "aria-label": "output activation" });
  private rows: Row[] = [];

  constructor(private readonly changed: () => void) {
    this.output.addEventListener("change", changed);
    this.element.append(html("summary", {}, "more"));
  }

  /** What the server offers. */
  offer(offers: Offers): void {
    const { label, title, choices } = offers["output_activation"]!;
    this.output.replaceChildren(...optionsOf(choices));
    this.outputs.title = title;
    this.outputs.replaceChildren(html("span", { class: "muted" }, label), this.output);
    for (const { element } of this.rows) element.remove();
    this.rows = Object.entries(offers)
      .filter(([, offer]) => offer.group === "finer")
      .map(([name, offer]) => rowOf(name, offer));
    for (const { control } of this.rows) control.addEventListener("change", this.changed);
    this.element.append(...this.rows.map(({ element }) => element));
  }

  /** As settings say; `lecture`: the table is drawn by it. */
  set(settings: Settings, lecture: boolean): void {
    this.output.value = String(settings["output_activation"] ?? "identity");
    for (const { name, offer, control } of this.rows) {
      const value = settings[name] ?? offer.default;
      if (isTick(control)) control.checked = value !== false;
      else control.value = offer.number && typeof value === "string" ? "" : String(value);
    }
    const drawn = this.element.querySelector<HTMLOptionElement>("[value=lecture]");
    if (drawn) drawn.hidden = !lecture;
    this.element.toggleAttribute("open", ["batch_size", "shuffle", "start"].some((name) => name in settings));
  }

  /** Shows what the solver heeds. A start made for a descent is none for the others. */
  reveal(solver: string, hidden: boolean): void {
    for (const { element, offer } of this.rows) element.hidden = !heeds(solver, offer);
    if (hidden) this.element.querySelector("summary")!.after(this.outputs);
  }

  /** Another solver was chosen. */
  resolve(solver: string): void {
    const start = this.rows.find(({ name }) => name === "start");
    if (start && !DESCENTS.has(solver)) start.control.value = "auto";
  }

  /** What differs from the defaults and is heeded. */
  settings(solver: string): Settings {
    const settings: Settings = {};
    if (this.output.value !== "identity") settings["output_activation"] = this.output.value;
    for (const { name, offer, control } of this.rows) {
      if (!heeds(solver, offer)) continue;
      const value = valueOf(control, offer);
      if (value !== undefined && value !== offer.default) settings[name] = value;
    }
    return settings;
  }
}

/** Choices for a select. */
export function optionsOf(choices: [string, string][]): HTMLElement[] {
  return choices.map(([value, words]) => html("option", { value }, words));
}

function heeds(solver: string, { solvers }: Offer): boolean {
  return !solvers.length || solvers.includes(solver);
}

/** What a control says; nothing where it leaves the decision to the fit. */
function valueOf(control: Row["control"], { default: usual, number }: Offer): Value | undefined {
  if (isTick(control)) return control.checked === (usual !== false) ? undefined : control.checked;
  if (!number) return control.value;
  if (control.value === "") return undefined;
  return number.whole ? Math.max(Math.round(Number(control.value)), number.low ?? -Infinity) : Number(control.value);
}

function isTick(control: Row["control"]): control is HTMLInputElement {
  return control.type === "checkbox";
}

function rowOf(name: string, offer: Offer): Row {
  const { label, title, choices, flag, number } = offer;
  const id = name.replaceAll("_", "-");
  if (flag) {
    const control = html("input", { type: "checkbox", id });
    return { name, offer, control, element: html("label", { class: "row", title }, control, html("span", {}, label)) };
  }
  const control = number ? html("input", { id, type: "number", "aria-label": label, step: number.whole ? 1 : "any" }) : html("select", { id, "aria-label": label }, ...optionsOf(choices));
  if (control instanceof HTMLInputElement && number) {
    if (number.low !== null) control.min = String(number.low);
    if (number.high !== null) control.max = String(number.high);
    if (typeof offer.default === "string") control.placeholder = offer.default;
  }
  return { name, offer, control, element: html("label", { class: "row", title }, html("span", { class: "muted" }, label), control) };
}
