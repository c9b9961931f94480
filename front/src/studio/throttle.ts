// While a control moves: the first call works at once, then at most one piece of work is under way,
// and the newest wish follows it. Once nothing moves any more, the whole work is done.

export interface Work {
  /** Quick work, while the control moves; `settled()` is called once it can be seen. */
  moving(): void;
  /** The whole work, when it stands. */
  rest(): void;
}

export class Throttle {
  private wished = false;
  private busy = false;
  private began = -Infinity;
  private next: number | undefined;
  private still: number | undefined;

  /**
   * `interval`: milliseconds from one beginning to the next; `patience`: after so many a newer wish
   * no longer waits for the work under way; `stillness`: without a call, until the whole work is done.
   */
  constructor(
    private readonly work: Work,
    private readonly interval = 50,
    private readonly patience = 600,
    private readonly stillness = 500,
  ) {}

  /** The control has moved. */
  move(): void {
    this.wished = true;
    window.clearTimeout(this.still);
    this.still = window.setTimeout(() => this.rest(), this.stillness);
    this.go();
  }

  /** The control stands where it shall be. */
  rest(): void {
    this.cancel();
    this.work.rest();
  }

  /** What was under way can be seen. */
  settled(): void {
    this.busy = false;
    this.go();
  }

  /** Forgets what is still wished: something else is done in its place. */
  cancel(): void {
    window.clearTimeout(this.still);
    window.clearTimeout(this.next);
    this.still = this.next = undefined;
    this.wished = this.busy = false;
  }

  private go(): void {
    if (!this.wished) return;
    const wait = this.began + (this.busy ? this.patience : this.interval) - performance.now();
    window.clearTimeout(this.next);
    if (wait > 0) {
      this.next = window.setTimeout(() => this.go(), wait);
      return;
    }
    this.wished = false;
    this.busy = true;
    this.began = performance.now();
    this.work.moving();
  }
}
