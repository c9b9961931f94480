// What is said of a table, and what one click makes of it.

import type { Kind, Options, Table, Way } from "./types.ts";

/** The options after one more click. */
export function withWay(options: Options, way: Way): Options {
  if (way.set) return { ...options, ...way.set };
  const name = way.column;
  if (name === undefined) return options;
  if (way.undo) return { ...asKind(options, name), missing_in: without(options.missing_in, name) };
  let told = way.kind ? asKind(options, name, way.kind, way.form) : options;
  if (way.missing) {
    const words = new Set([...(told.missing_in[name] ?? []), ...way.missing]);
    told = { ...told, missing_in: { ...told.missing_in, [name]: [...words] } };
  }
  return told;
}

/** The words in a field where they stand between commas. */
export function wordsIn(text: string): string[] {
  return [...new Set(text.split(",").map((word) => word.trim()).filter(Boolean))];
}

/** Columns that cannot be read and are not left out: no fit is possible yet. */
export function unreadable(table: Table, ignored: (name: string) => boolean): string[] {
  return table.columns.filter((c) => c.problem && !ignored(c.name)).map((c) => c.name);
}

function asKind(options: Options, name: string, kind?: Kind, form = ""): Options {
  const but = (names: string[]) => names.filter((n) => n !== name);
  const date = without(options.date, name);
  return {
    ...options,
    text: kind === "text" ? [...but(options.text), name] : but(options.text),
    number: kind === "number" ? [...but(options.number), name] : but(options.number),
    date: kind === "date" ? { ...date, [name]: form } : date,
  };
}

function without<T>(table: Record<string, T>, name: string): Record<string, T> {
  return Object.fromEntries(Object.entries(table).filter(([n]) => n !== name));
}
