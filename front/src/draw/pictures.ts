// What each unit computes, as a small picture: over the one input a curve, over two a map, over more
// the curve over the unit's own weighted sum, which is all that it sees of them.

import { svg, set } from "../dom.ts";
import { activationOf, type Activation } from "./activations.ts";
import type { Net, Weights } from "./network.ts";

const STEPS = 25; // of a curve
const SIDE = 14; // cells of a map
const POSITIVE = [11, 114, 196];
const NEGATIVE = [214, 75, 42];
const SPREAD = 2; // standard deviations of a sum, of inputs that have mean 0 and deviation 1

export type Picture = { curve: ArrayLike<number> } | { map: Float64Array };

/** Pictures of the units of layers 1 ... L + 1, where the activations are known ones; else what came. */
export function picturesOf(net: Net): (Picture[] | undefined)[] {
  const last = net.weights.length;
  const [hidden, output] = [activationOf(net.hidden ?? ""), activationOf(net.output ?? "identity")];
  const spans = net.inputs.map((i) => i.scaled);
  if (!hidden || !output || spans.some((span) => !span)) {
    const told = net.units?.map((curve) => ({ curve }));
    return Array.from({ length: last + 1 }, (_, l) => (l === last - 1 ? told : undefined));
  }
  const of = (l: number) => (l === last ? output : hidden);
  if (spans.length > 2) return [undefined, ...net.weights.map((w, l) => (l < last - 1 ? overSum(w, of(l + 1), l > 0) : undefined))];
  const points = gridOf(spans as [number, number][]);
  let layer: Float64Array[] = points;
  return [
    undefined,
    ...net.weights.map((w, l) => {
      layer = through(w, layer, of(l + 1));
      return layer.map((z) => (points.length === 1 ? { curve: z } : { map: z }));
    }),
  ];
}

/** Columns of the inputs at each point of a line or a square. */
function gridOf(spans: [number, number][]): Float64Array[] {
  const at = ([low, high]: [number, number], i: number, n: number) => low + ((high - low) * i) / (n - 1);
  if (spans.length === 1) return [Float64Array.from({ length: STEPS }, (_, i) => at(spans[0]!, i, STEPS))];
  const [across, up] = spans as [[number, number], [number, number]];
  return [
    Float64Array.from({ length: SIDE * SIDE }, (_, i) => at(across, i % SIDE, SIDE)),
    Float64Array.from({ length: SIDE * SIDE }, (_, i) => at(up, SIDE - 1 - Math.floor(i / SIDE), SIDE)),
  ];
}

/** A layer's outputs, from the outputs below. */
function through({ shape, values }: Weights, below: Float64Array[], h: Activation): Float64Array[] {
  const [rows, columns] = shape;
  const n = below[0]!.length;
  return Array.from({ length: columns }, (_, m) => {
    const z = new Float64Array(n).fill(values[m]!);
    for (let j = 1; j < rows; j++) {
      const w = values[j * columns + m]!;
      const x = below[j - 1]!;
      for (let i = 0; i < n; i++) z[i]! += w * x[i]!;
    }
    return z.map(h);
  });
}

function overSum({ shape, values }: Weights, h: Activation, ofUnits: boolean): Picture[] {
  const [rows, columns] = shape;
  return Array.from({ length: columns }, (_, m) => {
    let squares = 0;
    for (let j = 1; j < rows; j++) squares += values[j * columns + m]! ** 2;
    const reach = Math.sqrt(squares) * (ofUnits ? 1 : SPREAD);
    const curve = Float64Array.from({ length: STEPS }, (_, i) => h(values[m]! + reach * ((2 * i) / (STEPS - 1) - 1)));
    return { curve };
  });
}

/** A picture's elements within a circle; they are filled in place as the weights move. */
export class Small {
  readonly element = svg("g", { class: "small" });
  private readonly curve = svg("path", { class: "picture" });
  private readonly image = svg("image", { preserveAspectRatio: "none" });
  private readonly canvas = document.createElement("canvas");

  constructor(private readonly radius: number) {
    const half = radius * 0.7;
    set(this.image, { x: -half, y: -half, width: 2 * half, height: 2 * half });
    this.canvas.width = this.canvas.height = SIDE;
  }

  show(picture: Picture): void {
    if ("map" in picture) {
      this.paint(picture.map);
      if (!this.image.isConnected) this.element.replaceChildren(this.image);
    } else {
      set(this.curve, { d: line(picture.curve, this.radius * 0.62) });
      if (!this.curve.isConnected) this.element.replaceChildren(this.curve);
    }
  }

  /** Blue above 0, vermilion below, on either ground; pale is near 0. */
  private paint(map: Float64Array): void {
    const brush = this.canvas.getContext("2d")!;
    const cells = brush.createImageData(SIDE, SIDE);
    const largest = map.reduce((size, z) => Math.max(size, Math.abs(z)), 1e-12);
    map.forEach((z, i) => {
      const color = z < 0 ? NEGATIVE : POSITIVE;
      cells.data.set([...color, (255 * Math.abs(z)) / largest], 4 * i);
    });
    brush.putImageData(cells, 0, 0);
    set(this.image, { href: this.canvas.toDataURL() });
  }
}

/** The path of a curve in a square of so many pixels about the middle; 1 and -1 lie within. */
function line(z: ArrayLike<number>, half: number): string {
  let [low, high] = [-1, 1];
  for (let i = 0; i < z.length; i++) [low, high] = [Math.min(low, z[i]!), Math.max(high, z[i]!)];
  const steps = Math.min(z.length, STEPS);
  let d = "";
  for (let i = 0; i < steps; i++) {
    const at = z[Math.round((i * (z.length - 1)) / Math.max(steps - 1, 1))]!;
    const x = half * ((2 * i) / Math.max(steps - 1, 1) - 1);
    const y = half * (1 - (2 * (at - low)) / (high - low));
    d += `${i ? "L" : "M"}${x.toFixed(1)} ${Number.isFinite(y) ? y.toFixed(1) : 0}`;
  }
  return d;
}
