"""``python -m bench.viewers``: what viewers cost a fit, and how fast a page draws.

A viewer is a live view without a page: it makes and packs every frame that a notebook would be sent.
A stuck one never returns from its first. Fits with none, one and twenty viewers are timed in turn, so
that what else the machine does falls on all alike; the range of the rounds shows how much that is.
"""

from __future__ import annotations

import argparse
import base64
import json
import shutil
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from shoal import NeuralRegressor, datasets
from shoal.trace import Channel
from shoal.view import live
from shoal.view.frames.widget import Widget, built

from . import machine

LECTURE = 100_000  # epochs
PROBE = 200_000  # epochs that tell how many take the wanted time
PLACES = ("chromium", "chromium-browser", "google-chrome")


def descent(epochs: int, sinks: Sequence[Any] = ()) -> tuple[float, NeuralRegressor]:
    """Seconds of the lecture's descent over so many epochs, and the model."""
    data = datasets.lecture("S19", np.random.RandomState(0))
    model = NeuralRegressor(
        (20,),
        solver="gd",
        learning_rate_init=(0.1, 0.01),
        alpha=0,
        tol=0,
        max_iter=epochs,
        start="uniform",
        random_state=0,
    )
    watched = (data.X_test, data.T_test.ravel())
    began = perf_counter()
    model.fit(data.X, data.T.ravel(), validation=watched, sinks=sinks)
    return perf_counter() - began, model


def in_turn(
    epochs: int, viewers: dict[str, Callable[[], list[Any]]], rounds: int
) -> tuple[dict[str, list[float]], bool]:
    """Seconds of each setting in each round, and whether all weights had equal bits."""
    seconds: dict[str, list[float]] = {name: [] for name in viewers}
    weights = []
    for _ in range(rounds):
        for name, make in viewers.items():
            sinks = make()
            took, model = descent(epochs, sinks)
            seconds[name].append(took)
            weights.append(model.network_.theta)
            for sink in sinks:
                sink.drain(0.0 if isinstance(sink, Channel) else 20.0)
    return seconds, all(np.array_equal(weights[0], w) for w in weights)


def stuck() -> Channel:
    """A viewer that never comes back from its first events."""
    return Channel(lambda events: threading.Event().wait(), every=0)


def compared(epochs: int, viewers: dict[str, Callable[[], list[Any]]], rounds: int) -> list[str]:
    """A table: the median of the rounds, what that is more than without viewers, and their range."""
    seconds, equal = in_turn(epochs, viewers, rounds)
    first = next(iter(seconds.values()))
    lines = [
        "| viewers | median | more than without | in per cent | fastest to slowest round |",
        "|---|--:|--:|--:|--:|",
    ]
    for name, taken in seconds.items():
        more = median(taken) - median(first)
        told = f"{median(taken):.3f} s | {more:+.3f} s | {100 * more / median(first):+.1f} %"
        lines.append(f"| {name} | {told} | {min(taken):.3f} to {max(taken):.3f} s |")
    words = "equal to the last bit" if equal else "NOT EQUAL"
    return [*lines, "", f"{epochs:,} epochs, {rounds} rounds; weights {words}."]


PAGE = """
async ([source, sheet, scene, messages]) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { initialize, render } = (await import(url)).default();
  let hear;
  const state = { scene, sheet, look: { name: "bench", height: null } };
  const model = { get: (n) => state[n], send: () => {}, on: (_, h) => (hear = h) };
  const el = document.body.appendChild(document.createElement("div"));
  initialize({ model });
  render({ model, el });
  await new Promise((r) => setTimeout(r, 200));
  const buffers = messages.map(([m, b]) =>
    [m, b ? [new DataView(Uint8Array.from(atob(b), (c) => c.charCodeAt(0)).buffer)] : []]);
  const took = [];
  for (const [message, data] of buffers) {
    await new Promise(requestAnimationFrame);
    const began = performance.now();
    hear(message, data);
    el.getBoundingClientRect();
    took.push(performance.now() - began);
  }
  const line = el.shadowRoot.querySelector("p.line");
  const button = el.shadowRoot.querySelector(".replay button");
  const shown = [];
  new MutationObserver(() => shown.push(performance.now())).observe(line, { childList: true });
  button.click();
  while (button.textContent !== "Replay") await new Promise((r) => setTimeout(r, 20));
  took.sort((a, b) => a - b);
  return {
    frames: shown.length,
    rate: ((shown.length - 1) * 1000) / (shown.at(-1) - shown[0]),
    median: took[took.length >> 1],
    slowest: took.at(-1),
  };
}
"""


def in_a_page() -> list[str]:
    """The lecture's frames drawn and replayed in a page of 1280 x 800, or why that is not measured."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return ["Not measured in a page: Playwright is not installed."]
    place = next(filter(None, map(shutil.which, PLACES)), None)
    if place is None:
        return ["Not measured in a page: Chromium is not installed."]
    sent: list[list[Any]] = []

    def keep(_: Widget, message: dict[str, Any], buffers: Sequence[bytes] | None = None) -> None:
        sent.append([message, base64.b64encode(buffers[0]).decode() if buffers else None])

    Widget.send, before = keep, Widget.send  # type: ignore[method-assign]
    view = live()
    descent(LECTURE, [view])
    view.drain(20)
    Widget.send = before  # type: ignore[method-assign]
    scene = json.loads(json.dumps(view._widget.scene))
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=place, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        found = page.evaluate(PAGE, [built("live.js"), built("shoal.css"), scene, sent])
        version = browser.version
        browser.close()
    return [
        f"Replay in a page (Chromium {version}, 1280 x 800): {found['frames']} frames, "
        f"{found['rate']:.1f} a second. One frame is drawn and laid out in {found['median']:.1f} ms "
        f"(median; slowest {found['slowest']:.0f} ms).",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=10.0, help="of the long descent")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, help="also write the tables as Markdown")
    options = parser.parse_args()
    busy = machine.other_work()
    descent(PROBE)
    epochs = round(options.seconds / descent(PROBE)[0] * PROBE, -5)
    long = {
        "none": list,
        "1": lambda: [live()],
        "1, stuck": lambda: [stuck()],
        "20, one of them stuck": lambda: [*(live() for _ in range(19)), stuck()],
    }
    short = {"none": list, "1": lambda: [live()]}
    lines = ["# What viewers cost", "", *machine.lines([])[:2], *busy, ""]
    lines += [f"## A descent of {options.seconds:g} s", ""]
    lines += [*compared(int(epochs), long, options.rounds), ""]
    lines += [f"## The lecture's {LECTURE:,} epochs, 51 frames", ""]
    lines += [*compared(LECTURE, short, 4 * options.rounds), ""]
    lines += ["## The page", "", *in_a_page(), ""]
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
