// Every fit of this page: tick some to lay their held-out errors over each other.

import { html } from "../../dom.ts";
import { number, seconds, whole } from "../../format.ts";
import type { Socket } from "../socket.ts";
import type { Panel, Wishes } from "../tabs.ts";
import type { Run } from "../types.ts";

const MEANING: Record<string, string> = {
  compare: "lay the held-out error of ticked runs over the shown one's",
  run: "click a number to see that run",
  network: "solver, units and activation",
  "held out": "root mean square error on rows held out, of the first target",
  training: "the same error on the rows learned from",
  epochs: "passes over the training rows",
};

export class RunPanel implements Panel {
  readonly name = "Runs";
  readonly element = html("div", { class: "scroll runs" });
  private readonly ticked = new Set<number>();

  constructor(
    private readonly socket: Socket,
    private readonly wishes: Wishes,
  ) {}

  async show(run: Run, runs: Run[]): Promise<void> {
    const names = ["compare", "run", "target", "network", "held out", "training", "epochs", "time", "why it ended", ""];
    this.element.replaceChildren(
      html(
        "table",
        {},
        html("thead", {}, html("tr", {}, ...names.map((name) => html("th", { title: MEANING[name] }, name)))),
        html("tbody", {}, ...[...runs].reverse().map((r) => this.row(r, run, runs))),
      ),
    );
  }

  private row(run: Run, shown: Run, runs: Run[]): HTMLTableRowElement {
    const tick = html("input", { type: "checkbox", "aria-label": `compare run ${run.run}` });
    tick.checked = this.ticked.has(run.run);
    tick.addEventListener("change", () => {
      if (tick.checked) this.ticked.add(run.run);
      else this.ticked.delete(run.run);
      this.compare(shown, runs);
    });
    const size = (run.held_out ?? run.training).rmse_mean[0];
    const cells = [
      html("button", { type: "button", class: "plain", click: () => this.wishes.show(run) }, `${run.run}`),
      run.targets.join(", "),
      run.title,
      run.held_out ? number(run.held_out.rmse[0], size) : "",
      number(run.training.rmse[0], size),
      whole(run.epochs),
      seconds(run.seconds),
      run.why,
      html(
        "button",
        { type: "button", class: "plain", "aria-label": `forget run ${run.run}`, click: () => void this.forget(run, shown, runs) },
        "×",
      ),
    ];
    const look = run.run === shown.run ? "shown" : "";
    return html("tr", { class: look }, html("td", {}, tick), ...cells.map((cell) => (cell === run.why ? html("td", { class: "wrap" }, cell) : html("td", typeof cell === "string" ? { title: cell } : {}, cell))));
  }

  private async forget(run: Run, shown: Run, runs: Run[]): Promise<void> {
    await this.socket.ask({ kind: "forget", run: run.run });
    this.wishes.forget(run);
    this.ticked.delete(run.run);
    await this.show(shown, runs.filter((r) => r.run !== run.run));
  }

  private compare(shown: Run, runs: Run[]): void {
    const chosen = runs.filter((r) => this.ticked.has(r.run) && r.run !== shown.run && r.trace["rmse_validation"]);
    this.wishes.compare(
      chosen.map((r) => ({
        name: `run ${r.run}`,
        epoch: numbers(r.trace["epoch"]),
        held: numbers(r.trace["rmse_validation"]),
      })),
    );
  }
}

function numbers(values: (number | null)[] | undefined): number[] {
  return (values ?? []).map((v) => v ?? NaN);
}
