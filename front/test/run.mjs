// Runs the unit tests: each *.test.ts is bundled into a temporary folder, then node's own runner runs all.
//
//   node test/run.mjs              all of them
//   node test/run.mjs model scale  those whose names begin so
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { build } from "esbuild";

const wanted = process.argv.slice(2);
const all = readdirSync("test").filter((name) => name.endsWith(".test.ts"));
const chosen = all.filter((name) => !wanted.length || wanted.some((start) => name.startsWith(start)));
if (!chosen.length) throw new Error(`no test begins with ${wanted.join(", ")}; there are ${all.join(", ")}`);

const folder = mkdtempSync(join(tmpdir(), "shoal-front-"));
try {
  await build({
    entryPoints: chosen.map((name) => `test/${name}`),
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "es2022",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const files = readdirSync(folder).map((name) => join(folder, name));
  const { status } = spawnSync(process.execPath, ["--enable-source-maps", "--test", ...files], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
