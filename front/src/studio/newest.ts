// Questions that a drag asks, many a second: one is under way at a time, those between are dropped,
// and an answer is drawn with the next frame of the screen while the next question already travels.

export class Newest<T> {
  /** How many answers have been drawn. */
  drawn = 0;
  private under = false;
  private again = false;
  private answer: T | undefined;
  private frame = 0;
  private turn = 0;
  private waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];

  /** `failed` hears of an error that nobody awaits. */
  constructor(
    private readonly ask: () => Promise<T>,
    private readonly draw: (answer: T) => void,
    private readonly failed: (error: Error) => void = () => undefined,
  ) {}

  /** Asks now, or as soon as the question under way is answered. */
  want(): void {
    if (this.under) this.again = true;
    else void this.go();
  }

  /** Asks, and waits until the answer is drawn. */
  wanted(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject });
      this.want();
    });
  }

  /** What is under way is of something that is no longer shown. */
  forget(): void {
    this.turn++;
    this.answer = undefined;
  }

  private async go(): Promise<void> {
    this.under = true;
    this.again = false;
    const turn = this.turn;
    let problem: Error | undefined;
    try {
      const answer = await this.ask();
      if (turn === this.turn) this.answer = answer;
    } catch (error) {
      problem = error as Error;
    }
    this.under = false;
    if (this.again) void this.go();
    else if (problem && turn === this.turn) this.fail(problem);
    if (!this.frame && this.answer !== undefined) this.frame = requestAnimationFrame(() => this.show());
  }

  private show(): void {
    this.frame = 0;
    const { answer } = this;
    if (answer === undefined) return;
    this.answer = undefined;
    this.draw(answer);
    this.drawn++;
    if (!this.under) for (const { resolve } of this.waiting.splice(0)) resolve();
  }

  private fail(error: Error): void {
    const waiting = this.waiting.splice(0);
    for (const { reject } of waiting) reject(error);
    if (!waiting.length) this.failed(error);
  }
}
