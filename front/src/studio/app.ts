// The page as a whole: what is open, what is asked, what came back. The newest wish wins.

import { html } from "../dom.ts";
import { decode, type Header } from "../frames.ts";
import type { Message } from "../host.ts";
import { Live } from "../live/live.ts";
import type { Scene } from "../scene.ts";
import { Columns } from "./columns.ts";
import { Controls } from "./controls.ts";
import { Figures } from "./figures.ts";
import { acceptDrops, firstScreen, type Choices } from "./first.ts";
import { Head } from "./head.ts";
import { Pacing } from "./pacing.ts";
import type { Socket } from "./socket.ts";
import { Tabs } from "./tabs.ts";
import type { Run, Settings, Table, Welcome } from "./types.ts";

const PATIENCE = 120; // milliseconds after the last movement of a control until it is fitted anew

export class App {
  private readonly choices: Choices;
  private readonly said = html("p", { class: "said", role: "alert" });
  private welcome: Welcome | undefined;
  private table: Table | undefined;
  private runs: Run[] = [];
  private fitting: number | undefined; // the newest run asked for
  private watched = false;
  private timer: number | undefined;

  private readonly head: Head;
  private readonly columns = new Columns(() => this.soon());
  private readonly controls = new Controls(
    () => this.soon(),
    () => this.pacing.paced(),
  );
  private readonly pacing: Pacing;
  private readonly figures = new Figures();
  private live: Live | undefined;
  private readonly tabs: Tabs;

  constructor(
    private readonly page: HTMLElement,
    private readonly socket: Socket,
  ) {
    this.choices = { file: (file) => void this.openFile(file), example: (name) => void this.openExample(name) };
    this.head = new Head(socket, this.choices, () => this.showFirst());
    this.tabs = new Tabs(socket, {
      say: (sentence) => this.say(sentence),
      compare: (others) => this.live?.compare(others),
      show: (run) => this.showRun(run),
      forget: (run) => (this.runs = this.runs.filter((r) => r.run !== run.run)),
    });
    this.pacing = new Pacing(socket, {
      run: () => void this.fit(),
      step: () => void this.fit(true),
      reset: () => void this.fit(true),
      speed: () => this.controls.pace,
      say: (sentence) => this.say(sentence),
    });
    page.classList.add("shoal");
    acceptDrops(page, this.choices);
    socket.listen((message, buffers) => this.hear(message, buffers));
    socket.onEnd = () => this.say("The studio has ended: start it again and load its new address.");
  }

  async start(): Promise<void> {
    this.welcome = await this.socket.ask<Welcome>({ kind: "hello" });
    this.runs = this.welcome.runs;
    if (this.welcome.table) this.open(this.welcome.table);
    else this.showFirst();
  }

  private showFirst(): void {
    if (!this.welcome) return;
    this.live?.destroy();
    this.live = undefined;
    this.page.replaceChildren(this.said, firstScreen(this.welcome, this.choices));
  }

  private async openFile(file: File): Promise<void> {
    this.say("");
    try {
      const answer = await this.socket.upload<Table | (Run & { kind: "loaded" })>(file);
      if (answer.kind === "table") this.open(answer);
      else this.loaded(answer);
    } catch (error) {
      this.say(sentence(error));
    }
  }

  private async openExample(name: string): Promise<void> {
    this.say("");
    try {
      const table = await this.socket.ask<Table & Message>({ kind: "open", example: name });
      this.open(table, table.settings);
    } catch (error) {
      this.say(sentence(error));
    }
  }

  private open(table: Table, settings: Settings = {}): void {
    this.table = table;
    this.columns.show(table);
    this.controls.set(settings);
    this.lay();
    void this.fit();
  }

  private loaded(run: Run): void {
    this.runs.push(run);
    this.lay();
    this.showRun(run);
  }

  /** The workplace: columns and controls beside the pictures, figures and tabs. */
  private lay(): void {
    this.live?.destroy();
    const pictures = html("div", { class: "pictures" });
    const side = html("aside", { class: "side" }, this.columns.element, this.controls.element, this.pacing.element);
    const main = html("main", { class: "work" }, this.said, pictures, this.figures.element, this.tabs.element);
    this.page.replaceChildren(this.head.element, html("div", { class: "studio" }, side, main));
    this.live = new Live(pictures);
    this.head.table(this.table);
    side.hidden = !this.table;
  }

  private soon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.fit(), PATIENCE);
  }

  private async fit(paused = false): Promise<void> {
    window.clearTimeout(this.timer);
    if (!this.table) return;
    this.say("");
    const wish = { ...this.columns.wish(), settings: this.controls.settings() };
    const message = { kind: "fit", ...wish, paused, speed: this.controls.pace };
    try {
      const { run, watched } = await this.socket.ask<Message & { run: number; watched: boolean }>(message);
      if (this.fitting !== undefined && run < this.fitting) return;
      this.fitting = run;
      this.watched = watched;
      this.pacing.begin(run, watched, paused);
      this.figures.begin();
    } catch (error) {
      this.say(sentence(error));
    }
  }

  private hear(message: Message, buffers: DataView[]): void {
    const run = message["run"] as number;
    if (this.fitting !== undefined && run < this.fitting) return; // of an older wish
    if (run !== undefined) this.fitting = run;
    if (message.kind === "scene") this.live?.begin(message as unknown as Scene);
    else if (message.kind === "frame" && buffers[0]) {
      const frame = decode(message as unknown as Header, buffers[0]);
      this.live?.add(frame);
      this.figures.tell(frame, this.watched);
    } else if (message.kind === "done") this.done(message as unknown as Run);
    else if (message.kind === "failed") {
      this.pacing.end();
      this.figures.end();
      this.say(String(message["message"]));
    }
  }

  private done(run: Run): void {
    this.runs.push(run);
    this.pacing.end();
    this.columns.explain(run);
    this.showRun(run);
  }

  private showRun(run: Run): void {
    this.figures.show(run);
    this.head.run(run);
    this.live?.end(run.trace, run.kept, run.why);
    this.tabs.show(run, this.runs);
  }

  private say(sentence: string): void {
    this.said.textContent = sentence;
    this.said.hidden = !sentence;
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
