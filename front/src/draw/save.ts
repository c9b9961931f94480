// A picture as a file: SVG with its colours written out, or the same drawn as PNG.

import { html, set } from "../dom.ts";

const WRITTEN = ["fill", "stroke", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "fill-opacity", "stroke-opacity", "paint-order", "font-size", "font-family", "vector-effect"];
const SHARPER = 2; // pixels of a PNG for one of the page

/** Two quiet buttons in `place` that save `picture` with what lies `over` it; they show on hover and focus. */
export function saves(place: HTMLElement, picture: SVGSVGElement, ...over: SVGSVGElement[]): HTMLElement {
  const name = () => (picture.getAttribute("aria-label") ?? "picture").replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 60);
  const button = (kind: string, make: () => Promise<Blob> | Blob) =>
    html(
      "button",
      {
        type: "button",
        "aria-label": `save ${picture.getAttribute("aria-label")} as ${kind}`,
        title: `save this picture as ${kind}`,
        click: () => void Promise.resolve(make()).then((blob) => download(blob, `${name()}.${kind.toLowerCase()}`)),
      },
      kind,
    );
  const element = html(
    "div",
    { class: "saves", pointerdown: (event) => event.stopPropagation() },
    button("SVG", () => asSvg(picture, over)),
    button("PNG", () => asPng(picture, over)),
  );
  place.append(element);
  return element;
}

function asSvg(picture: SVGSVGElement, over: SVGSVGElement[]): Blob {
  return new Blob([text(picture, over)], { type: "image/svg+xml" });
}

async function asPng(picture: SVGSVGElement, over: SVGSVGElement[]): Promise<Blob> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text(picture, over))}`;
  await image.decode();
  const canvas = html("canvas", { width: picture.clientWidth * SHARPER, height: picture.clientHeight * SHARPER });
  const brush = canvas.getContext("2d")!;
  brush.scale(SHARPER, SHARPER);
  brush.drawImage(image, 0, 0);
  return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob!), "image/png"));
}

/** The picture with what the style sheet says of it, on its ground. */
function text(picture: SVGSVGElement, over: SVGSVGElement[]): string {
  const copy = painted(picture);
  for (const sheet of over) copy.append(...painted(sheet).childNodes);
  const [width, height] = [picture.clientWidth, picture.clientHeight];
  set(copy, { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` });
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  const page = picture.closest(".shoal");
  const shade = page ? getComputedStyle(page).backgroundColor : "white";
  set(ground, { width, height, fill: shade });
  copy.prepend(ground);
  return new XMLSerializer().serializeToString(copy);
}

/** A copy with what the style sheet says written out. */
function painted(picture: SVGSVGElement): SVGSVGElement {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const [from, to] = [[picture, ...picture.querySelectorAll("*")], [copy, ...copy.querySelectorAll("*")]];
  from.forEach((element, i) => {
    const style = getComputedStyle(element);
    for (const name of WRITTEN) {
      const value = style.getPropertyValue(name);
      if (value && value !== "none" && value !== "normal") to[i]!.setAttribute(name, value);
      else if (name === "fill") to[i]!.setAttribute(name, "none");
    }
    to[i]!.removeAttribute("class");
  });
  return copy;
}

/** Puts a file among what the browser has saved. */
export function download(blob: Blob, name: string): void {
  const link = html("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
