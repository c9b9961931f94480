// One line of figures: the error on rows held out, beside the mean and the linear model.

import { html } from "../dom.ts";
import { number, percent, seconds, whole } from "../format.ts";
import type { Frame } from "../frames.ts";
import type { Run } from "./types.ts";

export class Figures {
  readonly element = html("dl", { class: "figures", "aria-live": "polite" });

  begin(): void {
    this.element.classList.add("stale");
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
      ...(train?.length ? figure("training RMSE", number(train[train.length - 1])) : []),
      ...(held?.length ? figure("held-out RMSE", number(held[held.length - 1])) : []),
      ...figure("time", seconds(frame.seconds)),
    );
  }

  show(run: Run): void {
    this.end();
    const judged = run.held_out ?? run.training;
    const on = run.held_out ? `held-out RMSE` : "training RMSE";
    const target = run.targets[0] ?? "";
    const [rmse, mean, linear] = [judged.rmse[0]!, judged.rmse_mean[0]!, judged.rmse_linear[0]!];
    const rows = `root mean square error of ${target} on ${whole(judged.n_rows)} rows, in its unit`;
    this.element.replaceChildren(
      ...figure(on, number(rmse, mean), rows, "main"),
      ...figure("mean", number(mean, mean), `the same error of the training rows' mean`, rmse >= mean ? "worse" : ""),
      ...figure("linear", number(linear, mean), `the same error of the linear model`, rmse >= linear ? "worse" : ""),
      ...(judged.r2[0] !== null && judged.r2[0] !== undefined ? figure("R2", judged.r2[0].toFixed(3), "1 - (error / spread)^2") : []),
      ...(run.coverage.length === 2
        ? figure("95 % interval holds", percent(run.coverage[1]!), "share of the held-out targets inside their interval")
        : []),
      ...figure("rows", `${whole(run.rows["training"] ?? 0)} + ${whole(run.rows["held_out"] ?? 0)}`, "training and held-out rows"),
      ...figure("network", `${run.sizes.join("-")} ${run.activation}${run.n_networks > 1 ? ` × ${run.n_networks}` : ""}`, "inputs, hidden units, outputs"),
      ...figure("time", seconds(run.seconds), run.why),
    );
  }
}

function figure(name: string, value: string, meaning = "", look = ""): HTMLElement[] {
  return [html("div", { class: look, title: meaning }, html("dt", {}, name), html("dd", {}, value))];
}
