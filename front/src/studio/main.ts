// The studio's page.

import { App } from "./app.ts";
import { entered, refusal } from "./entrance.ts";
import { rememberedTheme } from "./head.ts";
import { Socket } from "./socket.ts";

async function begin(): Promise<void> {
  rememberedTheme();
  const refused = await entered();
  if (refused === undefined) return new App(document.body, new Socket()).start();
  document.body.classList.add("shoal");
  document.body.replaceChildren(refusal(refused));
}

void begin();
