// What the fit has found, in one sentence; below it the doctor's first doubt.

import { html, keepRoom } from "../dom.ts";
import { number, whole } from "../format.ts";
import type { Frame } from "../frames.ts";
import type { Run } from "./types.ts";

export class Answer {
  readonly element = html("section", { class: "answer-line", "aria-label": "the answer" });
  private readonly sentence = html("h1", { class: "sentence" });
  private readonly told = html("div", { role: "status" }, this.sentence);
  private readonly doubt = html("p", { class: "doubt", hidden: true });
  private longest = 0; // letters of the sentence of the fit that runs

  /** `notes`: brings the doctor's whole note into sight. */
  constructor(private readonly notes: () => void) {
    this.element.append(this.told, this.doubt);
  }

  /** A fit has begun: what stands here is of an older one. A `watched` one has room for two lines. */
  begin(watched: boolean): void {
    this.element.classList.add("stale");
    this.element.classList.toggle("watched", watched);
    this.longest = 0;
    if (!watched) this.sentence.style.minHeight = "";
  }

  end(): void {
    this.element.classList.remove("stale");
  }

  /** A descent that is watched, while it runs. */
  tell(frame: Frame, target: string, epochs: number): void {
    const last = (name: string) => frame.columns[name]?.at(-1);
    const [train, held] = [last("rmse_train"), last("rmse_validation")];
    const of = epochs > frame.epoch ? ` of ${whole(epochs)}` : "";
    const size = Math.max(train ?? 0, held ?? 0);
    const parts = [train !== undefined && `${number(train, size)} in ${target} on the rows it learns from`, held !== undefined && `${number(held, size)} on others`].filter(Boolean);
    this.end();
    this.told.setAttribute("aria-live", "off"); // too often to be read out
    this.say(`Epoch ${whole(frame.epoch)}${of}: off by ${parts.join(", ")}.`);
    this.doubt.classList.add("past"); // its room stays
    if (this.sentence.textContent.length <= this.longest) return;
    this.longest = this.sentence.textContent.length;
    keepRoom(this.sentence);
  }

  /** A finished fit; `draft`: the one quick network that is seen before all are trained. */
  show(run: Run, draft = false): void {
    this.element.classList.toggle("stale", draft);
    this.told.setAttribute("aria-live", "polite");
    this.say(run.sentences[run.output ?? 0] ?? "");
    const [first, ...more] = run.notes;
    this.doubt.classList.remove("past");
    this.doubt.hidden = !first;
    if (!first) return;
    const look = html("button", { type: "button", class: "small", click: this.notes }, more.length ? `all ${run.notes.length} notes` : "the note");
    this.doubt.replaceChildren(html("span", { title: first }, first), look);
  }

  private say(sentence: string): void {
    if (this.sentence.textContent !== sentence) this.sentence.textContent = sentence;
  }
}
