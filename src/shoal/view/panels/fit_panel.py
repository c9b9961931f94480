"""Second panel: the fit over one input, or predicted against actual for several."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..style import Palette, palette_on, share, shortened
from ..subject.picture import Array, Curve, Fit, Points
from .labels import Label, Room, label_right, titled

Group = tuple[Points, str, str]


def draw_fit(axes: Any, fit: Fit, room: Room) -> None:
    """Training rows blue, held-out rows orange, the model dark; hatched where it never learned."""
    groups = groups_of(fit, palette_on(axes))
    if fit.curve is not None:
        _draw_over_input(axes, fit, fit.curve, groups, room)
    elif groups:
        _draw_against_actual(axes, fit, groups, room)
    else:
        sentence(axes, "the fit", "give X and y to see predictions beside measurements")


def groups_of(fit: Fit, palette: Palette) -> list[Group]:
    """Points, their colour and the colour of their name, for the rows that there are."""
    return [
        (points, color, text_color)
        for points, color, text_color in (
            (fit.training, palette.training, palette.training),
            (fit.held_out, palette.held_out, palette.held_out_text),
        )
        if points is not None and len(points.actual)
    ]


def _draw_over_input(axes: Any, fit: Fit, curve: Curve, groups: list[Group], room: Room) -> None:
    palette = palette_on(axes)
    room.set_ticks(axes)
    labels = []
    if curve.truth is not None:
        axes.plot(
            curve.x,
            curve.truth,
            color=palette.muted,
            linewidth=0.9,
            linestyle=(0, (4, 3)),
            zorder=1,
        )
        labels.append(Label(float(curve.truth[-1]), "true curve", palette.muted))
        if curve.noise:
            low, high = curve.truth - curve.noise, curve.truth + curve.noise
            axes.fill_between(curve.x, low, high, color=palette.shade, linewidth=0, zorder=0)
            labels.append(Label(float(low[-1]), "± noise", palette.muted))
    seen = [curve.y, *(points.actual for points, *_ in groups)]
    if curve.band is not None:
        low, high = curve.band
        axes.fill_between(curve.x, low, high, color=palette.shade, linewidth=0, zorder=0)
        labels.append(Label(float(high[-1]), f"{share(curve.coverage)} band", palette.muted))
        seen += [low, high]
    for points, color, text_color in groups:
        assert points.x is not None
        axes.scatter(points.x, points.actual, **dots(len(points.x), color))
        last = int(np.argmax(points.x))
        labels.append(Label(float(points.actual[last]), points.label, text_color))
    axes.plot(curve.x, curve.y, color=palette.model, linewidth=1.6, zorder=4)
    labels.append(Label(float(curve.y[-1]), "model", palette.model))
    left, right = _widened(curve.x, 0.02)
    axes.set_xlim(left, right)
    axes.set_ylim(*(fit.limits or _widened(np.concatenate(seen), 0.06)))
    if curve.trained is not None:
        _hatch(axes, curve, curve.trained, (left, right), palette)
    label_right(axes, labels, room)
    axes.set_title(titled("the fit", fit.whose, room))
    axes.set_xlabel(shortened(fit.input))
    axes.set_ylabel(shortened(fit.target))


def _hatch(
    axes: Any,
    curve: Curve,
    trained: tuple[float, float],
    sides: tuple[float, float],
    palette: Palette,
) -> None:
    """Hatch the ground where the curve leaves the range of the training rows."""
    beyond = ((sides[0], trained[0], curve.x.min()), (trained[1], sides[1], curve.x.max()))
    for start, end, reached in beyond:
        if trained[0] <= reached <= trained[1]:
            continue
        axes.axvspan(
            start,
            end,
            facecolor="none",
            edgecolor=palette.rule,
            hatch="////",
            linewidth=0,
            zorder=0.5,
        )


def _draw_against_actual(axes: Any, fit: Fit, groups: list[Group], room: Room) -> None:
    palette = palette_on(axes)
    room.set_ticks(axes)
    seen = np.concatenate([np.concatenate([p.actual, p.predicted]) for p, *_ in groups])
    limits = fit.limits or _widened(seen, 0.05)
    axes.plot(limits, limits, color=palette.rule, linewidth=0.9, zorder=1)
    labels = [Label(limits[1], "equal", palette.muted)]
    for points, color, text_color in groups:
        axes.scatter(points.actual, points.predicted, **dots(len(points.actual), color))
        last = int(np.argmax(points.actual))
        labels.append(Label(float(points.predicted[last]), points.label, text_color))
    axes.set_xlim(*limits)
    axes.set_ylim(*limits)
    label_right(axes, labels, room)
    axes.set_title(titled("the fit", fit.whose, room))
    axes.set_xlabel(f"actual {shortened(fit.target)}")
    axes.set_ylabel(f"predicted {shortened(fit.target)}")


def dots(n: int, color: str) -> dict[str, Any]:
    """How a scatter of ``n`` rows looks: dots that shrink and thin out as they become many."""
    crowd = min(max(n / 100, 1), 100)
    size, alpha = 16 / crowd**0.4, 0.9 / crowd**0.2
    return {"s": size, "color": color, "alpha": alpha, "linewidths": 0, "zorder": 3}


def _widened(values: Array, margin: float) -> tuple[float, float]:
    """The range of the finite values and a share of it as margin on either side."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    extra = margin * (high - low) or 0.5 * abs(high) or 1.0
    return low - extra, high + extra


def sentence(axes: Any, title: str, text: str) -> None:
    """An empty panel that says why it is empty."""
    axes.set_title(title)
    axes.set_axis_off()
    axes.text(
        0.5,
        0.5,
        text,
        ha="center",
        va="center",
        color=palette_on(axes).muted,
        wrap=True,
        transform=axes.transAxes,
    )
