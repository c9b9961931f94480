// Fits: what is asked for, and what a fit tells while it runs. The newest wish wins.

import { whole } from "../format.ts";
import { decode, type Header } from "../frames.ts";
import type { Message } from "../host.ts";
import type { Scene } from "../scene.ts";
import type { Now } from "./now.ts";
import { unreadable } from "./reading.ts";
import type { Socket } from "./socket.ts";
import { Throttle } from "./throttle.ts";
import type { Run, Table, UnderWay, Wish } from "./types.ts";
import type { Workplace } from "./workplace.ts";

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

/** What comes of a fit. */
interface Comes {
  redrawn(table: Table): void; // the lecture's table, from another seed
  standing(run: Run): void; // a descent rests at these weights
  /** `apart`: another run is looked at; `seen`: what it told is in the pictures already. */
  done(run: Run, apart: boolean, seen: boolean): void;
}

const GIVEN_UP = "The fit was given up while the connection was lost: change something to fit again.";

export class Fits {
  private newest: number | undefined; // that was asked for
  private running = false;
  private apart = false; // an older run was chosen while a fit runs
  private watched = false;
  private moving = false; // a slider: of each fit one picture is enough
  private wanted = 0; // epochs of one Run
  private readonly throttle = new Throttle({ moving: () => void this.fit({ moving: true }), rest: () => void this.fit() });

  constructor(
    private readonly socket: Socket,
    private readonly place: Workplace,
    private readonly now: Readonly<Now>,
    private readonly comes: Comes,
  ) {
    socket.listen((message, buffers) => this.hear(message, buffers));
  }

  /** A fit, once nothing moves. */
  soon(): void {
    this.throttle.rest();
  }

  /** A slider moves. */
  move(): void {
    this.throttle.move();
  }

  async fit({ paused = false, after = 0, moving = false }: Start = {}): Promise<void> {
    const { columns, controls, notices, pictures } = this.place;
    const { table } = this.now;
    if (!moving) this.throttle.cancel();
    if (!table) return;
    notices.say("");
    notices.note.hidden = true;
    if (unreadable(table, (name) => columns.role(name) === "ignore").length || !columns.targets().length) {
      if (this.running) this.idle();
      this.place.alone(true);
      return;
    }
    const settings = controls.settings();
    if (!after) this.wanted = Number(settings["max_iter"]) || 0;
    const wish = { ...table.reading.meaning, ...columns.wish(), settings };
    const message = { kind: "fit", ...wish, paused, after, moving, speed: controls.pace, shown: pictures.target, along: pictures.along ?? null };
    try {
      const accepted = await this.socket.ask<Accepted>(message);
      if (this.isOlder(accepted.run)) return;
      if (accepted.table) this.comes.redrawn(accepted.table);
      this.moving = moving && !accepted.watched;
      this.begin(accepted.run, accepted.watched, paused, paused && !after);
    } catch (error) {
      this.throttle.settled();
      notices.complain(error);
      if (!this.now.shown) this.place.alone(true);
    }
  }

  /** Goes on where the shown descent has ended: by as many epochs again, or by one step. */
  more(step: boolean): void {
    const run = this.now.shown;
    if (!run || run.loaded || run.run !== this.newest || !["gd", "sgd"].includes(run.solver)) {
      void this.fit({ paused: step });
      return;
    }
    const { controls, pacing } = this.place;
    const wished = Number(controls.settings()["max_iter"]) || 0;
    controls.setEpochs(wished > run.epochs ? wished : run.epochs + Math.max(this.wanted, 1));
    void this.fit({ paused: step, after: run.epochs }).then(() => step && pacing.step());
  }

  /** A fit that runs already: the controls stand as it was asked for, and what it tells is shown. */
  follow({ run, watched, paused, wish }: UnderWay): void {
    this.place.stand(wish);
    this.wanted = epochs(wish);
    this.begin(run, watched, paused, false);
    void this.look();
  }

  /** The newest run has ended already, or was loaded. */
  rests(run: Run): void {
    this.newest = run.run;
    this.wanted = epochs(run.wish);
  }

  /** An older run was chosen: a fit that runs goes on behind it. */
  leave(): void {
    this.apart = this.running;
  }

  /** The line is there again, and this is under way: what was told meanwhile was told to nobody. */
  catchUp(fitting: UnderWay | null): void {
    const ended = this.running ? this.now.runs.find((r) => r.run === this.newest) : undefined;
    if (fitting?.failure) this.fail(fitting.failure);
    else if (fitting && !(this.running && fitting.run === this.newest)) this.follow(fitting);
    else if (fitting?.paused && !this.apart) void this.look(); // and where it has come to rest
    else if (!fitting && this.running) {
      if (ended) this.done(ended, false);
      else this.fail(GIVEN_UP);
    }
  }

  /** The pictures of the fit that runs, or of the run that is shown; false where something newer came. */
  look(): Promise<boolean> {
    const { pictures, columns } = this.place;
    const { shown } = this.now;
    if (this.running && !this.apart) return pictures.look(this.newest, columns.targets());
    return pictures.look(shown?.run, shown?.targets ?? []);
  }

  /** No fit runs any more, however it came to that. `more`: it can go on from where it ended. */
  idle(more = false): void {
    this.running = this.apart = false;
    this.throttle.settled();
    this.place.idle(more);
  }

  private begin(run: number, watched: boolean, paused: boolean, fresh: boolean): void {
    this.newest = run;
    this.running = true;
    this.apart = false;
    this.watched = watched;
    this.place.begin(run, watched, paused, fresh);
  }

  private isOlder(run: number | undefined): boolean {
    return this.newest !== undefined && run !== undefined && run < this.newest;
  }

  private hear(message: Message, buffers: DataView[]): void {
    const run = message["run"] as number | undefined;
    if (this.isOlder(run)) return; // of an older wish
    if (run !== undefined) this.newest = run;
    if (this.apart && ["scene", "frame", "draft", "standing"].includes(message.kind)) return;
    if (message.kind === "scene") this.place.pictures.begin(message as unknown as Scene);
    else if (message.kind === "frame" && buffers[0]) this.tell(message as unknown as Header, buffers[0]);
    else if (message.kind === "again") this.place.pacing.progress(`again to epoch ${whole(Number(message["until"]))}: ${whole(Number(message["epoch"]))}`);
    else if (message.kind === "standing") this.comes.standing(message as unknown as Run);
    else if (message.kind === "draft") this.draft(message as unknown as Run);
    else if (message.kind === "done") this.done(message as unknown as Run, true);
    else if (message.kind === "failed") this.fail(String(message["message"]));
  }

  private tell(header: Header, buffer: DataView): void {
    const { answer, columns, figures, pacing, pictures } = this.place;
    const frame = decode(header, buffer);
    pictures.add(frame, this.moving); // the draft draws it
    figures.tell(frame, this.watched);
    if (this.watched) {
      this.throttle.settled();
      answer.tell(frame, columns.targets()[0] ?? "", this.wanted);
    }
    pacing.progress(frame.network ? `${frame.network} network${frame.network > 1 ? "s" : ""} trained` : `epoch ${whole(frame.epoch)}`);
  }

  private draft(run: Run): void {
    this.throttle.settled();
    this.place.draft(run);
  }

  private done(run: Run, seen: boolean): void {
    const { apart } = this;
    this.idle(run.solver === "gd" || run.solver === "sgd");
    this.comes.done(run, apart, seen);
  }

  private fail(sentence: string): void {
    this.idle();
    this.place.notices.say(sentence);
    if (!this.now.shown) this.place.alone(true);
  }
}

/** How many epochs were wished for; 0 of a fit that is no descent. */
function epochs(wish: Wish | null): number {
  return Number(wish?.settings["max_iter"]) || 0;
}
