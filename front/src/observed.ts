// A value that several pictures share: whoever sets it tells all who listen.

export class Observed<T> {
  private readonly hearers = new Set<(value: T, from: unknown) => void>();

  constructor(private now: T) {}

  get value(): T {
    return this.now;
  }

  /** `from`: who sets it, so that it need not hear itself. */
  set(value: T, from?: unknown): void {
    this.now = value;
    for (const hear of this.hearers) hear(value, from);
  }

  /** Returns a function that ends the listening. */
  listen(hear: (value: T, from: unknown) => void): () => void {
    this.hearers.add(hear);
    return () => this.hearers.delete(hear);
  }
}
