// The nodes of a drawing: inputs with their names, units with their pictures, outputs; and beside
// each, where a row is shown, its value or its delta.

import { set, svg } from "../dom.ts";
import { number, percent, precise, squeezed, toldApart } from "../format.ts";
import { nodeOnPath, type Chosen, type Net, type Node, type Phase, type Places } from "./network.ts";
import { unitName } from "./notation.ts";
import { picturesOf, Small } from "./pictures.ts";

const TOLD_APART = 13; // pixels between nodes, below which only lit ones show their numbers

/** What nodes tell of. */
export interface Hears {
  input: ((input: number) => void) | undefined;
  unit: ((layer: number, index: number) => void) | undefined; // clicked; layer 1 ... L
  point(layer: number, index: number | undefined): void; // at a unit, or away from it
}

interface Row {
  glow: SVGCircleElement;
  value: SVGTextElement;
  title: SVGTitleElement;
}

interface Mark {
  layer: number;
  index: number; // -1: the constant
  group: SVGGElement;
  row?: Row;
}

export class Nodes {
  readonly element = svg("g", { class: "nodes" });
  private readonly values = svg("g"); // apart from what is named and clicked
  private readonly marks: Mark[] = [];
  private readonly pictures: { layer: number; index: number; small: Small }[] = [];
  private readonly last: number;

  /** `width`: of the whole drawing, for the names beside it. */
  constructor(
    private readonly net: Net,
    private readonly places: Places,
    private readonly width: number,
    private readonly hears: Hears,
  ) {
    this.last = net.sizes.length - 1;
    const names = toldApart(net.inputs.map((i) => i.name), letters(width));
    for (const [l, layer] of places.layers.entries())
      for (const node of layer) {
        const group = svg("g", { class: "node", transform: `translate(${node.x.toFixed(1)} ${node.y.toFixed(1)})` });
        this.fill(group, l, node, names);
        this.element.append(group);
      }
    this.element.append(this.values);
    this.element.querySelector("[tabindex]")?.setAttribute("tabindex", "0"); // Tab enters once, arrows walk
    this.element.addEventListener("keydown", (event) => this.walk(event as KeyboardEvent));
  }

  /** Pictures and numbers of now, and which nodes are lit. */
  show(net: Net, chosen: Chosen | undefined, phase: Phase | undefined): void {
    const pictures = this.pictures.length ? picturesOf(net) : [];
    for (const { layer, index, small } of this.pictures) {
      const picture = pictures[layer]?.[index];
      if (picture) small.show(picture);
    }
    const back = phase === "backward";
    for (const { layer, index, group, row } of this.marks) {
      const near = chosen && nodeOnPath(layer, index, chosen);
      group.classList.toggle("lit", back ? layer > 0 && index >= 0 : !!near);
      const numbers = phase === "update" ? undefined : (back ? net.backward : net.forward)?.[layer];
      if (row) this.tell(row, numbers, index, !!near || !this.crowded(layer));
    }
  }

  private tell({ glow, value, title }: Row, numbers: ArrayLike<number> | undefined, index: number, written: boolean): void {
    const z = numbers?.[index];
    const largest = numbers ? Math.max(1e-12, ...Array.from(numbers, Math.abs)) : 1;
    const sign = z === undefined ? "" : z < 0 ? "negative" : "positive";
    const filled = z === undefined ? 0 : ((0.75 * Math.abs(z)) / largest).toFixed(2);
    set(glow, { class: `glow ${sign}`, "fill-opacity": filled });
    title.textContent = z === undefined ? "" : precise(z);
    set(value, { "data-value": z });
    value.replaceChildren(title, z === undefined || !written ? "" : number(z).replaceAll("-", "\u2212"));
  }

  private crowded(layer: number): boolean {
    return layer > 0 && layer < this.last && 2 * this.places.radius[layer]! + 3 < TOLD_APART;
  }

  private fill(group: SVGGElement, l: number, node: Node, names: string[]): void {
    const { index } = node;
    if (index === -2) {
      const hidden = this.net.sizes[l]! - this.places.layers[l]!.filter((n) => n.index >= 0).length;
      group.append(svg("text", { "text-anchor": "middle", y: 4 }, `+ ${hidden} more`));
      return;
    }
    const mark: Mark = { layer: l, index, group };
    this.marks.push(mark);
    if (index === -1) {
      group.append(svg("rect", { class: "constant", x: -4, y: -4, width: 8, height: 8 }), svg("text", { x: -9, y: 4, "text-anchor": "end" }, "1"));
      return;
    }
    const r = l === 0 ? 4 : this.places.radius[l]!;
    if (l === 0) this.input(group, index, names[index]!);
    else if (l === this.last) this.output(group, index, r);
    else this.unit(group, l, index, r);
    if (!this.net.forward) return;
    const title = svg("title");
    const at = l === this.last ? { x: node.x + r + 6, y: node.y + 18 } : { x: node.x + r + 5, y: node.y + 4 };
    mark.row = { glow: svg("circle", { class: "glow", r }), title, value: svg("text", { class: "value", ...at }, title) };
    group.append(mark.row.glow);
    this.values.append(mark.row.value);
  }

  private input(group: SVGGElement, index: number, text: string): void {
    const { name, share } = this.net.inputs[index]!;
    const { input } = this.hears;
    const label = svg("text", { class: index === this.net.along ? "ink along" : "ink", x: -10, y: 4, "text-anchor": "end" }, text);
    const hint = input ? "; click to see the hidden units over it" : "";
    label.append(svg("title", {}, (share === undefined ? name : `${name}: relevance ${percent(share)}`) + hint));
    if (input) {
      set(group, { class: "node pick", tabindex: -1, role: "button", "aria-label": `${text === name ? "" : `${text}: `}hidden units over ${name}` });
      pressed(group, () => input(index));
    }
    group.append(svg("circle", { class: "input", r: 4 }), label);
  }

  private output(group: SVGGElement, index: number, r: number): void {
    const name = this.net.outputs[index] ?? "y";
    const text = svg("text", { class: "ink", x: r + 6, y: 4 }, svg("title", {}, name), squeezed(name, letters(this.width) - 3));
    group.append(svg("circle", { class: "unit", r }), this.small(this.last, index, r), text);
  }

  private unit(group: SVGGElement, l: number, index: number, r: number): void {
    const name = unitName(l, index, this.last);
    const { unit } = this.hears;
    const looks = unit ? { class: "node pick", role: "button", "aria-label": `${name}: step through it` } : { role: "img", "aria-label": name };
    set(group, { tabindex: -1, ...looks });
    if (unit) pressed(group, () => unit(l, index));
    for (const event of ["pointerenter", "focus"]) group.addEventListener(event, () => this.hears.point(l, index));
    for (const event of ["pointerleave", "blur"]) group.addEventListener(event, () => this.hears.point(l, undefined));
    group.append(svg("circle", { class: "unit", r }), this.small(l, index, r));
  }

  private small(layer: number, index: number, r: number): SVGGElement {
    const small = new Small(r);
    if (!this.net.forward) this.pictures.push({ layer, index, small });
    return small.element;
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
