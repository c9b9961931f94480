// Numbers as the terminal and the figures print them (shoal/view/style.py).

/** Decimals that give three significant digits to numbers up to `size`. */
export function decimals(size: number): number {
  if (!(Number.isFinite(size) && size > 0)) return 3;
  return Math.min(Math.max(2 - Math.floor(Math.log10(size)), 0), 12);
}

/** `value` with as many digits as suit numbers up to `size`, its own by default. */
export function number(value: number | null | undefined, size?: number): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "not a number";
  if (!Number.isFinite(value)) return "infinite";
  const scale = Math.abs(size ?? value);
  if (scale >= 1e6 || (scale > 0 && scale < 1e-4)) return value.toExponential(2);
  const text = Math.abs(value).toFixed(decimals(scale));
  const [whole = "0", part] = text.split(".");
  const grouped = whole.length > 4 ? whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") : whole;
  const sign = value < 0 && Number(text) !== 0 ? "\u2212" : "";
  return sign + grouped + (part ? "." + part : "");
}

/** A list as JSON tells it, where null stands for what is no number. */
export function numbers(values: (number | null)[] | undefined): number[] {
  return (values ?? []).map((v) => v ?? NaN);
}

/** A number that stands in a table: a whole one without decimals. */
export function datum(value: number): string {
  return number(value, Number.isInteger(value) ? Math.max(Math.abs(value), 100) : undefined);
}

export function whole(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(share < 0.1 ? 1 : 0)} %`;
}

/** A time; of a model that was loaded it is not known. */
export function seconds(value: number | null): string {
  if (value === null) return "\u2013";
  return value < 1 ? `${Math.round(1000 * value)} ms` : `${value.toFixed(value < 10 ? 1 : 0)} s`;
}

export function shortened(text: string, length = 24): string {
  return text.length <= length ? text : text.slice(0, length - 1).trimEnd() + "…";
}

/** Six significant digits, where numbers are to be followed by hand. */
export function precise(value: number): string {
  if (!Number.isFinite(value)) return number(value);
  return String(Number(value.toPrecision(6))).replaceAll("-", "\u2212");
}

/** A cell as a table shows it: of a number with more digits than anybody reads the first six. */
export function cell(text: string): string {
  return /^[-+]?\d*\.\d{7,}(e[-+]?\d+)?$/i.test(text) ? precise(Number(text)) : text;
}

/** A long name with its middle left out: names often differ at their ends. */
export function squeezed(text: string, length: number): string {
  if (text.length <= length) return text;
  const end = Math.floor((length - 1) / 3);
  return `${text.slice(0, length - 1 - end).trimEnd()}…${text.slice(text.length - end).trimStart()}`;
}

/** Long names of one list, shortened so that no two look alike: those that would show where they part. */
export function toldApart(names: string[], length: number): string[] {
  const first = names.map((name) => squeezed(name, length));
  return names.map((name, i) => {
    const alike = names.filter((other, j) => first[j] === first[i] && other !== name);
    if (!alike.length) return first[i]!;
    const shared = Math.min(...alike.map((other) => sharedStart(name, other)));
    const word = name.lastIndexOf(" ", shared) + 1;
    return `…${squeezed(name.slice(shared - word < length / 2 ? word : shared), length - 1)}`;
  });
}

function sharedStart(a: string, b: string): number {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n++;
  return n;
}
