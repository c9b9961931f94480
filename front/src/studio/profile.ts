// What the studio answers of a model at values of its inputs (src/shoal/studio/answers/profile.py, surface.py,
// extremes.py). A report that answers {kind: "profile"} offline may leave out what is marked "?".

import type { Values } from "./shared.ts";

/** One column that the model reads. */
export interface Dial {
  name: string;
  unit?: string;
  kind: "number" | "date" | "choice";
  start?: number | string; // where it stands unless it is moved
  value: number | string; // a date in days since 1970, a choice as one of `levels`
  low: number; // the training range
  high: number;
  whole: boolean; // training knew whole numbers alone
  share?: number; // of the relevance
  choices: string[]; // as they are shown
  levels: string[]; // as they are
  histogram?: number[] | null; // of the training rows over the range, or of the choices
}

/** A dial with the prediction along it. */
export interface Input extends Dial {
  x: number[]; // places: numbers, or 0, 1, 2 ... of a choice
  y: number[];
  y_low: number[] | null;
  y_high: number[] | null;
  slope?: number | null; // of the prediction at `value`, by one unit of the input
}

interface Target {
  run: number;
  target: string;
  unit?: string;
  limits?: [number, number] | null; // between which most training targets lie
  epoch?: number | null; // of a fit that is paused: whose weights answer
}

/** Asked as {kind: "profile", run, output, values, inputs?, every?}. */
export interface Profile extends Target {
  kind: "profile";
  coverage: number;
  inputs: Input[]; // the most relevant first
  left_out: number;
  prediction: number;
  prediction_low: number | null;
  prediction_high: number | null;
  extrapolates: boolean;
}

export interface MapAxis extends Dial {
  x: number[]; // places of the grid
}

/** Asked as {kind: "surface", run, output, values, x?, y?, points?}; `bytes`: float32, x the fastest. */
export interface Surface extends Target {
  kind: "surface";
  x: MapAxis;
  y: MapAxis;
  inputs: string[]; // all of them, the most relevant first
  bytes: DataView;
}

export interface Part {
  part: "training" | "held_out" | "table";
  places: (number | null)[][]; // a list an input
  actual: number[];
  predicted: number[];
  label: string[];
  position: number[]; // in the table
}

/** Asked as {kind: "points", run, output, inputs}. */
export interface Points {
  kind: "points";
  inputs: string[];
  parts: Part[];
  /** How far places are from the next row; 1: no longer near. */
  far?: { x: number[]; y: number[]; distance: number[] };
}

/** Asked as {kind: "extreme", run, output, values, largest, locked}. */
export interface Extreme {
  kind: "extreme";
  largest: boolean;
  values: Values;
  prediction: number;
  starts: number;
  agree: number; // starts that ended on this prediction
  turned: number; // inputs that were moved
  bounded: boolean; // the model is held there: it answers little beyond the targets seen
}

/** Who answers, and the run of whom it is asked. */
export interface Asked {
  run: number;
  output: number;
}
