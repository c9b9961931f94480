// The page's line to the studio: messages and their answers, what a fit tells, files going up.

import type { Asks, Host, Message } from "../host.ts";
import { download } from "../draw/save.ts";
import { Connection, type State } from "./connection.ts";
import { known, passProtocols, withPass } from "./entrance.ts";

type Hear = (message: Message, buffers: DataView[]) => void;

type Answer = Message & { buffer?: boolean; answers?: number | null };

interface Asked {
  message: Message;
  sent: boolean;
  resolve: (message: Message) => void;
  reject: (error: Error) => void;
}

const ENDED = "The studio has ended: start it again with `shoal studio`.";
const CUT = "The connection was lost before the studio answered: try again.";

/** What must not be said twice, should the first time have been heard. */
const ONCE = new Set(["control", "forget"]);

export class Refused extends Error {}

export class Socket implements Host, Asks {
  readonly connection: Connection;
  /** Called when the line is there again: what was told meanwhile was told to nobody. */
  onAgain: () => void = () => undefined;
  /** Called when the line is lost, and when the studio seems to have ended. */
  onCut: (state: State) => void = () => undefined;
  private readonly page = name(); // of this loading of the page: a duplicate of it has another
  private tab = sessionStorage.getItem("tab") ?? name();
  private readonly hearers = new Set<Hear>();
  private readonly asked = new Map<number, Asked>();
  private waiting: Answer | undefined; // for the bytes that follow it
  private count = 0;
  private before = false; // whether the line has been open before

  constructor() {
    sessionStorage.setItem("tab", this.tab);
    this.connection = new Connection(
      () => new WebSocket(`ws://${location.host}/socket?${new URLSearchParams({ tab: this.tab, page: this.page })}`, passProtocols()),
      () => this.who(),
      (data) => this.hear(data),
    );
    this.connection.state.listen((state) => this.turned(state));
  }

  listen(hear: Hear): () => void {
    this.hearers.add(hear);
    return () => this.hearers.delete(hear);
  }

  send(message: Message): void {
    this.connection.send(JSON.stringify(message));
  }

  /** The answer to a message; rejects with the studio's sentence where it complains.
   *  While the line is lost a question waits for it. */
  ask<T = Message>(message: Message): Promise<T> {
    if (["ended", "other"].includes(this.connection.state.value)) return Promise.reject(new Refused(ENDED));
    const id = ++this.count;
    const answer = new Promise<Message>((resolve, reject) => {
      this.asked.set(id, { message: { ...message, id }, sent: false, resolve, reject });
    });
    this.say(this.asked.get(id)!);
    return answer as Promise<T>;
  }

  /** Sends a table or model up; the studio's answer, or its complaint. `run` is to predict it. */
  async upload<T = Message>(file: File, run?: number): Promise<T> {
    if (["ended", "other"].includes(this.connection.state.value)) throw new Refused(ENDED);
    const headers = withPass({ "X-Shoal-Tab": this.tab, "X-File-Name": encodeURIComponent(file.name) });
    if (run !== undefined) headers["X-Shoal-Predicted-By"] = String(run);
    const answer = await fetch("/table", { method: "POST", body: file, headers }).catch(() => undefined);
    if (!answer) throw new Refused("The file did not arrive: it is too large, or the studio has ended.");
    const content = await answer.json().catch(() => ({ message: "The studio did not answer." }));
    if (!answer.ok) throw new Refused(String(content.message));
    return content as T;
  }

  /** Saves a file of a run, whole or not at all. */
  async save(run: number, file: string): Promise<void> {
    const answer = await fetch(`/runs/${run}/${file}`, { headers: withPass() }).catch(() => undefined);
    const content = await answer?.blob().catch(() => undefined);
    if (!answer || !content) throw new Refused("The file did not arrive: the studio has ended, or the connection was lost.");
    if (!answer.ok) throw new Refused(String(JSON.parse(await content.text()).message));
    const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1];
    download(content, name ?? file);
  }

  private say(asked: Asked): void {
    asked.sent = this.connection.send(JSON.stringify(asked.message)) || asked.sent;
  }

  /** Who answers at this address, when nobody lets us in. */
  private async who(): Promise<"nobody" | "other" | "ours"> {
    const ours = await known();
    return ours === undefined ? "nobody" : ours ? "ours" : "other";
  }

  private turned(state: State): void {
    if (state === "open") {
      this.waiting = undefined;
      for (const asked of this.asked.values()) this.say(asked);
      if (this.before) this.onAgain();
      this.before = true;
      return;
    }
    if (state === "full") return;
    for (const [id, asked] of this.asked) {
      if (state === "lost" && !(asked.sent && ONCE.has(asked.message.kind))) continue;
      this.asked.delete(id);
      asked.reject(new Refused(state === "lost" ? CUT : ENDED));
    }
    this.onCut(state);
  }

  private hear(data: string | ArrayBuffer): void {
    if (typeof data !== "string") {
      const message = this.waiting;
      this.waiting = undefined;
      if (message) this.take(message, [new DataView(data)]);
      return;
    }
    const message = JSON.parse(data) as Answer;
    if (message.kind === "tab") this.seated(String(message["tab"]));
    else if (message.buffer) this.waiting = message;
    else this.take(message, []);
  }

  /** The tab that the studio gave us: the one we had, or if a duplicate holds that, our own. */
  private seated(tab: string): void {
    this.tab = tab;
    sessionStorage.setItem("tab", tab);
  }

  /** To whoever asked, or to all who listen. */
  private take(message: Answer, buffers: DataView[]): void {
    if (message.answers === undefined || message.answers === null) return this.tell(message, buffers);
    const asked = this.asked.get(message.answers);
    if (!asked) return; // answered twice, or nobody waits any more
    this.asked.delete(message.answers);
    if (message.kind === "error") asked.reject(new Refused(String(message["message"])));
    else asked.resolve(buffers[0] ? { ...message, bytes: buffers[0] } : message);
  }

  private tell(message: Message, buffers: DataView[]): void {
    for (const hear of this.hearers) hear(message, buffers);
  }
}

/** A new name, of letters and digits. */
function name(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
