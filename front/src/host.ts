// Whoever hosts us: a notebook's widget, the page's socket, or a file that only replays.

export type Message = { kind: string; [key: string]: unknown };

export interface Host {
  send(message: Message): void;
  /** Calls `hear` with each message and the buffers behind it; returns a function that ends this. */
  listen(hear: (message: Message, buffers: DataView[]) => void): () => void;
}
