// The studio's page.

import { App } from "./app.ts";
import { Socket } from "./socket.ts";

void new App(document.body, new Socket()).start();
