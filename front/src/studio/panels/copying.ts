// A button that puts text on the clipboard, and says for a moment that it did.

import { html } from "../../dom.ts";

const SAID = 1500; // milliseconds for which it says "Copied"

/** `text`: asked for at the click. */
export function copyButton(name: string, text: () => string): HTMLButtonElement {
  const button = html("button", { type: "button" }, name);
  button.addEventListener("click", () => {
    void navigator.clipboard.writeText(text()).then(() => {
      button.textContent = "Copied";
      window.setTimeout(() => (button.textContent = name), SAID);
    });
  });
  return button;
}
