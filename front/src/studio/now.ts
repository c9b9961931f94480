// What the page is about now. The app alone changes it; the page's parts read it.

import type { Run, Table } from "./types.ts";

export interface Now {
  table: Table | undefined; // that is open
  runs: Run[];
  shown: Run | undefined;
}
