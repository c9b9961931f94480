// Units and layers are added and taken away on the drawing itself: small buttons above each hidden
// layer, and one for a layer more.

import { html } from "../dom.ts";
import type { Places } from "./network.ts";

export const BUTTONS = 26; // pixels of their height
const APART = 140; // pixels between two layers that leave room for a button

export interface Builds {
  mostLayers: number; // hidden ones
  units(layer: number, delta: number): void; // hidden layer, from 0
  layer(at: number, what: "add" | "remove"): void; // a new layer stands before the one that was `at`
}

/** `at`: pixels from the top. */
export function builder(sizes: number[], places: Places, at: number, builds: Builds): HTMLElement {
  const element = html("div", { class: "builds", role: "group", "aria-label": "units and layers" });
  const hidden = sizes.length - 2;
  const layer = (l: number) => (hidden > 1 ? ` of hidden layer ${l + 1}` : "");
  const button = (sign: string, name: string, click: () => void, off = false) =>
    html("button", { type: "button", class: "build", title: name, "aria-label": name, disabled: off, click }, sign);
  for (let l = 0; l < hidden; l++) {
    const group = html(
      "div",
      {},
      button("−", `one unit fewer${layer(l)}`, () => builds.units(l, -1), sizes[l + 1]! < 2),
      button("+", `one unit more${layer(l)}`, () => builds.units(l, 1)),
      button("×", `without hidden layer ${l + 1}`, () => builds.layer(l, "remove")),
    );
    place(group, places.layers[l + 1]![0]!.x, at);
    element.append(group);
  }
  const more = html("div", {}, button("+ layer", "one hidden layer more", () => builds.layer(hidden, "add"), hidden >= builds.mostLayers));
  const [before, end] = places.layers.slice(-2).map((layer) => layer[0]!.x) as [number, number];
  place(more, end - before > APART ? (before + end) / 2 : end, at);
  element.append(more);
  return element;
}

function place(group: HTMLElement, x: number, y: number): void {
  group.style.left = `${x}px`;
  group.style.top = `${y}px`;
}
