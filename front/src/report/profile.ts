// What if, answered in the page: the profile that the studio's server computes (shoal/studio/answers/profile.py).

import { Model, type Answer, type Formula } from "./model.ts";

export interface Dial {
  name: string;
  kind: "number" | "date" | "choice";
  start: number | string;
  low: number;
  high: number;
  whole: boolean;
  choices: string[];
  levels: string[];
  features: number[][] | string[]; // of each choice; or how each follows from the number
}

export interface Told extends Formula {
  targets: { target: string; unit: string; limits: [number, number] | null }[];
  coverage: number;
  beyond: number; // of the training range, that a curve shows on either side
  points: number; // of a curve
  points_alone: number; // of the curve of one input, which is drawn large
  near: number; // of the training range: a slope is taken between two points this far from the value
  dials: Dial[];
  shown: number[]; // which dials are drawn, in order
}

type Values = Record<string, number | string>;

export class Profiles {
  private readonly model: Model;

  constructor(private readonly told: Told) {
    this.model = new Model(told);
  }

  /** The prediction at some values of the columns, and along each of them. */
  at(values: Values, output: number): object {
    const { dials, shown, targets, coverage } = this.told;
    const places = dials.map((dial) => read(dial, values[dial.name]));
    const base = dials.map((dial, j) => encoded(dial, places[j]!));
    const answer = (features: number[][]) => this.model.answer(features.flat(), output);
    const here = answer(base);
    const along = (j: number) => (place: number) => answer(base.map((features, i) => (i === j ? encoded(dials[j]!, place) : features)));
    return {
      kind: "profile",
      run: 1,
      ...targets[output]!,
      coverage,
      inputs: shown.map((j) => {
        const dial = dials[j]!;
        const x = this.grid(dial, places[j]!);
        return {
          ...dial,
          value: dial.choices.length ? dial.levels[places[j]!]! : places[j]!,
          x,
          ...curve(x.map(along(j))),
          slope: this.slope(dial, places[j]!, along(j)),
        };
      }),
      left_out: dials.length - shown.length,
      prediction: here.y,
      prediction_low: here.low,
      prediction_high: here.high,
      extrapolates: here.outside,
    };
  }

  /** The change of the prediction by one unit of a number; null of a choice. */
  private slope({ choices, low, high }: Dial, at: number, answer: (place: number) => Answer): number | null {
    const step = this.told.near * (high - low);
    const [before, behind] = [at - step, at + step];
    if (choices.length || !Number.isFinite(step) || behind <= before) return null;
    return (answer(behind).y - answer(before).y) / (behind - before);
  }

  /** Places along a dial; of numbers they reach beyond the training range, and to where it stands. */
  private grid({ choices, low, high, whole }: Dial, at: number): number[] {
    const { beyond, shown } = this.told;
    const points = shown.length === 1 ? this.told.points_alone : this.told.points;
    if (choices.length) return choices.map((_, i) => i);
    const room = beyond * (high - low);
    const [first, last] = [Math.min(low - room, at), Math.max(high + room, at)];
    const [a, b] = [Math.floor(first), Math.ceil(last)];
    if (whole && b - a < points) return Array.from({ length: b - a + 1 }, (_, i) => a + i);
    const step = (last - first) / (points - 1);
    return Array.from({ length: points }, (_, i) => (i === points - 1 ? last : first + i * step));
  }
}

function curve(answers: Answer[]) {
  const of = (bound: "low" | "high") =>
    answers.every((a) => a[bound] !== null) ? answers.map((a) => a[bound]!) : null;
  return { y: answers.map((a) => a.y), y_low: of("low"), y_high: of("high") };
}

/** A value of the page as a place on the dial: the number itself, or the choice's index. */
function read(dial: Dial, value: number | string | undefined): number {
  if (!dial.choices.length) return Number(value ?? dial.start);
  const at = dial.levels.indexOf(String(value));
  return at >= 0 ? at : dial.levels.indexOf(String(dial.start));
}

const DAY: Record<string, (days: number) => number> = {
  day: (days) => days - Math.floor(days),
  week: (days) => ((((days + 3) % 7) + 7) % 7) / 7, // 1970-01-01 was a Thursday
  year: (days) => (((days / 365.2425) % 1) + 1) % 1,
};

/** The features of a place on a dial. */
function encoded({ features }: Dial, place: number): number[] {
  if (typeof features[0] !== "string") return (features as number[][])[place]!;
  return (features as string[]).map((part) => {
    if (part === "value") return place;
    if (part === "0") return 0;
    const [wave, cycle] = part.split(" ");
    const angle = 2 * Math.PI * DAY[cycle!]!(place);
    return wave === "sin" ? Math.sin(angle) : Math.cos(angle);
  });
}
