// A table is opened while a model is shown: is it to be predicted, or fitted?

import { html } from "../dom.ts";
import type { Run } from "./types.ts";

export type Purpose = "predict" | "fit" | "";

/** Asks in a dialog over the page; an empty answer: neither. */
export function askPurpose(page: HTMLElement, file: string, run: Run): Promise<Purpose> {
  const button = (name: string, value: Purpose) => html("button", { value }, name);
  const dialog = html(
    "dialog",
    { class: "purpose", "aria-labelledby": "purpose" },
    html(
      "form",
      { method: "dialog" },
      html("h2", { id: "purpose" }, `What is ${file} for?`),
      html("p", { class: "muted" }, `The model of run ${run.run} predicts ${run.targets.join(" and ")} from ${list(run.columns)}.`),
      html("div", { class: "choices" }, button("Predict with this model", "predict"), button("Fit a new model", "fit"), button("Cancel", "")),
    ),
  );
  page.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue as Purpose);
    });
  });
}

function list(names: string[]): string {
  return names.length > 4 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more columns` : names.join(", ");
}
