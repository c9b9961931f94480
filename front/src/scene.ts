// What a fit's pictures need that does not move (see shoal/view/frames/scene.py).

export interface Points {
  x: number[] | null;
  actual: number[];
}

export interface Scene {
  kind: "scene";
  run: number;
  target: string;
  targets: string[]; // all outputs
  output: number; // which of them is shown
  inputs: { name: string; low: number; high: number; scaled: [number, number]; share: number | null }[]; // range, also in scaled units; relevance of a finished fit
  sizes: number[];
  activation: string; // of the hidden units
  output_activation: string;
  solver: string;
  several: boolean;
  points: { train: Points | null; held: Points | null }; // neither of a model without its rows
  along: number; // the input over which the hidden units are drawn
  grid: number[]; // its values
  baselines: Record<string, number>;
  baselines_on: string;
  unit_limits: [number, number] | null;
  n_epochs: number;
  truth: number[] | null; // over the grid: the curve that the data were drawn about
  noise: number | null; // their standard deviation about it
}
