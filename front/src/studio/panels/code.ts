// The same fit again: as Python, and as a command line where that can say it.

import { html } from "../../dom.ts";
import type { Socket } from "../socket.ts";
import type { Panel } from "../tabs.ts";
import type { Run } from "../types.ts";
import { copyButton } from "./copying.ts";

export class CodePanel implements Panel {
  readonly name = "Repeat";
  readonly element = html("div", { class: "code" });

  constructor(private readonly socket: Socket) {}

  async show(run: Run): Promise<void> {
    if (run.loaded) {
      this.element.replaceChildren(html("p", { class: "muted" }, "This model was loaded from a file."));
      return;
    }
    const { python, shell, exact } = await this.socket.ask<{ kind: string; python: string; shell: string | null; exact: boolean }>({
      kind: "code",
      run: run.run,
    });
    const warning = html("p", { class: "muted" }, "This fit was stopped by hand; these lines train it to its end.");
    this.element.replaceChildren(...(exact ? [] : [warning]), ...block("Python", python), ...(shell ? block("Command line", shell) : []));
  }
}

function block(name: string, text: string): HTMLElement[] {
  return [html("h2", {}, name), html("div", { class: "snippet" }, html("pre", {}, text), copyButton("Copy", () => text))];
}
