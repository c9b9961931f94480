// Keys of the whole page: links past what stands before the answer, and the run keys of a descent.

import { html } from "../dom.ts";

/** Links that show when they have the focus; each brings a part of the page into sight. */
export function skipLinks(parts: [string, () => HTMLElement | null][]): HTMLElement {
  const links = parts.map(([name, find]) =>
    html("button", { type: "button", click: () => focus(find()) }, name),
  );
  return html("nav", { class: "skips", "aria-label": "skip" }, ...links);
}

function focus(part: HTMLElement | null): void {
  if (!part) return;
  if (part.tabIndex < 0) part.tabIndex = -1;
  part.focus();
  part.scrollIntoView({ block: "start" });
}

export interface RunKeys {
  run(): void;
  step(): void;
  reset(): void;
}

/** r runs and pauses, s makes a step, 0 begins anew; not while something is typed or chosen. */
export function listenToRunKeys(keys: RunKeys): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const act = { r: keys.run, s: keys.step, "0": keys.reset }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(input|select|textarea)$/i.test(target.tagName) || target.getAttribute("role") === "slider";
}
