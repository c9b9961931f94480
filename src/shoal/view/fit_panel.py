"""Second panel: the fit over one input, or predicted against actual for several."""

from __future__ import annotations

from typing import Any

import numpy as np

from .labels import Label, Room, label_right
from .picture import Array, Curve, Points, TrainingPicture
from .style import HELD_OUT, HELD_OUT_TEXT, MODEL, MUTED, RULE, SHADE, TRAINING, shortened


def draw_fit(axes: Any, picture: TrainingPicture, room: Room) -> None:
    """Training rows blue, held-out rows orange, the model dark."""
    groups = [
        (points, color, text_color)
        for points, color, text_color in (
            (picture.training, TRAINING, TRAINING),
            (picture.held_out, HELD_OUT, HELD_OUT_TEXT),
        )
        if points is not None and len(points.actual)
    ]
    if picture.curve is not None:
        _draw_over_input(axes, picture, picture.curve, groups, room)
    elif groups:
        _draw_against_actual(axes, picture, groups, room)
    else:
        sentence(axes, "the fit", "give X and y to see predictions beside measurements")


def _draw_over_input(
    axes: Any,
    picture: TrainingPicture,
    curve: Curve,
    groups: list[tuple[Points, str, str]],
    room: Room,
) -> None:
    room.set_ticks(axes)
    labels = []
    if curve.truth is not None:
        axes.plot(curve.x, curve.truth, color=MUTED, linewidth=0.9, linestyle=(0, (4, 3)), zorder=1)
        labels.append(Label(float(curve.truth[-1]), "true curve", MUTED))
        if curve.noise:
            low, high = curve.truth - curve.noise, curve.truth + curve.noise
            axes.fill_between(curve.x, low, high, color=SHADE, linewidth=0, zorder=0)
            labels.append(Label(float(low[-1]), "± noise", MUTED))
    for points, color, text_color in groups:
        assert points.x is not None
        _scatter(axes, points.x, points.actual, color)
        last = int(np.argmax(points.x))
        labels.append(Label(float(points.actual[last]), points.label, text_color))
    axes.plot(curve.x, curve.y, color=MODEL, linewidth=1.6, zorder=4)
    labels.append(Label(float(curve.y[-1]), "model", MODEL))
    axes.set_xlim(*_widened(curve.x, 0.02))
    if picture.fit_limits is not None:
        axes.set_ylim(*picture.fit_limits)
    else:
        seen = [curve.y, *(points.actual for points, *_ in groups)]
        axes.set_ylim(*_widened(np.concatenate(seen), 0.06))
    label_right(axes, labels, room)
    axes.set_title("the fit")
    axes.set_xlabel(shortened(picture.input))
    axes.set_ylabel(shortened(picture.target))


def _draw_against_actual(
    axes: Any,
    picture: TrainingPicture,
    groups: list[tuple[Points, str, str]],
    room: Room,
) -> None:
    room.set_ticks(axes)
    seen = np.concatenate([np.concatenate([p.actual, p.predicted]) for p, *_ in groups])
    limits = picture.fit_limits or _widened(seen, 0.05)
    axes.plot(limits, limits, color=RULE, linewidth=0.9, zorder=1)
    labels = [Label(limits[1], "equal", MUTED)]
    for points, color, text_color in groups:
        _scatter(axes, points.actual, points.predicted, color)
        last = int(np.argmax(points.actual))
        labels.append(Label(float(points.predicted[last]), points.label, text_color))
    axes.set_xlim(*limits)
    axes.set_ylim(*limits)
    label_right(axes, labels, room)
    axes.set_title("the fit")
    axes.set_xlabel(f"actual {shortened(picture.target)}")
    axes.set_ylabel(f"predicted {shortened(picture.target)}")


def _scatter(axes: Any, x: Array, y: Array, color: str) -> None:
    """Dots that shrink and thin out as they become many."""
    crowd = min(max(len(x) / 100, 1), 100)
    axes.scatter(
        x, y, s=16 / crowd**0.4, color=color, alpha=0.9 / crowd**0.2, linewidths=0, zorder=3
    )


def _widened(values: Array, share: float) -> tuple[float, float]:
    """The range of the finite values and a margin on either side."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    margin = share * (high - low) or 0.5 * abs(high) or 1.0
    return low - margin, high + margin


def sentence(axes: Any, title: str, text: str) -> None:
    """An empty panel that says why it is empty."""
    axes.set_title(title)
    axes.set_axis_off()
    axes.text(
        0.5, 0.5, text, ha="center", va="center", color=MUTED, wrap=True, transform=axes.transAxes
    )
