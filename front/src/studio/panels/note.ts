// The doctor's note: what is wrong with this fit, with its evidence and one thing to try.

import { html } from "../../dom.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";

export class NotePanel implements Panel {
  readonly name = "Doctor's note";
  readonly element = html("div", { class: "note" });

  async show(run: Run): Promise<void> {
    const notes = run.notes.map((text) => html("li", {}, text));
    this.element.replaceChildren(
      notes.length ? html("ul", {}, ...notes) : html("p", { class: "muted" }, "Nothing is wrong with this fit."),
    );
  }
}
