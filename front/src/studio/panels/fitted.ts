// The fit: the curve of one input, a map of two of several. Its line or cross is where the profiler stands.

import { html } from "../../dom.ts";
import type { Asks } from "../../host.ts";
import { here, type Shared, type Values } from "../shared.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";
import { CurveView } from "./curve.ts";
import { MapView } from "./map.ts";
import type { Moves } from "./rows.ts";

export class FittedView implements Panel {
  readonly name = "The fit";
  readonly element = html("div", { class: "fitted-view" });
  private readonly problem = html("p", { class: "warning", role: "alert", hidden: true });
  private readonly moves: Moves;
  private view: CurveView | MapView | undefined;
  private run: Run | undefined;
  private before: Values = {};

  constructor(
    private readonly socket: Asks,
    private readonly shared: Shared,
  ) {
    this.moves = {
      values: () => here(shared, this.run?.columns ?? []),
      to: (values) => shared.point.set({ ...shared.point.value, ...values }, this),
      failed: (error) => this.fail(error),
      from: this,
    };
    shared.point.listen(() => {
      const { before } = this;
      this.before = shared.point.value;
      this.view?.moved(before, this.before);
    });
  }

  async show(run: Run): Promise<void> {
    this.problem.hidden = true;
    const Kind = run.columns.length > 1 ? MapView : CurveView;
    if (!(this.view instanceof Kind)) {
      this.view?.destroy();
      this.view = new Kind(this.socket, this.shared, this.moves, (error) => this.fail(error));
      this.element.replaceChildren(this.problem, this.view.element);
    }
    this.run = run;
    this.before = this.shared.point.value;
    try {
      await this.view.show(run);
    } catch {
      this.shared.point.set({}, this); // it was of another table, where a column meant something else
      await this.view.show(run);
    }
  }

  private fail(error: Error): void {
    this.problem.textContent = error.message;
    this.problem.hidden = false;
  }
}
