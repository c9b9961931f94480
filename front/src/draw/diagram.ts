// The network: inputs, hidden units, outputs; an edge's width is its weight's size, its colour the
// sign. Each unit carries a small picture of what it computes. A weight may be lit with its path to
// the outputs, and a row of the table shown as it flows: values to the right, deltas to the left.

import { html, set, svg } from "../dom.ts";
import { number } from "../format.ts";
import { builder, BUTTONS, type Builds } from "./builder.ts";
import { Edges } from "./edges.ts";
import { placesOf, weightAt, type Chosen, type Net, type Phase, type Places } from "./network.ts";
import { Nodes } from "./nodes.ts";
import { headings, matrices, placeInPython, unitName, weightName } from "./notation.ts";
import { saves } from "./save.ts";

export type { Chosen, Net, Phase };

const HEADING = 20; // pixels
const CAPTIONS = 56;
const TIP = 16; // what is pointed at is told below

export class Diagram {
  readonly element: SVGSVGElement;
  onUnit: (unit: number | undefined) => void = () => undefined; // of the last hidden layer, pointed at
  onUnitClick: ((layer: number, index: number) => void) | undefined; // layer 1 ... L
  onWeight: ((weight: Chosen) => void) | undefined;
  onInput: ((input: number) => void) | undefined;
  /** Set before the first `show`: buttons for units and layers. */
  builds: Builds | undefined;
  private chosen: Chosen | undefined;
  private phase: Phase | undefined;
  private readonly tip = html("div", { class: "tip", role: "status" });
  private readonly observer: ResizeObserver;
  private readonly saves: HTMLElement;
  private buttons: HTMLElement | undefined;
  private net: Net | undefined;
  private size = [0, 0];
  private places: Places | undefined;
  private edges: Edges | undefined;
  private nodes: Nodes | undefined;
  private made = "";

  /** `place` gives the size; with `shapes` the matrices stand beneath. */
  constructor(
    private readonly place: HTMLElement,
    label = "the network",
    private readonly shapes = false,
  ) {
    this.element = svg("svg", { class: "plot diagram", role: "group", "aria-label": label });
    place.append(this.element, this.tip);
    this.saves = saves(place, this.element);
    this.element.addEventListener("pointermove", (event) => this.point(event as PointerEvent));
    this.element.addEventListener("pointerleave", () => this.leave());
    this.element.addEventListener("click", (event) => this.click(event as MouseEvent));
    this.observer = new ResizeObserver(() => {
      this.size = [place.clientWidth, place.clientHeight];
      const [width, height] = this.size as [number, number];
      set(this.element, { width, height, viewBox: `0 0 ${width} ${height}` });
      this.made = "";
      if (this.net) this.show(this.net);
    });
    this.observer.observe(place);
  }

  show(net: Net): void {
    this.net = net;
    const [width = 0, height = 0] = this.size;
    if (!width || !height) return;
    const form = JSON.stringify([net.sizes, net.inputs.map((i) => [i.name, i.share]), net.outputs, net.hidden, net.output, net.rows, net.along, !!net.forward, !!this.builds, width, height, this.hidesChosen()]);
    if (form !== this.made) {
      this.build(net, width, height);
      this.made = form;
    }
    this.edges?.show(net, this.chosen, this.phase);
    this.nodes?.show(net, this.chosen, this.phase);
  }

  /** Lights a weight with its path. */
  choose(at: Chosen | undefined): void {
    this.chosen = at;
    if (this.net) this.show(this.net);
  }

  /** Which way the row flows; `moving`: it is seen to flow, once. */
  flow(phase: Phase | undefined, moving = true): void {
    this.phase = phase;
    set(this.element, { "data-phase": phase });
    this.element.classList.remove("moving");
    if (this.net) this.show(this.net);
    if (!moving) return;
    void this.element.getBoundingClientRect(); // begins anew what has run before
    this.element.classList.add("moving");
  }

  destroy(): void {
    this.observer.disconnect();
    for (const part of [this.element, this.tip, this.saves, this.buttons]) part?.remove();
  }

  private build(net: Net, width: number, height: number): void {
    const above = HEADING + (this.builds ? BUTTONS : 0);
    const below = this.shapes && height >= 200 ? CAPTIONS : TIP;
    const places = (this.places = placesOf(net, { width, height, above, below }, this.chosen));
    const last = net.sizes.length - 1;
    const edges = (this.edges = new Edges(net, places));
    const point = (layer: number, index: number | undefined) => this.pointAt(layer, index, last);
    const nodes = (this.nodes = new Nodes(net, places, width, { input: this.onInput, unit: this.onUnitClick, point }));
    const heads = headings(net.sizes, net.hidden, net.output);
    const room = (places.right - places.left) / Math.max(last, 1);
    const whole = Math.max(...heads.map((h) => h.length)) * 6.2 < room;
    const texts = heads.map((head, l) =>
      svg("text", { class: "heading", x: places.layers[l]![0]!.x, y: 13, "text-anchor": "middle" }, whole ? head : head.split(" ")[0]),
    );
    this.element.replaceChildren(edges.element, nodes.element, ...texts, ...(below === CAPTIONS ? captions(net, places, room / 2) : []));
    this.buttons?.remove();
    this.buttons = undefined;
    if (this.builds) {
      this.buttons = builder(net.sizes, places, HEADING, this.builds);
      this.place.append(this.buttons);
    }
  }

  /** A chosen weight whose ends are not drawn as yet: it must be. */
  private hidesChosen(): Chosen | undefined {
    const { chosen, places } = this;
    if (!chosen || !places) return undefined;
    const drawn = (l: number, index: number) => index < 0 || places.layers[l]?.some((node) => node.index === index);
    return drawn(chosen.layer, chosen.from - 1) && drawn(chosen.layer + 1, chosen.to) ? undefined : chosen;
  }

  private edgeAt({ clientX, clientY }: MouseEvent): Chosen | undefined {
    const { left, top } = this.element.getBoundingClientRect();
    return this.edges?.nearest(clientX - left, clientY - top);
  }

  private point(event: PointerEvent): void {
    if ((event.target as Element).closest(".node")) return this.edges?.near(undefined);
    const at = this.edgeAt(event);
    this.edges?.near(at);
    this.element.classList.toggle("pointing", !!at && !!this.onWeight);
    this.tip.textContent = at ? this.told(at) : "";
  }

  private leave(): void {
    this.edges?.near(undefined);
    this.tip.textContent = "";
  }

  private click(event: MouseEvent): void {
    if ((event.target as Element).closest(".node")) return;
    const at = this.edgeAt(event);
    if (at) this.onWeight?.(at);
  }

  /** A weight in words. */
  private told(at: Chosen): string {
    const net = this.net!;
    const last = net.sizes.length - 1;
    const from = at.from === 0 ? "the constant 1" : at.layer === 0 ? (net.inputs[at.from - 1]?.name ?? "") : unitName(at.layer, at.from - 1, last);
    const to = at.layer === last - 1 ? (net.outputs[at.to] ?? "the output") : unitName(at.layer + 1, at.to, last);
    const moved = this.phase === "update" && net.moved ? `, moved by ${number(weightAt(net.moved, at))}` : "";
    return `${weightName(at, last)} = ${number(weightAt(net.weights, at))}${moved}: from ${from} to ${to} (${placeInPython(at, last)} in Python)`;
  }

  private pointAt(l: number, index: number | undefined, last: number): void {
    if (l === last - 1) this.onUnit(index);
    this.tip.textContent = index === undefined ? "" : this.toldUnit(l, index, last);
  }

  private toldUnit(l: number, index: number, last: number): string {
    const net = this.net!;
    const at = { layer: l, from: index + 1, to: 0 };
    const to = l === last - 1 ? (net.outputs[0] ?? "y") : unitName(l + 1, 0, last);
    return `${unitName(l, index, last)}: weight ${weightName(at, last)} = ${number(weightAt(net.weights, at))} to ${to}`;
  }
}

function captions(net: Net, places: Places, room: number): SVGTextElement[] {
  const all = matrices(net.sizes, net.rows);
  const fits = (part: "letters" | "shape") => all.every((m) => m[part].length * 6 < room);
  const parts = (["letters", "shape"] as const).filter(fits);
  return all.flatMap((matrix) => {
    const at = { x: places.left + matrix.x * (places.right - places.left), "text-anchor": "middle" };
    const y = places.bottom + 22;
    const lines = parts.map((part, i) => svg("text", { class: "shape", ...at, y: y + 15 * (i + 1) }, matrix[part]));
    return [svg("text", { class: "matrix", ...at, y }, matrix.name), ...lines];
  });
}
