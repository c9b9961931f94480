// Where the page stands, in its address: so it survives a reload, and Back and Forward lead there.

/** `first`: the first screen; else the workplace with a run and a panel below it. */
export interface Place {
  first?: boolean;
  run?: number | undefined;
  panel?: string | undefined;
  target?: string | undefined; // which of several is shown
}

export class Address {
  /** `moved`: called when the browser goes back or forward. */
  constructor(moved: (place: Place) => void) {
    window.addEventListener("popstate", () => moved(this.place));
  }

  get place(): Place {
    return read(location.hash);
  }

  /** Another place: Back leads to the one before. */
  push(place: Place): void {
    if (written(place) !== written(this.place)) history.pushState(history.state, "", to(place));
  }

  /** The same place, more exactly. */
  replace(place: Place): void {
    if (written(place) !== location.hash.slice(1)) history.replaceState(history.state, "", to(place));
  }
}

function to(place: Place): string {
  return `${location.pathname}${location.search}#${written(place)}`;
}

export function written({ first, run, panel, target }: Place): string {
  const said = new URLSearchParams();
  if (first) said.set("screen", "first");
  if (run !== undefined) said.set("run", String(run));
  if (panel !== undefined) said.set("panel", panel);
  if (target) said.set("target", target);
  return said.toString();
}

export function read(hash: string): Place {
  const said = new URLSearchParams(hash.replace(/^#/, ""));
  if (said.get("screen") === "first") return { first: true };
  const run = said.get("run");
  return { run: run && /^\d{1,9}$/.test(run) ? Number(run) : undefined, panel: said.get("panel") ?? undefined, target: said.get("target") ?? undefined };
}
