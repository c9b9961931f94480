// The trace of a fit while it grows, never longer than a picture has room for.

import { LONG } from "../draw/epochs.ts";

const MOST = 8000; // rows: more than a picture has pixels

/** Rows of the trace, thinned evenly along the axis that is drawn, so that the first epochs stay. */
export class Rows {
  epoch: number[] = [];
  train: number[] = [];
  held: number[] = [];

  constructor(private readonly most = MOST) {}

  get length(): number {
    return this.epoch.length;
  }

  clear(): void {
    this.set([], [], []);
  }

  set(epoch: number[], train: number[], held: number[]): void {
    [this.epoch, this.train, this.held] = [epoch, train, held];
  }

  append(columns: Record<string, ArrayLike<number>>): void {
    push(this.epoch, columns["epoch"]);
    push(this.train, columns["rmse_train"]);
    push(this.held, columns["rmse_validation"]);
    if (this.length <= this.most) return;
    const kept = everyStretch(this.epoch, this.train, this.most / 4);
    const of = (values: number[]) => (values.length ? kept.map((i) => values[i]!) : []);
    this.set(of(this.epoch), of(this.train), of(this.held));
  }

  /** The rows up to an epoch. */
  upTo(epoch: number): number {
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.epoch[middle]! <= epoch) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** At most `most` of some frames, evenly along the axis: those whose neighbours are closest go first. */
export function spread<T extends { epoch: number; network: number }>(frames: T[], most: number): T[] {
  const left = [...frames];
  const last = place(left[left.length - 1]!);
  while (left.length > Math.max(most, 2)) {
    let least = 1;
    let room = Infinity;
    for (let i = 1; i < left.length - 1; i++) {
      const between = along(place(left[i + 1]!), last) - along(place(left[i - 1]!), last);
      if (between < room) [room, least] = [between, i];
    }
    left.splice(least, 1);
  }
  return left;
}

/** Of several networks, which one; else the epoch. */
function place({ epoch, network }: { epoch: number; network: number }): number {
  return network || epoch;
}

/** Where an epoch stands on the axis up to the last one. */
function along(epoch: number, last: number): number {
  return last > LONG ? Math.log1p(epoch) : epoch;
}

/** Of so many equal stretches of the axis the first row and that of the largest error; the last row. */
function everyStretch(epoch: number[], error: number[], stretches: number): number[] {
  const last = epoch[epoch.length - 1]!;
  const end = along(last, last);
  const kept = new Set<number>();
  let at = -1;
  let worst = 0;
  epoch.forEach((value, i) => {
    const stretch = Math.floor((along(value, last) / end) * stretches);
    if (stretch !== at) {
      kept.add(worst).add(i);
      [at, worst] = [stretch, i];
    } else if (error[i]! > error[worst]!) worst = i;
  });
  kept.add(worst).add(epoch.length - 1);
  return [...kept].sort((a, b) => a - b);
}

function push(to: number[], values: ArrayLike<number> | undefined): void {
  if (values) for (let i = 0; i < values.length; i++) to.push(values[i]!);
}
