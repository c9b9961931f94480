// Every fit of this page: named, pinned, chosen again, and laid over each other.

import { html } from "../../dom.ts";
import { number, seconds, whole } from "../../format.ts";
import { differences } from "../differences.ts";
import { Overlays } from "../overlays.ts";
import type { Socket } from "../socket.ts";
import type { Panel, Wishes } from "../tabs.ts";
import type { Run } from "../types.ts";

const MEANING: Record<string, string> = {
  compare: "lay its error while learning and, of one input, its curve over the shown run's",
  run: "click a number to see that run; the controls move to it",
  name: "a name of your own",
  network: "solver, units and activation",
  "differs in": "what was asked for otherwise than for the run shown",
  "held out": "root mean square error on rows held out, of the first target",
  training: "the same error on the rows learned from",
  epochs: "passes over the training rows",
  pin: "a pinned run is kept when the oldest are forgotten",
};

export class RunPanel implements Panel {
  readonly name = "Runs";
  readonly element = html("div", { class: "scroll runs" });
  private readonly overlays: Overlays;

  constructor(
    private readonly socket: Socket,
    private readonly wishes: Wishes,
  ) {
    this.overlays = new Overlays(socket, (others) => wishes.compare(others));
  }

  async show(run: Run, runs: Run[]): Promise<void> {
    const names = ["compare", "run", "name", "differs in", "held out", "training", "network", "target", "time", "pin", "forget", "epochs", "why it ended"];
    this.element.replaceChildren(
      html(
        "table",
        {},
        html("thead", {}, html("tr", {}, ...names.map((name) => html("th", { title: MEANING[name] }, name)))),
        html("tbody", {}, ...[...runs].reverse().map((r) => this.row(r, run, runs))),
      ),
    );
    await this.overlays.show(run, runs);
  }

  private row(run: Run, shown: Run, runs: Run[]): HTMLTableRowElement {
    const size = (run.held_out ?? run.training).rmse_mean[0];
    const mine = run.run === shown.run;
    const differs = mine ? "" : differences(run, shown).join(", ") || "nothing";
    const cell = (text: string, look = "") => html("td", look ? { class: look } : { title: text }, text);
    const choose = html("button", { type: "button", class: "plain", "aria-current": mine && "true", click: () => this.wishes.show(run) }, `${run.run}`);
    const away = { type: "button", class: "plain", "aria-label": `forget run ${run.run}`, click: () => void this.forget(run, shown, runs) };
    return html(
      "tr",
      { class: mine ? "shown" : "" },
      html("td", {}, mine ? "shown" : this.tick(run, shown, runs)),
      html("td", {}, choose),
      html("td", {}, this.named(run)),
      cell(differs, "wrap"),
      cell(run.held_out ? number(run.held_out.rmse[0], size) : ""),
      cell(number(run.training.rmse[0], size)),
      cell(run.title),
      cell(run.targets.join(", ")),
      cell(seconds(run.seconds)),
      html("td", {}, this.pin(run, shown, runs)),
      html("td", {}, html("button", away, "×")),
      cell(whole(run.epochs)),
      cell(run.why, "wrap"),
    );
  }

  private tick(run: Run, shown: Run, runs: Run[]): HTMLElement {
    const tick = html("input", { type: "checkbox", "aria-label": `compare run ${run.run}` });
    const look = this.overlays.look(run.run);
    tick.checked = look !== undefined;
    if (look) tick.className = look;
    tick.disabled = !run.targets.includes(shown.targets[shown.output ?? 0] ?? "");
    if (tick.disabled) tick.title = "it has another target";
    tick.addEventListener("change", () => {
      if (tick.checked && !this.overlays.add(run.run)) this.wishes.say("Five runs can be laid over the shown one: take one away first.");
      if (!tick.checked) this.overlays.take(run.run);
      this.show(shown, runs)
        .then(() => this.element.querySelector<HTMLElement>(`[aria-label="compare run ${run.run}"]`)?.focus())
        .catch((error: Error) => this.wishes.say(error.message));
    });
    return tick;
  }

  private named(run: Run): HTMLElement {
    const field = html("input", { type: "text", value: run.name, maxlength: 60, size: 10, placeholder: "name", "aria-label": `name of run ${run.run}` });
    field.addEventListener("change", () => void this.keep(run, { name: field.value }));
    return field;
  }

  private pin(run: Run, shown: Run, runs: Run[]): HTMLElement {
    const change = () => void this.keep(run, { pinned: !run.pinned }).then(() => this.show(shown, runs));
    const said = { type: "button", class: "small", "aria-pressed": String(run.pinned), "aria-label": `pin run ${run.run}`, click: change };
    return html("button", said, run.pinned ? "pinned" : "pin");
  }

  private async keep(run: Run, change: { name?: string; pinned?: boolean }): Promise<void> {
    try {
      const kept = await this.socket.ask<{ kind: string; name: string; pinned: boolean }>({ kind: "keep", run: run.run, ...change });
      run.name = kept.name;
      run.pinned = kept.pinned;
    } catch (error) {
      this.wishes.say((error as Error).message);
    }
  }

  private async forget(run: Run, shown: Run, runs: Run[]): Promise<void> {
    try {
      await this.socket.ask({ kind: "forget", run: run.run });
    } catch (error) {
      this.wishes.say((error as Error).message);
      return;
    }
    this.wishes.forget(run);
    this.overlays.take(run.run);
    await this.show(shown, runs.filter((r) => r.run !== run.run));
  }
}
