// The network: inputs, hidden units, outputs; an edge's width is its weight's size, its colour the
// sign. A hidden unit carries a small picture of what it computes over the grid.

import { html, set, svg } from "../dom.ts";
import { number, percent, squeezed, toldApart } from "../format.ts";
import { saves } from "./save.ts";

export interface Net {
  sizes: number[];
  inputs: { name: string; share?: number | undefined }[];
  outputs: string[];
  weights: { shape: [number, number]; values: ArrayLike<number> }[]; // constant's row first
  units?: ArrayLike<number>[] | undefined; // of the last hidden layer, over the grid
  along?: number | undefined; // the input of that grid
  forward?: ArrayLike<number>[] | undefined; // a row's value at each node, a layer an array
  backward?: (ArrayLike<number> | undefined)[] | undefined; // its delta there
}

export interface Chosen {
  layer: number; // of weights, from 0
  from: number; // row of the matrix: 0 is the constant
  to: number;
}

const MOST = 14; // nodes drawn of a layer; the rest are counted
const RADIUS = 15;
const WIDEST = 5;

interface Node {
  x: number;
  y: number;
  index: number; // in its layer; -1 the constant, -2 the count of those not drawn
}

export class Diagram {
  readonly element: SVGSVGElement;
  onUnit: (unit: number | undefined) => void = () => undefined;
  onWeight: ((weight: Chosen) => void) | undefined;
  onInput: ((input: number) => void) | undefined;
  private chosen = "";
  private readonly tip = html("div", { class: "tip", role: "status" });
  private readonly observer: ResizeObserver;
  private net: Net | undefined;
  private size = [0, 0];
  private layers: Node[][] = [];
  private edges: { element: SVGLineElement; at: Chosen }[] = [];
  private pictures = new Map<number, SVGPathElement>();
  private numbers: { layer: number; index: number; forward: SVGTextElement; backward: SVGTextElement }[] = [];
  private readonly saves: HTMLElement;
  private made = "";
  private names: string[] = []; // of the inputs, as they are written

  constructor(place: HTMLElement, label = "the network") {
    this.element = svg("svg", { class: "plot diagram", role: "img", "aria-label": label });
    place.append(this.element, this.tip);
    this.saves = saves(place, this.element);
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
    const form = JSON.stringify([net.sizes, net.inputs.map((i) => i.name), net.outputs, net.along, width, height]);
    if (form !== this.made) {
      this.build(net, width, height);
      this.made = form;
    }
    this.weigh(net);
    this.picture(net);
    this.count(net);
  }

  /** Marks the edge of a weight. */
  choose(at: Chosen): void {
    this.chosen = key(at);
    if (this.net) this.weigh(this.net);
  }

  destroy(): void {
    this.observer.disconnect();
    this.element.remove();
    this.tip.remove();
    this.saves.remove();
  }

  private build(net: Net, width: number, height: number): void {
    const margin = { left: Math.min(150, width * 0.24), right: Math.min(120, width * 0.2) };
    this.names = toldApart(net.inputs.map((i) => i.name), room(width));
    const span = width - margin.left - margin.right;
    const last = net.sizes.length - 1;
    this.layers = net.sizes.map((n, l) =>
      placed(n, l < last, margin.left + (last ? (span * l) / last : 0), height),
    );
    const edges = svg("g", { class: "edges" });
    this.edges = [];
    for (let l = 0; l < last; l++)
      for (const from of this.layers[l]!)
        for (const to of this.layers[l + 1]!) {
          if (from.index === -2 || to.index < 0) continue;
          const at = { layer: l, from: from.index + 1, to: to.index };
          const element = svg("line", {
            x1: from.x,
            y1: from.y,
            x2: to.x,
            y2: to.y,
            pointerenter: () => this.tellEdge(at),
            pointerleave: () => this.hush(),
            click: () => this.onWeight?.(at),
          });
          edges.append(element);
          this.edges.push({ element, at });
        }
    const nodes = svg("g", { class: "nodes" });
    this.pictures = new Map();
    this.numbers = [];
    for (const [l, layer] of this.layers.entries())
      for (const node of layer) {
        nodes.append(this.node(net, l, node, last));
        if (net.forward && node.index >= 0) nodes.append(...this.beside(l, node, last));
      }
    this.element.replaceChildren(edges, nodes);
  }

  /** Places for a node's numbers: its value where it flows on, its delta where it came from. */
  private beside(l: number, { x, y, index }: Node, last: number): SVGTextElement[] {
    const r = l === 0 || l === last ? 8 : radius(this.layers[l]!, this.size[1]!) + 4;
    const ends = l === last;
    const forward = svg("text", { class: "forward", x: x + r, y: ends ? y + 19 : y + 4, "text-anchor": "start" });
    const backward = svg("text", { class: "backward", x: x - r, y: y + 4, "text-anchor": "end" });
    if (ends) set(forward, { x: x + 12 });
    this.numbers.push({ layer: l, index, forward, backward });
    return [forward, backward];
  }

  private count(net: Net): void {
    for (const { layer, index, forward, backward } of this.numbers) {
      const value = net.forward?.[layer]?.[index];
      const delta = net.backward?.[layer]?.[index];
      forward.textContent = value === undefined ? "" : `${short(value)} \u2192`;
      backward.textContent = delta === undefined ? "" : `\u2190 ${short(delta)}`;
    }
  }

  private node(net: Net, l: number, node: Node, last: number): SVGGElement {
    const group = svg("g", { transform: `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})` });
    if (node.index === -2) {
      group.append(svg("text", { "text-anchor": "middle", y: 4 }, `+ ${net.sizes[l]! - (this.layers[l]!.length - 2)}`));
      return group;
    }
    if (node.index === -1) {
      group.append(svg("circle", { class: "constant", r: 3 }), svg("text", { x: -8, y: 4, "text-anchor": "end" }, "1"));
      return group;
    }
    if (l === 0) {
      const { name, share } = net.inputs[node.index] ?? { name: `x${node.index}` };
      const look = node.index === net.along ? "ink along" : "ink";
      const text = svg("text", { class: look, x: -10, y: 4, "text-anchor": "end" }, this.names[node.index] ?? name);
      const hint = this.onInput ? "; click to see the hidden units over it" : "";
      text.append(svg("title", {}, (share === undefined ? name : `${name}: relevance ${percent(share)}`) + hint));
      if (this.onInput) {
        const pick = () => this.onInput?.(node.index);
        set(group, { class: "pick", tabindex: 0, role: "button", "aria-label": `hidden units over ${name}` });
        group.addEventListener("click", pick);
        group.addEventListener("keydown", (event) => {
          if (!["Enter", " "].includes((event as KeyboardEvent).key)) return;
          event.preventDefault();
          pick();
        });
      }
      group.append(svg("circle", { class: "input", r: 4 }), text);
      return group;
    }
    if (l === last) {
      const name = net.outputs[node.index] ?? "y";
      group.append(svg("circle", { class: "output", r: 6 }), svg("text", { class: "ink", x: 12, y: 4 }, svg("title", {}, name), squeezed(name, room(this.size[0]!) - 3)));
      return group;
    }
    const r = radius(this.layers[l]!, this.size[1]!);
    group.append(svg("circle", { class: "unit", r }));
    if (l === last - 1) {
      const picture = svg("path", { class: "picture", transform: `scale(${(r / RADIUS).toFixed(3)})` });
      this.pictures.set(node.index, picture);
      group.append(picture);
      const look = () => {
        this.onUnit(node.index);
        this.tellUnit(node.index);
      };
      const leave = () => {
        this.onUnit(undefined);
        this.hush();
      };
      set(group, { tabindex: 0, role: "img", "aria-label": `hidden unit ${node.index}` });
      for (const event of ["pointerenter", "focus"]) group.addEventListener(event, look);
      for (const event of ["pointerleave", "blur"]) group.addEventListener(event, leave);
    }
    return group;
  }

  private weigh(net: Net): void {
    const largest = net.weights.map(({ values, shape }) => {
      let size = 1e-12;
      for (let i = shape[1]; i < values.length; i++) size = Math.max(size, Math.abs(values[i]!));
      return size;
    });
    for (const { element, at } of this.edges) {
      const w = value(net, at);
      const width = Math.min(WIDEST, (WIDEST * Math.abs(w)) / largest[at.layer]!);
      const sign = (w < 0 ? "negative" : "positive") + (key(at) === this.chosen ? " chosen" : "");
      set(element, { class: sign, "stroke-width": Math.max(width, 0.25).toFixed(2) });
    }
  }

  private picture(net: Net): void {
    for (const [m, element] of this.pictures) {
      const z = net.units?.[m];
      if (!z) continue;
      let low = Infinity;
      let high = -Infinity;
      for (let i = 0; i < z.length; i++) {
        low = Math.min(low, z[i]!);
        high = Math.max(high, z[i]!);
      }
      [low, high] = [Math.min(low, -1), Math.max(high, 1)];
      const steps = Math.min(z.length, 24);
      let d = "";
      for (let i = 0; i < steps; i++) {
        const at = z[Math.round((i * (z.length - 1)) / Math.max(steps - 1, 1))]!;
        const x = -9 + (18 * i) / Math.max(steps - 1, 1);
        const y = 9 - (18 * (at - low)) / (high - low);
        d += `${i ? "L" : "M"}${x.toFixed(1)} ${Number.isFinite(y) ? y.toFixed(1) : 0}`;
      }
      set(element, { d });
    }
  }

  private tellEdge(at: Chosen): void {
    if (!this.net) return;
    const hidden = this.net.sizes.length - 2;
    const name = hidden === 1 ? (at.layer === 0 ? "V" : "W") : `layer ${at.layer + 1}`;
    const from = at.from === 0 ? "the constant" : at.layer === 0 ? (this.net.inputs[at.from - 1]?.name ?? "") : `unit ${at.from - 1}`;
    const to = at.layer === this.net.sizes.length - 2 ? (this.net.outputs[at.to] ?? "the output") : `unit ${at.to}`;
    this.tip.textContent = `${name}[${at.from}, ${at.to}] = ${number(value(this.net, at))}: from ${from} to ${to}`;
  }

  private tellUnit(m: number): void {
    if (!this.net) return;
    const layer = this.net.sizes.length - 2;
    this.tip.textContent = `unit ${m}: weight ${number(value(this.net, { layer, from: m + 1, to: 0 }))} to ${this.net.outputs[0] ?? "y"}`;
  }

  private hush(): void {
    this.tip.textContent = "";
  }
}

function short(value: number): string {
  return number(value).replaceAll("-", "\u2212");
}

function key({ layer, from, to }: Chosen): string {
  return `${layer} ${from} ${to}`;
}

/** Characters of a name beside the network. */
function room(width: number): number {
  return Math.max(6, Math.min(18, Math.floor((width * 0.24 - 12) / 7.2)));
}

function value(net: Net, { layer, from, to }: Chosen): number {
  const matrix = net.weights[layer];
  return matrix ? (matrix.values[from * matrix.shape[1] + to] ?? 0) : 0;
}

function radius(layer: Node[], height: number): number {
  return Math.max(5, Math.min(RADIUS, (height - 24) / layer.length / 2 - 2));
}

/** Nodes of a layer from top to bottom; the constant first where the layer feeds another. */
function placed(n: number, feeds: boolean, x: number, height: number): Node[] {
  const indices = n <= MOST ? Array.from({ length: n }, (_, i) => i) : [...Array.from({ length: MOST - 1 }, (_, i) => i), -2];
  const all = feeds ? [-1, ...indices] : indices;
  const step = Math.min((height - 24) / all.length, 44);
  const top = height / 2 - (step * (all.length - 1)) / 2;
  return all.map((index, i) => ({ x, y: top + step * i, index }));
}
