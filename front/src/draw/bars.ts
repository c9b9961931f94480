// Small bars: a distribution, or shares of a whole.

import { svg } from "../dom.ts";

/** Counts side by side, as high as a line of text. */
export function bars(counts: number[], width = 64, height = 16): SVGSVGElement {
  const largest = Math.max(...counts, 1);
  const step = width / counts.length;
  let d = "";
  counts.forEach((count, i) => {
    const h = count ? Math.max((height * count) / largest, 1) : 0;
    d += `M${(i * step).toFixed(1)} ${height}v${(-h).toFixed(1)}h${Math.max(step - 0.5, 0.5).toFixed(1)}v${h.toFixed(1)}z`;
  });
  return svg("svg", { class: "bars", width, height, "aria-hidden": "true" }, svg("path", { d }));
}
