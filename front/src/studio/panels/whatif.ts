// The profiler: what if the inputs were these? A strip an input, the most relevant first; drag a line, or
// type a value, and all curves follow.

import { html } from "../../dom.ts";
import { axisRoom } from "../../draw/strip.ts";
import { number } from "../../format.ts";
import type { Asks } from "../../host.ts";
import { Newest } from "../newest.ts";
import { answerOf } from "../place.ts";
import type { Extreme, Input, Profile } from "../profile.ts";
import { here, type Shared, type Values } from "../shared.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";
import { DialView } from "./dial.ts";
import { toldState } from "./rows.ts";

const NARROWEST = 96; // pixels of a strip
const TALL = [220, 108, 100]; // pixels of a strip, where they stand in one line, in two, in more
const ROOM = 0.04; // of the heights, on either side

export interface Options {
  offline?: boolean; // whoever answers knows profiles alone, and searches for nothing
}

export class Profiler implements Panel {
  readonly name = "What if";
  readonly element = html("div", { class: "profiler" });
  private readonly answer = html("p", { class: "answer-said", role: "status" });
  private readonly statement = html("p", { class: "statement muted" });
  private readonly state = html("span", { class: "state" });
  private readonly strips = html("div", { class: "strips" });
  private readonly rest = html("p", { class: "rest muted", hidden: true });
  private readonly found = html("p", { class: "found muted", role: "status" });
  private readonly dials = new Map<string, DialView>();
  private readonly profiles: Newest<Profile>;
  private order = "";
  private columns = 0;
  private run: Run | undefined;
  private profile: Profile | undefined;
  private height: [number, number] | undefined;
  private every = false;
  private search = 0;

  constructor(
    private readonly socket: Asks,
    private readonly shared: Shared,
    { offline = false }: Options = {},
  ) {
    const button = (words: string, title: string, click: () => void) => html("button", { type: "button", class: "small", title, click }, words);
    const within = "searched within the range of each input that training has seen; locked inputs stay";
    const buttons = html(
      "div",
      { class: "row searches", role: "group", "aria-label": "set all inputs" },
      button("to the middle", "each input to its median, or its most frequent level", () => this.reset()),
      ...(offline ? [] : [button("to the largest", within, () => void this.seek(true)), button("to the smallest", within, () => void this.seek(false))]),
      this.found,
    );
    this.element.append(html("div", { class: "answer-line-of" }, this.answer, this.state), this.statement, this.strips, this.rest, buttons);
    this.profiles = new Newest(
      () => socket.ask<Profile>({ kind: "profile", run: this.run?.run, output: this.run?.output ?? 0, values: this.values, every: this.every }),
      (found) => this.draw(found),
      (error) => this.say(error.message),
    );
    shared.point.listen((_, from) => this.heard(from));
    new ResizeObserver(() => this.lay()).observe(this.strips);
  }

  async show(run: Run): Promise<void> {
    if (this.run?.run !== run.run || this.run.output !== run.output) {
      this.profiles.forget();
      this.height = undefined;
      this.found.textContent = "";
    }
    this.run = run;
    try {
      await this.profiles.wanted();
    } catch {
      this.shared.point.set({}, this); // it was of another table, where a column meant something else
      await this.profiles.wanted();
    }
  }

  private get values(): Values {
    return here(this.shared, this.run?.columns ?? []);
  }

  /** Somebody else has moved the point: locked inputs stay, and everybody is told. */
  private heard(from: unknown): void {
    if (from === this || !this.profile) return;
    const kept = this.locked();
    const now = this.shared.point.value;
    if (Object.keys(kept).some((name) => now[name] !== kept[name])) this.shared.point.set({ ...now, ...kept }, this);
    this.follow();
  }

  /** Lines at once, curves as soon as they are known. */
  private follow(): void {
    for (const input of this.profile?.inputs ?? []) {
      const value = this.shared.point.value[input.name] ?? input.start;
      if (value !== undefined) this.dials.get(key(input))?.stand(value);
    }
    this.profiles.want();
  }

  /** Where the locked lines stand, whatever the point may say meanwhile. */
  private locked(): Values {
    const inputs = this.profile?.inputs ?? [];
    const locked = inputs.flatMap((input) => {
      const dial = this.dials.get(key(input));
      return dial?.locked ? [[input.name, dial.standing] as const] : [];
    });
    return Object.fromEntries(locked);
  }

  private standing(input: Input): number | string {
    return this.values[input.name] ?? input.value;
  }

  private draw(profile: Profile): void {
    this.profile = profile;
    const { prediction, prediction_low: low, prediction_high: high, unit = "" } = profile;
    this.answer.textContent = `${profile.target} = ${answerOf(prediction, low, high, unit, profile.coverage)}`;
    const known = low !== null && high !== null;
    const cases = Math.round(100 * profile.coverage);
    this.statement.textContent = known
      ? `${cases} %: where the target of a new row with these inputs lies in ${cases} of 100 cases`
      : unknown(this.run);
    toldState(this.state, profile);
    this.height = heights(profile, this.height);
    this.strips.style.setProperty("--axis", `${Math.max(...TALL.map((pixels) => axisRoom(this.height!, pixels)))}px`);
    const wanted = new Set(profile.inputs.map(key));
    for (const [name, dial] of this.dials)
      if (!wanted.has(name)) {
        dial.destroy();
        this.dials.delete(name);
      }
    for (const input of profile.inputs) {
      let dial = this.dials.get(key(input));
      if (!dial) {
        dial = new DialView(input, (value) => this.turn(input.name, value));
        this.dials.set(key(input), dial);
      }
    }
    this.arrange(profile.inputs);
    // an answer may be older than the last key or drag, which it must not take back
    for (const input of profile.inputs) this.dials.get(key(input))!.show({ ...input, value: this.standing(input) }, this.height, unit);
    this.tellRest(profile.left_out);
    this.element.dataset["drawn"] = String(this.profiles.drawn + 1);
  }

  /** One input by its own strip. */
  private turn(name: string, value: number | string): void {
    this.shared.point.set({ ...this.shared.point.value, [name]: value }, this);
    this.follow();
  }

  private arrange(inputs: Input[]): void {
    const order = JSON.stringify(inputs.map(key));
    if (order === this.order) return;
    this.order = order;
    this.strips.replaceChildren(...inputs.map((input) => this.dials.get(key(input))!.element));
    this.columns = 0;
    this.lay();
  }

  /** As many strips in a line as there is room for; the first of each has the common axis. */
  private lay(): void {
    const count = this.strips.children.length;
    const width = this.strips.clientWidth - parseFloat(getComputedStyle(this.strips).paddingLeft || "0");
    if (!count || !(width > 0)) return;
    const columns = Math.max(1, Math.min(count, Math.floor((width + 8) / (NARROWEST + 8))));
    const lines = Math.ceil(count / columns);
    const even = Math.ceil(count / lines); // lines of about the same length
    if (even === this.columns) return;
    this.columns = even;
    this.strips.style.setProperty("--columns", String(even));
    this.strips.style.setProperty("--tall", `${TALL[lines - 1] ?? TALL.at(-1)!}px`);
    (this.profile?.inputs ?? []).forEach((input, i) => this.dials.get(key(input))!.label(i % even === 0));
  }

  private tellRest(left: number): void {
    this.rest.hidden = !left;
    if (!left) return;
    const words = this.every ? `${left} inputs more than can be drawn` : `${left} input${left > 1 ? "s" : ""} of little relevance ${left > 1 ? "are" : "is"} not drawn`;
    if (this.rest.firstChild?.textContent === words) return;
    const all = html("button", { type: "button", class: "small", click: () => this.drawAll() }, left > 1 ? "draw them" : "draw it");
    this.rest.replaceChildren(html("span", {}, words), this.every ? "" : all);
  }

  private drawAll(): void {
    this.every = true;
    this.profiles.want();
  }

  private reset(): void {
    const columns = new Set(this.run?.columns ?? []);
    const others = Object.entries(this.shared.point.value).filter(([name]) => !columns.has(name));
    this.shared.point.set({ ...Object.fromEntries(others), ...this.middle(), ...this.locked() }, this);
    this.say("");
    this.follow();
  }

  private middle(): Values {
    return Object.fromEntries((this.profile?.inputs ?? []).flatMap(({ name, start }) => (start === undefined ? [] : [[name, start]])));
  }

  private async seek(largest: boolean): Promise<void> {
    const turn = ++this.search;
    const locked = Object.keys(this.locked());
    try {
      const message = { kind: "extreme", run: this.run?.run, output: this.run?.output ?? 0, values: this.values, largest, locked };
      const found = await this.socket.ask<Extreme>(message);
      if (turn !== this.search) return;
      this.shared.point.set({ ...this.shared.point.value, ...found.values }, this);
      this.follow();
      this.say(`${largest ? "largest" : "smallest"} found: ${number(found.prediction)}, from ${found.agree} of ${found.starts} starts, within the ranges seen${found.bounded ? "; the model answers no further" : ""}`);
    } catch (error) {
      this.say((error as Error).message);
    }
  }

  private say(sentence: string): void {
    this.found.textContent = sentence;
  }
}

/** Why there is no interval: one network knows its noise by rows held out, once the fit has ended. */
function unknown(run: Run | undefined): string {
  const later = run?.epoch !== undefined && run.held_out;
  return later ? "the interval is known when the fit has ended" : "one network on all rows knows no interval";
}

/** An input's dial serves the next run as well, unless the column has become another. */
function key({ name, kind, levels }: Input): string {
  return JSON.stringify([name, kind, levels]);
}

/** The range of the strips: of most training targets and all curves, which never shrinks in a drag. */
function heights({ inputs, limits, prediction }: Profile, before: [number, number] | undefined): [number, number] {
  let [low, high] = limits ?? [prediction, prediction];
  for (const { y } of inputs)
    for (const value of y) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  const spare = (high - low) * ROOM || Math.abs(high) * ROOM || 0.5;
  if (!before) return [low - spare, high + spare];
  return [low < before[0] ? low - spare : before[0], high > before[1] ? high + spare : before[1]];
}
