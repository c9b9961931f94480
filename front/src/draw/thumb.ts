// A card's small picture: rows and what the fit makes of them, without axes.

import { svg } from "../dom.ts";
import { rangeOf, scale } from "./scale.ts";

type Pair = [number, number];

/** See src/shoal/studio/fits/cards.py. */
export interface Thumb {
  kind: "curve" | "map" | "against" | "errors";
  train?: Pair[];
  held?: Pair[];
  line?: Pair[];
  cells?: number[][];
}

const WIDTH = 240;
const HEIGHT = 112;
const MARGIN = 6;

export function thumb(picture: Thumb): SVGSVGElement {
  const element = svg("svg", { class: `plot thumb ${picture.kind}`, viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" });
  element.append(...(picture.cells ? cells(picture.cells) : marks(picture)));
  return element;
}

function marks({ kind, train = [], held = [], line = [] }: Thumb): SVGElement[] {
  const every = [...train, ...held, ...line];
  const [xs, ys] = [every.map(([x]) => x), every.map(([, y]) => y)];
  const both = kind === "against" ? rangeOf([xs, ys], 0.02) : undefined;
  const [x0, x1] = both ?? rangeOf([xs], 0.02);
  const [y0, y1] = both ?? rangeOf([ys], 0.04);
  const [x, y] = [scale(x0, x1, MARGIN, WIDTH - MARGIN), scale(y0, y1, HEIGHT - MARGIN, MARGIN)];
  const at = ([a, b]: Pair) => `${x.place(a).toFixed(1)} ${y.place(b).toFixed(1)}`;
  const dots = (pairs: Pair[], look: string) => svg("path", { class: `points ${look}`, d: pairs.map((pair) => `M${at(pair)}h0`).join("") });
  const trail = (pairs: Pair[], look: string) => svg("path", { class: `line ${look}`, d: `M${pairs.map(at).join("L")}` });
  const found = both ? [trail([[x0, x0], [x1, x1]], "muted dashed")] : [];
  found.push(dots(train, "train"), dots(held, "held"));
  if (line.length) found.push(trail(line, kind === "errors" ? "train strong" : "model"));
  return found;
}

/** The darker, the higher; the second input grows upwards. */
function cells(rows: number[][]): SVGElement[] {
  const [low, high] = rangeOf(rows, 0);
  const [width, height] = [WIDTH / rows[0]!.length, HEIGHT / rows.length];
  return rows.flatMap((row, j) =>
    row.map((value, i) =>
      svg("rect", {
        class: "cell",
        x: i * width,
        y: HEIGHT - (j + 1) * height,
        width,
        height,
        "fill-opacity": (0.04 + (0.76 * (value - low)) / (high - low)).toFixed(3),
      }),
    ),
  );
}
