// The network and its learning. A change tells at once; while a slider moves, the newest counts.

import { html } from "../dom.ts";
import type { Builds } from "../draw/builder.ts";
import { DESCENTS } from "./descents.ts";
import { Finer } from "./finer.ts";
import type { Settings, Value } from "./types.ts";

const SOLVERS: [string, string][] = [
  ["auto", "auto: best for this table"],
  ["gd", "gradient descent"],
  ["sgd", "stochastic descent"],
  ["adam", "Adam"],
  ["lm", "Levenberg-Marquardt"],
  ["scg", "scaled conjugate gradients"],
  ["lbfgs", "L-BFGS"],
];
const MOST_LAYERS = 3; // hidden ones
const [LEAST_UNITS, MOST_UNITS, NEW_UNITS] = [1, 500, 10]; // of a layer
const EPOCHS: Record<string, number> = { gd: 100_000, sgd: 200, adam: 200 };
const SPEEDS: [string, string][] = [
  ["", "full speed"],
  ["1", "1 epoch a second"],
  ["10", "10 a second"],
  ["100", "100 a second"],
  ["1000", "1 000 a second"],
  ["20000", "20 000 a second"],
];

export class Controls {
  readonly element = html("section", { class: "controls", "aria-label": "network and learning" });
  private readonly auto = html("input", { type: "checkbox", id: "auto-size" });
  private readonly layers = html("div", { class: "layers" });
  private readonly activation = choice("activation", [["tanh", "tanh"]]);
  private readonly solver = choice("solver", SOLVERS);
  private readonly hidden = field("rate-hidden", 0.1);
  private readonly output = field("rate-output", 0.01);
  private readonly rates = html("div", { class: "row rates" }, html("span", { class: "muted" }, "rates"), this.hidden, this.output);
  private readonly epochs = field("epochs", 100_000, 1);
  private readonly alpha = field("alpha", "", "any");
  private readonly speed = choice("speed", SPEEDS);
  private readonly seed = field("seed", 0, 1);
  private readonly networks = field("networks", "", 1);
  private readonly several = html("label", { class: "row", title: "how many networks are trained, each without some of the rows; they answer together" }, html("span", { class: "muted" }, "networks"), this.networks);
  private readonly descent = html(
    "div",
    { class: "descent" },
    this.rates,
    html("label", { class: "row" }, html("span", { class: "muted" }, "epochs"), this.epochs),
    html("label", { class: "row" }, html("span", { class: "muted" }, "speed"), this.speed),
  );
  private readonly kinds = html("label", { class: "row" }, html("span", { class: "muted" }, "units are"), this.activation);
  private readonly drawn = html("p", { class: "muted drawn", hidden: true }, "A seed draws the lecture\u2019s data and start anew.");
  private readonly finer: Finer;

  /** `changed`: refit, `moving` while a slider is dragged; `paced`: only the speed is another. */
  constructor(
    private readonly changed: (moving?: boolean) => void,
    paced: () => void,
  ) {
    this.finer = new Finer(() => this.changed());
    this.speed.addEventListener("change", paced);
    for (const control of [this.activation, this.hidden, this.output, this.epochs, this.alpha, this.networks, this.seed])
      control.addEventListener("change", () => this.changed());
    this.auto.addEventListener("change", () => {
      this.layers.hidden = this.auto.checked;
      if (!this.auto.checked && !this.units().length) this.setLayers([12]);
      this.reveal();
      this.changed();
    });
    this.solver.addEventListener("change", () => {
      const name = this.solver.value;
      if (EPOCHS[name]) this.epochs.value = String(EPOCHS[name]);
      if (DESCENTS.has(name) && this.auto.checked) this.setLayers([20]);
      this.finer.resolve(name);
      this.reveal();
      this.changed();
    });
    this.element.append(
      html("h2", {}, "Network"),
      html("label", { class: "row" }, this.auto, html("span", {}, "size by cross-validation")),
      this.layers,
      this.kinds,
      html("h2", {}, "Learning"),
      this.solver,
      this.descent,
      this.several,
      html("label", { class: "row" }, html("span", { class: "muted" }, "penalty"), this.alpha),
      html("label", { class: "row" }, html("span", { class: "muted" }, "seed"), this.seed),
      this.drawn,
      this.finer.element,
    );
    this.alpha.placeholder = this.networks.placeholder = "auto";
    this.networks.min = "1";
    this.set({});
  }

  /** The functions that a unit can have, with their labels; what was chosen stays. */
  offer(functions: [string, string][]): void {
    for (const select of [this.activation, this.finer.output]) {
      const chosen = select.value;
      select.replaceChildren(...functions.map(([value, words]) => html("option", { value }, words)));
      select.value = chosen;
    }
  }

  /** The controls as settings say; without any, the defaults. `lecture`: its seed draws the table. */
  set(settings: Settings, lecture = false): void {
    this.finer.set(settings, lecture);
    this.drawn.hidden = !lecture;
    this.seed.value = String(settings["random_state"] ?? 0);
    const sizes = settings["hidden_layer_sizes"];
    this.setLayers(Array.isArray(sizes) ? sizes : []);
    this.auto.checked = !Array.isArray(sizes);
    this.layers.hidden = this.auto.checked;
    this.activation.value = String(settings["activation"] ?? "tanh");
    this.solver.value = String(settings["solver"] ?? "auto");
    const rate = settings["learning_rate_init"] ?? 0.1;
    const [first, last] = Array.isArray(rate) ? [rate[0], rate[rate.length - 1]] : [rate, rate];
    this.hidden.value = String(first);
    this.output.value = String(last);
    this.epochs.value = String(settings["max_iter"] ?? 100_000);
    this.alpha.value = String(settings["alpha"] ?? "");
    this.networks.value = String(settings["n_networks"] ?? "");
    this.seed.value = String(settings["random_state"] ?? 0);
    this.speed.value = this.solver.value === "gd" ? "20000" : "";
    this.reveal();
  }

  setEpochs(epochs: number): void {
    this.epochs.value = String(epochs);
  }

  /** What the drawing of a network changes; sizes that were to be found out stay as they are `drawn`. */
  builds(drawn: number[]): Builds {
    const settled = (change: () => void) => {
      if (this.auto.checked) this.setLayers(drawn);
      change();
    };
    return {
      mostLayers: MOST_LAYERS,
      units: (layer, delta) => settled(() => this.addUnits(layer, delta)),
      layer: (at, what) => settled(() => (what === "add" ? this.addLayer(at) : this.removeLayer(at))),
    };
  }

  /** So many units more in hidden layer `layer`, counted from 0. */
  addUnits(layer: number, delta: number): void {
    this.rebuild(this.units().map((n, i) => (i === layer ? Math.min(Math.max(n + delta, LEAST_UNITS), MOST_UNITS) : n)));
  }

  /** A new hidden layer before the one that was `at`. */
  addLayer(at: number): void {
    const sizes = this.units();
    if (sizes.length < MOST_LAYERS) this.rebuild([...sizes.slice(0, at), NEW_UNITS, ...sizes.slice(at)]);
  }

  removeLayer(at: number): void {
    this.rebuild(this.units().filter((_, i) => i !== at));
  }

  get watched(): boolean {
    return DESCENTS.has(this.solver.value);
  }

  get pace(): number | null {
    return this.speed.value ? Number(this.speed.value) : null;
  }

  settings(): Settings {
    const solver = this.solver.value;
    const settings: Settings = { ...this.finer.settings(solver), solver, activation: this.activation.value };
    const units = [...this.layers.querySelectorAll<HTMLInputElement>("input[type=number]")].map((i) => Number(i.value) || 1);
    settings["hidden_layer_sizes"] = this.auto.checked ? "auto" : units;
    settings["random_state"] = Number(this.seed.value) || 0;
    if (this.alpha.value !== "") settings["alpha"] = Number(this.alpha.value);
    if (!this.watched && this.networks.value !== "") settings["n_networks"] = Math.max(Math.round(Number(this.networks.value)) || 1, 1);
    if (this.watched) {
      const n = this.auto.checked ? 2 : units.length + 1;
      const [a, b] = [Number(this.hidden.value), Number(this.output.value)];
      settings["learning_rate_init"] = solver === "gd" && n > 1 ? [...Array<number>(n - 1).fill(a), b] : a;
      settings["max_iter"] = Number(this.epochs.value) || 1;
    }
    return plain(settings);
  }

  private reveal(): void {
    this.descent.hidden = !this.watched;
    this.several.hidden = this.watched;
    const hidden = this.auto.checked || this.units().length > 0;
    this.output.hidden = this.solver.value !== "gd" || !hidden;
    this.kinds.hidden = !hidden;
    this.finer.reveal(this.solver.value, hidden);
    if (!hidden) this.kinds.after(this.finer.outputs);
  }

  private rebuild(sizes: number[]): void {
    this.setLayers(sizes);
    this.reveal();
    this.changed();
  }

  private setLayers(sizes: number[]): void {
    this.auto.checked = false;
    this.layers.hidden = false;
    this.layers.replaceChildren(...sizes.map((n, i) => this.layer(n, i)), this.more(sizes.length));
  }

  private layer(units: number, i: number): HTMLElement {
    const slider = html("input", { type: "range", min: 1, max: 60, value: units, "aria-label": `units of hidden layer ${i + 1}` });
    const exact = html("input", { type: "number", min: LEAST_UNITS, max: MOST_UNITS, value: units, "aria-label": `units of hidden layer ${i + 1}, exactly` });
    slider.addEventListener("input", () => {
      exact.value = slider.value;
      this.changed(true);
    });
    slider.addEventListener("change", () => this.changed());
    exact.addEventListener("change", () => {
      slider.value = exact.value;
      this.changed();
    });
    const away = html("button", { type: "button", class: "plain", "aria-label": `take hidden layer ${i + 1} away` }, "×");
    away.addEventListener("click", () => this.removeLayer(i));
    return html("div", { class: "row layer" }, slider, exact, away);
  }

  private more(count: number): HTMLElement | "" {
    if (count >= MOST_LAYERS) return "";
    const button = html("button", { type: "button", class: "plain" }, "+ hidden layer");
    button.addEventListener("click", () => this.addLayer(count));
    return button;
  }

  private units(): number[] {
    return [...this.layers.querySelectorAll<HTMLInputElement>("input[type=number]")].map((i) => Number(i.value) || 1);
  }
}

/** Settings that differ from the defaults. */
function plain(settings: Settings): Settings {
  const defaults: Record<string, Value> = { solver: "auto", activation: "tanh", hidden_layer_sizes: "auto", random_state: 0 };
  return Object.fromEntries(Object.entries(settings).filter(([name, value]) => defaults[name] !== value));
}

function choice(id: string, options: [string, string][]): HTMLSelectElement {
  return html("select", { id, "aria-label": id }, ...options.map(([value, text]) => html("option", { value }, text)));
}

function field(id: string, value: number | string, step: number | string = "any"): HTMLInputElement {
  return html("input", { id, type: "number", value, step, min: 0, "aria-label": id.replace("-", " ") });
}
