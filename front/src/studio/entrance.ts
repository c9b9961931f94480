// How this page is let in: what its address holds is exchanged for a pass of this tab's own, and the
// address is cleaned (src/shoal/studio/web/entrance.py).

import { html } from "../dom.ts";

const TOKEN = "token";
const PASS = "pass";
const LENGTH = 32; // bytes
const NOT_IN = "This page was not let in: open the address that `shoal studio` printed.";

/** The headers by which the studio knows a request of this page. */
export function withPass(headers: Record<string, string> = {}): Record<string, string> {
  return { ...headers, "X-Shoal-Pass": pass() };
}

/** The protocols of a socket, which has no headers. */
export function passProtocols(): string[] {
  return ["shoal", `pass.${pass()}`];
}

/** Whether the studio knows this page; nothing where nobody answers. */
export async function known(): Promise<boolean | undefined> {
  const answer = await fetch("/session", { headers: withPass() }).catch(() => undefined);
  return answer?.ok;
}

/** Lets the page in; the studio's sentence where it does not. */
export async function entered(): Promise<string | undefined> {
  const address = new URL(location.href);
  const token = address.searchParams.get(TOKEN);
  if (token === null) return (await known()) === false ? NOT_IN : undefined;
  const headers = withPass({ "X-Shoal-Token": encodeURIComponent(token) });
  const answer = await fetch("/session", { method: "POST", headers }).catch(() => undefined);
  if (!answer) return undefined; // nobody is there: the token waits for a reload
  address.searchParams.delete(TOKEN);
  history.replaceState(history.state, "", address);
  if (answer.ok || (await known())) return undefined;
  const said = await answer.text();
  return `${said.charAt(0).toUpperCase()}${said.slice(1).trim()}.`;
}

/** What a page shows that was not let in. */
export function refusal(sentence: string): HTMLElement {
  return html("main", { class: "first" }, html("h1", {}, "Shoal"), html("p", { role: "alert" }, sentence));
}

/** Of this tab: it survives a reload and Back, a duplicated tab copies it, nobody else can read it. */
function pass(): string {
  const kept = sessionStorage.getItem(PASS);
  if (kept) return kept;
  const drawn = [...crypto.getRandomValues(new Uint8Array(LENGTH))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  sessionStorage.setItem(PASS, drawn);
  return drawn;
}
