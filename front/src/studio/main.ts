// The studio's page.

import { App } from "./app.ts";
import { rememberedTheme } from "./head.ts";
import { Socket } from "./socket.ts";

rememberedTheme();
void new App(document.body, new Socket()).start();
