// Whoever hosts us: a notebook's widget, the page's socket, or a file that only replays.

export type Message = { kind: string; [key: string]: unknown };

export interface Host {
  send(message: Message): void;
  /** Calls `hear` with each message and the buffers behind it; returns a function that ends this. */
  listen(hear: (message: Message, buffers: DataView[]) => void): () => void;
}

/** Somebody who answers: the studio behind its socket, or what a report has kept. */
export interface Asks {
  ask<T = Message>(message: Message): Promise<T>;
}
