// One strip of the profiler: the curve with its band, the line at the value, the training rows beneath.
// Whatever does not move stays in place, so that a dozen strips are redrawn many times a second.

import { set, svg } from "../dom.ts";
import { number, shortened } from "../format.ts";
import { along, scale, type Scale } from "./scale.ts";
import { date, tick } from "./ticks.ts";

export interface Strip {
  kind: "number" | "date" | "choice";
  x: number[];
  y: number[];
  low: number[] | null;
  high: number[] | null;
  range: [number, number]; // of x
  seen: [number, number]; // in training
  names: string[]; // of a choice
  bars: number[] | null; // training rows over `seen`, or of the choices
  whole: boolean;
  height: [number, number]; // of y, the same for all strips
  words: string; // the slope
}

const [TOP, BARS, TICKS] = [4, 12, 16];
const CHARACTER = 6;

function heightTicks(y: Scale, pixels: number): number[] {
  return y.ticks(Math.max(4, Math.floor(pixels / 20)));
}

/** Pixels for the numbers of the common axis beside the first strip, of which so many are high. */
export function axisRoom([low, high]: [number, number], pixels: number): number {
  const ticks = heightTicks(scale(low, high, 1, 0), pixels - TOP - BARS - TICKS);
  return 10 + CHARACTER * Math.max(...ticks.map((t) => tick(t, ticks).length), 1);
}

export class StripPlot {
  readonly element = svg("svg", { class: "plot strip", role: "presentation" });
  x: Scale = scale(0, 1, 0, 1);
  private y: Scale = scale(0, 1, 1, 0);
  private readonly ground = svg("g", { class: "axes" });
  private readonly bars = svg("path", { class: "bars" });
  private readonly band = svg("path", { class: "band model" });
  private readonly curve = svg("path", { class: "line model" });
  private readonly rule = svg("path", { class: "line stand" });
  private readonly centre = svg("circle", { class: "centre", r: 3.5 });
  private readonly words = svg("text", { class: "slope" });
  private readonly inside = svg("rect");
  private readonly hatch = svg("pattern", { width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, svg("line", { class: "hatch", y2: 6 }));
  private readonly observer: ResizeObserver;
  private strip: Strip | undefined;
  private at = 0;
  private labelled = false;
  private drawn = ""; // for what the ground was drawn
  private width = 0;
  private height = 0;
  private static count = 0;

  constructor(private readonly place: HTMLElement) {
    const id = `strip-${StripPlot.count++}`;
    this.hatch.id = `${id}-hatch`;
    const marks = svg("g", { "clip-path": `url(#${id})` }, this.band, this.curve);
    this.element.append(svg("defs", {}, svg("clipPath", { id }, this.inside), this.hatch), this.ground, this.bars, marks, this.rule, this.centre, this.words);
    place.append(this.element);
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(place);
    this.resize();
  }

  destroy(): void {
    this.observer.disconnect();
    this.element.remove();
  }

  show(strip: Strip, at: number): void {
    this.strip = strip;
    this.at = at;
    if (this.width > 0) this.draw(strip);
  }

  /** The line alone. */
  move(at: number): void {
    this.at = at;
    if (this.width > 0) this.drawRule();
  }

  /** Whether the common axis is written beside this strip. */
  label(labelled: boolean): void {
    if (labelled === this.labelled) return;
    this.labelled = labelled;
    if (this.strip && this.width > 0) this.draw(this.strip);
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.place;
    if (width === this.width && height === this.height) return;
    [this.width, this.height] = [width, height];
    set(this.element, { width, height, viewBox: `0 0 ${width} ${height}` });
    if (this.strip && width > 0) this.draw(this.strip);
  }

  private get bottom(): number {
    return this.height - TICKS - BARS;
  }

  private draw(strip: Strip): void {
    const { range, height, kind, x, y, low, high } = strip;
    this.x = scale(range[0], range[1], 1, this.width - 1);
    this.y = scale(height[0], height[1], this.bottom, TOP);
    const now = JSON.stringify([this.width, this.height, range, height, strip.seen, strip.names, strip.bars, this.labelled]);
    if (now !== this.drawn) {
      this.drawn = now;
      this.drawGround(strip);
    }
    const px = x.map((v) => this.x.place(v).toFixed(1));
    const py = (values: number[]) => values.map((v) => Math.max(-1e3, Math.min(1e3, this.y.place(v))).toFixed(1));
    const choice = kind === "choice";
    if (choice) set(this.curve, { class: "points model", d: py(y).map((v, i) => `M${px[i]} ${v}h0`).join("") });
    else set(this.curve, { class: "line model", d: `M${py(y).map((v, i) => `${px[i]} ${v}`).join("L")}` });
    if (low && high) {
      const [a, b] = [py(low), py(high)];
      if (choice) set(this.band, { class: "line model faint", d: a.map((v, i) => `M${px[i]} ${v}V${b[i]}`).join("") });
      else set(this.band, { class: "band model", d: `M${a.map((v, i) => `${px[i]} ${v}`).join("L")}L${b.map((v, i) => `${px[i]} ${v}`).reverse().join("L")}Z` });
    } else set(this.band, { d: "" });
    this.drawRule();
  }

  private drawRule(): void {
    const x = Math.max(1, Math.min(this.width - 1, this.x.place(this.at)));
    set(this.rule, { d: `M${x.toFixed(1)} ${TOP}V${this.bottom + BARS}` });
    const { x: xs, y: ys, words } = this.strip!;
    set(this.centre, { cx: x, cy: Math.max(TOP, Math.min(this.bottom, this.y.place(along(xs, ys, this.at)))) });
    if (this.words.textContent !== words) this.words.textContent = words;
    const right = x < this.width / 2;
    const beside = this.y.place(along(xs, ys, this.x.value(right ? this.width - words.length * 3 : words.length * 3)));
    const y = beside < TOP + 16 ? this.bottom - 4 : TOP + 9; // where the curve is not
    set(this.words, { x: right ? this.width - 4 : 4, y, "text-anchor": right ? "end" : "start" });
  }

  /** Frame, grid, ticks, hatched ends and the training rows: all that a drag leaves alone. */
  private drawGround({ range, seen, names, kind, bars, whole }: Strip): void {
    const { bottom, width } = this;
    set(this.inside, { x: 0, y: TOP, width, height: Math.max(bottom - TOP, 0) });
    const parts: SVGElement[] = [];
    if (kind !== "choice")
      for (const [from, to] of [[range[0], seen[0]], [seen[1], range[1]]]) {
        const [a, b] = [this.x.place(from!), this.x.place(to!)];
        if (b > a) parts.push(svg("rect", { fill: `url(#${this.hatch.id})`, x: a, y: TOP, width: b - a, height: bottom - TOP }));
      }
    const ticks = heightTicks(this.y, bottom - TOP);
    for (const t of ticks) {
      const y = this.y.place(t);
      parts.push(svg("line", { class: "grid", x1: 0, x2: width, y1: y, y2: y }));
      if (this.labelled) parts.push(svg("text", { class: "tick", x: -5, y: y + 4, "text-anchor": "end" }, tick(t, ticks)));
    }
    parts.push(svg("path", { class: "edge", d: `M0.5 ${TOP}V${bottom + BARS}H${width - 0.5}V${TOP}` }));
    parts.push(...(kind === "choice" ? this.names(names) : this.ends(kind === "date" ? date : undefined, seen)));
    this.ground.replaceChildren(...parts);
    set(this.bars, { d: bars ? this.histogram(bars, seen, kind === "choice", whole) : "" });
  }

  /** The ends of what training has seen. */
  private ends(date: ((value: number) => string) | undefined, [low, high]: [number, number]): SVGElement[] {
    const size = Math.max(Math.abs(low), Math.abs(high));
    const text = (value: number) => (date ? date(value).slice(0, 7) : Number.isInteger(value) && size < 1e6 ? number(value, 1e3) : number(value, size));
    const at = (value: number, anchor: string) => svg("text", { class: "tick", x: anchor === "start" ? 1 : this.width - 1, y: this.height - 4, "text-anchor": anchor }, text(value));
    return low < high ? [at(low, "start"), at(high, "end")] : [at(low, "start")];
  }

  private names(names: string[]): SVGElement[] {
    const room = (this.width / names.length - 4) / CHARACTER;
    const every = Math.ceil(3 / Math.max(room, 0.1));
    const long = Math.floor(room * every);
    return names.flatMap((name, i) =>
      i % every ? [] : [svg("text", { class: "tick", x: this.x.place(i), y: this.height - 4, "text-anchor": "middle" }, long < 6 ? name.slice(0, long) : shortened(name, long))],
    );
  }

  private histogram(bars: number[], [low, high]: [number, number], choice: boolean, whole: boolean): string {
    const [first, last] = choice ? [-0.5, bars.length - 0.5] : whole && bars.length === high - low + 1 ? [low - 0.5, high + 0.5] : [low, high];
    const step = (last - first) / bars.length;
    const most = Math.max(...bars, 1);
    const foot = this.bottom + BARS;
    return bars
      .map((count, i) => {
        if (!count) return "";
        const [a, b] = [this.x.place(first + i * step), this.x.place(first + (i + 1) * step)];
        const gap = choice ? (b - a) * 0.2 : 0.4;
        return `M${(a + gap).toFixed(1)} ${foot}v${(-Math.max(((BARS - 2) * count) / most, 1)).toFixed(1)}H${(b - gap).toFixed(1)}V${foot}z`;
      })
      .join("");
  }
}
