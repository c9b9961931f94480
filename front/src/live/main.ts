// The notebook's widget (anywidget): every display of one fit draws what this model has heard.

import { html } from "../dom.ts";
import { decode, type Frame, type Header } from "../frames.ts";
import type { Message } from "../host.ts";
import type { Scene } from "../scene.ts";
import { Live } from "./live.ts";
import { spread } from "./rows.ts";
import { followTheme } from "./theme.ts";

const MOST_FRAMES = 400;
const MOVING = 1000; // milliseconds of moving pictures without which nobody has seen it learn

interface Model {
  get(name: "scene"): Scene;
  get(name: "sheet"): string;
  get(name: "look"): { name: string; height: number | null };
  send(message: Message): void;
  on(event: "msg:custom", hear: (message: Message, buffers: DataView[]) => void): void;
}

interface Ending {
  told: number;
  trace: Record<string, (number | null)[]>;
  kept: number;
  why: string;
}

export default () => {
  const shown = new Set<Live>();
  let frames: Frame[] = [];
  let heard = 0; // of all frames told since the fit began
  let again = 0; // how often all was told anew
  let thinned = false; // rows of the trace went with the frames
  let ending: Ending | undefined;
  let since = Infinity; // when the first frame was drawn, milliseconds
  let seen = false; // somebody has seen it learn, here or in another page

  /** Everything so far, drawn once. */
  const fill = (live: Live, scene: Scene) => {
    live.begin({ ...scene, run: again });
    frames.forEach((frame, i) => live.add(frame, i < frames.length - 1));
    finish(live, scene);
  };

  const finish = (live: Live, scene: Scene) => {
    if (ending) live.end(ending.trace, ending.kept, ending.why, scene.output);
  };

  /** A fit that was over before its frames could be seen is replayed once, by itself. */
  const replay = (scene: Scene) => {
    if (seen || !ending || heard < ending.told || thinned || !shown.size) return;
    seen = true;
    const still = scene.several || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (!still && frames.length > 2 && performance.now() - since < MOVING) for (const live of shown) live.run();
  };

  const moving = () => {
    if (shown.size && frames.length && !ending) since = Math.min(since, performance.now());
  };

  return {
    initialize({ model }: { model: Model }): void {
      const scene = model.get("scene");
      let missing = 0; // frames still to come of those told anew
      const askFor = (told: number) => {
        if (heard < told || thinned) model.send({ kind: "again" });
      };
      const hear: Record<string, (message: Message, buffers: DataView[]) => void> = {
        frame(message, buffers) {
          const frame = decode(message as unknown as Header, buffers[0]!);
          heard++;
          frames.push(frame);
          if (frames.length > MOST_FRAMES) {
            frames = spread(frames, 0.9 * MOST_FRAMES);
            thinned = true;
          }
          moving();
          if (missing === 0) for (const live of shown) live.add(frame);
          else if (--missing === 0) for (const live of shown) fill(live, scene);
          replay(scene);
        },
        told(message) {
          seen ||= !message["first"];
          askFor(Number(message["told"]));
        },
        again(message) {
          frames = [];
          ending = undefined; // it comes behind them
          again++;
          thinned = false;
          missing = Number(message["frames"]);
          heard = Number(message["told"]) - missing;
        },
        end(message) {
          ending = message as unknown as Ending;
          askFor(ending.told);
          for (const live of shown) finish(live, scene);
          replay(scene);
        },
      };
      model.on("msg:custom", (message, buffers) => hear[message.kind]?.(message, buffers));
      model.send({ kind: "ready" });
    },

    render({ model, el }: { model: Model; el: HTMLElement }): () => void {
      const { name, height } = model.get("look");
      const page = html("div", { class: "shoal" });
      const panels = height ? `.live .panel .plot-place { height: ${height}px; }` : "";
      const root = el.attachShadow({ mode: "open" }); // our styles stay with us, the notebook's out
      root.append(html("style", {}, model.get("sheet") + panels), page);
      el.classList.add(`shoal-live-${name}`); // hides the static picture
      const unfollow = followTheme(el, page);
      const live = new Live(page);
      shown.add(live);
      fill(live, model.get("scene"));
      moving();
      replay(model.get("scene"));
      return () => {
        unfollow();
        shown.delete(live);
        live.destroy();
      };
    },
  };
};
