// The weights as lines between the nodes: which are lit, how wide, and which lies nearest to a place.

import { set, svg } from "../dom.ts";
import { onPath, sameWeight, weightAt, type Chosen, type Net, type Phase, type Places, type Weights } from "./network.ts";

const WIDEST = 5; // pixels
const THINNEST = 0.25;
const REACH = 7; // pixels from a line at which it is pointed at
const SHORT = 60; // a label's room in pixels

interface Line {
  element: SVGLineElement;
  at: Chosen;
  ends: [number, number, number, number];
}

export class Edges {
  readonly element = svg("g", { class: "edges" });
  private readonly lines: Line[] = [];
  private readonly label = svg("text", { class: "moved", "text-anchor": "middle" });
  private pointed: Line | undefined;
  private above = ""; // which lines are drawn last, over the others

  constructor(net: Net, places: Places) {
    for (let l = 0; l + 1 < net.sizes.length; l++)
      for (const from of places.layers[l]!)
        for (const to of places.layers[l + 1]!) {
          if (from.index === -2 || to.index < 0) continue;
          const element = svg("line", { x1: from.x, y1: from.y, x2: to.x, y2: to.y, "data-weight": `${l} ${from.index + 1} ${to.index}` });
          element.style.setProperty("--layer", String(l));
          this.lines.push({ element, at: { layer: l, from: from.index + 1, to: to.index }, ends: [from.x, from.y, to.x, to.y] });
        }
    this.element.append(...this.lines.map((line) => line.element), this.label);
  }

  /** In an update a line is as wide as its weight moves, in the colour of the way it moves. */
  show(net: Net, chosen: Chosen | undefined, phase: Phase | undefined): void {
    const shown = phase === "update" && net.moved ? net.moved : net.weights;
    const largest = shown.map((w) => sizeOf(w, shown === net.weights));
    const last = net.sizes.length - 2;
    const over: Line[] = [];
    for (const line of this.lines) {
      const { element, at } = line;
      const w = weightAt(shown, at);
      const width = Math.min(WIDEST, (WIDEST * Math.abs(w)) / largest[at.layer]!);
      const path = chosen && onPath(at, chosen);
      const sent = at.layer > 0 && at.from > 0;
      const lit = phase === "backward" ? sent : phase === "update" ? sameWeight(at, chosen) : path;
      const faint = phase === "backward" ? !sent : !phase && chosen && !path;
      const dim = phase === "forward" && !path;
      const classes = [w < 0 ? "negative" : "positive", lit && "lit", faint && "faint", dim && "dim", sameWeight(at, chosen) && "chosen"];
      set(element, { class: classes.filter(Boolean).join(" "), "stroke-width": Math.max(width, THINNEST).toFixed(2) });
      element.style.setProperty("--back", String(last - at.layer));
      if (lit) over.push(line);
    }
    const above = JSON.stringify([chosen, phase]);
    if (above !== this.above) this.element.append(...over.map((line) => line.element), this.label);
    this.above = above;
    this.tell(net, chosen, phase);
  }

  /** The chosen weight's old and new value, at its line. */
  private tell(net: Net, chosen: Chosen | undefined, phase: Phase | undefined): void {
    const line = this.lines.find(({ at }) => sameWeight(at, chosen));
    this.label.textContent = "";
    if (phase !== "update" || !chosen || !net.moved || !line) return;
    const [x1, y1, x2, y2] = line.ends;
    const old = weightAt(net.weights, chosen);
    const by = weightAt(net.moved, chosen);
    const decimals = Math.min(Math.max(1 - Math.floor(Math.log10(Math.abs(by) || 1)), 3), 9); // that show the move
    const [before, after] = [old, old + by].map((w) => w.toFixed(decimals).replace("-", "\u2212"));
    const text = `${before} → ${after}`;
    set(this.label, { x: (x1 + x2) / 2, y: (y1 + y2) / 2 - 6 });
    if (x2 - x1 > SHORT) this.label.textContent = text;
  }

  nearest(x: number, y: number): Chosen | undefined {
    let [best, found]: [number, Line | undefined] = [REACH, undefined];
    for (const line of this.lines) {
      const away = distance(x, y, line.ends);
      if (away < best) [best, found] = [away, line];
    }
    return found?.at;
  }

  /** Marks the line that is pointed at. */
  near(at: Chosen | undefined): void {
    if (sameWeight(this.pointed?.at, at)) return;
    this.pointed?.element.removeAttribute("data-near");
    this.pointed = at && this.lines.find((line) => sameWeight(line.at, at));
    this.pointed?.element.setAttribute("data-near", "");
  }
}

/** Of the largest, so that widths can be told apart; the constants' do not set the measure. */
function sizeOf({ values, shape }: Weights, withoutConstants: boolean): number {
  let size = 1e-12;
  for (let i = withoutConstants ? shape[1] : 0; i < values.length; i++) size = Math.max(size, Math.abs(values[i]!));
  return size;
}

function distance(x: number, y: number, [x1, y1, x2, y2]: Line["ends"]): number {
  const [dx, dy] = [x2 - x1, y2 - y1];
  const along = Math.max(0, Math.min(1, ((x - x1) * dx + (y - y1) * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(x - x1 - along * dx, y - y1 - along * dy);
}
