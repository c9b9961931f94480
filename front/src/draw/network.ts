// What a drawing of a network shows, and where: inputs, hidden units, outputs from left to right, the
// constant of each layer on top, as row 0 of its weights.

export interface Net {
  sizes: number[];
  inputs: { name: string; share?: number | undefined; scaled?: [number, number] | undefined }[]; // and the range in scaled units
  outputs: string[];
  weights: Weights[]; // constant's row first
  hidden?: string | undefined; // names of the activations
  output?: string | undefined;
  rows?: number | undefined; // N
  units?: ArrayLike<number>[] | undefined; // of the last hidden layer, over the grid
  along?: number | undefined; // the input of that grid
  forward?: ArrayLike<number>[] | undefined; // a row's value at each node, a layer an array
  backward?: (ArrayLike<number> | undefined)[] | undefined; // its delta there
  moved?: Weights[] | undefined; // by how much an update moves each weight
}

export interface Weights {
  shape: [number, number];
  values: ArrayLike<number>;
}

export interface Chosen {
  layer: number; // of weights, from 0
  from: number; // row of the matrix: 0 is the constant
  to: number; // column, from 0
}

/** What of a row is shown: its values, its deltas, or how the weights move. */
export type Phase = "forward" | "backward" | "update";

export interface Node {
  x: number;
  y: number;
  index: number; // in its layer; -1 the constant, -2 the count of those not drawn
}

export interface Places {
  layers: Node[][];
  radius: number[]; // of each layer's circles
  left: number;
  right: number; // where the last layer stands
  bottom: number; // below the nodes
}

export interface Room {
  width: number;
  height: number;
  above: number; // for headings
  below: number; // for the matrices
}

export const LARGEST = 16; // radius of a unit
const LEAST = 13; // pixels from one node to the next
const WIDEST_STEP = 44;

/** Nodes of all layers; the most relevant inputs first where that is known, a chosen weight's ends always. */
export function placesOf(net: Net, room: Room, chosen?: Chosen): Places {
  const { width, height, above, below } = room;
  const left = Math.min(150, width * 0.24);
  const right = width - Math.min(120, width * 0.2);
  const last = net.sizes.length - 1;
  const high = height - above - below;
  const most = Math.max(5, Math.floor(high / LEAST));
  const layers = net.sizes.map((n, l) => {
    const order = l === 0 ? byShare(net) : Array.from({ length: n }, (_, i) => i);
    const feeds = l < last;
    const space = most - Number(feeds);
    const drawn = n <= space ? order : [...some(order, space - 1, endIn(l, chosen)), -2];
    const all = feeds ? [-1, ...drawn] : drawn;
    const step = Math.min(high / all.length, WIDEST_STEP);
    const top = above + high / 2 - (step * (all.length - 1)) / 2;
    const x = left + (last ? ((right - left) * l) / last : 0);
    return all.map((index, i) => ({ x, y: top + step * i, index }));
  });
  const radius = layers.map((nodes) => Math.max(4.5, Math.min(LARGEST, high / nodes.length / 2 - 1.5)));
  return { layers, radius, left, right, bottom: height - below };
}

/** The first so many, with `kept` among them. */
function some(order: number[], most: number, kept: number): number[] {
  const first = order.slice(0, most);
  return kept < 0 || first.includes(kept) ? first : [...first.slice(0, -1), kept];
}

/** The node of this layer where a chosen weight begins or ends; -1 for none that may be left out. */
function endIn(layer: number, chosen: Chosen | undefined): number {
  if (layer === chosen?.layer) return chosen.from - 1;
  return chosen && layer === chosen.layer + 1 ? chosen.to : -1;
}

function byShare({ inputs }: Net): number[] {
  const order = inputs.map((_, i) => i);
  return inputs.every((i) => i.share === undefined) ? order : order.sort((a, b) => (inputs[b]!.share ?? 0) - (inputs[a]!.share ?? 0));
}

/** The height at which every unit of up to `most` a layer is drawn and can be told from the next. */
export function heightFor(sizes: number[], most = 21): number {
  const fullest = Math.max(...sizes.map((n, l) => n + Number(l < sizes.length - 1)));
  return 108 + 18 * Math.min(Math.max(fullest, 6), most + 1);
}

export function weightAt(weights: Weights[] | undefined, { layer, from, to }: Chosen): number {
  const matrix = weights?.[layer];
  return matrix ? (matrix.values[from * matrix.shape[1] + to] ?? 0) : 0;
}

/** Whether a weight lies on the path of a chosen one to the outputs: that of its chain rule. */
export function onPath(at: Chosen, chosen: Chosen): boolean {
  if (at.layer < chosen.layer || (at.layer > chosen.layer && at.from === 0)) return false;
  if (at.layer === chosen.layer) return at.from === chosen.from && at.to === chosen.to;
  return at.layer > chosen.layer + 1 || at.from - 1 === chosen.to;
}

/** Whether node `index` of a layer, -1 for the constant, does. */
export function nodeOnPath(layer: number, index: number, chosen: Chosen): boolean {
  if (layer <= chosen.layer) return layer === chosen.layer && index === chosen.from - 1;
  return index >= 0 && (layer > chosen.layer + 1 || index === chosen.to);
}

export function sameWeight(a: Chosen | undefined, b: Chosen | undefined): boolean {
  return a?.layer === b?.layer && a?.from === b?.from && a?.to === b?.to;
}
