// What the studio's messages hold (see src/shoal/studio/).

import type { Thumb } from "../draw/thumb.ts";

export type Kind = "number" | "text" | "date" | "boolean";

export interface Column {
  name: string;
  kind: Kind;
  kinds: Kind[]; // as which it can be read, the present one first
  formats: [string, string][]; // of dates: those that read all of it, each with an example
  unit: string;
  decimals: number; // the most that are written
  said: string[];
  problem: string;
  note: string;
  missing: number;
  missing_words: string[];
  distinct: number;
  low?: number;
  high?: number;
  histogram?: number[];
  levels?: [string, number][];
}

export type Value = string | number | boolean | number[];
export type Settings = Record<string, Value>;

/** A setting that a page offers (see src/shoal/studio/fits/controls.py). */
export interface Offer {
  label: string;
  title: string;
  group: "network" | "learning" | "finer";
  default: Value | null;
  solvers: string[]; // that heed it; empty: all
  choices: [string, string][]; // the value, and what it is called
  flag: boolean;
  number: { low: number | null; high: number | null; whole: boolean } | null;
}

export type Offers = Record<string, Offer>;

/** How a table is read (see src/shoal/studio/tables/options.py); null and empty: it is found out. */
export interface Options {
  sheet: string | number | null;
  encoding: string | null;
  delimiter: string | null;
  header_rows: number | null;
  units_row: boolean | null;
  skip_rows: number;
  text: string[];
  number: string[];
  date: Record<string, string>;
  missing: string[];
  missing_in: Record<string, string[]>;
}

/** One click that reads a table otherwise: an option of the file, or something said of a column. */
export interface Way {
  words?: string;
  set?: Partial<Options>;
  column?: string;
  kind?: Kind | undefined;
  form?: string | undefined;
  missing?: string[];
  role?: Role | undefined;
  undo?: boolean;
}

export type Role = "target" | "input" | "ignore" | "weights";

export interface Decision {
  column: string | null; // null: of the file
  look: "said" | "doubt" | "problem" | "declared";
  sentence: string;
  ways: Way[];
}

/** How the file was read and what can be chosen there. */
export interface Reading {
  layout: "" | "text" | "sheet"; // empty: there is no file, or its columns came with names
  parts: string[];
  part: string;
  encoding: string;
  encodings: string[];
  delimiter: string;
  delimiters: string[];
  options: Options;
  meaning: Record<string, unknown>; // what a fit is told of the columns
}

export interface Table {
  kind: "table";
  number: number; // which of the tables of this page
  name: string;
  rows: number;
  columns: Column[];
  preview: { header: string[]; rows: string[][]; missing: boolean[][]; labels: string[]; places: string[] };
  suggested_target: string | null;
  reading: Reading;
  decisions: Decision[];
  settings?: Settings; // of an example
  title?: string; // of the lecture's, and what there is to see
  see?: string;
  experiment: { name: string; seed: number; split: Split; test_fraction: number } | null; // of the lecture
}

export interface Figures {
  n_rows: number;
  rmse: number[];
  rmse_mean: number[];
  rmse_linear: number[];
  r2: (number | null)[];
}

export interface Run {
  run: number;
  name: string; // a user's own
  pinned: boolean;
  table: number | null; // which of the tables of this page
  wish: Wish | null; // null: of a loaded model
  title: string;
  sentences: string[]; // what it has found, one a target
  source: string;
  loaded: boolean;
  settings: Settings;
  targets: string[];
  inputs: string[];
  columns: string[];
  decisions: string[];
  solver: string;
  sizes: number[];
  activation: string; // of the hidden units
  output_activation: string;
  units: string; // in words
  n_networks: number;
  epochs: number;
  kept: number;
  why: string;
  ending: string;
  seconds: number | null;
  rows: Record<string, number>;
  training: Figures;
  held_out: Figures | null;
  judged?: Figures | null; // of a loaded model on another table
  coverage: number[];
  relevance: { name: string; share: number }[];
  column_relevance: Record<string, number>;
  effective_weights: number | null;
  notes: string[];
  trace: Record<string, (number | null)[]>;
  output?: number; // the target that the page shows
  epoch?: number; // of a fit that rests there, and may go on
}

export interface Welcome {
  kind: "welcome";
  version: string;
  controls: Offers;
  examples: { name: string; title: string; text: string; group: string; picture: Thumb }[];
  table: Table | null;
  runs: Run[];
  fitting: UnderWay | null;
}

/** The newest fit, as a page that was away finds it. */
export interface UnderWay {
  run: number;
  watched: boolean;
  paused: boolean;
  wish: Wish;
  failure: string | null;
}

/** Which rows are held out: a word of `fit_table`. */
export type Split = "auto" | "random" | "last" | "blocks";

/** What one asks to be fitted. */
export interface Wish {
  targets: string[];
  ignore: string[];
  weights: string | null;
  groups: string | null;
  split: Split;
  test_fraction: number;
  settings: Settings;
}
