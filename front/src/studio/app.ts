// The page as a whole: what is open, what is asked, what came back. The newest wish wins.

import { html } from "../dom.ts";
import { whole } from "../format.ts";
import { decode, type Header } from "../frames.ts";
import type { Message } from "../host.ts";
import { Live } from "../live/live.ts";
import type { Scene } from "../scene.ts";
import { Answer } from "./answer.ts";
import { Address, type Place } from "./address.ts";
import { Columns } from "./columns.ts";
import { ConnectionBar } from "./connectionbar.ts";
import { Controls } from "./controls.ts";
import { Figures } from "./figures.ts";
import { acceptDrops, firstScreen, type Choices } from "./first.ts";
import { Head } from "./head.ts";
import { Pacing } from "./pacing.ts";
import type { Socket } from "./socket.ts";
import { FittedView } from "./panels/fitted.ts";
import { ResidualPanel } from "./panels/residuals.ts";
import { Profiler } from "./panels/whatif.ts";
import { listenToRunKeys, skipLinks } from "./keyboard.ts";
import { presented } from "./present.ts";
import type { Predicted } from "./panels/predictions.ts";
import { askPurpose } from "./purpose.ts";
import { Tabs } from "./tabs.ts";
import { Throttle } from "./throttle.ts";
import { Views } from "./views.ts";
import { unreadable, withWay } from "./reading.ts";
import { shared } from "./shared.ts";
import type { Options, Run, Settings, Table, UnderWay, Way, Welcome, Wish } from "./types.ts";

interface Looked extends Message {
  scene: Scene | null; // null: the fit runs, and tells of itself
  frame: Header;
  bytes: DataView;
}

interface Accepted extends Message {
  run: number;
  watched: boolean;
  table?: Table; // drawn anew, where the lecture's seed is another
}

interface Start {
  moving?: boolean; // a slider is dragged: one quick network is enough
  paused?: boolean;
  after?: number; // epochs that were seen before
}


const UNNOTICED = 300; // milliseconds that a file may be read before the page says so
const WATCHED = ["gd", "sgd", "adam"]; // descents, which one looks at while they run
const LEGIBLE = 3; // inputs of a network that is drawn unasked
const RUNNING = "the fit runs: pause it, and this speaks of its weights";

export class App {
  private readonly choices: Choices;
  private readonly said = html("p", { class: "said", role: "alert" });
  private readonly note = html("p", { class: "loaded muted" });
  private readonly targets = html("div", { class: "row targets", role: "group", "aria-label": "target shown" });
  private readonly waiting = html("p", { class: "reads muted", role: "status", hidden: true }, "reading the file …");
  private readonly read = html("p", { class: "read muted" });
  private readonly main = html("main", { class: "work" });
  private options: Options | undefined; // as they are wished; those in force are the table's
  private rereading = 0;
  private welcome: Welcome | undefined;
  private table: Table | undefined;
  private runs: Run[] = [];
  private shown: Run | undefined;
  private fitting: number | undefined; // the newest run asked for
  private running = false;
  private apart = false; // an older run was chosen while a fit runs
  private watched = false;
  private moving = false; // a slider: of each fit one picture is enough
  private wanted = 0; // epochs of one Run
  private target = ""; // which of several is shown
  private along: number | undefined; // the input under the hidden units
  private readonly throttle = new Throttle({ moving: () => void this.fit({ moving: true }), rest: () => void this.fit() });
  private turn = 0; // of what is asked for the pictures

  private readonly address = new Address((place) => void this.turnTo(place));
  private readonly bar: ConnectionBar;
  private readonly head: Head;
  private readonly columns: Columns;
  private readonly controls: Controls;
  private readonly pacing: Pacing;
  private readonly figures = new Figures();
  private readonly answer: Answer;
  private readonly common = shared();
  private readonly views: Views;
  private readonly asked: HTMLElement; // the fit and the profiler, side by side
  private readonly residuals: HTMLElement;
  private readonly pictures = html("div", { class: "pictures" });
  private live: Live | undefined;
  private readonly tabs: Tabs;

  constructor(
    private readonly page: HTMLElement,
    private readonly socket: Socket,
  ) {
    this.choices = { file: (file) => void this.openFile(file), example: (name) => void this.openExample(name) };
    const data = () => this.tabs.showData();
    this.bar = new ConnectionBar(socket.connection);
    this.head = new Head(socket, this.choices, () => this.home(), data);
    this.columns = new Columns(() => {
      this.along = undefined;
      this.tabs.redrawData();
      this.soon();
    }, data);
    this.controls = new Controls(
      (moving) => (moving ? this.throttle.move() : this.soon()),
      () => this.pacing.paced(),
    );
    const decides = { take: (way: Way) => void this.decide(way), role: (name: string) => this.columns.role(name) };
    this.tabs = new Tabs(
      socket,
      {
        say: (sentence) => this.say(sentence),
        compare: (others) => this.live?.compare(others),
        show: (run) => {
          this.address.push({ ...this.address.place, run: run.run });
          void this.choose(run);
        },
        predict: (file) => this.shown && void this.predict(file, this.shown),
        panel: (panel) => this.address.push({ ...this.address.place, panel }),
        forget: (run) => (this.runs = this.runs.filter((r) => r.run !== run.run)),
      },
      decides,
    );
    this.answer = new Answer(() => this.tabs.bring("Doctor's note"));
    this.views = new Views((sentence) => this.say(sentence));
    this.asked = html("div", { class: "asked" }, this.views.place(new FittedView(socket, this.common)), this.views.place(new Profiler(socket, this.common)));
    this.residuals = this.views.place(new ResidualPanel(socket, this.common));
    this.pacing = new Pacing(socket, {
      run: () => void this.fit(),
      more: (step) => this.more(step),
      reset: () => void this.fit({ paused: true }),
      goes: () => this.hold(),
      speed: () => this.controls.pace,
      say: (sentence) => this.say(sentence),
    });
    page.classList.add("shoal");
    presented(page);
    acceptDrops(page, this.choices);
    listenToRunKeys({ run: () => this.pacing.pressRun(), step: () => this.pacing.pressStep(), reset: () => this.pacing.pressReset() });
    socket.listen((message, buffers) => this.hear(message, buffers));
    socket.onAgain = () => void this.again();
    socket.onCut = (state) => (state === "lost" ? this.pacing.wait(true) : this.idle());
  }

  async start(): Promise<void> {
    this.say("");
    const { place } = this.address;
    const welcome = await this.socket.ask<Welcome>({ kind: "hello" });
    this.welcome = welcome;
    this.runs = welcome.runs;
    const { table, fitting } = welcome;
    this.target = place.target ?? "";
    const run = this.runs.find((r) => r.run === place.run) ?? this.runs.filter((r) => r.table === table?.number).at(-1);
    this.tabs.turnTo(place.panel);
    if (table) this.take(table);
    if (place.first || (!table && !run)) {
      this.showFirst();
      this.address.replace({ first: true });
    } else if (fitting && !fitting.failure) {
      this.lay();
      this.follow(fitting);
    } else if (run) {
      this.fitting = run.run;
      this.lay();
      await this.choose(run);
    } else this.open(table!);
    if (fitting?.failure) this.say(fitting.failure);
  }

  /** The line is there again: what was told meanwhile was told to nobody. */
  private async again(): Promise<void> {
    const welcome = await this.socket.ask<Welcome>({ kind: "hello" });
    if (!this.welcome) return; // the first question is still to be answered
    this.pacing.wait(false);
    const { table, fitting } = welcome;
    this.welcome = welcome;
    if (!table && this.table) {
      this.idle();
      this.say("The studio has forgotten this page's table: open it again.");
      return;
    }
    this.runs = welcome.runs;
    const ended = this.running ? this.runs.find((r) => r.run === this.fitting) : undefined;
    if (fitting?.failure) this.failed(fitting.failure);
    else if (fitting && !(this.running && fitting.run === this.fitting)) this.follow(fitting);
    else if (!fitting && this.running) {
      if (ended) this.done(ended, false);
      else this.failed("The fit was given up while the connection was lost: change something to fit again.");
    }
    if (this.shown) this.tabs.show(this.shown, this.runs);
  }

  /** A fit that runs already: the controls stand as it was asked for, and what it tells is shown. */
  private follow({ run, watched, paused, wish }: UnderWay): void {
    this.stand(wish);
    this.begin(run, watched, paused, false);
    void this.look();
  }

  private begin(run: number, watched: boolean, paused: boolean, fresh: boolean): void {
    this.fitting = run;
    this.running = true;
    this.apart = false;
    this.watched = watched;
    this.pacing.begin(run, watched, paused, fresh);
    this.figures.begin(watched);
    this.answer.begin(watched);
    if (watched) this.hold();
    else this.views.wait(true);
  }

  /** No fit runs any more, however it came to that. */
  private idle(more = false): void {
    this.running = this.apart = false;
    this.throttle.settled();
    this.pacing.end(more);
    this.figures.end();
    this.answer.end();
    this.views.wait(false);
    this.tabs.hold("");
  }

  private failed(sentence: string): void {
    this.idle();
    this.say(sentence);
    if (!this.shown) this.alone(true);
  }

  private home(): void {
    this.address.push({ first: true });
    this.showFirst();
  }

  /** Back and Forward. */
  private async turnTo(place: Place): Promise<void> {
    if (place.first || (!this.table && !this.runs.length)) return this.showFirst();
    const run = this.runs.find((r) => r.run === place.run) ?? this.shown;
    const away = !this.live;
    if (away) this.lay();
    this.tabs.turnTo(place.panel);
    if (run && (away || run !== this.shown)) await this.choose(run);
  }

  /** A run that somebody chose: its table, its controls, its pictures. */
  private async choose(run: Run): Promise<void> {
    this.apart = this.running;
    try {
      if (run.table !== null && run.table !== this.table?.number) {
        const table = await this.socket.ask<Table>({ kind: "table", run: run.run });
        this.take(table);
        this.lay();
      }
      this.stand(run.wish);
      this.columns.explain(run);
      this.pacing.stand(WATCHED.includes(run.solver), false);
      await this.showRun(run);
    } catch (error) {
      this.say(sentence(error));
    }
  }

  /** The controls as a fit was asked for. */
  private stand(wish: Wish | null): void {
    if (!wish) return;
    this.wanted = Number(wish.settings["max_iter"]) || 0;
    this.columns.set(wish);
    this.controls.set(wish.settings);
  }

  private async predict(file: File, run: Run): Promise<void> {
    this.say("");
    try {
      this.tabs.predictions.take(await this.awaited(this.socket.upload<Predicted>(file, run.run)));
      this.tabs.bring("Predict a table");
    } catch (error) {
      this.say(sentence(error));
    }
  }

  private showFirst(): void {
    if (!this.welcome) return;
    this.live?.destroy();
    this.live = undefined;
    this.page.replaceChildren(this.said, this.waiting, firstScreen(this.welcome, this.choices), this.bar.element);
  }

  private async openFile(file: File): Promise<void> {
    this.say("");
    try {
      if (this.live && this.shown && !this.shown.loaded && !/\.shoal$/i.test(file.name)) {
        const purpose = await askPurpose(this.page, file.name, this.shown);
        if (purpose === "predict") return await this.predict(file, this.shown);
        if (!purpose) return;
      }
      const answer = await this.awaited(this.socket.upload<Table | (Run & { kind: "loaded" })>(file));
      if (answer.kind === "loaded") this.loaded(answer);
      else if (this.shown?.loaded && this.live) await this.judge(this.shown, answer);
      else this.open(answer);
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
    this.idle();
    this.take(table);
    this.controls.set(settings, table.experiment !== null);
    this.lay();
    this.enter();
    void this.fit();
  }

  /** From the first screen to the workplace: Back leads there again. */
  private enter(): void {
    const { first, panel } = this.address.place;
    if (first) {
      this.address.push({});
      window.scrollTo(0, 0); // a card far down was clicked
    } else this.address.replace({ panel });
  }

  private take(table: Table): void {
    this.table = table;
    this.options = table.reading.options;
    this.rereading++;
    this.shown = undefined;
    this.along = undefined;
    this.columns.show(table);
    this.tabs.open(table);
    this.tellReading(table);
  }

  /** One click in the preview: a column's role, or the table read otherwise. */
  private async decide(way: Way): Promise<void> {
    if (!this.table) return;
    if (way.column !== undefined && way.role) this.columns.setRole(way.column, way.role);
    const wished = withWay(this.options ?? this.table.reading.options, way);
    if (!way.set && !way.kind && !way.missing && !way.undo) {
      this.tabs.redrawData();
      this.soon();
      return;
    }
    this.options = wished;
    const turn = ++this.rereading;
    this.say("");
    try {
      const table = await this.awaited(this.socket.ask<Table>({ kind: "reread", options: wished }));
      if (turn === this.rereading) await this.reopen(table);
    } catch (error) {
      if (turn !== this.rereading) return;
      this.options = this.table.reading.options;
      this.tabs.redrawData();
      this.say(sentence(error));
    }
  }

  /** The same table, read otherwise: fitted anew, or judged by the model that was loaded. */
  private async reopen(table: Table): Promise<void> {
    if (this.shown?.loaded) return this.judge(this.shown, table);
    this.table = table;
    this.options = table.reading.options;
    this.along = undefined;
    this.columns.show(table, true);
    this.head.table(table);
    this.tabs.reopen(table);
    this.tellReading(table);
    await this.fit();
  }

  /** One line on what was decided on the table, where something was; of the lecture's, what there is to see. */
  private tellReading({ decisions, title, see }: Table): void {
    if (see) {
      this.read.hidden = false;
      this.read.replaceChildren(html("span", { title: see }, `${title}: ${see}`));
      return;
    }
    const told = decisions.filter((d) => d.look !== "declared");
    const first = told.find((d) => d.look === "doubt") ?? told.find((d) => d.ways.length) ?? told[0];
    this.read.hidden = !first;
    if (!first) return;
    const more = told.length - 1;
    const rest = more ? `, and ${whole(more)} more decision${more > 1 ? "s" : ""}` : "";
    const sentence = `${first.column === null ? "" : `${first.column}: `}${first.sentence}`;
    const look = html("button", { type: "button", class: "small", click: () => this.tabs.showData() }, "look at the data");
    this.read.replaceChildren(html("span", { title: sentence }, sentence), html("span", { class: "rest" }, rest), look);
  }

  /** Without a fit there is the table alone to see: how it was read, and what to say of it. */
  private alone(alone: boolean): void {
    this.main.classList.toggle("unfitted", alone);
    if (alone) this.tabs.chooseData();
  }

  /** A model from a file; the table that is open is what it predicts, if it can read it. */
  private loaded(run: Run): void {
    this.idle();
    this.runs.push(run);
    this.fitting = run.run;
    this.lay();
    this.enter();
    void this.showRun(run);
  }

  /** A table opened beside a loaded model is judged by it; one that it cannot read is fitted. */
  private async judge(run: Run, table: Table): Promise<void> {
    try {
      this.idle();
      const judged = await this.socket.ask<Run & { kind: string }>({ kind: "judge", run: run.run });
      this.take(table);
      this.runs = this.runs.map((r) => (r.run === run.run ? judged : r));
      this.lay();
      await this.showRun(judged);
    } catch (error) {
      this.open(table);
      this.say(`The model of run ${run.run} does not fit this table (${sentence(error)}): a new one is fitted.`);
    }
  }

  /** The workplace: columns and controls beside the pictures, figures and tabs. */
  private lay(): void {
    this.live?.destroy();
    const side = html("aside", { class: "side" }, html("div", { class: "settings" }, this.columns.element, this.controls.element), this.pacing.element);
    this.pictures.replaceChildren();
    this.arrange(this.controls.watched);
    this.alone(false);
    const skips = skipLinks([
      ["to the answer", () => this.main.querySelector("h1")],
      ["to the controls", () => side.querySelector("select")],
      ["to the tabs", () => this.tabs.element],
    ]);
    this.page.replaceChildren(skips, this.head.element, html("div", { class: this.table ? "studio" : "studio alone" }, side, this.main), this.bar.element);
    this.live = new Live(this.pictures, (input) => {
      this.along = input;
      void this.look();
    });
    this.head.table(this.table);
    this.note.hidden = true;
    this.targets.hidden = true;
    side.hidden = !this.table;
  }

  /** A descent is watched: its pictures come first. Of any other fit the answer does. */
  private arrange(watched: boolean): void {
    const order = watched ? [this.pictures, this.asked, this.residuals] : [this.asked, this.residuals, this.pictures];
    const all = [this.said, this.waiting, this.answer.element, this.figures.element, this.read, this.note, this.targets, ...order, this.tabs.element];
    const stands = all.every((part, i) => this.main.children[i] === part);
    if (!stands) this.main.replaceChildren(...all);
  }

  private soon(): void {
    this.throttle.rest();
  }

  private async fit({ paused = false, after = 0, moving = false }: Start = {}): Promise<void> {
    if (!moving) this.throttle.cancel();
    if (!this.table) return;
    this.say("");
    this.note.hidden = true;
    if (unreadable(this.table, (name) => this.columns.role(name) === "ignore").length || !this.columns.targets().length) {
      if (this.running) this.idle();
      this.alone(true);
      return;
    }
    const settings = this.controls.settings();
    if (!after) this.wanted = Number(settings["max_iter"]) || 0;
    const wish = { ...this.table.reading.meaning, ...this.columns.wish(), settings };
    const message = { kind: "fit", ...wish, paused, after, moving, speed: this.controls.pace, shown: this.target, along: this.along ?? null };
    try {
      const { run, watched, table } = await this.socket.ask<Accepted>(message);
      if (this.fitting !== undefined && run < this.fitting) return;
      if (table) this.redrawn(table);
      this.moving = moving && !watched;
      this.begin(run, watched, paused, paused && !after);
    } catch (error) {
      this.throttle.settled();
      this.say(sentence(error));
      if (!this.shown) this.alone(true);
    }
  }

  /** A descent runs: what stands on the page is of older weights, and says so. */
  private hold(): void {
    this.views.wait(true, RUNNING);
    this.tabs.hold(RUNNING);
  }

  /** The lecture's table, drawn from another seed. */
  private redrawn(table: Table): void {
    this.table = table;
    this.options = table.reading.options;
    this.columns.show(table, true);
    this.head.table(table);
    this.tabs.reopen(table);
  }

  /** A descent has come to rest: all panels speak of the weights that stand there. */
  private standing(run: Run): void {
    this.alone(false);
    run.output = Math.max(run.targets.indexOf(this.target), 0);
    this.shown = run;
    this.live?.rest(run.trace, run.output);
    this.head.table(this.table); // nothing of it can be saved yet
    this.views.wait(false);
    this.views.show(run, this.runs);
    this.tellTargets(run);
    this.tabs.show(run, this.runs);
  }

  /** Goes on where the shown descent has ended: by as many epochs again, or by one step. */
  private more(step: boolean): void {
    const run = this.shown;
    if (!run || run.loaded || run.run !== this.fitting || !["gd", "sgd"].includes(run.solver)) {
      void this.fit({ paused: step });
      return;
    }
    const wished = Number(this.controls.settings()["max_iter"]) || 0;
    this.controls.setEpochs(wished > run.epochs ? wished : run.epochs + Math.max(this.wanted, 1));
    void this.fit({ paused: step, after: run.epochs }).then(() => step && this.pacing.step());
  }

  private hear(message: Message, buffers: DataView[]): void {
    const run = message["run"] as number;
    if (this.fitting !== undefined && run < this.fitting) return; // of an older wish
    if (run !== undefined) this.fitting = run;
    if (this.apart && ["scene", "frame", "draft", "standing"].includes(message.kind)) return;
    if (message.kind === "scene") {
      this.turn++;
      this.prepare(message as unknown as Scene);
      this.live?.begin(message as unknown as Scene);
    } else if (message.kind === "frame" && buffers[0]) {
      const frame = decode(message as unknown as Header, buffers[0]);
      this.live?.add(frame, this.moving); // the draft draws it
      if (this.watched) this.throttle.settled();
      this.figures.tell(frame, this.watched);
      if (this.watched) this.answer.tell(frame, this.columns.targets()[0] ?? "", this.wanted);
      this.pacing.progress(frame.network ? `${frame.network} network${frame.network > 1 ? "s" : ""} trained` : `epoch ${whole(frame.epoch)}`);
    } else if (message.kind === "again") {
      this.pacing.progress(`again to epoch ${whole(Number(message["until"]))}: ${whole(Number(message["epoch"]))}`);
    } else if (message.kind === "standing") this.standing(message as unknown as Run);
    else if (message.kind === "draft") this.draft(message as unknown as Run);
    else if (message.kind === "done") this.done(message as unknown as Run);
    else if (message.kind === "failed") this.failed(String(message["message"]));
  }

  private draft(run: Run): void {
    this.throttle.settled();
    this.alone(false);
    run.output = Math.max(run.targets.indexOf(this.target), 0);
    this.figures.show(run, true);
    this.answer.show(run, true);
    this.views.show(run, this.runs);
    this.live?.end(run.trace, run.kept, "a first network; the others are being trained", run.output);
  }

  /** `seen`: what it told is in the pictures already. */
  private done(run: Run, seen = true): void {
    const { apart } = this;
    this.runs = [...this.runs.filter((r) => r.run !== run.run), run];
    this.idle(run.solver === "gd" || run.solver === "sgd");
    if (apart && this.shown) {
      this.tabs.show(this.shown, this.runs);
      return;
    }
    this.columns.explain(run);
    const { place } = this.address;
    if (!place.first) this.address.replace({ ...place, run: run.run });
    void this.showRun(run, seen);
  }

  /** Shows a finished run; `seen`: its scene and last frame are in the pictures already. */
  private async showRun(run: Run, seen = false): Promise<void> {
    this.shown = run;
    this.alone(false);
    run.output = Math.max(run.targets.indexOf(this.target), 0);
    this.figures.show(run);
    this.answer.show(run);
    this.views.wait(false);
    this.views.show(run, this.runs);
    this.head.run(run, this.table);
    this.tellTargets(run);
    this.tellLoaded(run);
    this.tabs.show(run, this.runs);
    if (!seen && !(await this.look())) return;
    this.live?.end(run.trace, run.kept, run.why, run.output);
    this.live?.rank(run.relevance.map(({ share }) => share));
  }

  /** The pictures for the target and the input of now; false where something newer came between. */
  private async look(): Promise<boolean> {
    const turn = ++this.turn;
    const runs = this.running && !this.apart;
    const run = runs ? this.fitting : this.shown?.run;
    const targets = runs ? this.columns.targets() : (this.shown?.targets ?? []);
    const output = Math.max(targets.indexOf(this.target), 0);
    try {
      const looked = await this.socket.ask<Looked>({ kind: "look", run, output, along: this.along ?? null });
      if (turn !== this.turn || !looked.scene) return false;
      this.prepare(looked.scene);
      this.live?.begin(looked.scene);
      this.live?.add(decode(looked.frame, looked.bytes));
      if (this.shown) this.live?.end(this.shown.trace, this.shown.kept, this.shown.why, output);
      return true;
    } catch (error) {
      this.say(sentence(error));
      return false;
    }
  }

  /** The pictures in the order that suits the fit. */
  private prepare(scene: Scene): void {
    const watched = WATCHED.includes(scene.solver);
    this.arrange(watched);
    this.live?.arrange(!watched, scene.several ? " of the network that did best on rows left out" : "", scene.inputs.length > LEGIBLE);
  }

  private tellTargets(run: Run): void {
    const name = run.targets[run.output ?? 0];
    this.targets.hidden = run.targets.length < 2;
    this.targets.replaceChildren(
      html("span", { class: "muted" }, "target shown"),
      ...run.targets.map((target) =>
        html(
          "button",
          {
            type: "button",
            "aria-pressed": String(target === name),
            click: () => {
              this.target = target;
              this.address.replace({ ...this.address.place, target });
              void (this.shown ? this.showRun(this.shown) : this.look());
            },
          },
          target,
        ),
      ),
    );
  }

  private tellLoaded(run: Run): void {
    this.note.hidden = !run.loaded;
    if (!run.loaded) return;
    const [file, table] = [run.source, this.table];
    const told = !table
      ? `A loaded model, fitted to ${file}. Open a table to predict it, or to judge the model by it.`
      : run.judged
        ? `A loaded model, fitted to ${file}, judged on all rows of ${table.name}.`
        : `A loaded model, fitted to ${file}, beside the table ${table.name}.`;
    const fit = html("button", { type: "button", class: "small", click: () => void this.fit() }, "Fit this table anew");
    this.note.replaceChildren(`${told} `, table ? fit : "");
  }

  /** What takes its time says so. */
  private async awaited<T>(answer: Promise<T>): Promise<T> {
    const timer = window.setTimeout(() => (this.waiting.hidden = false), UNNOTICED);
    try {
      return await answer;
    } finally {
      window.clearTimeout(timer);
      this.waiting.hidden = true;
    }
  }

  private say(sentence: string): void {
    this.said.textContent = sentence;
    this.said.hidden = !sentence;
  }
}

function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
