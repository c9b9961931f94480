"""Pictures of the studio as it is now, into this folder (`make screenshots`).

Needs the extras [app], [table] and [plot], the Python package playwright and Chromium.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
START = "import sys; from shoal.cli.main import main; sys.argv[0] = 'shoal'; sys.exit(main())"
FITTED = """() => {
  const figures = document.querySelector('.figures');
  return figures && !figures.classList.contains('stale') && /linear/.test(figures.textContent);
}"""
COLOURS = 128
SETTLED = 600  # milliseconds after the last answer


def main() -> None:
    """Start a studio, visit it, and take the pictures."""
    words = [sys.executable, "-c", START, "studio", "--no-browser"]
    studio = subprocess.Popen(words, stdout=subprocess.PIPE, text=True)
    assert studio.stdout is not None
    address = re.search(r"http://\S+", studio.stdout.readline())
    assert address is not None
    place = shutil.which("chromium")
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=place, args=["--no-sandbox"])
            take(browser, address.group(0))
            browser.close()
    finally:
        studio.terminate()


def take(browser: Any, address: str) -> None:
    """The pictures, each from a page of its own."""
    page = visit(browser, address)
    shoot(page, "first-screen")
    fit(page, "auto_mpg")
    shoot(page, "real-table")
    page.locator(".work").get_by_role("heading", name="Residuals").scroll_into_view_if_needed()
    shoot(page, "residuals", "[aria-label=Residuals]")
    page = visit(browser, address, dark=True)
    fit(page, "auto_mpg")
    shoot(page, "real-table-dark")
    page = visit(browser, address, dark=True)
    fit(page, "S19")
    shoot(page, "lecture-dark")
    page.get_by_role("tab", name="Step through", exact=True).click()
    page.locator(".step-through .diagram").wait_for()
    shoot(page, "step-through-dark", ".step-through")
    page = visit(browser, f"{address}&present", height=720)
    fit(page, "S19")
    shoot(page, "present")
    page = visit(browser, address)
    bench = {"name": "bench.csv", "mimeType": "text/csv", "buffer": bench_csv().encode()}
    page.locator("input[type=file]").first.set_input_files(bench)
    page.locator(".blocked").wait_for()
    shoot(page, "preview", ".work")


def bench_csv() -> str:
    """A table as it comes from a test bench: row names, units, gaps, days in no certain order."""
    random = np.random.RandomState(0)
    lines = ["Bench 7", ",day,speed,load,torque", ",,1/min,%,Nm"]
    for i in range(90):
        speed, load = 100 * random.randint(8, 60), random.randint(5, 100)
        torque = 120 * np.sin(speed / 2500) + load + random.normal()
        day, month = random.randint(1, 13, 2)
        shown = "-200" if i % 7 == 2 else f"{torque:.1f}"
        written = "n/m" if i == 4 else load
        lines.append(f"run {i + 1},{day:02d}/{month:02d}/2024,{speed},{written},{shown}")
    return "\n".join(lines) + "\n"


def visit(
    browser: Any, address: str, width: int = 1280, height: int = 800, dark: bool = False
) -> Any:
    """A page of a browser that remembers nothing."""
    page = browser.new_page(
        viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
    )
    page.goto(address)
    page.locator(".card").first.wait_for()
    return page


def fit(page: Any, example: str) -> None:
    """One click on a card, to its end; descents at full speed."""
    page.locator(f"[data-example={example}]").click()
    if page.locator("#speed").is_visible():
        page.select_option("#speed", "")
    page.wait_for_function(FITTED)


def shoot(page: Any, name: str, part: str = "") -> None:
    """The page, or a part of it, as PNG."""
    page.mouse.move(0, 0)  # nothing shows what it shows under the pointer alone
    page.wait_for_timeout(SETTLED)
    target = page.locator(part) if part else page
    if part:  # taller than the window: the head, which stays in sight, would lie over it
        page.locator(".head").evaluate("head => (head.style.position = 'static')")
    place = HERE / f"{name}.png"
    target.screenshot(path=place, animations="disabled")
    with Image.open(place) as picture:
        few = picture.convert("RGB").quantize(
            COLOURS, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
        )
    few.save(place, optimize=True)  # a third of the bytes


if __name__ == "__main__":
    main()
