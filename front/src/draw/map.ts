// A field over two inputs: bands of colour between contours, rows as points, a cross that moves. All of it
// is SVG with colours by class, so that a theme redraws nothing and the picture is saved as it stands. Three
// sheets lie on each other, so that a browser paints the points once, and not whenever the cross moves.

import { set, svg } from "../dom.ts";
import { contour, type Contour } from "./contours.ts";
import { Bar } from "./bar.ts";
import { acrossAxis, roomFor, upAxis, type FieldAxis, type Frame } from "./frame.ts";
import { levelsOf, type Levels } from "./levels.ts";
import { Lit, type Placed } from "./lit.ts";
import { Numbers } from "./numbers.ts";
import { saves } from "./save.ts";
import { scale, type Scale } from "./scale.ts";

export type { FieldAxis } from "./frame.ts";

export interface Field {
  x: FieldAxis;
  y: FieldAxis;
  z: ArrayLike<number>; // x the fastest
  limits: [number, number]; // between which the colours change
  unit: string; // over the bar of colours
}

export interface Row {
  look: "train" | "held";
  position: number;
  x: number;
  y: number;
  words: string;
}

export interface Far {
  x: number[];
  y: number[];
  distance: number[];
}

const [RIGHT, TOP, BOTTOM] = [70, 10, 38];
const HALF = 0.46; // of a level's column
const BOLD = 7.8; // pixels of a character of the answer
const LOWEST = -Number.MAX_VALUE; // below any prediction: the whole field

export class FieldMap {
  readonly element = svg("svg", { class: "plot field-map", role: "img" });
  private readonly middle = svg("svg", { class: "plot field-map sheet", "aria-hidden": "true" });
  private readonly top = svg("svg", { class: "plot field-map sheet", role: "group" });
  readonly lit = new Lit();
  x: Scale = scale(0, 1, 0, 1);
  y: Scale = scale(0, 1, 0, 1);
  private readonly inside = svg("rect");
  private readonly hatch = svg(
    "pattern",
    { width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    svg("rect", { class: "fade", width: 6, height: 6 }),
    svg("line", { class: "hatch", y2: 6 }),
  );
  private readonly bands = svg("g", { class: "bands" });
  private readonly far = svg("path", { class: "far" });
  private readonly dots = svg("g", { class: "dots" });
  private readonly numbers = new Numbers();
  private readonly axes = svg("g", { class: "axes" });
  private readonly bar = new Bar();
  private readonly lines = { x: svg("line", { class: "hair" }), y: svg("line", { class: "hair" }) };
  /** Handles of the two lines, to be focused and moved by keys. */
  readonly grips = { x: svg("g", { class: "grip" }), y: svg("g", { class: "grip" }) };
  private readonly centre = svg("circle", { class: "centre", r: 5 });
  private readonly answer = svg("text", { class: "answer" });
  private readonly saves: HTMLElement;
  private readonly observer: ResizeObserver;
  private field: Field | undefined;
  private rows: Row[] = [];
  private empty: Far | undefined;
  private at: { x: number; y: number; words: string; value: number } | undefined;
  private glow: { position: number | undefined; worded: boolean } = { position: undefined, worded: false };
  private framed = ""; // what the axes were drawn for
  private width = 0;
  private height = 0;
  private static count = 0;

  /** `label` names it, also as a file; it is described by what stands at the cross. */
  constructor(
    private readonly place: HTMLElement,
    label: string,
  ) {
    const id = `field-${FieldMap.count++}`;
    this.hatch.id = `${id}-hatch`;
    this.far.style.fill = `url(#${id}-hatch)`; // a rule of the style sheet is stronger than an attribute
    for (const part of [this.bands, this.far, this.dots]) set(part, { "clip-path": `url(#${id})` });
    for (const grip of [this.grips.x, this.grips.y]) grip.append(svg("path"));
    this.answer.id = `${id}-answer`;
    this.name(label);
    set(this.top, { "aria-describedby": this.answer.id });
    this.element.append(svg("defs", {}, svg("clipPath", { id }, this.inside), this.hatch), this.bands, this.far, this.axes, this.bar.element);
    this.middle.append(this.dots);
    this.top.append(this.numbers.element, this.lines.x, this.lines.y, this.bar.mark, this.grips.x, this.grips.y, this.centre, this.lit.element, this.answer);
    place.append(this.element, this.middle, this.top);
    this.saves = saves(place, this.element, this.middle, this.top);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(place);
    this.resize();
  }

  destroy(): void {
    this.observer.disconnect();
    for (const part of [this.element, this.middle, this.top, this.saves]) part.remove();
  }

  /** The field; rows and cross stay where they are on its axes. */
  show(field: Field): void {
    this.field = field;
    if (this.width > 0) this.draw(field);
  }

  showRows(rows: Row[], far: Far | undefined): void {
    this.rows = rows;
    this.empty = far;
    this.numbers.forget();
    if (this.field && this.width > 0) this.drawRows();
  }

  /** The cross at a place, and what the model says there. */
  move(x: number, y: number, words?: string, value?: number): void {
    this.at = { x, y, words: words ?? this.at?.words ?? "", value: value ?? this.at?.value ?? NaN };
    if (this.field && this.width > 0) this.drawCross();
  }

  name(label: string): void {
    for (const sheet of [this.element, this.top]) set(sheet, { "aria-label": label });
  }

  light(position: number | undefined, worded: boolean): void {
    this.glow = { position, worded };
    this.lit.light(position, this.width, worded);
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.place;
    if (width === this.width && height === this.height) return;
    [this.width, this.height] = [width, height];
    for (const sheet of [this.element, this.middle, this.top]) set(sheet, { width, height, viewBox: `0 0 ${width} ${height}` });
    this.numbers.forget();
    if (this.field && width > 0) this.draw(this.field);
  }

  private get frame(): Frame {
    const left = this.field ? roomFor(this.field.y) : 0;
    return { left, right: Math.max(this.width - RIGHT, left + 1), top: TOP, bottom: Math.max(this.height - BOTTOM, TOP + 1) };
  }

  private draw(field: Field): void {
    const { x, y, z, limits, unit } = field;
    const { frame } = this;
    this.x = scale(x.range[0], x.range[1], frame.left, frame.right);
    this.y = scale(y.range[0], y.range[1], frame.bottom, frame.top);
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < z.length; i++) {
      low = Math.min(low, z[i]!);
      high = Math.max(high, z[i]!);
    }
    this.drawBands(field, levelsOf(limits, low, high), low);
    this.bar.show(frame, limits, low, high, unit);
    const now = JSON.stringify([frame, x.label, y.label, x.range, y.range, x.names, y.names]);
    if (now !== this.framed) {
      this.framed = now;
      const box = { x: frame.left, y: frame.top, width: frame.right - frame.left, height: frame.bottom - frame.top };
      set(this.inside, box);
      this.axes.replaceChildren(svg("rect", { class: "edge", ...box }), ...acrossAxis(x, this.x, frame), ...upAxis(y, this.y, frame));
      this.drawRows();
    }
    this.drawCross();
  }

  private drawBands({ x, y, z }: Field, { values, colour }: Levels, low: number): void {
    const paths = [LOWEST, ...values].map((level) => ({ level, d: "", runs: [] as Contour["runs"] }));
    for (const pane of panes(x, y, z)) {
      const px = pane.x.map((at) => this.x.place(at));
      const py = pane.y.map((at) => this.y.place(at));
      for (const path of paths) {
        const found = contour(pane.z, px, py, path.level);
        path.d += found.d;
        path.runs.push(...found.runs);
      }
    }
    while (this.bands.children.length > paths.length) this.bands.lastChild!.remove();
    paths.forEach(({ level, d }, i) => {
      const path = this.bands.children[i] ?? this.bands.appendChild(svg("path"));
      set(path, { d, "data-level": i ? level : undefined, class: i ? `ramp-${colour(level)}${x.names || y.names ? "" : " contour"}` : `ramp-${colour(low)}` });
    });
    this.numbers.show(paths.slice(1), this.frame);
  }

  private drawRows(): void {
    const { field } = this;
    if (!field) return;
    const placed: Placed[] = this.rows.map((row) => ({ position: row.position, words: row.words, x: this.x.place(row.x), y: this.y.place(row.y) }));
    this.lit.place(placed);
    this.lit.light(this.glow.position, this.width, this.glow.worded);
    const trails: Record<Row["look"], string> = { train: "", held: "" };
    this.rows.forEach(({ look }, i) => (trails[look] += `M${placed[i]!.x.toFixed(1)} ${placed[i]!.y.toFixed(1)}h0`));
    const many = this.rows.length > 800 ? " many" : "";
    this.dots.replaceChildren(
      ...(["train", "held"] as const).flatMap((look) =>
        trails[look] ? [svg("path", { class: `halo${many}`, d: trails[look] }), svg("path", { class: `points ${look}${many}`, d: trails[look] })] : [],
      ),
    );
    const { empty } = this;
    let d = "";
    if (empty)
      for (const pane of panes({ ...field.x, grid: empty.x }, { ...field.y, grid: empty.y }, empty.distance))
        d += contour(pane.z, pane.x.map((at) => this.x.place(at)), pane.y.map((at) => this.y.place(at)), 1).d;
    set(this.far, { d });
  }

  private drawCross(): void {
    const { at, frame } = this;
    if (!at) return;
    const { left, right, top, bottom } = frame;
    const x = Math.max(left, Math.min(right, this.x.place(at.x)));
    const y = Math.max(top, Math.min(bottom, this.y.place(at.y)));
    set(this.lines.x, { x1: x, x2: x, y1: top, y2: bottom });
    set(this.lines.y, { x1: left, x2: right, y1: y, y2: y });
    set(this.grips.x.firstElementChild!, { d: `M${x} ${bottom}l-5 9h10z` });
    set(this.grips.y.firstElementChild!, { d: `M${left} ${y}l-9 -5v10z` });
    set(this.centre, { cx: x, cy: y });
    const long = at.words.length * BOLD;
    const flips = x + 10 + long > right;
    const start = flips ? Math.max(x - 10 - long, left + 4) : x + 10;
    set(this.answer, { x: start, y: y < top + 24 ? y + 20 : y - 9 });
    if (this.answer.textContent !== at.words) this.answer.textContent = at.words;
    this.bar.point(at.value);
  }
}

/** The parts of a field between which nothing is interpolated: of a choice, a column a level. */
function panes(x: FieldAxis, y: FieldAxis, z: ArrayLike<number>): { x: number[]; y: number[]; z: number[] }[] {
  const parts = (axis: FieldAxis) =>
    axis.names ? axis.grid.map((at, i) => ({ at: [at - HALF, at + HALF], from: [i, i] })) : [{ at: axis.grid, from: axis.grid.map((_, i) => i) }];
  return parts(y).flatMap((up) =>
    parts(x).map((across) => ({
      x: across.at,
      y: up.at,
      z: up.from.flatMap((j) => across.from.map((i) => z[j * x.grid.length + i]!)),
    })),
  );
}

