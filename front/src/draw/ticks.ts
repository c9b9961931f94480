// What stands beside the ticks of an axis.

const DAY = 86_400_000;

/** A tick with just the digits that tell it from its neighbours. */
export function tick(value: number, ticks: number[]): string {
  const size = Math.max(...ticks.map(Math.abs), 0);
  if (size >= 1e6 || (size > 0 && size < 1e-3)) {
    const text = value.toExponential(1).replace(".0e", "e").replace("e+", "e").replaceAll("-", "\u2212");
    return value === 0 ? "0" : text;
  }
  const step = ticks.length > 1 ? Math.abs(ticks[1]! - ticks[0]!) : size;
  const digits = Math.min(Math.max(0, -Math.floor(Math.log10(step || 1) + 1e-9)), 6);
  const exact = [digits, digits + 1].find((d) => Math.abs(Number(value.toFixed(d)) - value) < step * 1e-6) ?? digits;
  const [whole = "0", part] = Math.abs(value).toFixed(exact).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") + (part ? "." + part : "");
  return (value < 0 && Number(value.toFixed(exact)) !== 0 ? "\u2212" : "") + text;
}

/** A tick of a log axis: each has the digits of its own size. */
export function logTick(value: number): string {
  if (value >= 1e5 || value < 1e-3) return value.toExponential(0).replace("e+", "e").replace("-", "\u2212");
  return value >= 1 ? tick(value, [0, value]) : String(Number(value.toPrecision(2)));
}

/** Days since 1970-01-01 as a date. */
export function date(days: number): string {
  const at = new Date(days * DAY);
  return Number.isNaN(at.getTime()) ? "" : at.toISOString().slice(0, 10);
}
