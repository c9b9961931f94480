"""Names at the right end of lines instead of a legend, spread so that none hides another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..style import library

SIZE = 8.5  # points
SPACING = 1.35  # lines of text
LETTER = 5.6  # points, of a title


class Room(NamedTuple):
    """About how large the axes of a panel will be, in points."""

    wide: float
    high: float

    @staticmethod
    def of(axes: Any) -> Room:
        """The room that axes take in their figure now."""
        box = axes.get_window_extent()
        return Room(*(72 / axes.figure.dpi * side for side in (box.width, box.height)))

    def set_ticks(self, axes: Any, integer_x: bool = False) -> None:
        """As many round numbers on each axis as have room beside each other."""
        locator = library("matplotlib.ticker").MaxNLocator
        steps = [1, 2, 2.5, 5, 10]
        across, up = (int(min(max(n, 2), 6)) for n in (self.wide / 50, self.high / 28))
        axes.xaxis.set_major_locator(locator(across, steps=steps, integer=integer_x))
        axes.yaxis.set_major_locator(locator(up, steps=steps))


def titled(title: str, whose: str, room: Room) -> str:
    """The title of a panel and whose it is, on a second line where one is too short."""
    between = ", " if len(title) + len(whose) < room.wide / LETTER else "\n"
    return f"{title}{between}{whose}" if whose else title


class Label(NamedTuple):
    """``text`` beside the height ``y`` (data units) in ``color``."""

    y: float
    text: str
    color: str


def spread(heights: Sequence[float], gap: float) -> list[float]:
    """Heights in 0 ... 1, moved as little as needed to stand ``gap`` apart, in the same order.

    If there is no room for all, they share it evenly.
    """
    n = len(heights)
    if n == 0:
        return []
    gap = min(gap, 1 / max(n - 1, 1))
    order = np.argsort(heights, kind="stable")
    # Least squares with y[i + 1] - y[i] >= gap: subtract the ladder, then pool adjacent violators.
    ladder = gap * np.arange(n)
    wanted = np.asarray(heights, dtype=float)[order] - ladder
    pools: list[list[float]] = []
    for value in wanted:
        pools.append([value, 1.0])
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            value, weight = pools.pop()
            total = pools[-1][1] + weight
            pools[-1] = [(pools[-1][0] * pools[-1][1] + value * weight) / total, total]
    flat = np.concatenate([np.full(int(weight), value) for value, weight in pools])
    placed = np.clip(flat, 0, 1 - ladder[-1]) + ladder
    out = np.empty(n)
    out[order] = placed
    return [float(y) for y in out]


def label_right(axes: Any, labels: Sequence[Label], room: Room) -> None:
    """Write the labels beside the right edge of ``axes``; those of no finite height are left out."""
    labels = [label for label in labels if np.isfinite(label.y)]
    to_axes = axes.transData + axes.transAxes.inverted()
    x = axes.get_xlim()[1]
    heights = [float(np.clip(to_axes.transform((x, label.y))[1], 0, 1)) for label in labels]
    gap = SPACING * SIZE / room.high
    for label, y in zip(labels, spread(heights, gap), strict=True):
        axes.annotate(
            label.text,
            (1, y),
            xycoords="axes fraction",
            xytext=(6, 0),
            textcoords="offset points",
            color=label.color,
            fontsize=SIZE,
            ha="left",
            va="center",
            annotation_clip=False,
        )
