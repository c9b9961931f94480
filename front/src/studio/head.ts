// The top line: what is open, what to keep of it, the theme.

import { html } from "../dom.ts";
import { whole } from "../format.ts";
import { chooser, type Choices } from "./first.ts";
import { togglePresentation } from "./present.ts";
import type { Socket } from "./socket.ts";
import type { Run, Table } from "./types.ts";

export class Head {
  readonly element: HTMLElement;
  private readonly name = html("button", { type: "button", class: "plain name", title: "see the data" });
  private readonly model = keep("Save model");
  private readonly predictions = keep("Predictions");
  private readonly report = keep("Report");
  private run: number | undefined; // whose files these are

  constructor(
    private readonly socket: Socket,
    choices: Choices,
    home: () => void,
    data: () => void,
    complain: (error: unknown) => void,
  ) {
    for (const [button, file] of [[this.model, "model.shoal"], [this.predictions, "predictions.csv"], [this.report, "report.html"]] as const)
      button.addEventListener("click", () => void (this.run && this.socket.save(this.run, file).catch(complain)));
    this.name.addEventListener("click", data);
    this.element = html(
      "header",
      { class: "head" },
      html("button", { type: "button", class: "plain home", click: home }, "Shoal"),
      this.name,
      html("span", { class: "room" }),
      html("label", { class: "button" }, chooser(choices), "Open …"),
      this.model,
      this.predictions,
      this.report,
      html("button", { type: "button", class: "plain present-key", title: "large type, for a class", click: () => togglePresentation(document.body) }, "Present"),
      html("button", { type: "button", class: "plain", "aria-label": "light or dark", title: "light or dark", click: theme }, "◐"),
    );
  }

  table(table: Table | undefined): void {
    this.name.textContent = table ? `${table.name}   ${whole(table.rows)} rows × ${table.columns.length}` : "no table is open";
    this.name.disabled = !table;
    for (const button of [this.model, this.predictions, this.report]) button.disabled = true;
  }

  /** A finished fit; files of a loaded model need a table. */
  show({ run }: Run, table: Table | undefined): void {
    this.run = run;
    this.model.disabled = false;
    this.predictions.disabled = this.report.disabled = !table;
  }
}

function keep(name: string): HTMLButtonElement {
  return html("button", { type: "button", class: "keep", disabled: true }, name);
}

/** Light, dark; the choice is kept in this browser. */
function theme(): void {
  const root = document.documentElement;
  const dark = root.dataset["theme"] ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  root.dataset["theme"] = dark === "dark" ? "light" : "dark";
  localStorage.setItem("theme", root.dataset["theme"]);
}

export function rememberedTheme(): void {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset["theme"] = theme;
}
