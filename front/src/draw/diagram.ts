// The network: inputs, hidden units, outputs; an edge's width is its weight's size, its colour the
// sign. Each unit carries a small picture of what it computes. A weight may be lit with its path to
// the outputs, and a row of the table shown as it flows: values to the right, deltas to the left.

import { html, set, svg } from "../dom.ts";
import { number, percent, precise, squeezed, toldApart } from "../format.ts";
import { builder, type Builds } from "./builder.ts";
import { Edges } from "./edges.ts";
import { heightFor, nodeOnPath, placesOf, weightAt, type Chosen, type Net, type Node, type Phase, type Places } from "./network.ts";
import { headings, matrices, placeInPython, unitName, weightName } from "./notation.ts";
import { picturesOf, Small } from "./pictures.ts";
import { saves } from "./save.ts";

export type { Chosen, Net, Phase };

const HEADING = 20; // pixels
const BUTTONS = 26;
const CAPTIONS = 56;
const TOLD_APART = 13; // pixels between nodes, below which only lit ones show their numbers

interface Marks {
  layer: number;
  index: number;
  group: SVGGElement;
  glow?: SVGCircleElement;
  value?: SVGTextElement;
  title?: SVGTitleElement;
}

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
  private pictures: { layer: number; index: number; small: Small }[] = [];
  private marks: Marks[] = [];
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
    this.element.addEventListener("keydown", (event) => this.walk(event as KeyboardEvent));
    this.observer = new ResizeObserver(() => {
      this.size = [place.clientWidth, place.clientHeight];
      set(this.element, { width: this.size[0]!, height: this.size[1]! });
      this.made = "";
      if (this.net) this.show(this.net);
    });
    this.observer.observe(place);
  }

  show(net: Net): void {
    this.net = net;
    const [width = 0, height = 0] = this.size;
    if (!width || !height) return;
    const form = JSON.stringify([net.sizes, net.inputs.map((i) => [i.name, i.share]), net.outputs, net.hidden, net.output, net.rows, net.along, !!net.forward, !!this.builds, width, height]);
    if (form !== this.made) {
      this.build(net, width, height);
      this.made = form;
    }
    this.edges?.show(net, this.chosen, this.phase);
    const pictures = this.pictures.length ? picturesOf(net) : [];
    for (const { layer, index, small } of this.pictures) {
      const picture = pictures[layer]?.[index];
      if (picture) small.show(picture);
    }
    this.count(net);
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

  /** The height at which all units can be seen. */
  get wanted(): number {
    return this.net ? heightFor(this.net.sizes) : 0;
  }

  destroy(): void {
    this.observer.disconnect();
    for (const part of [this.element, this.tip, this.saves, this.buttons]) part?.remove();
  }

  private build(net: Net, width: number, height: number): void {
    const above = HEADING + (this.builds ? BUTTONS : 0);
    const below = this.shapes && height >= 200 ? CAPTIONS : 8;
    const places = (this.places = placesOf(net, { width, height, above, below }));
    const last = net.sizes.length - 1;
    this.edges = new Edges(net, places);
    this.pictures = [];
    this.marks = [];
    const names = toldApart(net.inputs.map((i) => i.name), letters(width));
    const nodes = svg("g", { class: "nodes" });
    for (const [l, layer] of places.layers.entries())
      for (const node of layer) {
        const group = svg("g", { class: "node", transform: `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})` });
        this.fill(group, net, l, node, names);
        nodes.append(group);
      }
    nodes.querySelector("[tabindex]")?.setAttribute("tabindex", "0"); // Tab enters once, arrows walk
    const heads = headings(net.sizes, net.hidden, net.output);
    const room = (places.right - places.left) / Math.max(last, 1);
    const whole = Math.max(...heads.map((h) => h.length)) * 6.2 < room;
    const texts = heads.map((head, l) =>
      svg("text", { class: "heading", x: places.layers[l]![0]!.x, y: 13, "text-anchor": "middle" }, whole ? head : head.split(" ")[0]),
    );
    this.element.replaceChildren(this.edges.element, nodes, ...texts, ...(below === CAPTIONS ? captions(net, places, room / 2) : []));
    this.buttons?.remove();
    this.buttons = undefined;
    if (this.builds) {
      this.buttons = builder(net.sizes, places, HEADING, this.builds);
      this.place.append(this.buttons);
    }
  }

  private fill(group: SVGGElement, net: Net, l: number, node: Node, names: string[]): void {
    const last = net.sizes.length - 1;
    const { index } = node;
    if (index === -2) {
      group.append(svg("text", { "text-anchor": "middle", y: 4 }, `+ ${net.sizes[l]! - this.places!.layers[l]!.filter((n) => n.index >= 0).length} more`));
      return;
    }
    if (index === -1) {
      group.append(svg("rect", { class: "constant", x: -4, y: -4, width: 8, height: 8 }), svg("text", { x: -9, y: 4, "text-anchor": "end" }, "1"));
      this.marks.push({ layer: l, index, group });
      return;
    }
    const r = l === 0 ? 4 : this.places!.radius[l]!;
    if (l === 0) this.input(group, net, index, names[index]!);
    else if (l === last) this.output(group, net, index, r);
    else this.unit(group, net, l, index, r);
    const mark: Marks = { layer: l, index, group };
    if (net.forward) {
      const right = l === last ? { x: r + 6, y: 18, "text-anchor": "start" } : { x: r + 5, y: 4, "text-anchor": "start" };
      mark.glow = svg("circle", { class: "glow", r });
      mark.title = svg("title");
      mark.value = svg("text", { class: "value", ...right }, mark.title);
      group.append(mark.glow, mark.value);
    }
    this.marks.push(mark);
  }

  private input(group: SVGGElement, net: Net, index: number, text: string): void {
    const { name, share } = net.inputs[index] ?? { name: `x${index + 1}`, share: undefined };
    const label = svg("text", { class: index === net.along ? "ink along" : "ink", x: -10, y: 4, "text-anchor": "end" }, text);
    const hint = this.onInput ? "; click to see the hidden units over it" : "";
    label.append(svg("title", {}, (share === undefined ? name : `${name}: relevance ${percent(share)}`) + hint));
    if (this.onInput) {
      set(group, { class: "node pick", tabindex: -1, role: "button", "aria-label": `hidden units over ${name}` });
      pressed(group, () => this.onInput?.(index));
    }
    group.append(svg("circle", { class: "input", r: 4 }), label);
  }

  private output(group: SVGGElement, net: Net, index: number, r: number): void {
    const name = net.outputs[index] ?? "y";
    group.append(svg("circle", { class: "unit", r }), this.small(net, net.sizes.length - 1, index, r));
    group.append(svg("text", { class: "ink", x: r + 6, y: 4 }, svg("title", {}, name), squeezed(name, letters(this.size[0]!) - 3)));
  }

  private unit(group: SVGGElement, net: Net, l: number, index: number, r: number): void {
    const last = net.sizes.length - 1;
    const name = unitName(l, index, last);
    const click = this.onUnitClick;
    set(group, { class: click ? "node pick" : "node", tabindex: -1, role: click ? "button" : "img", "aria-label": click ? `${name}: step through it` : name });
    if (click) pressed(group, () => this.onUnitClick?.(l, index));
    for (const event of ["pointerenter", "focus"])
      group.addEventListener(event, () => {
        if (l === last - 1) this.onUnit(index);
        this.tellUnit(l, index);
      });
    for (const event of ["pointerleave", "blur"])
      group.addEventListener(event, () => {
        if (l === last - 1) this.onUnit(undefined);
        this.tip.textContent = "";
      });
    group.append(svg("circle", { class: "unit", r }), this.small(net, l, index, r));
  }

  private small(net: Net, layer: number, index: number, r: number): SVGGElement {
    const small = new Small(r);
    if (!net.forward) this.pictures.push({ layer, index, small });
    return small.element;
  }

  /** The row's numbers in this phase, and which nodes are lit. */
  private count(net: Net): void {
    const last = net.sizes.length - 1;
    for (const { layer, index, group, glow, value, title } of this.marks) {
      const back = this.phase === "backward";
      const lit = back ? layer > 0 && index >= 0 : this.chosen && nodeOnPath(layer, index, this.chosen);
      group.classList.toggle("lit", !!lit);
      if (!glow || !value || !title) continue;
      const numbers = this.phase === "update" ? undefined : (back ? net.backward : net.forward)?.[layer];
      const z = numbers?.[index];
      const crowded = this.places!.radius[layer]! * 2 + 3 < TOLD_APART && layer > 0 && layer < last;
      const near = this.chosen && nodeOnPath(layer, index, this.chosen);
      const largest = numbers ? Math.max(1e-12, ...Array.from(numbers, Math.abs)) : 1;
      set(glow, { class: `glow ${z === undefined ? "" : z < 0 ? "negative" : "positive"}`, "fill-opacity": z === undefined ? 0 : ((0.75 * Math.abs(z)) / largest).toFixed(2) });
      const text = z === undefined || (crowded && !near) ? "" : number(z).replaceAll("-", "\u2212");
      title.textContent = z === undefined ? "" : precise(z);
      set(value, { "data-value": z });
      value.replaceChildren(title, text);
    }
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

  /** Arrow keys go from node to node. */
  private walk(event: KeyboardEvent): void {
    const stops = [...this.element.querySelectorAll<SVGGElement>(".node[tabindex]")];
    const here = stops.indexOf(event.target as SVGGElement);
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const next = by === undefined || here < 0 ? undefined : stops[here + by];
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    for (const stop of stops) set(stop, { tabindex: stop === next ? 0 : -1 });
    next.focus();
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

  private tellUnit(l: number, index: number): void {
    const net = this.net!;
    const last = net.sizes.length - 1;
    const at = { layer: l, from: index + 1, to: 0 };
    const to = l === last - 1 ? (net.outputs[0] ?? "y") : unitName(l + 1, 0, last);
    this.tip.textContent = `${unitName(l, index, last)}: weight ${weightName(at, last)} = ${number(weightAt(net.weights, at))} to ${to}`;
  }
}

/** A click, Enter or the space bar. */
function pressed(group: SVGGElement, act: () => void): void {
  group.addEventListener("click", act);
  group.addEventListener("keydown", (event) => {
    if (!["Enter", " "].includes((event as KeyboardEvent).key)) return;
    event.preventDefault();
    act();
  });
}

/** Characters of a name beside the network. */
function letters(width: number): number {
  return Math.max(6, Math.min(18, Math.floor((width * 0.24 - 12) / 7.2)));
}

function captions(net: Net, places: Places, room: number): SVGTextElement[] {
  return matrices(net.sizes, net.rows).flatMap(({ x, name, letters: shape, shape: numbers }) => {
    const at = { x: places.left + x * (places.right - places.left), "text-anchor": "middle" };
    const y = places.bottom + 22;
    const lines = [shape.length * 6 < room ? shape : "", numbers.length * 6 < room ? numbers : ""].filter(Boolean);
    return [svg("text", { class: "matrix", ...at, y }, name), ...lines.map((line, i) => svg("text", { class: "shape", ...at, y: y + 15 * (i + 1) }, line))];
  });
}
