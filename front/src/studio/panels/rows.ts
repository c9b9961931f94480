// What the curve and the map of a fit have in common: rows in words, and how their point is moved.

import { keys } from "../../draw/keys.ts";
import type { Lit } from "../../draw/lit.ts";
import { number } from "../../format.ts";
import type { Dial, Part, Profile } from "../profile.ts";
import type { Shared, Values } from "../shared.ts";

export interface Moves {
  /** The present values of the inputs of the run that is shown. */
  values(): Values;
  /** Sets some of them. */
  to(values: Values): void;
  failed(error: Error): void;
  readonly from: unknown; // who sets them
}

export function pointLook({ part }: Part): "train" | "held" {
  return part === "training" ? "train" : "held";
}

/** Which colour is which, of the parts that are drawn. */
export function keysOf(parts: { part: string }[]): HTMLElement {
  const told = (name: string) => parts.some(({ part }) => part === name);
  return keys(told("training"), told("held_out") || told("table"), told("table") ? "this table" : undefined);
}

/** The row under the pointer is lit in every picture. */
export function lightUnder(event: PointerEvent, place: HTMLElement, lit: Lit, shared: Shared, from: unknown): void {
  const box = place.getBoundingClientRect();
  const found = lit.nearest(event.clientX - box.left, event.clientY - box.top);
  if (found !== shared.lit.value) shared.lit.set(found, from);
}

const ASIDE = 0.22;

/** A row of a level a little to one side, always the same, so that rows do not hide each other. */
export function strewn({ kind }: Pick<Dial, "kind">, position: number): number {
  return kind === "choice" ? (((position * 0.618034) % 1) - 0.5) * 2 * ASIDE : 0;
}

/** "line 34: mpg 27, predicted 26.1" */
export function toldRow({ label, actual, predicted }: Part, i: number, { target }: { target: string }): string {
  const size = Math.max(Math.abs(actual[i]!), Math.abs(predicted[i]!));
  const name = target.length > 20 ? "actual" : target;
  return `${label[i]}: ${name} ${number(actual[i], size)}, predicted ${number(predicted[i], size)}`;
}

/** What is to be known of an answer besides the answer. */
export function toldState(place: HTMLElement, { extrapolates, epoch }: Profile, otherwise = ""): void {
  const words = [extrapolates ? "outside the training range" : otherwise, typeof epoch === "number" ? `weights of epoch ${epoch}` : ""];
  place.textContent = words.filter(Boolean).join("; ");
  place.classList.toggle("warning", extrapolates);
  place.classList.toggle("muted", !extrapolates);
}
