// One line of figures: the error on rows held out, beside the mean and the linear model.

import { html, keepRoom } from "../dom.ts";
import { number, percent, seconds, whole } from "../format.ts";
import type { Frame } from "../frames.ts";
import { DESCENTS } from "./descents.ts";
import type { Run } from "./types.ts";

const TOLD: [string, string][] = [
  ["epoch", "000 000"],
  ["training RMSE", "0.000"],
  ["held-out RMSE", "0.000"],
  ["time", "0.0 s"],
];
/** What is known at the end of a descent alone, as wide as it will be. */
const TO_COME: [string, string][] = [
  ["mean", "0.000"],
  ["linear", "0.000"],
  ["R\u00b2", "0.000"],
  ["rows", "000 + 000"],
  ["network", "20 tanh"],
];

export class Figures {
  readonly element = html("dl", { class: "figures", "aria-live": "polite" });
  private fresh = false; // a watched fit has not told anything yet

  /** A `watched` fit has room for all that will be known at its end. */
  begin(watched: boolean): void {
    this.element.classList.add("stale");
    this.fresh = watched;
    if (!watched) this.element.style.minHeight = "";
    else if (!this.element.firstChild) {
      this.element.append(...[...TOLD, ...TO_COME].flatMap(toCome));
      keepRoom(this.element);
    }
  }

  end(): void {
    this.element.classList.remove("stale");
  }

  /** The newest figures of a fit that runs. */
  tell(frame: Frame, watched: boolean): void {
    if (!watched) return;
    const train = frame.columns["rmse_train"];
    const held = frame.columns["rmse_validation"];
    this.element.replaceChildren(
      ...figure("epoch", whole(frame.epoch), "epochs so far"),
      ...(train?.length ? figure("training RMSE", number(train[train.length - 1]), "root mean square error of the training rows, in the target's unit") : []),
      ...(held?.length ? figure("held-out RMSE", number(held[held.length - 1]), "the same on the rows held out") : []),
      ...figure("time", seconds(frame.seconds), "since the fit began"),
      ...TO_COME.flatMap(toCome),
    );
    if (this.fresh) keepRoom(this.element);
    this.fresh = false;
  }

  /** A finished fit; `draft`: of the one quick network that is seen before all are trained. */
  show(run: Run, draft = false): void {
    this.element.classList.toggle("stale", draft);
    if (!draft) this.element.dataset["run"] = String(run.run);
    const k = run.output ?? 0;
    const judged = run.judged ?? run.held_out ?? run.training;
    const on = run.judged ? "RMSE on this table" : run.held_out ? "held-out RMSE" : "training RMSE";
    const target = run.targets[k] ?? "";
    const [rmse, mean, linear, r2] = [judged.rmse[k]!, judged.rmse_mean[k]!, judged.rmse_linear[k]!, judged.r2[k]];
    const rows = `root mean square error of ${target} on ${whole(judged.n_rows)} rows, in its unit`;
    const split = run.decisions.filter((sentence) => /blocks of|one side of the split/.test(sentence));
    const several = run.n_networks > 1 ? ` × ${run.n_networks}` : "";
    this.element.replaceChildren(
      ...figure(on, number(rmse, mean), rows, "main"),
      ...(run.held_out && !run.judged && DESCENTS.has(run.solver) ? figure("training RMSE", number(run.training.rmse[k]!, mean), "the same on the rows learned from") : []),
      ...figure("mean", number(mean, mean), "the same error of the training rows' mean", rmse >= mean ? "worse" : ""),
      ...figure("linear", number(linear, mean), "the same error of the linear model", rmse >= linear ? "worse" : ""),
      ...(r2 !== null && r2 !== undefined ? figure("R\u00b2", r2.toFixed(3).replace("-", "\u2212"), "1 − (error / spread of the target)²: 1 is perfect, 0 no better than the mean") : []),
      ...(run.coverage.length === 2 && !run.judged
        ? figure("95 % interval holds", percent(run.coverage[1]!), "share of the held-out targets inside their interval")
        : []),
      ...figure("rows", `${whole(run.rows["training"] ?? 0)} + ${whole(run.rows["held_out"] ?? 0)}`, ["training and held-out rows", ...split].join("; ")),
      ...figure("network", `${run.units}${several}`, `${run.sizes.join("-")}: inputs, hidden units, outputs; solver ${run.solver}`),
      ...figure("time", seconds(run.seconds), run.why),
    );
  }
}

function toCome([name, value]: [string, string]): HTMLElement[] {
  return [html("div", { class: "to-come", "aria-hidden": "true" }, html("dt", {}, name), html("dd", {}, value))];
}

function figure(name: string, value: string, meaning = "", look = ""): HTMLElement[] {
  return [html("div", { class: look, title: meaning }, html("dt", {}, name), html("dd", {}, value))];
}
