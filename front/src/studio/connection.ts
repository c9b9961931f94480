// The line to the studio: opened again when it is lost, by the same page to the same tab.

import { Observed } from "../observed.ts";

/** "lost": it is tried again; "ended": nobody has answered for a while; "other": another studio does;
 *  "full": the studio lets no further page in. */
export type State = "joining" | "open" | "lost" | "ended" | "other" | "full";

const WAITS = [200, 500, 1000, 2000]; // milliseconds before each try; then the last one again and again
const TRIES = 2; // without an answer: then the studio has ended, as far as anybody can tell
const ENDING = [1001, 1012]; // RFC 6455: the server goes away, or starts anew
const FULL = 1008; // RFC 6455: the studio's word for "too many pages"

export class Connection {
  readonly state = new Observed<State>("joining");
  private line: WebSocket | undefined;
  private failed = 0; // tries since the line was lost
  private timer: number | undefined;

  /** `line`: a new one, for each try; `probe`: says who is there when nobody lets us in. */
  constructor(
    private readonly made: () => WebSocket,
    private readonly probe: () => Promise<"nobody" | "other" | "ours">,
    private readonly hear: (data: string | ArrayBuffer) => void,
  ) {
    window.addEventListener("pageshow", (event) => event.persisted && this.now());
    this.open();
  }

  /** Whether it went: a closed line takes nothing. */
  send(text: string): boolean {
    if (this.state.value !== "open" || this.line?.readyState !== WebSocket.OPEN) return false;
    this.line.send(text);
    return true;
  }

  /** Tries at once, without waiting for its turn. */
  now(): void {
    if (this.state.value === "open" || this.line?.readyState === WebSocket.CONNECTING) return;
    this.open();
  }

  private open(): void {
    window.clearTimeout(this.timer);
    const line = this.made();
    this.line = line;
    line.binaryType = "arraybuffer";
    line.addEventListener("message", ({ data }) => {
      if (this.state.value !== "open") {
        this.failed = 0; // the studio speaks first: it has a place for us
        this.state.set("open");
      }
      this.hear(data);
    });
    line.addEventListener("close", ({ code }) => line === this.line && void this.closed(code));
  }

  private async closed(code: number): Promise<void> {
    const before = this.state.value;
    if (before === "open") this.state.set(ENDING.includes(code) ? "ended" : "lost");
    else this.failed++;
    this.timer = window.setTimeout(() => this.open(), WAITS[Math.min(this.failed, WAITS.length - 1)]);
    if (before === "open") return;
    if (code === FULL) return this.state.set("full");
    const who = await this.probe();
    if (this.state.value === "open") return;
    if (who === "other") this.state.set("other");
    else if (who === "nobody" && this.failed >= TRIES) this.state.set("ended");
    else if (this.state.value === "other" || (who === "ours" && this.state.value === "joining")) this.state.set("lost");
  }
}
