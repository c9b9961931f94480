// The offline report: the same pictures and panels as the studio's, from the data in the page.

import { html } from "../dom.ts";
import { whole } from "../format.ts";
import { decode, type Header } from "../frames.ts";
import type { Asks, Message } from "../host.ts";
import { Live } from "../live/live.ts";
import type { Scene } from "../scene.ts";
import { Figures } from "../studio/figures.ts";
import { InputPanel } from "../studio/panels/inputs.ts";
import { ResidualPanel } from "../studio/panels/residuals.ts";
import { Profiler } from "../studio/panels/whatif.ts";
import { shared } from "../studio/shared.ts";
import type { Run } from "../studio/types.ts";
import { Archive, type WhatIf } from "./archive.ts";

interface Content {
  version: string;
  table: { name: string; rows: number; columns: number };
  run: Run & { judged: Run["held_out"] };
  scene: Scene;
  frames: { header: Header; buffer: string }[];
  residuals: Message | null;
  inputs: Message;
  what_if: WhatIf;
  python: string;
  shell: string | null;
}

const content = JSON.parse(document.getElementById("content")!.textContent!) as Content;
const { run, what_if: whatIf } = content;
const archive: Asks = new Archive(whatIf, { residuals: content.residuals, inputs: content.inputs });

Object.assign(window, { shoal: archive }); // in the console: await shoal.ask({ kind: "profile", values: { weight: 3000 } })

const figures = new Figures();
figures.show(run.judged ? { ...run, held_out: run.judged } : run);
const page = html(
  "main",
  { class: "report" },
  html("h1", {}, `${run.targets.join(", ")} from ${content.table.name}`),
  html("p", { class: "sentence" }, run.sentences[0] ?? ""),
  figures.element,
  run.notes.length ? section("Note", list(run.notes)) : "",
);
document.body.classList.add("shoal");
document.body.append(page);

const common = shared();
const profiler = new Profiler(archive, common, { offline: true });
const moves = "formula" in whatIf;
profiler.element.inert = !moves;
page.append(
  section(
    "What if",
    moves ? "" : html("p", { class: "muted" }, `At the training medians; the lines do not move here: ${whatIf.why}.`),
    profiler.element,
  ),
);
void profiler.show(run);
if (content.residuals) {
  const residuals = new ResidualPanel(archive);
  page.append(section("Residuals", residuals.element));
  void residuals.show(run);
}

const pictures = html("div");
page.append(section("Training", pictures));
const live = new Live(pictures);
live.begin(content.scene);
for (const { header, buffer } of content.frames) {
  const bytes = Uint8Array.from(atob(buffer), (c) => c.charCodeAt(0));
  live.add(decode(header, new DataView(bytes.buffer)));
}
live.end(run.trace, run.kept, run.why);

const inputs = new InputPanel(archive);
page.append(section("Inputs", inputs.element));
void inputs.show(run);
page.append(
  section("Columns", run.decisions.length ? list(run.decisions) : html("p", { class: "muted" }, "Every column is read as it is.")),
  section("Again", html("div", {}, ...(content.shell ? [code(content.shell)] : []), code(content.python))),
  html(
    "p",
    { class: "muted" },
    `${whole(content.table.rows)} rows × ${content.table.columns}; ${run.title}; ${run.why}; ` +
      `${whole(run.rows["training"] ?? 0)} rows to learn from, ${whole(run.rows["held_out"] ?? 0)} held out; ` +
      `shoal ${content.version}`,
  ),
);

function section(name: string, ...inside: (Node | string)[]): HTMLElement {
  return html("section", { "aria-label": name }, html("h2", {}, name), ...inside);
}

function list(sentences: string[]): HTMLElement {
  return html("ul", {}, ...sentences.map((s) => html("li", {}, s)));
}

function code(text: string): HTMLElement {
  return html("div", { class: "snippet" }, html("pre", {}, text));
}
