// Runs laid over the shown one: their errors while learning, and the curves of one-input models.

import type { Other } from "../draw/others.ts";
import { numbers } from "../format.ts";
import type { Socket } from "./socket.ts";
import type { Run } from "./types.ts";

const LOOKS = ["other1", "other2", "other3", "other4", "other5"]; // colours of nothing else

interface Curve {
  x: number[];
  y: number[];
}

export class Overlays {
  private readonly looks = new Map<number, string>(); // of the runs laid over
  private readonly curves = new Map<string, Curve>(); // by run and target
  private turn = 0;

  constructor(
    private readonly socket: Socket,
    private readonly lay: (others: Other[]) => void,
  ) {}

  /** The colour of a run that is laid over; undefined for the others. */
  look(run: number): string | undefined {
    return this.looks.get(run);
  }

  /** False where all colours are taken. */
  add(run: number): boolean {
    const free = LOOKS.find((look) => ![...this.looks.values()].includes(look));
    if (free) this.looks.set(run, free);
    return free !== undefined;
  }

  take(run: number): void {
    this.looks.delete(run);
  }

  /** Lays the chosen runs that have the shown target over the shown run. */
  async show(shown: Run, runs: Run[]): Promise<void> {
    const turn = ++this.turn;
    const target = shown.targets[shown.output ?? 0] ?? "";
    const chosen = runs.filter((run) => this.looks.has(run.run) && run.run !== shown.run && run.targets.includes(target));
    const others = await Promise.all(chosen.map((run) => this.other(run, shown, target)));
    if (turn === this.turn) this.lay(others);
  }

  private async other(run: Run, shown: Run, target: string): Promise<Other> {
    const output = run.targets.indexOf(target);
    const of = (name: string) => run.trace[`${name}_${output}`] ?? run.trace[name];
    const same = run.inputs.length === 1 && run.inputs[0] === shown.inputs[0];
    return {
      name: run.name || `run ${run.run}`,
      look: this.looks.get(run.run)!,
      epoch: numbers(run.trace["epoch"]),
      error: numbers(of("rmse_validation") ?? of("rmse_train")),
      curve: same ? await this.curve(run.run, output) : undefined,
    };
  }

  private async curve(run: number, output: number): Promise<Curve> {
    const key = `${run} ${output}`;
    const known = this.curves.get(key) ?? (await this.socket.ask<Curve>({ kind: "curve", run, output }));
    this.curves.set(key, known);
    return known;
  }
}
