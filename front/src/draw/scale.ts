// From numbers to places on an axis, and the ticks between.

export interface Scale {
  low: number;
  high: number;
  log: boolean;
  place(value: number): number;
  value(place: number): number;
  ticks(most: number): number[];
}

const STEPS = [1, 2, 2.5, 5, 10];

/** A scale from [low, high] to [first, last] pixels. */
export function scale(low: number, high: number, first: number, last: number, log = false): Scale {
  const f = log ? Math.log10 : (x: number) => x;
  const a = f(low);
  const width = f(high) - a || 1;
  return {
    low,
    high,
    log,
    place: (value) => first + ((f(value) - a) / width) * (last - first),
    value: (place) => {
      const x = a + ((place - first) / (last - first)) * width;
      return log ? 10 ** x : x;
    },
    ticks: (most) => (log ? powers(low, high, most) : even(low, high, most)),
  };
}

function even(low: number, high: number, most: number): number[] {
  const rough = (high - low) / Math.max(most, 1);
  if (!(rough > 0) || !Number.isFinite(rough)) return [low];
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * (STEPS.find((s) => s * unit >= rough * 0.999) ?? 10);
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(count, 0) }, (_, i) => (first + i) * step);
}

function powers(low: number, high: number, most: number): number[] {
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  if (last - first < 1) {
    const some = [1, 2, 3, 5, 7].flatMap((d) => [d * 10 ** (first - 1), d * 10 ** first, d * 10 ** last]);
    return [...new Set(some)].filter((t) => t >= low * 0.999 && t <= high * 1.001).sort((x, y) => x - y);
  }
  const step = Math.ceil((last - first + 1) / Math.max(most, 1));
  const ticks: number[] = [];
  for (let k = first; k <= last; k += step) ticks.push(10 ** k);
  return ticks;
}

/** The range of finite numbers in some arrays, with room on either side; [0, 1] without any. */
export function rangeOf(arrays: Iterable<ArrayLike<number>>, room = 0.05, log = false): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const values of arrays)
    for (let i = 0; i < values.length; i++) {
      const v = values[i]!;
      if (!Number.isFinite(v) || (log && v <= 0)) continue;
      if (v < low) low = v;
      if (v > high) high = v;
    }
  if (low > high) return log ? [0.1, 1] : [0, 1];
  if (log) {
    const factor = (high / low) ** room || 1;
    return low === high ? [low / 2, high * 2] : [low / factor, high * factor];
  }
  const spare = (high - low) * room || Math.abs(high) * 0.05 || 0.5;
  return [low - spare, high + spare];
}

/** The height of a curve at a place between two of its points; at a point, or without others, its own. */
export function along(x: number[], y: number[], at: number): number {
  const after = x.findIndex((v) => v >= at);
  if (after === 0 || x.length < 2) return y[0]!;
  if (after < 0) return y[y.length - 1]!;
  const [a, b] = [x[after - 1]!, x[after]!];
  return y[after - 1]! + ((at - a) / (b - a)) * (y[after]! - y[after - 1]!);
}
