// What is opened: a file, an example, a model; and the same table read otherwise.

import type { Message } from "../host.ts";
import type { Now } from "./now.ts";
import { sentenceOf } from "./notices.ts";
import type { Predicted } from "./panels/predictions.ts";
import { askPurpose } from "./purpose.ts";
import { withWay } from "./reading.ts";
import type { Socket } from "./socket.ts";
import type { Options, Run, Settings, Table, Way } from "./types.ts";
import type { Workplace } from "./workplace.ts";

/** What becomes of it. */
interface Becomes {
  open(table: Table, settings?: Settings): void; // a table to fit
  reread(table: Table): void; // the same table, read otherwise
  loaded(run: Run): void; // a model from a file
  judged(run: Run, table: Table): void; // a loaded model beside a table
  changed(): void; // a column has another role
}

export class Opening {
  private wished: Options | undefined; // while the table is read again
  private turn = 0; // of the readings

  constructor(
    private readonly socket: Socket,
    private readonly place: Workplace,
    private readonly now: Readonly<Now>,
    private readonly becomes: Becomes,
  ) {}

  async file(file: File): Promise<void> {
    const { notices } = this.place;
    notices.say("");
    try {
      const { shown } = this.now;
      if (this.place.laid && shown && !shown.loaded && !/\.shoal$/i.test(file.name)) {
        const purpose = await askPurpose(this.place.page, file.name, shown);
        if (purpose === "predict") return await this.predict(file);
        if (!purpose) return;
      }
      const answer = await notices.awaited(this.socket.upload<Table | (Run & { kind: "loaded" })>(file));
      if (answer.kind === "loaded") this.becomes.loaded(answer);
      else if (this.now.shown?.loaded && this.place.laid) await this.judge(this.now.shown, answer);
      else this.becomes.open(answer);
    } catch (error) {
      notices.complain(error);
    }
  }

  async example(name: string): Promise<void> {
    this.place.notices.say("");
    try {
      const table = await this.socket.ask<Table & Message>({ kind: "open", example: name });
      this.becomes.open(table, table.settings);
    } catch (error) {
      this.place.notices.complain(error);
    }
  }

  /** A further table, which the run that is shown predicts. */
  async predict(file: File): Promise<void> {
    const { notices, tabs } = this.place;
    const { shown } = this.now;
    if (!shown) return;
    notices.say("");
    try {
      tabs.predictions.take(await notices.awaited(this.socket.upload<Predicted>(file, shown.run)));
      tabs.bring("Predict a table");
    } catch (error) {
      notices.complain(error);
    }
  }

  /** Another table is open: what was wished of the one before is over. */
  forget(): void {
    this.turn++;
    this.wished = undefined;
  }

  /** One click in the preview: a column's role, or the table read otherwise. */
  async decide(way: Way): Promise<void> {
    const { columns, notices, tabs } = this.place;
    const { table } = this.now;
    if (!table) return;
    if (way.column !== undefined && way.role) columns.setRole(way.column, way.role);
    if (!way.set && !way.kind && !way.missing && !way.undo) {
      tabs.redrawData();
      this.becomes.changed();
      return;
    }
    this.wished = withWay(this.wished ?? table.reading.options, way);
    const turn = ++this.turn;
    notices.say("");
    try {
      const read = await notices.awaited(this.socket.ask<Table>({ kind: "reread", options: this.wished }));
      if (turn !== this.turn) return;
      this.wished = undefined;
      if (this.now.shown?.loaded) await this.judge(this.now.shown, read);
      else this.becomes.reread(read);
    } catch (error) {
      if (turn !== this.turn) return;
      this.wished = undefined;
      tabs.redrawData();
      notices.complain(error);
    }
  }

  /** A table opened beside a loaded model is judged by it; one that it cannot read is fitted. */
  private async judge(run: Run, table: Table): Promise<void> {
    try {
      const judged = await this.socket.ask<Run & Message>({ kind: "judge", run: run.run });
      this.becomes.judged(judged, table);
    } catch (error) {
      this.becomes.open(table);
      this.place.notices.say(`The model of run ${run.run} does not fit this table (${sentenceOf(error)}): a new one is fitted.`);
    }
  }
}
