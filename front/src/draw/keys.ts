// Which colour is which, in words of that colour: for points, which have no line to be labelled on.

import { html } from "../dom.ts";

/** A word for each kind of rows that a picture shows, behind its name. */
export function keys(train: boolean, held: boolean, name = "held out"): HTMLElement {
  return html(
    "span",
    { class: "keys" },
    train && html("span", { class: "train" }, "training"),
    held && html("span", { class: "held" }, name),
  );
}
