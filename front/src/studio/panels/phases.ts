// One step as one scene in three steps: forward, the error back, the update.

import { html } from "../../dom.ts";
import type { Phase } from "../../draw/network.ts";

const PHASES: [Phase, string][] = [
  ["forward", "1  Forward"],
  ["backward", "2  Error back"],
  ["update", "3  Update"],
];

export class Phases {
  readonly element = html("div", { class: "phases", role: "radiogroup", "aria-label": "what happens in one step" });
  private readonly buttons: HTMLButtonElement[];
  private at = 0;

  constructor(private readonly onPhase: (phase: Phase) => void) {
    this.buttons = PHASES.map(([phase, name], i) =>
      html("button", { type: "button", role: "radio", "data-phase": phase, title: "arrow keys go on and back", click: () => this.go(i) }, name),
    );
    this.element.append(...this.buttons);
    this.element.addEventListener("keydown", (event) => this.key(event as KeyboardEvent));
    this.mark();
  }

  get phase(): Phase {
    return PHASES[this.at]![0];
  }

  private go(at: number): void {
    this.at = at;
    this.mark();
    this.onPhase(this.phase);
  }

  private key(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.go((this.at + by + PHASES.length) % PHASES.length);
    this.buttons[this.at]!.focus();
  }

  private mark(): void {
    for (const [i, button] of this.buttons.entries()) {
      button.setAttribute("aria-checked", String(i === this.at));
      button.tabIndex = i === this.at ? 0 : -1;
    }
  }
}
