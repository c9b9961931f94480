// Run, pause, step, reset of a watched descent; a way to stop any fit that takes its time.

import { html } from "../dom.ts";
import type { Message } from "../host.ts";
import type { Socket } from "./socket.ts";

const UNNOTICED = 300; // milliseconds that a fit may take before it shows that it works

interface Wishes {
  run(): void;
  more(step: boolean): void; // on from where the fit has ended
  reset(): void;
  goes(): void; // it leaves the epoch where it rested
  speed(): number | null;
  say(sentence: string): void;
}

export class Pacing {
  readonly element = html("section", { class: "pacing", "aria-label": "run" });
  private readonly go = button("Run", () => this.toggle(), "go");
  private readonly one = button("Step", () => this.step());
  private readonly again = button("Reset", () => this.wishes.reset());
  private readonly stop = button("Stop", () => this.control("stop"));
  private readonly busy = html("span", { class: "busy muted", role: "status" });
  private fitting: number | undefined;
  private state: "idle" | "running" | "paused" = "idle";
  private fresh = false;
  private goesOn = false;
  private noticed = false;
  private timer: number | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly wishes: Wishes,
  ) {
    this.element.append(this.go, this.one, this.again, this.stop, this.busy);
    this.show(false);
  }

  /** `fresh`: nothing has been trained yet. */
  begin(run: number, watched: boolean, paused: boolean, fresh: boolean): void {
    this.fitting = run;
    this.state = paused ? "paused" : "running";
    this.fresh = fresh;
    this.noticed = false;
    this.show(watched);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.noticed = true;
      if (watched) return;
      this.busy.textContent ||= "fitting …";
      this.stop.hidden = false;
    }, UNNOTICED);
  }

  /** How far a fit is that takes its time. */
  progress(told: string): void {
    if (this.noticed && this.state === "running") this.busy.textContent = `fitting … ${told}`;
  }

  /** `more`: the fit can go on from where it ended. */
  end(more = false): void {
    window.clearTimeout(this.timer);
    this.fitting = undefined;
    this.state = "idle";
    this.goesOn = more;
    this.noticed = false;
    this.show(!this.one.hidden);
  }

  /** A finished run is shown while nothing runs: of a descent, with the buttons that go on with it. */
  stand(watched: boolean, more: boolean): void {
    if (this.state !== "idle") return;
    this.goesOn = more;
    this.show(watched);
  }

  /** The line to the studio is lost, or there again. */
  wait(waits: boolean): void {
    if (waits) this.busy.textContent = "waits for the connection";
    else this.show(!this.one.hidden);
  }

  /** The speed was changed. */
  paced(): void {
    if (this.state === "running" && this.fitting !== undefined) this.control("continue");
  }

  /** The key of the button Run; nothing where no descent is watched. */
  pressRun(): void {
    if (!this.go.hidden) this.toggle();
  }

  pressStep(): void {
    if (!this.one.hidden) this.step();
  }

  pressReset(): void {
    if (!this.again.hidden) this.wishes.reset();
  }

  /** One epoch. */
  step(): void {
    if (this.state === "idle") return this.wishes.more(true);
    this.control("step");
    this.state = "paused";
    this.fresh = false;
    this.show(true);
  }

  private toggle(): void {
    if (this.state === "idle") return this.goesOn ? this.wishes.more(false) : this.wishes.run();
    this.control(this.state === "running" ? "pause" : "continue");
    this.state = this.state === "running" ? "paused" : "running";
    this.fresh = false;
    this.show(true);
  }

  private control(action: string): void {
    if (this.fitting === undefined) return;
    if (action === "continue") this.wishes.goes();
    const message: Message = { kind: "control", run: this.fitting, action, speed: this.wishes.speed() };
    this.socket.ask(message).catch((error: Error) => this.wishes.say(error.message));
  }

  private show(watched: boolean): void {
    for (const part of [this.go, this.one, this.again]) part.hidden = !watched;
    const idle = this.goesOn ? "Continue" : "Run";
    this.go.textContent = { idle, running: "Pause", paused: this.fresh ? "Run" : "Continue" }[this.state];
    this.go.title = this.state === "idle" && this.goesOn ? "train on for as many epochs again" : "";
    this.stop.hidden = !(watched && this.state !== "idle");
    this.busy.textContent = watched || this.state !== "idle" ? "" : "a change is fitted at once";
  }
}

function button(name: string, click: () => void, look = ""): HTMLButtonElement {
  return html("button", { type: "button", class: look, click }, name);
}
