// Elements by one call. Texts go in as text nodes: what a table holds is never read as markup.

type Child = Node | string | null | undefined | false;
type Properties = Record<string, string | number | boolean | EventListener | undefined>;

function fill(element: Element, properties: Properties, children: Child[]): void {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((c): c is Node | string => c !== null && c !== undefined && c !== false));
}

export function html<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, properties, children);
  return element;
}

export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  properties: Properties = {},
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, properties, children);
  return element;
}

/** Sets attributes; undefined takes one away. */
export function set(element: Element, properties: Record<string, string | number | undefined>): void {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, String(value));
  }
}

/** An element does not get smaller again than it is now: what stands below does not jump. */
export function keepRoom(element: HTMLElement): void {
  const height = element.offsetHeight;
  if (height > parseFloat(element.style.minHeight || "0")) element.style.minHeight = `${height}px`;
}
