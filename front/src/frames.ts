// One frame of a fit: a header of JSON and one buffer of float32 (see shoal/view/frames/frame.py).

export interface Frame {
  run: number;
  epoch: number;
  final: boolean;
  network: number;
  seconds: number | null;
  columns: Record<string, Float32Array>;
  y?: Float32Array; // (grid) the model over the grid
  low?: Float32Array; // its 95 % intervals there
  high?: Float32Array;
  units?: Float32Array[]; // M x (grid)
  train?: Float32Array; // predictions of the training points
  held?: Float32Array;
  weights?: { shape: [number, number]; values: Float32Array }[];
}

export interface Header {
  kind: "frame";
  run: number;
  epoch: number;
  final: boolean;
  network: number;
  seconds: number | null;
  columns: string[];
  rows: number;
  parts: { y?: number; low?: number; high?: number; units?: [number, number]; train?: number; held?: number };
  weights?: [number, number][];
}

/** The arrays of a frame, as views of its buffer where that is aligned. */
export function decode(header: Header, buffer: DataView): Frame {
  const aligned = buffer.byteOffset % 4 === 0;
  const start = aligned ? buffer.byteOffset : 0;
  const bytes = aligned
    ? buffer.buffer
    : buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);
  let at = start;
  const take = (n: number) => {
    const part = new Float32Array(bytes, at, n);
    at += 4 * n;
    return part;
  };
  const { parts, rows, columns, weights, ...facts } = header;
  const frame: Frame = { ...facts, columns: {} };
  for (const name of columns) frame.columns[name] = take(rows);
  if (parts.y !== undefined) frame.y = take(parts.y);
  if (parts.low !== undefined) frame.low = take(parts.low);
  if (parts.high !== undefined) frame.high = take(parts.high);
  if (parts.units) {
    const [n, width] = parts.units;
    frame.units = Array.from({ length: n }, () => take(width));
  }
  if (parts.train !== undefined) frame.train = take(parts.train);
  if (parts.held !== undefined) frame.held = take(parts.held);
  if (weights) frame.weights = weights.map((shape) => ({ shape, values: take(shape[0] * shape[1]) }));
  return frame;
}
