// Two axes and what stands between them, as SVG: colours come from the style sheet by class, so a
// change of theme redraws nothing, and a picture is saved as it stands.

import { html, set, svg } from "../dom.ts";
import { number, shortened, squeezed } from "../format.ts";
import { saves } from "./save.ts";
import { rangeOf, scale, type Scale } from "./scale.ts";
import { date, logTick, tick } from "./ticks.ts";

type Numbers = ArrayLike<number>;

export interface Line {
  name: string; // identity from one show to the next
  look: string; // classes of the style sheet: "train", "held", "model", "muted dashed" ...
  x: Numbers;
  y: Numbers;
  points?: boolean;
  label?: string; // written at the line's end
  closed?: boolean; // a band: low from left to right, high back
}

export interface Rule {
  name: string;
  look: string;
  x?: number;
  y?: number;
  label?: string;
}

export interface Axis {
  label: string;
  range?: [number, number] | undefined;
  log?: boolean;
  whole?: boolean; // no fractions among the ticks
  names?: string[] | undefined; // of the places 0, 1, 2 ... where these are no numbers
  dates?: boolean; // days since 1970
}

export interface Picture {
  x: Axis;
  y: Axis;
  lines: Line[];
  rules?: Rule[];
  shades?: { from: number; to: number }[]; // hatched stretches of x
  note?: string | undefined; // written in the middle where there is nothing to draw
}

const LEFT = 52; // with room for ticks of four characters
const BOTTOM = 34;
const TOP = 8;
const CHARACTER = 6.4; // pixels, of the small text

export class Plot {
  readonly element: SVGSVGElement;
  x: Scale = scale(0, 1, 0, 1);
  y: Scale = scale(0, 1, 0, 1);
  private readonly clip = svg("clipPath");
  private readonly frame = svg("rect");
  private readonly axes = svg("g", { class: "axes" });
  private readonly shades = svg("g", { class: "shades" });
  private readonly hatch = svg("pattern", { width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
  private readonly marks = svg("g");
  private readonly labels = svg("g", { class: "labels" });
  private readonly readout = svg("text", { class: "readout" });
  private readonly paths = new Map<string, SVGPathElement>();
  private readonly observer: ResizeObserver;
  private readonly saves: HTMLElement;
  private picture: Picture | undefined;
  private width = 0;
  private height = 0;
  private scale = 1;
  private left = LEFT;
  private static count = 0;

  /** `place` gives the size; `label` says what the picture is to those who do not see it. */
  constructor(place: HTMLElement, label: string) {
    const id = `plot-${Plot.count++}`;
    this.clip.id = id;
    this.clip.append(this.frame);
    this.marks.setAttribute("clip-path", `url(#${id})`);
    this.element = svg("svg", { class: "plot", role: "img", "aria-label": label });
    this.hatch.id = `${id}-hatch`;
    this.hatch.append(svg("line", { class: "hatch", y2: 6 }));
    this.element.append(svg("defs", {}, this.clip, this.hatch), this.axes, this.shades, this.marks, this.labels, this.readout);
    this.element.addEventListener("pointermove", (event) => this.tell(event as PointerEvent));
    this.element.addEventListener("pointerleave", () => (this.readout.textContent = ""));
    place.append(this.element);
    this.saves = saves(place, this.element);
    this.observer = new ResizeObserver(() => this.resize(place));
    this.observer.observe(place);
    this.resize(place);
  }

  show(picture: Picture): void {
    this.picture = picture;
    if (this.width > 0) this.draw(picture);
  }

  destroy(): void {
    this.observer.disconnect();
    this.element.remove();
    this.saves.remove();
  }

  /** A style sheet makes pictures larger, letters and all, by --plot-scale. */
  private resize(place: HTMLElement): void {
    const scale = Number(getComputedStyle(place).getPropertyValue("--plot-scale")) || 1;
    const [width, height] = [place.clientWidth / scale, place.clientHeight / scale];
    if (width === this.width && height === this.height) return;
    [this.width, this.height, this.scale] = [width, height, scale];
    set(this.element, { width: place.clientWidth, height: place.clientHeight, viewBox: `0 0 ${width} ${height}` });
    if (this.picture && width > 0) this.draw(this.picture);
  }

  private draw(picture: Picture): void {
    const { lines } = picture;
    const right = Math.min(labelRoom([...lines, ...(picture.rules ?? []).filter(({ y }) => y !== undefined)]), this.width * 0.3);
    const [x0, x1] = picture.x.range ?? rangeOf(lines.map((l) => l.x), 0.02, picture.x.log);
    const [y0, y1] =
      picture.y.range ??
      rangeOf([...lines.map((l) => l.y), (picture.rules ?? []).flatMap((r) => r.y ?? [])], 0.06, picture.y.log);
    this.y = scale(y0, y1, this.height - BOTTOM, TOP, picture.y.log);
    this.left = LEFT + 7 * Math.max(0, ...this.heights(picture.y).map(([, text]) => text.length - 4));
    this.x = scale(x0, x1, this.left, this.width - right, picture.x.log);
    set(this.frame, {
      x: this.left,
      y: TOP - 4,
      width: Math.max(this.width - right - this.left + 1, 0),
      height: Math.max(this.height - BOTTOM - TOP + 8, 0),
    });
    if (picture.note) this.axes.replaceChildren();
    else this.drawAxes(picture);
    this.drawShades(picture.shades ?? []);
    this.drawLines(lines, picture.rules ?? []);
    this.drawLabels(lines, picture.rules ?? []);
    if (picture.note) {
      const at = { class: "tick", x: (this.left + this.width - right) / 2, y: this.height / 2, "text-anchor": "middle" };
      this.labels.append(svg("text", at, picture.note));
    }
  }

  /** Ticks of the vertical axis, and what is written there. */
  private heights({ log }: Axis): [number, string][] {
    const ticks = someTicks(this.y, Math.max(2, Math.floor(this.height / 48)));
    return ticks.map((t) => [t, log ? logTick(t) : tick(t, ticks)]);
  }

  private drawAxes({ x, y }: Picture): void {
    const parts: SVGElement[] = [];
    const bottom = this.height - BOTTOM;
    const most = Math.max(x.dates ? 2 : 3, Math.floor((this.width - this.left) / (x.dates ? 110 : 80)));
    const places = x.names ? x.names.map((_, i) => i) : someTicks(this.x, most);
    const xs = x.whole ? places.filter((t) => t === Math.round(t)) : places;
    const told = (t: number) =>
      x.names ? named(x.names, t, this.width - this.left) : x.dates ? date(t) : x.log ? logTick(t) : tick(t, xs);
    for (const [t, text] of this.heights(y)) {
      const at = this.y.place(t);
      parts.push(svg("line", { class: "grid", x1: this.left, x2: this.x.place(this.x.high), y1: at, y2: at }));
      parts.push(svg("text", { class: "tick", x: this.left - 6, y: at + 4, "text-anchor": "end" }, text));
    }
    for (const t of xs) {
      const at = this.x.place(t);
      parts.push(svg("line", { class: "rule", x1: at, x2: at, y1: bottom, y2: bottom + 4 }));
      parts.push(svg("text", { class: "tick", x: at, y: bottom + 16, "text-anchor": "middle" }, told(t)));
    }
    const end = this.x.place(this.x.high);
    parts.push(svg("line", { class: "rule", x1: this.left, x2: end, y1: bottom, y2: bottom }));
    const width = Math.max(Math.floor((end - 8) / CHARACTER), 8);
    parts.push(svg("text", { class: "name", x: end, y: bottom + 30, "text-anchor": "end" }, squeezed(x.label, width)));
    parts.push(this.title(y.label));
    this.axes.replaceChildren(...parts);
  }

  /** The name of the vertical axis, along it; one of a letter or two stands upright. */
  private title(label: string): SVGElement {
    if (label.length < 3) return svg("text", { class: "name", x: 4, y: TOP + 8 }, label);
    const room = Math.max(Math.floor((this.height - BOTTOM - TOP) / CHARACTER), 8);
    const at = { class: "name", transform: `translate(12 ${TOP}) rotate(-90)`, "text-anchor": "end" };
    return svg("text", at, squeezed(label, room));
  }

  private drawShades(shades: { from: number; to: number }[]): void {
    this.shades.replaceChildren(
      ...shades.map(({ from, to }) => {
        const a = Math.max(this.x.place(from), this.left);
        const b = Math.min(this.x.place(to), this.x.place(this.x.high));
        return svg("rect", { fill: `url(#${this.hatch.id})`, x: a, y: TOP, width: Math.max(b - a, 0), height: this.height - BOTTOM - TOP });
      }),
    );
  }

  private drawLines(lines: Line[], rules: Rule[]): void {
    const drawn = new Set<string>();
    const path = (name: string, look: string, d: string) => {
      drawn.add(name);
      let element = this.paths.get(name);
      if (!element) {
        element = svg("path");
        this.paths.set(name, element);
      }
      set(element, { class: look, d });
      this.marks.append(element); // in the order of the picture
    };
    for (const line of lines) {
      const kind = line.closed ? "band" : line.points ? "points" : "line";
      path(line.name, `${kind} ${line.look}`, line.points ? this.dots(line) : this.trail(line));
    }
    for (const rule of rules) {
      const d =
        rule.x !== undefined
          ? `M${this.x.place(rule.x)} ${TOP}V${this.height - BOTTOM}`
          : `M${this.left} ${this.y.place(rule.y!)}H${this.x.place(this.x.high)}`;
      path(`rule ${rule.name}`, `line ${rule.look}`, d);
    }
    for (const [name, element] of this.paths)
      if (!drawn.has(name)) {
        element.remove();
        this.paths.delete(name);
      }
  }

  private trail({ x, y, closed }: Line): string {
    let d = "";
    let pen = false;
    const [px, py] = [this.x, this.y];
    for (let i = 0; i < x.length; i++) {
      const a = px.place(x[i]!);
      const b = py.place(y[i]!);
      if (!Number.isFinite(a) || !Number.isFinite(b)) {
        pen = false;
        continue;
      }
      d += `${pen ? "L" : "M"}${a.toFixed(1)} ${clamp(b).toFixed(1)}`;
      pen = true;
    }
    return closed && d ? d + "Z" : d;
  }

  private dots({ x, y }: Line): string {
    let d = "";
    for (let i = 0; i < x.length; i++) {
      const a = this.x.place(x[i]!);
      const b = this.y.place(y[i]!);
      if (Number.isFinite(a) && Number.isFinite(b)) d += `M${a.toFixed(1)} ${clamp(b).toFixed(1)}h0`;
    }
    return d;
  }

  private drawLabels(lines: Line[], rules: Rule[]): void {
    const wanted: { text: string; look: string; at: number; left: number; anchor: string }[] = [];
    const end = this.x.place(this.x.high);
    for (const { x, y, label, look, points } of lines) {
      if (!label || points) continue;
      let i = y.length - 1;
      while (i >= 0 && !Number.isFinite(y[i]!)) i--;
      if (i < 0) continue;
      const left = Math.min(this.x.place(x[i]!), end) + 5;
      wanted.push({ text: label, look, at: this.y.place(y[i]!), left, anchor: "start" });
    }
    for (const { y, label, look } of rules)
      if (label && y !== undefined)
        wanted.push({ text: label, look, at: this.y.place(y), left: end + 5, anchor: "start" });
    wanted.sort((a, b) => a.at - b.at);
    const low = this.height - BOTTOM;
    let before = -Infinity;
    for (const label of wanted) before = label.at = Math.max(Math.min(label.at, low), before + 13);
    let after = low + 13;
    for (const label of wanted.reverse()) after = label.at = Math.min(label.at, after - 13);
    const texts = wanted.map(({ text, look, at, left, anchor }) =>
      svg("text", { class: `label ${look}`, x: left, y: at + 4, "text-anchor": anchor }, text),
    );
    for (const { x, label, look } of rules)
      if (label && x !== undefined) {
        const at = this.x.place(x);
        const flip = at > this.width * 0.6;
        texts.push(
          svg("text", { class: `label ${look}`, x: at + (flip ? -5 : 5), y: TOP + 8, "text-anchor": flip ? "end" : "start" }, label),
        );
      }
    this.labels.replaceChildren(...texts);
  }

  private tell(event: PointerEvent): void {
    const box = this.element.getBoundingClientRect();
    const at = (event.clientX - box.left) / this.scale;
    const up = (event.clientY - box.top) / this.scale;
    if (at < this.left || at > this.x.place(this.x.high) || up > this.height - BOTTOM || up < TOP) {
      this.readout.textContent = "";
      return;
    }
    const [x, y] = [this.x.value(at), this.y.value(up)];
    const flip = at > this.width / 2;
    set(this.readout, { x: flip ? at - 8 : at + 10, y: Math.max(up - 6, 12), "text-anchor": flip ? "end" : "start" });
    const { names, dates } = this.picture?.x ?? {};
    const across = names ? (names[Math.round(x)] ?? "") : dates ? date(x) : number(x, this.x.log ? x : size(this.x));
    this.readout.textContent = `${across}, ${number(y, this.y.log ? y : size(this.y))}`;
  }
}

/** About so many ticks, but two at least: a single one says nothing of the size. */
function someTicks(axis: Scale, most: number): number[] {
  const tried = [most, most + 1, most + 2, most + 3].map((n) => axis.ticks(n));
  return tried.find((ticks) => ticks.length > 1) ?? tried[0]!;
}

function size(axis: Scale): number {
  return Math.max(Math.abs(axis.low), Math.abs(axis.high));
}

/** A category's name in the room there is; where there are too many, only some. */
function named(names: string[], i: number, width: number): string {
  const room = Math.floor(width / names.length / CHARACTER);
  const every = Math.ceil(5 / Math.max(room, 0.1));
  return i % every ? "" : shortened(names[i]!, Math.max(room * every - 1, 4));
}

function clamp(pixels: number): number {
  return Math.max(-1e4, Math.min(1e4, pixels));
}

function labelRoom(lines: { points?: boolean; label?: string }[]): number {
  const longest = Math.max(0, ...lines.map((l) => (l.points ? 0 : (l.label?.length ?? 0))));
  return longest ? longest * CHARACTER + 12 : 10;
}

/** A place for a plot that fills it. */
export function plotPlace(look = ""): HTMLDivElement {
  return html("div", { class: `plot-place ${look}` });
}
