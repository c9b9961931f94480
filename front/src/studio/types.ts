// What the studio's messages hold (see src/shoal/studio/).

export interface Column {
  name: string;
  kind: "number" | "text" | "date" | "boolean";
  problem: string;
  note: string;
  missing: number;
  distinct: number;
  low?: number;
  high?: number;
  histogram?: number[];
  levels?: [string, number][];
}

export type Value = string | number | boolean | number[];
export type Settings = Record<string, Value>;

export interface Table {
  kind: "table";
  name: string;
  rows: number;
  columns: Column[];
  preview: { header: string[]; rows: string[][] };
  suggested_target: string | null;
  settings?: Settings; // of an example
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
  title: string;
  source: string;
  loaded: boolean;
  settings: Settings;
  targets: string[];
  inputs: string[];
  columns: string[];
  decisions: string[];
  solver: string;
  sizes: number[];
  activation: string;
  n_networks: number;
  epochs: number;
  kept: number;
  why: string;
  ending: string;
  seconds: number;
  rows: Record<string, number>;
  training: Figures;
  held_out: Figures | null;
  judged?: Figures | null; // of a loaded model on another table
  coverage: number[];
  relevance: { name: string; share: number }[];
  effective_weights: number | null;
  notes: string[];
  trace: Record<string, (number | null)[]>;
  output?: number; // the target that the page shows
}

export interface Welcome {
  kind: "welcome";
  version: string;
  examples: { name: string; title: string; text: string }[];
  table: Table | null;
  runs: Run[];
}

/** Which rows are held out: a word of `fit_table`. */
export type Split = "auto" | "random" | "last" | "blocks";

/** What one asks to be fitted. */
export interface Wish {
  targets: string[];
  inputs: string[] | null;
  groups: string | null;
  split: Split;
  test_fraction: number;
  settings: Settings;
}
