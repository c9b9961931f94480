// Panels that always stand on the page: each asks for what it shows once it is in sight.

import { html } from "../dom.ts";
import { whole } from "../format.ts";
import type { Panel } from "./tabs.ts";
import type { Run } from "./types.ts";

interface View {
  panel: Panel;
  place: HTMLElement;
  mark: HTMLElement;
  seen: boolean;
  stale: boolean; // of an older run than the one shown
  turn: number; // of what it was asked to show
}

export class Views {
  private readonly views: View[] = [];
  private readonly observer = new IntersectionObserver((entries) => this.look(entries), { rootMargin: "200px" });
  private run: Run | undefined;
  private runs: Run[] = [];
  private held = false; // a descent runs: nothing is asked of its weights

  constructor(private readonly say: (sentence: string) => void) {}

  /** A section of the page that holds `panel`. */
  place(panel: Panel, heading = panel.name): HTMLElement {
    const mark = html("small", { class: "mark" });
    const place = html("section", { class: "view", "aria-label": heading }, html("h2", {}, heading, mark), panel.element);
    this.views.push({ panel, place, mark, seen: false, stale: false, turn: 0 });
    this.observer.observe(place);
    return place;
  }

  show(run: Run, runs: Run[]): void {
    this.run = run;
    this.runs = runs;
    for (const view of this.views) {
      view.stale = true;
      view.mark.textContent = epochMark(run);
      this.refresh(view);
    }
  }

  /** Until the next run is shown, what stands here is of an older one; `mark` says why it waits. */
  wait(waits: boolean, mark = ""): void {
    this.held = waits && mark !== "";
    for (const view of this.views) {
      view.place.toggleAttribute("data-stale", waits);
      view.panel.element.inert = this.held;
      view.mark.textContent = mark || (this.run ? epochMark(this.run) : "");
      this.refresh(view);
    }
  }

  private look(entries: IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const view = this.views.find(({ place }) => place === target)!;
      view.seen = isIntersecting;
      this.refresh(view);
    }
  }

  private refresh(view: View): void {
    if (!this.run || this.held || !view.seen || !view.stale) return;
    view.stale = false;
    const turn = ++view.turn;
    view.place.setAttribute("aria-busy", "true"); // until all of it speaks of this run
    view.panel
      .show(this.run, this.runs)
      .catch((error: Error) => this.say(error.message))
      .finally(() => turn === view.turn && view.place.removeAttribute("aria-busy"));
  }
}

/** Which weights a panel speaks of, where the fit may go on. */
export function epochMark({ epoch }: Run): string {
  return epoch === undefined ? "" : `weights of epoch ${whole(epoch)}`;
}
