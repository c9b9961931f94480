"""An activation function and its derivative, with the place of the largest slope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ..style import number, palette_on, shortened
from ..subject.picture import Array
from .labels import Label, Room, label_right

ROUNDING = 1e-12


@dataclass(frozen=True, eq=False)
class ActivationCurves:
    """``h`` (n,) and its derivative ``slope`` (n,) at the sums ``a`` (n,)."""

    name: str
    a: Array
    h: Array
    slope: Array

    @property
    def steepest(self) -> int:
        """Where |slope| is largest; of several places the first."""
        size = np.abs(self.slope)
        return int(np.flatnonzero(size >= np.nanmax(size) * (1 - ROUNDING))[0])


def draw_activation(axes: Any, curves: ActivationCurves, room: Room) -> None:
    """The function dark, its derivative blue, and a dot at the largest slope of both."""
    palette = palette_on(axes)
    room.set_ticks(axes)
    axes.axhline(0, color=palette.rule, linewidth=0.6, zorder=0)
    axes.plot(curves.a, curves.h, color=palette.model, linewidth=1.6, zorder=3)
    axes.plot(curves.a, curves.slope, color=palette.positive, linewidth=1.2, zorder=2)
    axes.set_xlim(float(curves.a[0]), float(curves.a[-1]))
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.12 * (high - low))  # the words on the largest slope stand there
    i = curves.steepest
    a, slope = float(curves.a[i]), float(curves.slope[i])
    varies = np.ptp(curves.slope) > ROUNDING * abs(slope)
    if varies:
        axes.axvline(a, color=palette.rule, linewidth=0.8, zorder=0)
        for height, color in ((curves.h[i], palette.model), (slope, palette.positive)):
            axes.plot(a, height, "o", color=color, markersize=4, zorder=4, clip_on=False)
    on_the_left = a <= float(np.mean(curves.a[[0, -1]])) + 1e-9
    axes.annotate(
        _sentence(curves, i) if varies else f"slope {number(slope)} everywhere",
        (a, 1),
        xycoords=("data", "axes fraction"),
        xytext=(3 if on_the_left else -3, -2),
        textcoords="offset points",
        ha="left" if on_the_left else "right",
        va="top",
        fontsize=8,
        color=palette.muted,
    )
    labels = [
        Label(float(curves.h[-1]), "h(a)", palette.model),
        Label(float(curves.slope[-1]), "h′(a)", palette.positive),
    ]
    label_right(axes, labels, room)
    axes.set_title(shortened(curves.name))
    axes.set_xlabel("sum a")
    axes.set_ylabel("output z = h(a), slope h′(a)")


def _sentence(curves: ActivationCurves, i: int) -> str:
    """The largest slope and where it is, or from where on, or that it is only the largest shown."""
    size = np.abs(curves.slope)
    stays = np.sum(size >= size[i] * (1 - ROUNDING)) > 2
    shown = " shown" if not stays and i in (0, len(size) - 1) else ""
    place = f"{'from' if stays else 'at'} a = {curves.a[i]:.2f}".replace("-", "−")
    return f"largest slope{shown} {number(float(curves.slope[i]))} {place}"
