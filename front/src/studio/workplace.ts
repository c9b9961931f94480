// The page's parts and how they are laid: columns and controls beside the answer, pictures and tabs.
// What is to be seen of a table, of a fit and of a run is told to all parts here.

import { html } from "../dom.ts";
import type { Scene } from "../scene.ts";
import { Answer } from "./answer.ts";
import { Columns } from "./columns.ts";
import { ConnectionBar } from "./connectionbar.ts";
import { Controls } from "./controls.ts";
import { Figures } from "./figures.ts";
import { firstScreen, type Choices } from "./first.ts";
import { Head } from "./head.ts";
import { skipLinks } from "./keyboard.ts";
import { Notices } from "./notices.ts";
import type { Now } from "./now.ts";
import { Pacing } from "./pacing.ts";
import { FittedView } from "./panels/fitted.ts";
import { ResidualPanel } from "./panels/residuals.ts";
import { Profiler } from "./panels/whatif.ts";
import { Pictures } from "./pictures.ts";
import { shared } from "./shared.ts";
import type { Socket } from "./socket.ts";
import { Tabs } from "./tabs.ts";
import type { Run, Table, Way, Welcome, Wish } from "./types.ts";
import { Views } from "./views.ts";

/** What the user may wish. */
export interface Wishes extends Choices {
  home(): void;
  fit(paused?: boolean): void;
  soon(): void; // a fit, once nothing moves
  moving(): void; // a slider
  more(step: boolean): void; // on from where the fit has ended
  look(): void; // other pictures of the same fit
  target(name: string): void; // of several
  decide(way: Way): void;
  predict(file: File): void;
  show(run: Run): void;
  forget(run: Run): void;
  panel(name: string): void;
}

const RUNNING = "the fit runs: pause it, and this speaks of its weights";

export class Workplace {
  readonly notices = new Notices();
  readonly pictures: Pictures;
  readonly columns: Columns;
  readonly controls: Controls;
  readonly pacing: Pacing;
  readonly tabs: Tabs;
  readonly figures = new Figures();
  readonly answer: Answer;
  private readonly main = html("main", { class: "work" });
  private readonly asked = html("div", { class: "asked" }); // the fit and the profiler, side by side
  private readonly bar: ConnectionBar;
  private readonly head: Head;
  private readonly views: Views;
  private readonly fitted: HTMLElement;
  private readonly profiler: HTMLElement;
  private readonly residuals: HTMLElement;

  constructor(
    readonly page: HTMLElement,
    socket: Socket,
    private readonly now: Readonly<Now>,
    private readonly wishes: Wishes,
  ) {
    const say = (sentence: string) => this.notices.say(sentence);
    const data = () => this.tabs.showData();
    this.bar = new ConnectionBar(socket.connection);
    this.head = new Head(socket, wishes, () => wishes.home(), data, (error) => this.notices.complain(error));
    this.pictures = new Pictures(socket, now, {
      scene: (watched, scene) => this.arrange(watched, drawsCurve(scene)),
      look: () => wishes.look(),
      fail: (error) => this.notices.complain(error),
      weight: (weight) => this.tabs.stepThrough(weight),
      builds: (drawn) => this.controls.builds(drawn),
    });
    this.columns = new Columns(() => {
      this.pictures.along = undefined;
      this.tabs.redrawData();
      wishes.soon();
    }, data);
    this.controls = new Controls(
      (moving) => (moving ? wishes.moving() : wishes.soon()),
      () => this.pacing.paced(),
    );
    this.pacing = new Pacing(socket, {
      run: () => wishes.fit(),
      more: (step) => wishes.more(step),
      reset: () => wishes.fit(true),
      goes: () => this.hold(),
      speed: () => this.controls.pace,
      say,
    });
    this.tabs = new Tabs(socket, { ...wishes, say, compare: (others) => this.pictures.compare(others) }, { take: wishes.decide, role: (name) => this.columns.role(name) });
    this.answer = new Answer(() => this.tabs.bring("Doctor's note"));
    this.views = new Views(say);
    const common = shared();
    this.fitted = this.views.place(new FittedView(socket, common));
    this.profiler = this.views.place(new Profiler(socket, common));
    this.residuals = this.views.place(new ResidualPanel(socket, common));
  }

  /** Whether it stands, not the first screen. */
  get laid(): boolean {
    return this.pictures.laid;
  }

  showFirst(welcome: Welcome): void {
    this.pictures.clear();
    this.page.replaceChildren(this.notices.said, this.notices.waiting, firstScreen(welcome, this.wishes), this.bar.element);
  }

  lay(): void {
    const { table } = this.now;
    const { notices } = this;
    this.pictures.clear();
    const side = html("aside", { class: "side" }, html("div", { class: "settings" }, this.columns.element, this.controls.element), this.pacing.element);
    const unfold = (open: boolean) => {
      side.classList.toggle("open", open);
      fold.setAttribute("aria-expanded", String(open));
    };
    const toggle = () => unfold(!side.classList.contains("open"));
    const fold = html("button", { type: "button", class: "fold", "aria-expanded": "false", click: toggle }, "columns, network and learning");
    side.prepend(fold); // in sight on a narrow page alone
    this.arrange(this.controls.watched, table?.columns.length === 2);
    this.alone(false);
    const skips = skipLinks([
      ["to the answer", () => this.main.querySelector("h1")],
      ["to the controls", () => (unfold(true), side.querySelector("select"))],
      ["to the tabs", () => this.tabs.element],
    ]);
    this.page.replaceChildren(skips, this.head.element, html("div", { class: table ? "studio" : "studio alone" }, side, this.main), this.bar.element);
    this.pictures.lay();
    this.head.table(table);
    notices.note.hidden = notices.targets.hidden = true;
    side.hidden = !table;
  }

  /** Without a fit there is the table alone to see: how it was read, and what to say of it. */
  alone(alone: boolean): void {
    this.main.classList.toggle("unfitted", alone);
    if (alone) this.tabs.chooseData();
  }

  /** Another table. */
  open(table: Table): void {
    this.pictures.along = undefined;
    this.columns.show(table);
    this.tabs.open(table);
    this.tellReading(table);
  }

  /** The same table, read otherwise. */
  reread(table: Table): void {
    this.pictures.along = undefined;
    this.redraw(table);
    this.tellReading(table);
  }

  /** The same columns, drawn from another seed. */
  redraw(table: Table): void {
    this.columns.show(table, true);
    this.head.table(table);
    this.tabs.reopen(table);
  }

  /** The controls as a fit was asked for. */
  stand(wish: Wish | null): void {
    if (!wish) return;
    this.columns.set(wish);
    this.controls.set(wish.settings);
  }

  /** A fit begins: what stands here is of an older one. */
  begin(run: number, watched: boolean, paused: boolean, fresh: boolean): void {
    this.pacing.begin(run, watched, paused, fresh);
    this.figures.begin(watched);
    this.answer.begin(watched);
    if (watched) {
      this.alone(false); // its pictures come at once
      this.hold();
    } else this.views.wait(true);
  }

  /** A descent runs: what stands on the page is of older weights, and says so. */
  hold(): void {
    this.views.wait(true, RUNNING);
    this.tabs.hold(RUNNING);
  }

  /** No fit runs any more. `more`: it can go on from where it ended. */
  idle(more: boolean): void {
    this.pacing.end(more);
    this.figures.end();
    this.answer.end();
    this.views.wait(false);
    this.tabs.hold("");
  }

  /** A first quick network, while the others are being trained. */
  draft(run: Run): void {
    this.alone(false);
    run.output = this.pictures.output(run.targets);
    this.figures.show(run, true);
    this.answer.show(run, true);
    this.views.show(run, this.now.runs);
    this.pictures.end(run, "a first network; the others are being trained");
  }

  /** A descent has come to rest: all panels speak of the weights that stand there. */
  standing(run: Run): void {
    this.head.table(this.now.table); // nothing of it can be saved yet
    this.show(run);
    this.pictures.rest(run);
  }

  /** A finished run, but for its pictures. */
  finished(run: Run): void {
    this.show(run);
    this.figures.show(run);
    this.answer.show(run);
    this.head.show(run, this.now.table);
    this.notices.tellLoaded(run, this.now.table, () => this.wishes.fit());
  }

  private show(run: Run): void {
    this.alone(false);
    run.output = this.pictures.output(run.targets);
    this.views.show(run, this.now.runs);
    this.views.wait(false);
    this.notices.tellTargets(run, (target) => this.wishes.target(target));
    this.tabs.show(run, this.now.runs);
  }

  private tellReading(table: Table): void {
    this.notices.tellReading(table, () => this.tabs.showData());
  }

  /** A descent is watched: its pictures come first, with the `curve` of one input in them. Of any
   *  other fit the answer does. */
  private arrange(watched: boolean, curve: boolean): void {
    const { said, waiting, read, note, targets } = this.notices;
    const order = watched ? [this.pictures.element, this.asked, this.residuals] : [this.asked, this.residuals, this.pictures.element];
    stand(this.asked, watched && curve ? [this.profiler] : [this.fitted, this.profiler]);
    stand(this.main, [said, waiting, this.answer.element, this.figures.element, read, note, targets, ...order, this.tabs.element]);
  }
}

/** Puts the parts into their place, unless they stand there already. */
function stand(place: HTMLElement, parts: HTMLElement[]): void {
  const stands = place.children.length === parts.length && parts.every((part, i) => place.children[i] === part);
  if (!stands) place.replaceChildren(...parts);
}

/** Whether the pictures show the curve over the one input, and its data. */
function drawsCurve(scene: Scene): boolean {
  return scene.inputs.length === 1;
}
