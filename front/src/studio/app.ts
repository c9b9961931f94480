// The page as a whole: the conversation between what is opened, what is fitted and what is looked at.

import { Address, type Place } from "./address.ts";
import { DESCENTS } from "./descents.ts";
import { acceptDrops } from "./first.ts";
import { Fits } from "./fits.ts";
import { listenToRunKeys } from "./keyboard.ts";
import type { Now } from "./now.ts";
import { Opening } from "./opening.ts";
import { presented } from "./present.ts";
import type { Socket } from "./socket.ts";
import type { Run, Settings, Table, Welcome } from "./types.ts";
import { Workplace, type Wishes } from "./workplace.ts";

export class App {
  private readonly now: Now = { table: undefined, runs: [], shown: undefined };
  private readonly address = new Address((place) => void this.turnTo(place));
  private readonly place: Workplace;
  private readonly opening: Opening;
  private readonly fits: Fits;
  private welcome: Welcome | undefined;

  constructor(
    page: HTMLElement,
    private readonly socket: Socket,
  ) {
    const { now } = this;
    const wishes = this.wishes();
    this.place = new Workplace(page, socket, now, wishes);
    this.opening = new Opening(socket, this.place, now, {
      open: (table, settings) => this.open(table, settings),
      reread: (table) => this.reread(table),
      loaded: (run) => this.loaded(run),
      judged: (run, table) => this.judged(run, table),
      changed: () => this.fits.soon(),
    });
    this.fits = new Fits(socket, this.place, now, {
      redrawn: (table) => {
        now.table = table;
        this.place.redraw(table);
      },
      standing: (run) => {
        now.shown = run;
        this.place.standing(run);
      },
      done: (run, apart, seen) => this.done(run, apart, seen),
    });
    const { pacing } = this.place;
    page.classList.add("shoal");
    presented(page);
    acceptDrops(page, wishes);
    listenToRunKeys({ run: () => pacing.pressRun(), step: () => pacing.pressStep(), reset: () => pacing.pressReset() });
    socket.onAgain = () => void this.again();
    socket.onCut = (state) => (state === "lost" ? pacing.wait(true) : this.fits.idle());
  }

  private wishes(): Wishes {
    return {
      file: (file) => void this.opening.file(file),
      example: (name) => void this.opening.example(name),
      decide: (way) => void this.opening.decide(way),
      predict: (file) => void this.opening.predict(file),
      fit: (paused = false) => void this.fits.fit({ paused }),
      soon: () => this.fits.soon(),
      moving: () => this.fits.move(),
      more: (step) => this.fits.more(step),
      look: () => void this.fits.look(),
      home: () => {
        this.address.push({ first: true });
        this.showFirst();
      },
      target: (target) => {
        this.place.pictures.target = target;
        this.address.replace({ ...this.address.place, target });
        void (this.now.shown ? this.show(this.now.shown) : this.fits.look());
      },
      show: (run) => {
        this.address.push({ ...this.address.place, run: run.run });
        void this.choose(run);
      },
      panel: (panel) => this.address.push({ ...this.address.place, panel }),
      forget: (run) => (this.now.runs = this.now.runs.filter((r) => r.run !== run.run)),
    };
  }

  async start(): Promise<void> {
    const { notices, pictures, tabs } = this.place;
    notices.say("");
    const { place } = this.address;
    this.welcome = await this.greet();
    const { table, fitting, runs, activations } = this.welcome;
    this.place.controls.offer(activations);
    this.now.runs = runs;
    pictures.target = place.target ?? "";
    const run = runs.find((r) => r.run === place.run) ?? runs.filter((r) => r.table === table?.number).at(-1);
    tabs.turnTo(place.panel);
    if (table) this.take(table);
    if (place.first || (!table && !run)) {
      this.showFirst();
      this.address.replace({ first: true });
    } else if (fitting && !fitting.failure) {
      this.place.lay();
      this.fits.follow(fitting);
    } else if (run) {
      this.fits.rests(run);
      this.place.lay();
      await this.choose(run);
    } else this.open(table!);
    if (fitting?.failure) notices.say(fitting.failure);
  }

  /** The line is there again: what was told meanwhile was told to nobody. */
  private async again(): Promise<void> {
    const welcome = await this.greet();
    if (!this.welcome) return; // the first question is still to be answered
    this.welcome = welcome;
    const { table, fitting, runs } = welcome;
    this.place.pacing.wait(false);
    if (!table && this.now.table) {
      this.fits.idle();
      this.place.notices.say("The studio has forgotten this page's table: open it again.");
      return;
    }
    this.now.runs = runs;
    this.fits.catchUp(fitting);
    if (this.now.shown) this.place.tabs.show(this.now.shown, this.now.runs);
  }

  private showFirst(): void {
    if (this.welcome) this.place.showFirst(this.welcome);
  }

  /** Back and Forward. */
  private async turnTo(place: Place): Promise<void> {
    const { table, runs, shown } = this.now;
    if (place.first || (!table && !runs.length)) return this.showFirst();
    const run = runs.find((r) => r.run === place.run) ?? shown;
    const away = !this.place.laid;
    if (away) this.place.lay();
    this.place.tabs.turnTo(place.panel);
    if (run && (away || run !== shown)) await this.choose(run);
  }

  /** A table to fit. */
  private open(table: Table, settings: Settings = {}): void {
    this.fits.idle();
    this.take(table);
    this.place.controls.set(settings, table.experiment !== null);
    this.place.lay();
    this.enter();
    void this.fits.fit();
  }

  /** The same table, read otherwise, is fitted anew. */
  private reread(table: Table): void {
    this.now.table = table;
    this.place.reread(table);
    void this.fits.fit();
  }

  /** A model from a file; the table that is open is what it predicts, if it can read it. */
  private loaded(run: Run): void {
    this.fits.idle();
    this.now.runs.push(run);
    this.fits.rests(run);
    this.place.lay();
    this.enter();
    void this.show(run);
  }

  /** A loaded model on the table that was opened beside it. */
  private judged(run: Run, table: Table): void {
    this.fits.idle();
    this.take(table);
    this.now.runs = this.now.runs.map((r) => (r.run === run.run ? run : r));
    this.place.lay();
    void this.show(run);
  }

  /** A fit has ended; `apart`: while another run is looked at. */
  private done(run: Run, apart: boolean, seen: boolean): void {
    const { now, address } = this;
    now.runs = [...now.runs.filter((r) => r.run !== run.run), run];
    if (apart && now.shown) {
      this.place.tabs.show(now.shown, now.runs);
      return;
    }
    this.place.columns.explain(run);
    const { place } = address;
    if (!place.first) address.replace({ ...place, run: run.run });
    void this.show(run, seen);
  }

  /** A run that somebody chose: its table, its controls, its pictures. */
  private async choose(run: Run): Promise<void> {
    this.fits.leave();
    try {
      if (run.table !== null && run.table !== this.now.table?.number) {
        this.take(await this.socket.ask<Table>({ kind: "table", run: run.run }));
        this.place.lay();
      }
      this.place.stand(run.wish);
      this.place.columns.explain(run);
      this.place.pacing.stand(DESCENTS.has(run.solver), false);
      await this.show(run);
    } catch (error) {
      this.place.notices.complain(error);
    }
  }

  /** Shows a finished run; `seen`: its scene and last frame are in the pictures already. */
  private async show(run: Run, seen = false): Promise<void> {
    this.now.shown = run;
    this.place.finished(run);
    if (!seen && !(await this.fits.look())) return;
    this.place.pictures.end(run);
    this.place.pictures.rank(run);
  }

  private take(table: Table): void {
    this.now.table = table;
    this.now.shown = undefined;
    this.opening.forget();
    this.place.open(table);
  }

  /** From the first screen to the workplace: Back leads there again. */
  private enter(): void {
    const { first, panel } = this.address.place;
    if (first) {
      this.address.push({});
      window.scrollTo(0, 0); // a card far down was clicked
    } else this.address.replace({ panel });
  }

  private greet(): Promise<Welcome> {
    return this.socket.ask<Welcome>({ kind: "hello" });
  }
}
