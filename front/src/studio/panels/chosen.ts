// What is said of the rows under the pointer or chosen: one line, for a single row with its cells and
// a way to set the profiler to it.

import { html } from "../../dom.ts";
import { cell, number, whole } from "../../format.ts";
import type { Asks, Message } from "../../host.ts";
import type { Shared, Values } from "../shared.ts";
import type { Run } from "../types.ts";

/** A row as the pictures know it. */
export interface Known {
  actual: number;
  predicted: number;
  residual: number;
}

interface Row extends Message, Known {
  row: string;
  position: number;
  cells: Record<string, string>;
  values: Values;
}

const HINT = "point at a row to see it in every picture; click to keep it, drag to choose several";

export class ChosenRows {
  readonly element = html("div", { class: "chosen-rows" });
  private readonly words = html("p", { role: "status" });
  private readonly set = html("button", { type: "button", class: "small", hidden: true }, "set the profiler to this row");
  private readonly clear = html("button", { type: "button", class: "small", hidden: true, title: "Escape" }, "clear");
  private run: Run | undefined;
  private target = "";
  private values: Values | undefined;
  private turn = 0;

  /** Without `shared` nothing can be set, and nobody knows a row's cells. */
  constructor(
    private readonly socket: Asks,
    private readonly shared: Shared | undefined,
    clear: () => void,
  ) {
    this.element.append(this.words, this.set, this.clear);
    this.set.addEventListener("click", () => this.toProfiler());
    this.clear.addEventListener("click", clear);
  }

  of(run: Run, target: string): void {
    this.run = run;
    this.target = target;
  }

  /** Nothing is chosen; `under` is the row under the pointer. */
  none(under?: Known): void {
    this.buttons(undefined, false);
    this.words.className = "muted";
    this.words.textContent = under ? this.told(under) : HINT;
  }

  several(rows: Known[]): void {
    this.buttons(undefined, true);
    const mean = rows.reduce((sum, { residual }) => sum + residual, 0) / rows.length;
    const size = Math.max(...rows.map(({ residual }) => Math.abs(residual)), 1e-300);
    const words = `${whole(rows.length)} rows chosen: residuals ${number(mean, size)} in the mean, ${number(Math.min(...rows.map((r) => r.residual)), size)} to ${number(Math.max(...rows.map((r) => r.residual)), size)}`;
    this.words.className = "";
    this.words.textContent = words;
  }

  async one(position: number, known: Known): Promise<void> {
    this.buttons(undefined, true);
    this.words.className = "";
    this.words.textContent = this.told(known);
    if (!this.shared || !this.run) return;
    const turn = this.turn;
    const row = await this.socket.ask<Row>({ kind: "row", run: this.run.run, output: this.run.output ?? 0, position });
    if (turn !== this.turn) return;
    const cells = Object.entries(row.cells).filter(([name]) => name !== this.target);
    const others = cells.map(([name, text]) => `${name} ${cell(text) || "missing"}`).join(", ");
    this.words.replaceChildren(html("b", {}, row.row), `: ${this.told(known)}; `, html("span", { class: "muted" }, others));
    this.words.title = others;
    this.buttons(row.values, true);
  }

  private told({ actual, predicted, residual }: Known): string {
    const size = Math.max(Math.abs(actual), Math.abs(predicted));
    const sign = residual > 0 ? "+" : "";
    return `${this.target} ${number(actual, size)}, predicted ${number(predicted, size)}, off by ${sign}${number(residual, size)}`;
  }

  private buttons(values: Values | undefined, chosen: boolean): void {
    this.turn++;
    this.values = values;
    this.set.hidden = !values;
    this.clear.hidden = !chosen;
    this.words.title = "";
  }

  private toProfiler(): void {
    if (!this.values || !this.shared) return;
    this.shared.point.set({ ...this.shared.point.value, ...this.values }, this);
    document.querySelector(".profiler")?.closest(".view")?.scrollIntoView({ block: "nearest" });
  }
}
