// Contours of a grid by marching squares (Lorensen and Cline 1987, in the plane): closed rings around
// all that is at or above a level, the edge of the grid included.

export interface Contour {
  d: string; // the rings, for a path that is filled
  runs: [number, number][][]; // the parts of them that are no edge of the grid
}

/** For cases 1 to 14 (corner bits a 1, b 2, c 4, d 8, counter-clockwise from the origin): from which edge
 *  of the cell to which a ring goes with the inside on its left; 0 a-b, 1 b-c, 2 d-c, 3 a-d. Cases 5
 *  and 10 are the saddles whose middle lies below the level, 16 and 17 those above. */
const STEPS: number[][] = [
  [], [0, 3], [1, 0], [1, 3], [2, 1], [0, 3, 2, 1], [2, 0], [2, 3],
  [3, 2], [0, 2], [1, 0, 3, 2], [1, 2], [3, 1], [0, 1], [3, 0], [],
  [0, 1, 2, 3], [3, 0, 1, 2],
]; // prettier-ignore

/** The ring around z >= level; z (ny x nx, x the fastest) stands at pixels `px`, `py`. */
export function contour(z: ArrayLike<number>, px: number[], py: number[], level: number): Contour {
  // a margin of the same places as the edge, below every level: rings close along the edge
  const [nx, ny] = [px.length + 2, py.length + 2];
  const xs = [px[0]!, ...px, px[px.length - 1]!];
  const ys = [py[0]!, ...py, py[py.length - 1]!];
  const inside = (i: number, j: number) => i > 0 && j > 0 && i < nx - 1 && j < ny - 1;
  const at = (i: number, j: number) => (inside(i, j) ? z[(j - 1) * (nx - 2) + i - 1]! : -Infinity);
  const next = new Int32Array(2 * nx * ny).fill(-1); // from an edge to the next one of its ring
  const across = (i: number, j: number) => 2 * (j * nx + i);
  for (let j = 0; j < ny - 1; j++)
    for (let i = 0; i < nx - 1; i++) {
      const [a, b, c, d] = [at(i, j), at(i + 1, j), at(i + 1, j + 1), at(i, j + 1)];
      let which = +(a >= level) | (+(b >= level) << 1) | (+(c >= level) << 2) | (+(d >= level) << 3);
      if (which === 0 || which === 15) continue;
      if ((which === 5 || which === 10) && (a + b + c + d) / 4 >= level) which = which === 5 ? 16 : 17;
      const edges = [across(i, j), across(i + 1, j) + 1, across(i, j + 1), across(i, j) + 1];
      const steps = STEPS[which]!;
      for (let k = 0; k < steps.length; k += 2) next[edges[steps[k]!]!] = edges[steps[k + 1]!]!;
    }
  const runs: [number, number][][] = [];
  let d = "";
  for (let first = 0; first < next.length; first++) {
    let run: [number, number][] = [];
    let pen = "M";
    for (let edge = first; next[edge]! >= 0; ) {
      const place = edge >> 1;
      const [i, j] = [place % nx, Math.floor(place / nx)];
      const [k, l] = edge & 1 ? [i, j + 1] : [i + 1, j];
      const [from, to] = [at(i, j), at(k, l)];
      const free = Number.isFinite(from) && Number.isFinite(to);
      const t = free ? (level - from) / (to - from) : 0.5;
      const x = xs[i]! + t * (xs[k]! - xs[i]!);
      const y = ys[j]! + t * (ys[l]! - ys[j]!);
      d += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
      pen = "L";
      if (free) run.push([x, y]);
      else if (run.length) {
        runs.push(run);
        run = [];
      }
      const following = next[edge]!;
      next[edge] = -1;
      edge = following;
    }
    if (pen === "L") d += "Z";
    if (run.length) runs.push(run);
  }
  return { d, runs };
}
