// The offline report: the same pictures and panels as the studio's, from the data in the page.

import { html } from "../dom.ts";
import { whole } from "../format.ts";
import { decode, type Header } from "../frames.ts";
import type { Message } from "../host.ts";
import { Live } from "../live/live.ts";
import type { Scene } from "../scene.ts";
import { Figures } from "../studio/figures.ts";
import { InputPanel } from "../studio/panels/inputs.ts";
import { ResidualPanel } from "../studio/panels/residuals.ts";
import type { Run } from "../studio/types.ts";

interface Content {
  version: string;
  table: { name: string; rows: number; columns: number };
  run: Run & { judged: Run["held_out"] };
  scene: Scene;
  frames: { header: Header; buffer: string }[];
  residuals: Message | null;
  inputs: Message;
  python: string;
  shell: string | null;
}

const content = JSON.parse(document.getElementById("content")!.textContent!) as Content;
const { run } = content;
// Panels ask; here everything has been answered already.
const archive = {
  ask: async <T>({ kind }: Message) => (kind === "residuals" ? content.residuals : content.inputs) as T,
};

const figures = new Figures();
figures.show(run.judged ? { ...run, held_out: run.judged } : run);
const pictures = html("div");
const page = html(
  "main",
  { class: "report" },
  html("h1", {}, `${run.targets.join(", ")} from ${content.table.name}`),
  html(
    "p",
    { class: "muted" },
    `${whole(content.table.rows)} rows × ${content.table.columns}; ${run.title}; ${run.why}; ${whole(run.rows["training"] ?? 0)} rows to learn from, ${whole(run.rows["held_out"] ?? 0)} held out`,
  ),
  figures.element,
  section("Training", pictures),
  section("Note", list(run.notes, "Nothing is wrong with this fit.")),
  section("Columns", list(run.decisions, "Every column is read as it is.")),
);
document.body.classList.add("shoal");
document.body.append(page);

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
if (content.residuals) {
  const residuals = new ResidualPanel(archive);
  page.append(section("Residuals", residuals.element));
  void residuals.show(run);
}
page.append(
  section("Again", html("div", {}, ...(content.shell ? [code(content.shell)] : []), code(content.python))),
  html("p", { class: "muted" }, `shoal ${content.version}`),
);

function section(name: string, inside: Node): HTMLElement {
  return html("section", {}, html("h2", {}, name), inside);
}

function list(sentences: string[], otherwise: string): HTMLElement {
  if (!sentences.length) return html("p", { class: "muted" }, otherwise);
  return html("ul", {}, ...sentences.map((s) => html("li", {}, s)));
}

function code(text: string): HTMLElement {
  return html("div", { class: "snippet" }, html("pre", {}, text));
}
