// The first screen: drop or choose a file, or open an example.

import { html } from "../dom.ts";
import { thumb } from "../draw/thumb.ts";
import type { Welcome } from "./types.ts";

/** Whatever `shoal.read_table` reads (src/shoal/tables/sources), and models. */
const ACCEPTED = [
  "csv tsv txt dat data asc prn tab gz bz2 xz zip json jsonl ndjson",
  "xlsx xlsm xlsb xls ods parquet pq feather arrow arrows ipc",
  "npy npz mat dta sav zsav sas7bdat xpt sqlite sqlite3 db duckdb shoal",
].flatMap((line) => line.split(" "));

export interface Choices {
  file(file: File): void;
  example(name: string): void;
}

export function firstScreen(welcome: Welcome, choices: Choices): HTMLElement {
  const groups = [...new Set(welcome.examples.map(({ group }) => group))];
  return html(
    "main",
    { class: "first" },
    html("h1", {}, "Shoal"),
    html("p", { class: "muted" }, "Small neural networks on tables of numbers."),
    html("h2", {}, "Your table"),
    dropZone(choices),
    ...groups.flatMap((group) => [
      html("h2", {}, group),
      html("div", { class: "cards" }, ...welcome.examples.filter((one) => one.group === group).map((one) => card(one, choices))),
    ]),
  );
}

/** A table with what a click ends on. */
function card({ name, title, text, picture }: Welcome["examples"][number], choices: Choices): HTMLElement {
  return html(
    "button",
    { type: "button", class: "card", "data-example": name, click: () => choices.example(name) },
    thumb(picture),
    html("strong", {}, title),
    html("span", {}, text),
  );
}

function dropZone(choices: Choices): HTMLElement {
  const zone = html(
    "label",
    { class: "drop" },
    chooser(choices),
    html("strong", {}, "Drop a table here, or choose a file"),
    html("span", {}, "CSV and other text, Excel, Parquet, SPSS, Stata, SAS, MATLAB, NumPy, SQLite, zip, or a model (.shoal)"),
    html("span", {}, "It stays on this machine."),
  );
  return zone;
}

/** A file input that forgets its choice, so that the same file can be opened again. */
export function chooser(choices: Choices): HTMLInputElement {
  const input = html("input", {
    type: "file",
    class: "away",
    accept: ACCEPTED.map((ending) => `.${ending}`).join(","),
    "aria-label": "choose a file",
  });
  input.addEventListener("change", () => {
    const file = input.files?.[0];
    if (file) choices.file(file);
    input.value = "";
  });
  return input;
}

/** Files may be dropped anywhere on the page. */
export function acceptDrops(page: HTMLElement, choices: Choices): void {
  page.addEventListener("dragover", (event) => {
    event.preventDefault();
    page.classList.add("dropping");
  });
  for (const end of ["dragleave", "drop"]) page.addEventListener(end, () => page.classList.remove("dropping"));
  page.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    if (file) choices.file(file);
  });
}
