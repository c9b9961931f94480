"""``python -m bench.studio``: how long a person waits for the studio, and how fast its page redraws.

``shoal studio table.csv`` is started in a process of its own and looked at with Chromium, which runs
already, as a user's does. Redraws are counted in the page: a drawing is a change of the picture that
the browser has painted, told by ``requestAnimationFrame``; the mouse moves with every frame.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from . import machine

PLACES = ("chromium", "chromium-browser", "google-chrome")
START = "import sys; from shoal.cli.main import main; sys.argv[0] = 'shoal'; sys.exit(main())"
SECONDS = 3.0  # of each drag and descent
INPUTS = 12  # of the profiler that is dragged
PATIENCE = 10_000  # milliseconds until a part of the page must be there

DRAGGED = (  # what is taken hold of, what is drawn anew, its name, what is wanted
    (".strips svg.strip", ".strips", "profiler", "50 a second"),
    (".map-view .plot-place", ".map-view .plot-place", "map", "within 40 ms"),
)

FIRST = "() => /linear/.test(document.querySelector('.figures')?.textContent)"
ALL = f"() => ({FIRST})() && !document.querySelector('.figures.stale')"
PAINTED = """
([place, seconds]) => new Promise((resolve) => {
  const seen = [];
  let changed = false;
  const look = () => document.querySelector(place);
  new MutationObserver(() => (changed = true)).observe(look(), {
    childList: true, subtree: true, attributes: true, characterData: true });
  const began = performance.now();
  const frame = (now) => {
    if (changed) seen.push(now);
    changed = false;
    if (performance.now() - began < seconds * 1000) requestAnimationFrame(frame);
    else resolve(seen);
  };
  requestAnimationFrame(frame);
})
"""
DRAG = """
([handle, picture, seconds]) => new Promise((resolve) => {
  const box = document.querySelector(handle).getBoundingClientRect();
  const at = (t) => ({ clientX: box.x + box.width * (0.5 + 0.3 * Math.sin(t / 300)),
    clientY: box.y + box.height * (0.5 + 0.3 * Math.cos(t / 370)),
    bubbles: true, pointerId: 1, buttons: 1, isPrimary: true });
  const target = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  target.setPointerCapture = () => {};
  const seen = [];
  let changed = false;
  new MutationObserver(() => (changed = true)).observe(document.querySelector(picture), {
    childList: true, subtree: true, attributes: true, characterData: true });
  target.dispatchEvent(new PointerEvent("pointerdown", at(0)));
  const began = performance.now();
  const frame = (now) => {
    if (changed) seen.push(now);
    changed = false;
    target.dispatchEvent(new PointerEvent("pointermove", at(now)));
    if (performance.now() - began < seconds * 1000) return requestAnimationFrame(frame);
    target.dispatchEvent(new PointerEvent("pointerup", at(now)));
    resolve(seen);
  };
  requestAnimationFrame(frame);
})
"""
SLIDE = """
([slider, picture, seconds]) => new Promise((resolve) => {
  const range = document.querySelector(slider);
  const seen = [];
  let changed = false;
  for (const part of document.querySelectorAll(picture))
    new MutationObserver(() => (changed = true)).observe(part, {
      childList: true, subtree: true, attributes: true, characterData: true });
  const began = performance.now();
  const frame = (now) => {
    if (changed) seen.push(now);
    changed = false;
    range.value = 3 + Math.round(((now - began) / 60) % 12);
    range.dispatchEvent(new Event("input", { bubbles: true }));
    if (performance.now() - began < seconds * 1000) requestAnimationFrame(frame);
    else resolve(seen);
  };
  requestAnimationFrame(frame);
})
"""


def table(rows: int, inputs: int, place: Path) -> Path:
    """A table of so many rows and inputs, a smooth function of three of them and noise."""
    random = np.random.RandomState(0)
    X = random.standard_normal((rows, inputs))
    y = np.sin(X[:, 0]) + X[:, 1] * X[:, 2] + 0.1 * random.standard_normal(rows)
    header = ",".join([*(f"x{j}" for j in range(inputs)), "y"])
    file = place / f"t{rows}x{inputs}.csv"
    np.savetxt(file, np.column_stack([X, y]), "%.5f", ",", header=header, comments="")
    return file


@contextmanager
def studio(*arguments: str) -> Iterator[tuple[str, float]]:
    """A studio and the time at which its command was given."""
    began = perf_counter()
    words = [sys.executable, "-c", START, "studio", "--no-browser", *arguments]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None
        yield found.group(0), began
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def starts(browser: Any, file: Path, rounds: int) -> list[str]:
    """Seconds from the command to each thing that is seen: the median of the rounds."""
    names = ("address", "page", "table", "first model", "all networks")
    seen: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        with studio(str(file)) as (address, began):
            seen["address"].append(perf_counter() - began)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(address, wait_until="commit")
            seen["page"].append(perf_counter() - began)
            page.wait_for_selector(".columns")
            seen["table"].append(perf_counter() - began)
            page.wait_for_function(FIRST)
            seen["first model"].append(perf_counter() - began)
            page.wait_for_function(ALL)
            seen["all networks"].append(perf_counter() - began)
            page.close()
    return [f"{median(seen[name]):.2f}" for name in names]


def drawn(stamps: list[float]) -> str:
    """Redraws a second, and the longest wait between two."""
    if len(stamps) < 3:
        return "none | "
    gaps = np.diff(stamps)
    rate = 1000 * (len(stamps) - 1) / (stamps[-1] - stamps[0])
    return f"{rate:.0f} a second | {median(gaps):.0f} ms, at most {gaps.max():.0f} ms"


def redraws(browser: Any, place: Path) -> list[list[str]]:
    """What moves while one moves something."""
    from playwright.sync_api import TimeoutError as Unseen

    rows = []
    with studio(str(table(400, INPUTS, place))) as (address, _):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address)
        page.wait_for_function(ALL)
        for handle, picture, what, wanted in DRAGGED:
            try:
                page.locator(handle).first.scroll_into_view_if_needed(timeout=PATIENCE)
            except Unseen:
                rows.append([f"{what}, dragged, {INPUTS} inputs", wanted, "not on this page | "])
                continue
            found = page.evaluate(DRAG, [handle, picture, SECONDS])
            rows.append([f"{what}, dragged, {INPUTS} inputs", wanted, drawn(found)])
        page.close()
    with studio() as (address, _):
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address)
        page.locator("[data-example=thurber]").click()
        page.wait_for_function(ALL)
        page.locator("#auto-size").uncheck()
        page.wait_for_function("() => document.querySelector('.layer input[type=range]')")
        page.wait_for_function(ALL)
        found = page.evaluate(SLIDE, [".layer input[type=range]", ".sentence", SECONDS])
        rows.append(["slider of the units", "every 150 ms", drawn(found)])
        page.close()
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(address)
        page.locator("[data-example=S19]").click()
        page.wait_for_selector(".figures dt:text-is('epoch')")
        page.select_option("#speed", "20000")
        page.wait_for_timeout(500)
        found = page.evaluate(PAINTED, [".live .fit svg", SECONDS])
        rows.append(["descent of S19, 20,000 epochs a second", "25 a second", drawn(found)])
        page.close()
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--out", type=Path, help="also write the tables as Markdown")
    options = parser.parse_args()
    from playwright.sync_api import sync_playwright

    place = next(filter(None, map(shutil.which, PLACES)), None)
    if place is None:
        sys.exit("Chromium is not installed")
    lines = ["# How long one waits for the studio", "", *machine.lines([])[:2]]
    lines += [*machine.other_work(), ""]
    with sync_playwright() as started, tempfile.TemporaryDirectory() as folder:
        browser = started.chromium.launch(executable_path=place, args=["--no-sandbox"])
        lines += [
            "## From the command to the screen, in seconds",
            "",
            "| table | address | page | table | first model | all networks | wanted |",
            "|---|--:|--:|--:|--:|--:|--:|",
        ]
        for rows, wanted in ((200, 2.0), (1_000, 2.5)):
            seen = starts(browser, table(rows, 8, Path(folder)), options.rounds)
            lines.append(f"| {rows:,} x 8 | {' | '.join(seen)} | first model {wanted} |")
        lines += [
            "",
            f"Medians of {options.rounds} rounds, Chromium {browser.version} running already.",
            "",
            "## Redraws",
            "",
            "| what | wanted | redraws | between two |",
            "|---|---|--:|--:|",
        ]
        lines += [f"| {' | '.join(row)} |" for row in redraws(browser, Path(folder))]
        browser.close()
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join([*lines, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()
