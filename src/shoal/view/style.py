"""Colours, numbers in words, and the only door to matplotlib."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from ..errors import MissingExtraError

TRAINING = "#0B66B2"
HELD_OUT = "#D07C00"
HELD_OUT_TEXT = "#9A5B00"  # the same hue, dark enough to read as text on white
MODEL = "#1F2430"
POSITIVE = "#0B66B2"
NEGATIVE = "#C8371B"
MUTED = "#5B6470"
RULE = "#C9CED4"
SHADE = "#EDEFF2"

SHEET = Path(__file__).with_name("shoal.mplstyle")


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


@contextmanager
def styled() -> Iterator[None]:
    """Shoal's style sheet inside the block; the caller's settings are as they were after it."""
    with library("matplotlib.style").context(str(SHEET)):
        yield


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


def shortened(text: str, length: int = 28) -> str:
    """``text``, cut with an ellipsis if it is too long for an axis; dollars are not formulas."""
    text = " ".join(str(text).split())
    cut = text if len(text) <= length else text[: length - 1].rstrip() + "…"
    return cut.replace("$", r"\$")
