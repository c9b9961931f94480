// The formulas of the three passes, set by the browser as MathML.

const SPACE = "http://www.w3.org/1998/Math/MathML";

type Part = Element | string;

function element(tag: string, ...parts: Part[]): Element {
  const made = document.createElementNS(SPACE, tag);
  made.append(...parts.map((part) => (typeof part === "string" ? glyph(part) : part)));
  return made;
}

/** A letter, a number or a sign. */
function glyph(text: string): Element {
  const made = document.createElementNS(SPACE, /^\d+$/.test(text) ? "mn" : /^[\p{L}]+$/u.test(text) ? "mi" : "mo");
  made.textContent = text;
  return made;
}

const row = (...parts: Part[]) => element("mrow", ...parts);
const sub = (base: Part, ...indices: string[]) => element("msub", base, row(...indices.flatMap((index, i) => (i ? [",", index] : [index]))));
const tilde = (letter: string) => {
  const made = element("mover", letter, "˜");
  made.setAttribute("accent", "true");
  return made;
};
const sum = (index: string) => element("munder", "∑", index);
const delta = (layer: "h" | "o", index: string) => element("msubsup", "δ", row("n", ",", index), row("(", layer, ")"));
const prime = () => element("msup", "h", "′");

function math(said: string, ...parts: Part[]): Element {
  const made = element("math", ...parts);
  made.setAttribute("aria-label", said);
  made.setAttribute("displaystyle", "true");
  return made;
}

export interface Setting {
  hidden: string; // activations
  output: string;
  hiddenLayers: number;
  layer: number; // of the chosen weight
  penalty: boolean;
}

/** What is computed in each pass, in the lecture's letters. */
export function formulas({ hidden, output, hiddenLayers, layer, penalty }: Setting): Record<"forward" | "backward" | "update", Element[]> {
  const h = hidden === "tanh" ? "tanh" : "h";
  const ofHidden = layer < hiddenLayers;
  const below = layer === 0 ? tilde("x") : tilde("z"); // what the weight is multiplied with
  const belowLast = layer >= hiddenLayers - 1; // else the units above are hidden ones too
  const bent = output !== "identity";
  const x = hiddenLayers ? sub(tilde("z"), "n", "m") : sub(tilde("x"), "n", "j");
  const w = hiddenLayers ? sub("w", "m", "k") : sub("w", "j", "k");
  const index = hiddenLayers ? "m" : "j";
  const last = bent ? row("f", "(", sum(index), w, x, ")") : row(sum(index), w, x);
  const forward = [math("y is the weighted sum of all z", sub("y", "n", "k"), "=", last)];
  if (hiddenLayers)
    forward.unshift(
      math("a is the weighted sum of all x", sub("a", "n", "m"), "=", sum("j"), sub("v", "j", "m"), sub(tilde("x"), "n", "j")),
      math("z is h of a", sub("z", "n", "m"), "=", h, "(", sub("a", "n", "m"), ")"),
    );
  const error = row("(", sub("t", "n", "k"), "−", sub("y", "n", "k"), ")");
  const own = bent ? row(error, element("msup", "f", "′"), "(", sub("a", "n", "k"), ")") : row(sub("t", "n", "k"), "−", sub("y", "n", "k"));
  const backward = [math("the output's delta is the error", delta("o", "k"), "=", own)];
  const slope = hidden === "tanh" ? row("(", "1", "−", element("msubsup", "z", row("n", ",", "m"), "2"), ")") : row(prime(), "(", sub("a", "n", "m"), ")");
  if (hiddenLayers && ofHidden)
    backward.push(
      math(
        "a unit's delta is the sum of the deltas above times their weights, times the slope",
        delta("h", "m"),
        "=",
        "(",
        sum("k"),
        delta(belowLast ? "o" : "h", "k"),
        sub(belowLast ? "w" : "v", "m", "k"),
        ")",
        slope,
      ),
    );
  const share = element("mfrac", "1", row("N", "K"));
  const [letter, indices, rate, d, source] = ofHidden
    ? (["v", ["j", "m"], "h", delta("h", "m"), sub(below, "n", "j")] as const)
    : (["w", [index, "k"], "o", delta("o", "k"), x.cloneNode(true) as Element] as const);
  const weight = () => sub(letter, ...indices);
  const pull = penalty ? ["−", element("msub", "ρ", rate), element("mfrac", "α", "N"), weight()] : [];
  const update = [
    math("the weight goes up by the rate times the mean of delta times input", weight(), "←", weight(), "+", element("msub", "ρ", rate), share, sum("n"), d, source, ...pull),
  ];
  return { forward, backward, update };
}
