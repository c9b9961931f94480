// One line at the foot of the page while the studio does not answer.

import { html } from "../dom.ts";
import type { Connection, State } from "./connection.ts";

const SAID: Record<State, string> = {
  joining: "",
  open: "",
  lost: "Connection lost: reconnecting … What you change meanwhile is fitted once it is back.",
  ended: "The studio has ended: start it again with `shoal studio`; this page keeps what it shows.",
  full: "Too many pages of the studio are open: close one.",
  other: "Another studio answers here now: open the address that it printed; this page keeps what it shows.",
};

export class ConnectionBar {
  readonly element = html("div", { class: "connection", role: "status", "aria-live": "assertive", hidden: true });
  private readonly words = html("span");
  private readonly again = html("button", { type: "button", class: "small" }, "try now");

  constructor(connection: Connection) {
    this.element.append(this.words, this.again);
    this.again.addEventListener("click", () => connection.now());
    connection.state.listen((state) => this.show(state));
    this.show(connection.state.value);
  }

  private show(state: State): void {
    this.element.hidden = !SAID[state];
    if (SAID[state]) this.words.textContent = SAID[state];
    this.again.hidden = state !== "ended";
    document.documentElement.dataset["line"] = state;
  }
}
