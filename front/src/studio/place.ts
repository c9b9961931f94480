// Places on a dial: a number, a date in days, or the number of a choice; how they are set and told.

import { date } from "../draw/ticks.ts";
import { number } from "../format.ts";
import type { Dial } from "./profile.ts";

const STEPS = 60; // of an arrow key over the training range

/** Where a value stands: the number, or the place of the choice. */
export function placeOf({ levels, kind }: Dial, value: number | string): number {
  return kind === "choice" ? Math.max(levels.indexOf(String(value)), 0) : Number(value);
}

/** What a place means: one of the levels, a whole number, or a number to a thousandth of the range. */
export function valueAt(dial: Dial, place: number): number | string {
  const { kind, levels, low, high, whole } = dial;
  if (kind === "choice") return levels[Math.max(0, Math.min(levels.length - 1, Math.round(place)))]!;
  const unit = whole || (kind === "date" && high - low > 30) ? 1 : 10 ** Math.floor(Math.log10(high - low || 1) - 2);
  return Number((Math.round(place / unit) * unit).toPrecision(12));
}

/** A value in words. */
export function told(dial: Dial, value: number | string): string {
  const { kind, low, high } = dial;
  if (kind === "choice") return dial.choices[placeOf(dial, value)] ?? String(value);
  if (kind === "date") return date(Number(value));
  return number(Number(value), dial.whole ? 1e3 : Math.max(Math.abs(low), Math.abs(high)));
}

/** Where a key moves to; undefined for any other key. */
export function keyed(dial: Dial, place: number, key: string): number | undefined {
  const { kind, low, high, whole, choices } = dial;
  const choice = kind === "choice";
  const one = choice || (whole && high - low <= STEPS * 2) ? 1 : (high - low) / STEPS || 1;
  const least = choice ? 0 : 10 ** Math.floor(Math.log10(high - low || 1) - 2); // moves a rounded value
  const step = whole ? Math.max(Math.round(one), 1) : Math.max(one, least);
  const steps: Record<string, number> = { ArrowRight: step, ArrowUp: step, ArrowLeft: -step, ArrowDown: -step, PageUp: 10 * step, PageDown: -10 * step };
  const ends: Record<string, number> = { Home: choice ? 0 : low, End: choice ? choices.length - 1 : high };
  const by = steps[key];
  if (by === undefined) return ends[key];
  return choice ? Math.max(0, Math.min(choices.length - 1, place + by)) : place + by;
}

/** What a slider says of itself. */
export function slider(dial: Dial, value: number | string): Record<string, string | number> {
  const choice = dial.kind === "choice";
  return {
    "aria-valuenow": placeOf(dial, value),
    "aria-valuetext": told(dial, value),
    "aria-valuemin": choice ? 0 : dial.low,
    "aria-valuemax": choice ? dial.choices.length - 1 : dial.high,
  };
}

/** The range of an axis on which a dial stands. */
export function reach(dial: Dial, x: number[]): [number, number] {
  if (dial.kind === "choice") return [-0.5, dial.choices.length - 0.5];
  const [first, last] = [x[0]!, x[x.length - 1]!];
  return first < last ? [first, last] : [first - 0.5, last + 0.5];
}

/** A name with its unit. */
export function labelOf(name: string, unit: string | undefined): string {
  return unit && !/[)\]]$/.test(name) ? `${name} (${unit})` : name;
}

/** A prediction with its interval, in short: "27.3 mpg, 95 % 22 to 32". */
export function answerOf(prediction: number, low: number | null, high: number | null, unit: string, coverage: number): string {
  const size = Math.max(...[prediction, low ?? 0, high ?? 0].map(Math.abs), 1e-12);
  const main = `${number(prediction, size)}${unit ? ` ${unit}` : ""}`;
  return low === null || high === null ? main : `${main}, ${Math.round(100 * coverage)} % ${number(low, size)} to ${number(high, size)}`;
}

/** A slope per so many of the input as are a fair part of its range: "+0.3 per 100". */
export function slopeOf(dial: Dial, slope: number, unit: string): { short: string; long: string } {
  const range = dial.high - dial.low || 1;
  const days: [number, string][] = [[1, "day"], [30.44, "month"], [365.25, "year"]];
  const [step, word] =
    dial.kind === "date"
      ? (days.filter(([length]) => length <= range / 10).at(-1) ?? days[0]!)
      : ([10 ** Math.floor(Math.log10(range / 5)), ""] as [number, string]);
  const by = slope * step;
  if (by === 0) return { short: "flat", long: "the prediction does not change at this value" };
  const told = (by < 0 ? "" : "+") + number(Number(by.toPrecision(2)), Math.abs(by) * 10); // two digits
  const per = word || (step === 1 ? (dial.unit ? "" : "1") : number(step, step >= 1 ? Math.max(step, 100) : step));
  const short = `${told} per ${per || dial.unit}`;
  const long = `the prediction changes by ${told}${unit ? ` ${unit}` : ""} per ${[per, word ? "" : dial.unit].filter(Boolean).join(" ")} at this value`;
  return { short, long };
}
