// Time that stands still until a test moves it: timers and frames of the screen in a page that is none.

interface Due {
  at: number; // milliseconds
  act: () => void;
}

const FRAME = 16; // milliseconds from one frame of the screen to the next

export class Clock {
  now = 0;
  private next = 1;
  private readonly due = new Map<number, Due>();

  /** Puts this clock in the place of the page's own. */
  constructor() {
    const setTimeout = (act: () => void, wait = 0) => this.add(act, wait);
    const clearTimeout = (id: number | undefined) => void this.due.delete(id ?? 0);
    const page: Record<string, unknown> = {
      window: { setTimeout, clearTimeout },
      requestAnimationFrame: (act: () => void) => this.add(act, FRAME),
      performance: { now: () => this.now },
    };
    for (const [name, value] of Object.entries(page)) Object.defineProperty(globalThis, name, { value, configurable: true });
  }

  /** So much later, with all that was due by then, in its order. */
  pass(milliseconds: number): void {
    const end = this.now + milliseconds;
    for (;;) {
      const [first] = [...this.due].filter(([, { at }]) => at <= end).sort(([, a], [, b]) => a.at - b.at);
      if (!first) break;
      const [id, { at, act }] = first;
      this.due.delete(id);
      this.now = at;
      act();
    }
    this.now = end;
  }

  private add(act: () => void, wait: number): number {
    this.due.set(this.next, { at: this.now + wait, act });
    return this.next++;
  }
}

/** All promises that can go on have gone on. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}
