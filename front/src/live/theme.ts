// Light or dark, as the notebook around us is.

/** Marks `page` light or dark after its host, and again whenever the notebook changes its theme. */
export function followTheme(host: HTMLElement, page: HTMLElement): () => void {
  const follow = () => (page.dataset["theme"] = isDark(host) ? "dark" : "light");
  const observer = new MutationObserver(follow);
  for (const element of [document.documentElement, document.body])
    observer.observe(element, { attributeFilter: ["class", "style", "data-theme", "data-jp-theme-light", "data-jp-theme-name"] });
  follow();
  return () => observer.disconnect();
}

function isDark(host: HTMLElement): boolean {
  const told = document.body.dataset["jpThemeLight"];
  if (told) return told === "false";
  for (let at: HTMLElement | null = host; at; at = at.parentElement) {
    const [r, g, b, alpha = 1] = (getComputedStyle(at).backgroundColor.match(/[\d.]+/g) ?? []).map(Number);
    if (r !== undefined && alpha > 0.5) return 0.2126 * r + 0.7152 * g! + 0.0722 * b! < 110;
  }
  return matchMedia("(prefers-color-scheme: dark)").matches;
}
