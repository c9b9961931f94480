// A table that may be wider or higher than its place: arrow keys scroll it once it has the focus.

import { html } from "../../dom.ts";

/** `name`: what the table is, for those who do not see it. */
export function scrolled(name: string, table: HTMLElement, look = ""): HTMLElement {
  const classes = ["scroll", look].filter(Boolean).join(" ");
  return html("div", { class: classes, tabindex: 0, role: "group", "aria-label": name }, table);
}
