// Rows as points in a plot that can be pointed at: hovered, clicked, and chosen by a rectangle.

import { set, svg } from "../dom.ts";
import { Lit, type Placed } from "./lit.ts";
import { Plot, type Line, type Picture } from "./plot.ts";

/** Points whose rows are known by their position in the table. */
export interface Rows extends Line {
  position: number[];
}

export interface Pointing {
  hover(position: number | undefined): void;
  pick(position: number | undefined): void; // a click, on no row as well
  brush(positions: number[]): void;
}

const MANY = 100; // rows that are marked smaller
const A_DRAG = 4; // pixels: less is a click

export class RowPlot {
  readonly plot: Plot;
  private readonly lit = new Lit();
  private readonly chosen = svg("path", { class: "points chosen" });
  private readonly rectangle = svg("rect", { class: "brush" });
  private readonly observer: ResizeObserver;
  private rows: Rows[] = [];
  private placed: Placed[] = [];
  private dots: string[] = []; // what draws each of them
  private inside: (() => number[]) | undefined; // the rows of a rectangle that are not told yet
  private frame: number | undefined;
  private picked: ReadonlySet<number> = new Set();
  private shown: number | undefined;
  private from: [number, number] | undefined; // where a drag began

  constructor(
    private readonly place: HTMLElement,
    label: string,
    private readonly pointing: Pointing,
  ) {
    place.classList.add("rows-place");
    this.plot = new Plot(place, label);
    this.plot.element.append(this.chosen, this.rectangle, this.lit.element);
    this.observer = new ResizeObserver(() => this.mark()); // behind the plot's own, which redraws it
    this.observer.observe(place);
    this.listen();
  }

  show(picture: Omit<Picture, "lines">, rows: Rows[], lines: Line[]): void {
    this.rows = rows;
    this.plot.show({ ...picture, lines: [...rows, ...lines] });
    this.mark();
  }

  light(position: number | undefined): void {
    this.shown = position;
    this.lit.light(position);
  }

  choose(positions: ReadonlySet<number>): void {
    this.picked = positions;
    const d = this.placed.flatMap(({ position }, i) => (positions.has(position) ? this.dots[i]! : []));
    set(this.chosen, { class: `points chosen${d.length > MANY ? " many" : ""}`, d: d.join("") });
  }

  destroy(): void {
    this.observer.disconnect();
    this.plot.destroy();
  }

  /** Where the rows stand in pixels. */
  private mark(): void {
    const { x, y } = this.plot;
    this.placed = this.rows.flatMap((rows) =>
      rows.position.map((position, i) => ({ position, x: x.place(rows.x[i]!), y: y.place(rows.y[i]!), words: "" })),
    );
    this.placed = this.placed.filter((at) => Number.isFinite(at.x) && Number.isFinite(at.y));
    this.dots = this.placed.map(({ x, y }) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`);
    this.lit.place(this.placed);
    this.light(this.shown);
    this.choose(this.picked);
  }

  private at(event: PointerEvent): [number, number] {
    const box = this.place.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private listen(): void {
    const { place, pointing } = this;
    place.addEventListener("pointerdown", (event) => {
      if (event.button || (event.target as Element).closest("button")) return;
      event.preventDefault(); // nothing is selected
      place.setPointerCapture(event.pointerId);
      this.from = this.at(event);
    });
    place.addEventListener("pointermove", (event) => {
      const at = this.at(event);
      if (!this.from) return pointing.hover(this.lit.nearest(...at));
      if (this.drags(at)) this.drag(this.from, at);
    });
    place.addEventListener("pointerup", (event) => {
      const at = this.at(event);
      if (this.from && !this.drags(at)) pointing.pick(this.lit.nearest(...at));
      this.end();
    });
    place.addEventListener("pointercancel", () => this.end());
    place.addEventListener("pointerleave", () => pointing.hover(undefined));
  }

  private drags([x, y]: [number, number]): boolean {
    return !!this.from && (this.rectangle.hasAttribute("width") || Math.hypot(x - this.from[0], y - this.from[1]) >= A_DRAG);
  }

  private drag(from: [number, number], to: [number, number]): void {
    const [left, right] = [Math.min(from[0], to[0]), Math.max(from[0], to[0])];
    const [top, bottom] = [Math.min(from[1], to[1]), Math.max(from[1], to[1])];
    set(this.rectangle, { x: left, y: top, width: right - left, height: bottom - top });
    this.inside = () => this.placed.filter(({ x, y }) => x >= left && x <= right && y >= top && y <= bottom).map(({ position }) => position);
    this.frame ??= requestAnimationFrame(() => this.brush()); // a mouse tells more often than the screen shows
  }

  private brush(): void {
    if (this.frame !== undefined) cancelAnimationFrame(this.frame);
    this.frame = undefined;
    if (this.inside) this.pointing.brush(this.inside());
    this.inside = undefined;
  }

  private end(): void {
    this.brush();
    this.from = undefined;
    set(this.rectangle, { width: undefined, height: undefined });
  }
}
