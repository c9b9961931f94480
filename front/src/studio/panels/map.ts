// The fit of two or more inputs: a map of two of them, the others where the profiler stands.

import { html, set } from "../../dom.ts";
import { keys } from "../../draw/keys.ts";
import { FieldMap, type FieldAxis, type Row } from "../../draw/map.ts";
import type { Asks } from "../../host.ts";
import { Newest } from "../newest.ts";
import { answerOf, keyed, labelOf, placeOf, reach, slider, valueAt } from "../place.ts";
import type { MapAxis, Points, Profile, Surface } from "../profile.ts";
import type { Shared, Values } from "../shared.ts";
import type { Run } from "../types.ts";
import { listenToDrags } from "./dragging.ts";
import { keysOf, lightUnder, pointLook, strewn, toldRow, toldState, type Moves } from "./rows.ts";

const [COARSE, FINE] = [24, 64]; // points along an axis while a dial moves, and once it rests
const REST = 150; // milliseconds

export class MapView {
  readonly element = html("div", { class: "map-view" });
  private readonly head = html("div", { class: "map-head" });
  private readonly place = html("div", { class: "plot-place" });
  private readonly state = html("p", { class: "state muted" });
  private readonly map: FieldMap;
  private readonly surfaces: Newest<Surface>;
  private readonly answers: Newest<Profile>;
  private readonly deaf: () => void;
  private run: Run | undefined;
  private names: { x: string; y: string } | undefined; // as chosen; else the most relevant ones
  private surface: Surface | undefined;
  private limits: [number, number] | undefined;
  private points = COARSE;
  private timer = 0;
  private hatched = false;

  constructor(
    private readonly socket: Asks,
    private readonly shared: Shared,
    private readonly moves: Moves,
    failed: (error: Error) => void,
  ) {
    this.map = new FieldMap(this.place, "map of the prediction");
    this.element.append(this.head, this.place, this.state);
    this.surfaces = new Newest(() => this.ask<Surface>("surface", { ...this.names, points: this.points }), (found) => this.draw(found), failed);
    this.answers = new Newest(() => this.ask<Profile>("profile", { inputs: [] }), (found) => this.answer(found), failed);
    this.deaf = shared.lit.listen((position, from) => this.map.light(position, from === this.moves.from));
    this.listen();
  }

  async show(run: Run): Promise<void> {
    if (this.run?.run !== run.run || this.run.output !== run.output) {
      this.surfaces.forget();
      this.answers.forget();
      this.surface = undefined;
      this.limits = undefined;
    }
    const known = this.names && [this.names.x, this.names.y].every((name) => run.columns.includes(name));
    if (!known) this.names = undefined;
    this.run = run;
    this.points = FINE;
    await this.surfaces.wanted();
    await this.askRows();
    await this.answers.wanted();
  }

  /** What the profiler stands at has changed: the cross alone, or the field as well. */
  moved(before: Values, now: Values): void {
    const { surface } = this;
    if (!surface) return;
    const names = new Set([...Object.keys(before), ...Object.keys(now)]);
    const others = [...names].some((name) => before[name] !== now[name] && name !== surface.x.name && name !== surface.y.name);
    this.cross();
    this.answers.want();
    if (!others) return;
    this.points = COARSE;
    this.surfaces.want();
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.points = FINE;
      this.surfaces.want();
    }, REST);
  }

  destroy(): void {
    window.clearTimeout(this.timer);
    this.deaf();
    this.map.destroy();
  }

  private ask<T>(kind: string, more: Record<string, unknown>): Promise<T> {
    return this.socket.ask<T>({ kind, run: this.run?.run, output: this.run?.output ?? 0, values: this.moves.values(), ...more });
  }

  private async askRows(): Promise<void> {
    const { surface, run } = this;
    if (!surface) return;
    const names = [surface.x.name, surface.y.name];
    const found = await this.socket.ask<Points>({ kind: "points", run: run?.run, output: run?.output ?? 0, inputs: names });
    const now = this.surface && [this.surface.x.name, this.surface.y.name];
    if (this.run !== run || now?.join("\n") !== names.join("\n")) return;
    const rows = found.parts.flatMap((part) =>
      part.position.flatMap((position, i): Row[] => {
        const [x, y] = part.places.map((list) => list[i]);
        if (typeof x !== "number" || typeof y !== "number") return [];
        return [{ look: pointLook(part), position, x: x + strewn(surface.x, position), y: y + strewn(surface.y, position), words: toldRow(part, i, surface) }];
      }),
    );
    this.map.showRows(rows, found.far);
    this.hatched = found.far?.distance.some((distance) => distance > 1) ?? false;
    this.head.querySelector(".keys")?.replaceWith(keysOf(found.parts));
  }

  private draw(surface: Surface): void {
    const { bytes, x, y, target, unit = "" } = surface;
    const z = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    const other = this.surface?.x.name !== x.name || this.surface.y.name !== y.name || this.surface.run !== surface.run;
    this.surface = surface;
    this.limits ??= [Math.min(...z, surface.limits?.[0] ?? Infinity), Math.max(...z, surface.limits?.[1] ?? -Infinity)]; // stay, whatever moves
    if (other) this.choose(surface);
    this.map.name(`map of ${target} over ${x.name} and ${y.name}`);
    this.map.show({ x: axis(x), y: axis(y), z, limits: this.limits, unit: unit || target });
    this.cross();
    this.element.dataset["drawn"] = String(this.surfaces.drawn + 1);
    this.element.dataset["points"] = String(x.x.length);
  }

  private answer(found: Profile): void {
    const { surface } = this;
    if (!surface) return;
    const { prediction, prediction_low: low, prediction_high: high, unit = "" } = found;
    const words = answerOf(prediction, low, high, unit, found.coverage);
    this.map.move(...this.at(surface), words, prediction);
    toldState(this.state, found, [this.hatched && "hatched: no rows near", surface.inputs.length > 2 && "other inputs as in the profiler"].filter(Boolean).join("; "));
    this.element.dataset["answered"] = String(this.answers.drawn + 1);
  }

  private at({ x, y }: Surface): [number, number] {
    return [placeOf(x, this.value(x)), placeOf(y, this.value(y))];
  }

  private value(dial: MapAxis): number | string {
    return this.shared.point.value[dial.name] ?? dial.value;
  }

  private cross(): void {
    const { surface } = this;
    if (!surface) return;
    this.map.move(...this.at(surface));
    for (const way of ["x", "y"] as const) {
      const dial = surface[way];
      const upright = way === "x" ? "horizontal" : "vertical";
      set(this.map.grips[way], { role: "slider", tabindex: 0, "aria-label": dial.name, "aria-orientation": upright, ...slider(dial, this.value(dial)) });
    }
  }

  /** The head: which two inputs the map is of. */
  private choose({ x, y, inputs, target }: Surface): void {
    const select = (way: "x" | "y", label: string) => {
      const found = html("select", { "aria-label": label }, ...inputs.map((name) => html("option", { value: name, selected: name === (way === "x" ? x : y).name }, name)));
      found.addEventListener("change", () => void this.pick(way, found.value));
      return found;
    };
    this.head.replaceChildren(html("span", { class: "target", title: target }, `${target} over`), select("x", "input across"), html("span", {}, "and"), select("y", "input upwards"), keys(false, false));
  }

  private async pick(way: "x" | "y", name: string): Promise<void> {
    const { surface } = this;
    if (!surface) return;
    const old = { x: surface.x.name, y: surface.y.name };
    const other = way === "x" ? "y" : "x";
    this.names = { ...old, [way]: name };
    if (old[other] === name) this.names[other] = old[way]; // they change places
    this.points = FINE;
    try {
      await this.surfaces.wanted();
      await this.askRows();
      await this.answers.wanted();
    } catch (error) {
      this.names = old;
      this.moves.failed(error as Error);
    }
  }

  private listen(): void {
    const { place } = this;
    listenToDrags(place, {
      begin: ({ target }) => {
        if (!this.surface) return false;
        if (!(target instanceof Element && target.closest(".grip"))) this.map.grips.x.focus({ preventScroll: true });
        this.shared.lit.set(undefined, this.moves.from);
        return true;
      },
      move: (event) => this.drag(event),
      hover: (event) => lightUnder(event, place, this.map.lit, this.shared, this.moves.from),
    });
    place.addEventListener("pointerleave", () => this.shared.lit.set(undefined, this.moves.from));
    for (const way of ["x", "y"] as const)
      this.map.grips[way].addEventListener("keydown", (event) => {
        const dial = this.surface?.[way];
        const to = dial && keyed(dial, placeOf(dial, this.value(dial)), event.key);
        if (!dial || to === undefined) return;
        event.preventDefault();
        this.moves.to({ [dial.name]: valueAt(dial, to) });
      });
  }

  private drag(event: PointerEvent): void {
    const { surface } = this;
    if (!surface) return;
    const box = this.place.getBoundingClientRect();
    const within = (value: number, [low, high]: [number, number]) => Math.max(low, Math.min(high, value));
    const x = within(this.map.x.value(event.clientX - box.left), reach(surface.x, surface.x.x));
    const y = within(this.map.y.value(event.clientY - box.top), reach(surface.y, surface.y.x));
    this.moves.to({ [surface.x.name]: valueAt(surface.x, x), [surface.y.name]: valueAt(surface.y, y) });
  }
}

function axis(dial: MapAxis): FieldAxis {
  const names = dial.kind === "choice" ? dial.choices : undefined;
  return { label: labelOf(dial.name, dial.unit), grid: dial.x, range: reach(dial, dial.x), names, dates: dial.kind === "date", whole: dial.whole };
}
