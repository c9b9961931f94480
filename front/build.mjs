// Bundles what a browser draws: one script for each door, and one style sheet for all.
//
//   live.js    the notebook (anywidget imports it as a module)
//   studio.js  the local page
//   report.js  the offline report (put into its file as text)
import { build } from "esbuild";

await build({
  entryPoints: {
    live: "src/live/main.ts",
    studio: "src/studio/main.ts",
    report: "src/report/main.ts",
    shoal: "src/style/shoal.css",
  },
  outdir: "../src/shoal/view/front",
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  charset: "utf8",
  legalComments: "eof",
  logLevel: "warning",
});
