"""Curves in a terminal, of braille dots: two across and four down in each character."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ..report import number

if TYPE_CHECKING:
    from rich.text import Text

HEIGHT = 12  # lines of the picture
WIDEST = 100  # characters of a line
DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]])  # of one character
BRAILLE = 0x2800
RATIO = 5.0  # values that differ by such a factor are drawn on a logarithmic axis
LONG = 1_000  # epochs; beyond, the axis of epochs is logarithmic


class Curve(NamedTuple):
    """Values over ascending epochs; the name is written at the line's end."""

    name: str
    colour: str
    epoch: np.ndarray
    value: np.ndarray


class Rule(NamedTuple):
    """A value to compare with."""

    name: str
    value: float


class _Axis(NamedTuple):
    low: float
    high: float
    log: bool

    def share(self, values: np.ndarray | float) -> np.ndarray:
        """Where the values lie: 0 at the low end, 1 at the high."""
        turn = np.log if self.log else np.asarray
        low, high = float(turn(self.low)), float(turn(self.high))
        with np.errstate(divide="ignore", invalid="ignore"):
            return (turn(np.asarray(values, float)) - low) / ((high - low) or 1.0)


def chart(curves: Sequence[Curve], rules: Sequence[Rule], title: str, width: int) -> Iterator[Text]:
    """The lines of the picture: RMSE over epochs, names and newest values at the right."""
    from rich.text import Text

    x, y = _epochs(curves), _errors(curves, rules)
    labels = _labels(curves, rules, y)
    left = max(len(number(y.high)), len(number(y.low)), 4)
    right = max(len(text) for text, _ in labels.values())
    across = max(min(width, WIDEST) - left - right - 3, 10)
    marks = _marks(curves, rules, x, y, across)
    yield Text(f"{'RMSE':>{left}} {title}".rstrip(), style="dim")
    for row in range(HEIGHT):
        value = {0: number(y.high), HEIGHT - 1: number(y.low)}.get(row, "")
        line = Text(f"{value:>{left}} ", style="dim", no_wrap=True)
        line.append("│", style="dim")
        for column in range(across):
            line.append(*marks.get((row, column), (" ", "")))
        text, style = labels.get(row, ("", ""))
        yield line.append(f" {text}", style=style)
    first, last = f"{x.low:,.0f}", f"{x.high:,.0f}"
    name = "epoch, logarithmic" if x.log else "epoch"
    named = f"{name:^{max(across - len(first) - len(last), 0)}}"
    yield Text(f"{'':>{left}} └{'─' * across}", style="dim")
    yield Text(f"{'':>{left}}  {first}{named}{last}", style="dim")


def _epochs(curves: Sequence[Curve]) -> _Axis:
    last = max(float(curve.epoch[-1]) for curve in curves)
    return _Axis(1, last, True) if last > LONG else _Axis(0, max(last, 1), False)


def _errors(curves: Sequence[Curve], rules: Sequence[Rule]) -> _Axis:
    seen = np.concatenate([*(c.value for c in curves), [r.value for r in rules]])
    seen = seen[np.isfinite(seen) & (seen > 0)]
    if not len(seen):
        return _Axis(0, 1, False)
    low, high = float(seen.min()), float(seen.max())
    if high > RATIO * low:
        return _Axis(low / 1.1, high * 1.1, True)
    return _Axis(0, high * 1.05, False)


def _row(share: float) -> int:
    return int(np.clip(math.floor((1 - share) * HEIGHT), 0, HEIGHT - 1))


def _labels(curves: Sequence[Curve], rules: Sequence[Rule], y: _Axis) -> dict[int, tuple[str, str]]:
    """Row to text and style, at the height of its line or as near as there is room."""
    wanted = []
    for curve in curves:
        finite = curve.value[np.isfinite(curve.value)]
        if len(finite):
            wanted.append((float(finite[-1]), curve.name, curve.colour))
    wanted += [(rule.value, rule.name, "dim") for rule in rules]
    taken: dict[int, tuple[str, str]] = {}
    rows = [_row(float(y.share(value))) for value, *_ in sorted(wanted, reverse=True)]
    for i in range(1, len(rows)):
        rows[i] = max(rows[i], rows[i - 1] + 1)
    for i in reversed(range(len(rows))):
        rows[i] = min(rows[i], HEIGHT - len(rows) + i)
    for row, (value, name, style) in zip(rows, sorted(wanted, reverse=True), strict=True):
        taken[row] = (f"{name} {number(value)}", style)
    return taken or {0: ("", "")}


def _marks(
    curves: Sequence[Curve], rules: Sequence[Rule], x: _Axis, y: _Axis, across: int
) -> dict[tuple[int, int], tuple[str, str]]:
    """(row, column) to character and style; curves over rules, the last curve over the others."""
    marks: dict[tuple[int, int], tuple[str, str]] = {}
    for rule in rules:
        row = _row(float(y.share(rule.value)))
        marks |= {(row, column): ("╌", "dim") for column in range(across)}
    for curve in curves:
        dots = np.zeros((HEIGHT * 4, across * 2), dtype=bool)
        at, value = _by_column(curve, x, across * 2)
        up = np.clip(((1 - y.share(value)) * HEIGHT * 4).astype(int), 0, HEIGHT * 4 - 1)
        for i, column in enumerate(at):
            low, high = sorted((up[max(i - 1, 0)], up[i]))  # joined to the one before
            dots[low : high + 1, column] = True
        cells = dots.reshape(HEIGHT, 4, across, 2)
        codes = BRAILLE + (cells * DOTS[None, :, None, :]).sum(axis=(1, 3))
        for row, column in zip(*np.nonzero(codes > BRAILLE), strict=True):
            marks[int(row), int(column)] = (chr(codes[row, column]), curve.colour)
    return marks


def _by_column(curve: Curve, x: _Axis, columns: int) -> tuple[np.ndarray, np.ndarray]:
    """Columns of dots, and the curve's value in each."""
    sound = np.isfinite(curve.value) & (curve.epoch >= x.low)
    epoch, value = curve.epoch[sound], curve.value[sound]
    if not len(epoch):
        return np.empty(0, int), np.empty(0)
    place = x.share(epoch) * (columns - 1)
    at = np.arange(int(place[0]), int(place[-1]) + 1)
    return at, np.interp(at, place, value)
