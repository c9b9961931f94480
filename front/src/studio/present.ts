// For a class: large type, the three panels and Run and Step on one screen. The address says so.

const NAME = "present";

export function presents(): boolean {
  return new URLSearchParams(location.search).has(NAME);
}

/** Shows the page as the address says. */
export function presented(page: HTMLElement): void {
  page.classList.toggle(NAME, presents());
}

/** On or off; the address is changed with it, so that it can be kept and reloaded. */
export function togglePresentation(page: HTMLElement): void {
  const address = new URL(location.href);
  if (presents()) address.searchParams.delete(NAME);
  else address.searchParams.set(NAME, "");
  history.replaceState(history.state, "", address);
  presented(page);
}
