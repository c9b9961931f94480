// What was asked for otherwise in one run than in another.

import type { Run, Value, Wish } from "./types.ts";

const WORDS: Record<string, string> = {
  hidden_layer_sizes: "hidden units",
  learning_rate_init: "rates",
  max_iter: "epochs",
  alpha: "penalty",
  n_networks: "networks",
  random_state: "seed",
  ignore: "left out",
  groups: "kept together by",
  weights: "rows count by",
  test_fraction: "held out",
};
/** What a control says where nothing was asked for. */
const DEFAULTS: Record<string, string> = { solver: "auto", activation: "tanh", hidden_layer_sizes: "auto", alpha: "auto", n_networks: "auto" };
const COLUMNS = ["targets", "ignore", "groups", "weights", "split", "test_fraction"] as const;

/** Such as "solver lm", "hidden units 12": the settings of `run` that `other` has not. */
export function differences(run: Run, other: Run): string[] {
  if (!run.wish || !other.wish) return run.wish === other.wish ? [] : [run.wish ? "fitted here" : "from a file"];
  const [mine, its] = [said(run.wish), said(other.wish)];
  const names = [...new Set([...Object.keys(mine), ...Object.keys(its)])].filter((name) => mine[name] !== its[name]);
  const table = run.table !== other.table ? [run.source === other.source ? "table read otherwise" : `table ${run.source}`] : [];
  return [...table, ...names.map((name) => `${WORDS[name] ?? name.replaceAll("_", " ")} ${mine[name] ?? DEFAULTS[name] ?? "as by default"}`)];
}

function said(wish: Wish): Record<string, string> {
  const columns = COLUMNS.map((name): [string, string] => [name, text(wish[name])]);
  const settings = Object.entries(wish.settings).map(([name, value]): [string, string] => [name, text(value)]);
  return Object.fromEntries([...columns, ...settings]);
}

function text(value: Value | string[] | null): string {
  return value === null || (Array.isArray(value) && !value.length) ? "none" : Array.isArray(value) ? value.join(", ") : String(value);
}
