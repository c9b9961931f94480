// The lines above the pictures: what went wrong, what takes its time, how the table was read, which
// of several targets is shown, and where a loaded model comes from.

import { html } from "../dom.ts";
import { whole } from "../format.ts";
import type { Run, Table } from "./types.ts";

const UNNOTICED = 300; // milliseconds that a file may be read before the page says so

export class Notices {
  readonly said = html("p", { class: "said", role: "alert" });
  readonly waiting = html("p", { class: "reads muted", role: "status", hidden: true }, "reading the file …");
  readonly read = html("p", { class: "read muted" });
  readonly note = html("p", { class: "loaded muted" });
  readonly targets = html("div", { class: "row targets", role: "group", "aria-label": "target shown" });

  say(sentence: string): void {
    this.said.textContent = sentence;
    this.said.hidden = !sentence;
  }

  complain(error: unknown): void {
    this.say(sentenceOf(error));
  }

  /** What takes its time says so. */
  async awaited<T>(answer: Promise<T>): Promise<T> {
    const timer = window.setTimeout(() => (this.waiting.hidden = false), UNNOTICED);
    try {
      return await answer;
    } finally {
      window.clearTimeout(timer);
      this.waiting.hidden = true;
    }
  }

  /** One line on what was decided on the table, where something was; of the lecture's, what there is to see. */
  tellReading({ decisions, title, see }: Table, look: () => void): void {
    if (see) {
      this.read.hidden = false;
      this.read.replaceChildren(html("span", { title: see }, `${title}: ${see}`));
      return;
    }
    const told = decisions.filter((d) => d.look !== "declared");
    const first = told.find((d) => d.look === "doubt") ?? told.find((d) => d.ways.length) ?? told[0];
    this.read.hidden = !first;
    if (!first) return;
    const more = told.length - 1;
    const rest = more ? `, and ${whole(more)} more decision${more > 1 ? "s" : ""}` : "";
    const sentence = `${first.column === null ? "" : `${first.column}: `}${first.sentence}`;
    const button = html("button", { type: "button", class: "small", click: look }, "look at the data");
    this.read.replaceChildren(html("span", { title: sentence }, sentence), html("span", { class: "rest" }, rest), button);
  }

  /** The targets of a run, where there are several: one is shown, a click chooses another. */
  tellTargets(run: Run, choose: (target: string) => void): void {
    const name = run.targets[run.output ?? 0];
    this.targets.hidden = run.targets.length < 2;
    this.targets.replaceChildren(
      html("span", { class: "muted" }, "target shown"),
      ...run.targets.map((target) => html("button", { type: "button", "aria-pressed": String(target === name), click: () => choose(target) }, target)),
    );
  }

  /** Of a loaded model: what it was fitted to, and how it stands to the table that is open. */
  tellLoaded(run: Run, table: Table | undefined, fit: () => void): void {
    this.note.hidden = !run.loaded;
    if (!run.loaded) return;
    const told = !table
      ? `A loaded model, fitted to ${run.source}. Open a table to predict it, or to judge the model by it.`
      : run.judged
        ? `A loaded model, fitted to ${run.source}, judged on all rows of ${table.name}.`
        : `A loaded model, fitted to ${run.source}, beside the table ${table.name}.`;
    const anew = html("button", { type: "button", class: "small", click: fit }, "Fit this table anew");
    this.note.replaceChildren(`${told} `, table ? anew : "");
  }
}

export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
