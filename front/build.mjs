// Bundles what a browser draws: one script for each door, and one style sheet for all.
//
//   live.js    the notebook (anywidget imports it as a module)
//   studio.js  the local page
//   report.js  the offline report (put into its file as text)
//   font.css   the font of page and report, in the sheet itself; a notebook has its own
import { copyFileSync } from "node:fs";

import { build } from "esbuild";

const OUT = "../src/shoal/view/front";

await build({
  entryPoints: {
    live: "src/live/main.ts",
    studio: "src/studio/main.ts",
    report: "src/report/main.ts",
    shoal: "src/style/shoal.css",
    font: "src/style/font.css",
  },
  outdir: OUT,
  loader: { ".woff2": "dataurl" },
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "eof",
  logLevel: "warning",
});
copyFileSync("node_modules/@fontsource-variable/inter/LICENSE", `${OUT}/Inter-LICENSE.txt`);
