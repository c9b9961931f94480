// Where the table is in its file: sheet, names, units, lines above, encoding; and what is missing.

import { html } from "../../dom.ts";
import { wordsIn } from "../reading.ts";
import type { Options, Table, Way } from "../types.ts";

const MARKS: Record<string, string> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars", " ": "blanks" };
const FOUND = "as found";

export function fileControls({ name, reading }: Table, take: (way: Way) => void): HTMLElement {
  const { layout, parts, options } = reading;
  const set = (part: Partial<Options>) => take({ set: part });
  const controls: HTMLElement[] = [];
  if (parts.length) {
    const what = /\.(xlsx|xlsm|xlsb|xls|ods)$/i.test(name) ? "sheet" : "table";
    const every = reading.part ? [] : [["", "all together"] as [string, string]];
    controls.push(choice(what, reading.part, [...every, ...parts.map((p): [string, string] => [p, p])], (value) => set({ sheet: value || null })));
  }
  if (layout) {
    controls.push(
      choice("names", shown(options.header_rows), [["", FOUND], ["0", "none: row 1 is data"], ["1", "in one row"], ["2", "in two rows"], ["3", "in three rows"]], (v) => set({ header_rows: v === "" ? null : Number(v) })),
      choice("units", shown(options.units_row), [["", FOUND], ["true", "in a row below the names"], ["false", "no row of units"]], (v) => set({ units_row: v === "" ? null : v === "true" })),
      lines(options.skip_rows, (n) => set({ skip_rows: n })),
    );
  }
  if (layout === "text") {
    const marks = reading.delimiters.map((mark): [string, string] => [mark, MARKS[mark] ?? mark]);
    controls.push(
      choice("cells between", options.delimiter ?? "", [["", `${FOUND}: ${MARKS[reading.delimiter] ?? reading.delimiter}`], ...marks], (v) => set({ delimiter: v || null })),
      choice("encoding", options.encoding ?? "", [["", options.encoding ? FOUND : `${FOUND}: ${reading.encoding}`], ...reading.encodings.map((e): [string, string] => [e, e])], (v) => set({ encoding: v || null })),
    );
  }
  controls.push(missing(options.missing, (words) => set({ missing: words })));
  return html("div", { class: "reading", role: "group", "aria-label": "how the file is read" }, ...controls);
}

function choice(name: string, value: string, choices: [string, string][], changed: (value: string) => void): HTMLElement {
  const select = html("select", { class: "small", "aria-label": name, "data-key": `file ${name}` });
  select.append(...choices.map(([v, text]) => html("option", { value: v }, text)));
  select.value = value;
  select.addEventListener("change", () => changed(select.value));
  return html("label", {}, html("span", { class: "muted" }, name), select);
}

function lines(skipped: number, changed: (lines: number) => void): HTMLElement {
  const field = html("input", { type: "number", class: "small", min: 0, max: 100000, step: 1, value: skipped || "", placeholder: FOUND, "aria-label": "lines skipped above the names", "data-key": "file lines" });
  field.addEventListener("change", () => changed(Math.max(Math.round(Number(field.value)) || 0, 0)));
  return html("label", {}, html("span", { class: "muted" }, "lines skipped"), field);
}

/** What stands for a missing value in any column, between commas. */
function missing(words: string[], changed: (words: string[]) => void): HTMLElement {
  const field = html("input", { type: "text", class: "small", value: words.join(", "), placeholder: "such as -200, n/m", "aria-label": "also missing", "data-key": "file missing", autocomplete: "off", spellcheck: "false" });
  field.addEventListener("change", () => changed(wordsIn(field.value)));
  return html("label", { title: "words and numbers that stand for a missing value in any column, beside the usual ones" }, html("span", { class: "muted" }, "also missing"), field);
}

function shown(value: number | boolean | null): string {
  return value === null ? "" : String(value);
}
