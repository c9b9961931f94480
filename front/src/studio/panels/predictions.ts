// A further table with the shown run's predictions: its first rows here, all of them as a file.

import { html } from "../../dom.ts";
import { number, percent, whole } from "../../format.ts";
import { chooser } from "../first.ts";
import type { Socket } from "../socket.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";
import { copyButton } from "./copying.ts";
import { scrolled } from "./scrolling.ts";

/** What the studio says of such a table (see src/shoal/studio/answers/second_table.py). */
export interface Predicted {
  kind: "predicted";
  run: number;
  name: string;
  rows: number;
  beyond: number; // rows outside the training range
  coverage: number;
  header: string[];
  cells: string[][];
  labels: string[];
  predictions: { target: string; predicted: (number | null)[]; low: (number | null)[]; high: (number | null)[] }[];
  outside: boolean[];
  said: string[];
}

const OUTSIDE = "outside";

export class PredictionPanel implements Panel {
  readonly name = "Predict a table";
  readonly element = html("div", { class: "predictions" });

  /** `open`: a table was chosen to be predicted; `say`: what went wrong. */
  constructor(
    private readonly socket: Socket,
    private readonly open: (file: File) => void,
    private readonly say: (sentence: string) => void,
  ) {}

  async show(run: Run): Promise<void> {
    this.take(await this.socket.ask<Predicted>({ kind: "predict", run: run.run }));
  }

  take(answer: Predicted): void {
    this.element.replaceChildren(...(answer.rows ? this.told(answer) : this.empty()));
  }

  private empty(): HTMLElement[] {
    return [html("p", { class: "muted" }, "A table with the same columns, dropped anywhere on the page or chosen here, is predicted with this model. "), this.choice("Predict a table …")];
  }

  private told(answer: Predicted): HTMLElement[] {
    const { name, rows, cells, beyond, said } = answer;
    const shown = cells.length < rows ? `, the first ${whole(cells.length)} here` : "";
    const line = `${name}: ${whole(rows)} row${rows > 1 ? "s" : ""} predicted with run ${answer.run}${shown}`;
    const mark = beyond ? `; ${whole(beyond)} ${beyond > 1 ? "rows lie" : "row lies"} outside the training range` : "";
    const saved = () => void this.socket.save(answer.run, "predicted.csv").catch((error: Error) => this.say(error.message));
    const save = html("button", { type: "button", click: saved }, "Save all as CSV");
    return [
      html("p", { role: "status" }, `${line}${mark}.`),
      ...said.map((sentence) => html("p", { class: "warning" }, sentence)),
      html("div", { class: "choices" }, copyButton("Copy these rows", () => separated(answer)), save, this.choice("Another table …")),
      scrolled(`predictions of ${name}`, table(answer)),
    ];
  }

  private choice(name: string): HTMLElement {
    return html("label", { class: "button" }, chooser({ file: this.open, example: () => undefined }), name);
  }
}

function table(answer: Predicted): HTMLTableElement {
  const head = (name: string, look = "") => html("th", { scope: "col", class: look }, name);
  const heads = [...answered(answer).map((name) => head(name, "value")), head("training range"), ...answer.header.map((name) => head(name))];
  const rows = answer.cells.map((cells, i) =>
    html(
      "tr",
      { class: answer.outside[i] ? "outside" : "" },
      html("th", { scope: "row" }, answer.labels[i]!),
      ...values(answer, i).map((text) => html("td", { class: "value" }, text)),
      html("td", { class: "mark" }, answer.outside[i] ? OUTSIDE : ""),
      ...cells.map((cell) => html("td", { title: cell }, cell)),
    ),
  );
  return html("table", {}, html("thead", {}, html("tr", {}, head("row"), ...heads)), html("tbody", {}, ...rows));
}

/** Names of the columns of answers. */
function answered({ predictions, coverage }: Predicted): string[] {
  return predictions.flatMap(({ target, low }) => [`${target}, predicted`, ...(low.length ? [`${percent(coverage)} from`, "to"] : [])]);
}

function values({ predictions }: Predicted, i: number): string[] {
  return predictions.flatMap(({ predicted, low, high }) => {
    const size = Math.max(...predicted.map((v) => Math.abs(v ?? 0)));
    return [number(predicted[i], size), ...(low.length ? [number(low[i], size), number(high[i], size)] : [])];
  });
}

/** The rows as a spreadsheet takes them: tabs between, full digits. */
function separated(answer: Predicted): string {
  const line = (cells: (string | number | null | undefined)[]) => cells.map((cell) => String(cell ?? "").replace(/[\t\r\n]+/g, " ")).join("\t");
  const ends = answer.predictions.flatMap(({ target, low }) => [`${target}_predicted`, ...(low.length ? [`${target}_low`, `${target}_high`] : [])]);
  const rows = answer.cells.map((cells, i) =>
    line([...cells, ...answer.predictions.flatMap((a) => [a.predicted[i], ...(a.low.length ? [a.low[i], a.high[i]] : [])]), answer.outside[i] ? 1 : 0]),
  );
  return [line([...answer.header, ...ends, "extrapolates"]), ...rows].join("\n");
}
