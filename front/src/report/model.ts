// A model's formula, computed here as Python does (shoal/model/ensemble.py, noise.py and network.py).

import { activationOf, type Activation } from "../draw/activations.ts";

interface Scaling {
  shift: number[];
  scale: number[];
  asinh: { columns: number[]; origin: number[]; unit: number[] } | null;
}

export interface Formula {
  inputs: Scaling;
  outputs: Scaling;
  hidden: string;
  output: string;
  networks: { sizes: number[]; weights: string }[]; // float64, little-endian, as base64
  shares: number[];
  guard: [number[], number[]] | null;
  low: number[]; // of the training inputs
  high: number[];
  noise: { slopes: number[]; multiple: number }[]; // one a target, or none
}

export interface Answer {
  y: number;
  low: number | null; // of the interval, where the noise is known
  high: number | null;
  outside: boolean; // of the training range
}

const STEEPEST = 3; // log variance may leave its mean by so much

interface Layer {
  n: number; // units
  weights: Float64Array; // (inputs + 1, n), the constant's row first
  f: Activation;
}

export class Model {
  private readonly networks: Layer[][];
  private readonly spread: number; // what frees the deviation among the members of its bias, squared

  constructor(private readonly formula: Formula) {
    const { hidden, output } = formula;
    this.networks = formula.networks.map(({ sizes, weights }) => layers(sizes, numbers(weights), hidden, output));
    const effective = 1 / formula.shares.reduce((sum, share) => sum + share * share, 0);
    this.spread = effective <= 1 + 1e-9 ? 0 : effective / (effective - 1);
  }

  /** The answer to one row of features, with its interval. */
  answer(x: number[], output: number): Answer {
    const { inputs, outputs, shares, guard, noise, low, high } = this.formula;
    const scaled = x.map((value, j) => (transformed(value, j, inputs) - inputs.shift[j]!) / inputs.scale[j]!);
    const answers = this.networks.map((network) => {
      const y = restored(forward(network, scaled)[output]!, output, outputs);
      return guard ? Math.min(Math.max(y, guard[0][output]!), guard[1][output]!) : y;
    });
    const outside = x.some((value, j) => value < low[j]! || value > high[j]!);
    const told = noise[output];
    if (!told) return { y: mean(answers, shares), low: null, high: null, outside };
    const [shift, scale] = [outputs.shift[output]!, outputs.scale[output]!];
    const own = answers.map((y) => (transformed(y, output, outputs) - shift) / scale);
    const centre = mean(own, shares);
    const members = this.spread * mean(own.map((y) => (y - centre) ** 2), shares);
    const variance = Math.exp(logVariance(told.slopes, centre, scaled));
    const half = Math.sqrt(variance + members) * scale * told.multiple;
    const y = restored(centre, output, outputs);
    return { y, low: y - half, high: y + half, outside };
  }
}

function layers(sizes: number[], theta: Float64Array, hidden: string, output: string): Layer[] {
  let start = 0;
  return sizes.slice(1).map((n, i) => {
    const end = start + (sizes[i]! + 1) * n;
    const weights = theta.subarray(start, end);
    start = end;
    return { n, weights, f: activationOf(i === sizes.length - 2 ? output : hidden)! };
  });
}

/** All outputs of a network, scaled, for scaled inputs. */
function forward(network: Layer[], x: number[]): ArrayLike<number> {
  let z: ArrayLike<number> = x;
  for (const { n, weights, f } of network) {
    const a = weights.slice(0, n);
    for (let i = 0; i < z.length; i++) {
      const value = z[i]!;
      if (value === 0) continue;
      const row = (i + 1) * n;
      for (let m = 0; m < n; m++) a[m]! += value * weights[row + m]!;
    }
    z = a.map(f);
  }
  return z;
}

function mean(values: number[], shares: number[]): number {
  return values.reduce((sum, value, i) => sum + shares[i]! * value, 0);
}

/** Log variance of the noise at a prediction and its inputs, all scaled. */
function logVariance(slopes: number[], y: number, x: number[]): number {
  const level = slopes[0]!;
  if (slopes.length === 1) return level;
  const wanted = x.reduce((sum, value, j) => sum + slopes[j + 2]! * value, level + slopes[1]! * y);
  return level + STEEPEST * Math.tanh((wanted - level) / STEEPEST);
}

/** What is standardized: the value, or of a skewed column its inverse hyperbolic sine. */
function transformed(value: number, column: number, { asinh }: Scaling): number {
  const i = asinh ? asinh.columns.indexOf(column) : -1;
  return i < 0 ? value : Math.asinh((value - asinh!.origin[i]!) / asinh!.unit[i]!);
}

/** A scaled value in its original unit. */
function restored(value: number, column: number, { shift, scale, asinh }: Scaling): number {
  const plain = value * scale[column]! + shift[column]!;
  const i = asinh ? asinh.columns.indexOf(column) : -1;
  return i < 0 ? plain : Math.sinh(plain) * asinh!.unit[i]! + asinh!.origin[i]!;
}

function numbers(text: string): Float64Array {
  return new Float64Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
}
