// The page's line to the studio: messages and their answers, what a fit tells, files going up.

import type { Asks, Host, Message } from "../host.ts";

type Hear = (message: Message, buffers: DataView[]) => void;

type Answer = Message & { buffer?: boolean; answers?: number };

export class Refused extends Error {}

export class Socket implements Host, Asks {
  /** Called once the line is gone for good. */
  onEnd: () => void = () => undefined;
  private readonly token: string;
  private readonly tab: string;
  private readonly line: WebSocket;
  private readonly hearers = new Set<Hear>();
  private readonly asked = new Map<number, { resolve: (m: Message) => void; reject: (e: Error) => void }>();
  private readonly opened: Promise<void>;
  private waiting: Message | undefined; // for the bytes that follow it
  private count = 0;

  constructor() {
    this.token = new URLSearchParams(location.search).get("token") ?? "";
    this.tab = sessionStorage.getItem("tab") ?? crypto.randomUUID().replaceAll("-", "");
    sessionStorage.setItem("tab", this.tab);
    const query = new URLSearchParams({ token: this.token, tab: this.tab });
    this.line = new WebSocket(`ws://${location.host}/socket?${query}`);
    this.line.binaryType = "arraybuffer";
    this.opened = new Promise((resolve) => this.line.addEventListener("open", () => resolve()));
    this.line.addEventListener("message", ({ data }) => this.hear(data));
    this.line.addEventListener("close", () => {
      for (const { reject } of this.asked.values()) reject(new Refused("the studio has ended"));
      this.asked.clear();
      this.onEnd();
    });
  }

  listen(hear: Hear): () => void {
    this.hearers.add(hear);
    return () => this.hearers.delete(hear);
  }

  send(message: Message): void {
    void this.opened.then(() => this.line.send(JSON.stringify(message)));
  }

  /** The answer to a message; rejects with the studio's sentence where it complains. */
  ask<T = Message>(message: Message): Promise<T> {
    const id = ++this.count;
    const answer = new Promise<Message>((resolve, reject) => this.asked.set(id, { resolve, reject }));
    this.send({ ...message, id });
    return answer as Promise<T>;
  }

  /** Sends a table or model up; the studio's answer, or its complaint. */
  async upload<T = Message>(file: File): Promise<T> {
    const answer = await fetch("/table", {
      method: "POST",
      body: file,
      headers: {
        "X-Shoal-Token": this.token,
        "X-Shoal-Tab": this.tab,
        "X-File-Name": encodeURIComponent(file.name),
      },
    }).catch(() => undefined);
    if (!answer) throw new Refused("the file did not arrive: it is too large, or the studio has ended");
    const content = await answer.json().catch(() => ({ message: "the studio did not answer" }));
    if (!answer.ok) throw new Refused(String(content.message));
    return content as T;
  }

  /** The address of a file of a run. */
  file(run: number, name: string): string {
    return `/runs/${run}/${name}?${new URLSearchParams({ token: this.token })}`;
  }

  private hear(data: string | ArrayBuffer): void {
    if (typeof data !== "string") {
      const message = this.waiting;
      this.waiting = undefined;
      if (message) this.take(message, [new DataView(data)]);
      return;
    }
    const message = JSON.parse(data) as Answer;
    if (message.buffer) this.waiting = message;
    else this.take(message, []);
  }

  /** To whoever asked, or to all who listen. */
  private take(message: Answer, buffers: DataView[]): void {
    const asked = message.answers === undefined ? undefined : this.asked.get(message.answers);
    if (!asked) return this.tell(message, buffers);
    this.asked.delete(message.answers!);
    if (message.kind === "error") asked.reject(new Refused(String(message["message"])));
    else asked.resolve(buffers[0] ? { ...message, bytes: buffers[0] } : message);
  }

  private tell(message: Message, buffers: DataView[]): void {
    for (const hear of this.hearers) hear(message, buffers);
  }
}
