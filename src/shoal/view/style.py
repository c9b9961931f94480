"""Colours on light and dark ground, numbers in words, and the only door to matplotlib."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from ..errors import MissingExtraError, inert_line


@dataclass(frozen=True)
class Palette:
    """What each colour means; every one but ``rule`` and ``shade`` can be told from ``paper``.

    Words beside orange points are set in ``held_out_text``, the same hue with enough contrast.
    """

    paper: str
    training: str
    held_out: str
    held_out_text: str
    model: str
    positive: str
    negative: str
    muted: str
    rule: str
    shade: str


LIGHT = Palette(
    paper="#FFFFFF",
    training="#0B66B2",
    held_out="#D07C00",
    held_out_text="#9A5B00",
    model="#1F2430",
    positive="#0B66B2",
    negative="#C8371B",
    muted="#5B6470",
    rule="#C9CED4",
    shade="#EDEFF2",
)
DARK = Palette(
    paper="#14181D",
    training="#5AA9E6",
    held_out="#F0A030",
    held_out_text="#F0A030",
    model="#E8EBEF",
    positive="#5AA9E6",
    negative="#F0765A",
    muted="#9AA4AF",
    rule="#414A55",
    shade="#252C34",
)
SHEETS = {
    palette: Path(__file__).with_name(f"{name}.mplstyle")
    for palette, name in ((LIGHT, "shoal"), (DARK, "shoal-dark"))
}


def library(module: str) -> Any:
    """A module of matplotlib, imported when first drawn with.

    Raises
    ------
    MissingExtraError
        If matplotlib is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingExtraError("Drawing", "plot") from error


def palette_of(*grounds: Any) -> Palette:
    """The palette for the first ground that is not transparent, else for the caller's text colour.

    A ground is a colour as matplotlib takes it.
    """
    to_rgba = library("matplotlib.colors").to_rgba
    for ground in grounds:
        *rgb, alpha = to_rgba(ground)
        if alpha > 0.5:
            return DARK if luminance(rgb) < 0.2 else LIGHT
    words = to_rgba(library("matplotlib").rcParams["text.color"])
    return DARK if luminance(words[:3]) > 0.4 else LIGHT


def palette_on(axes: Any) -> Palette:
    """The palette for what is drawn on these axes."""
    return palette_of(axes.get_facecolor(), axes.figure.get_facecolor())


def luminance(rgb: Any) -> float:
    """Relative luminance of red, green and blue in 0 ... 1 (WCAG 2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    return float(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])


@contextmanager
def styled(figure: Any = None) -> Iterator[None]:
    """Shoal's style sheet inside the block; the caller's settings are as they were after it.

    The dark sheet for a dark ``figure``; without one, where the caller's own figures would be dark.
    """
    ground = library("matplotlib").rcParams["figure.facecolor"]
    palette = palette_of(ground if figure is None else figure.get_facecolor())
    settings = library("matplotlib").rcParams
    with library("matplotlib.style").context(str(SHEETS[palette])):
        yield
        # A notebook's backend turns this on with the first figure: it must outlast the block.
        interactive = settings["interactive"]
    settings["interactive"] = interactive


def decimals(size: float) -> int:
    """Decimals that give three significant digits to numbers up to ``size``."""
    if not (math.isfinite(size) and size > 0):
        return 3
    return min(max(2 - math.floor(math.log10(size)), 0), 12)


def number(value: float, size: float | None = None) -> str:
    """``value`` with as many digits as suit numbers up to ``size`` (its own size by default)."""
    if not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinite"
    size = abs(value) if size is None else size
    if size >= 1e6 or 0 < size < 1e-4:
        return f"{value:.2e}"
    text = f"{value:,.{decimals(size)}f}"
    return text if size >= 10_000 else text.replace(",", "")


def share(part: float) -> str:
    """A share of 1 in per cent; what is not nothing is not called 0."""
    return "<1 %" if 0 < part < 0.005 else f"{100 * part:.0f} %"


def cut(text: str, length: int = 28) -> str:
    """``text`` on one line, inert, cut with an ellipsis if it is longer."""
    text = inert_line(" ".join(str(text).split()))
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def shortened(text: str, length: int = 28) -> str:
    """``text`` cut for an axis of matplotlib, where dollars would be formulas."""
    return cut(text, length).replace("$", r"\$")
