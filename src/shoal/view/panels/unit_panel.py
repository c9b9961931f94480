"""Third panel: what each hidden unit gives, over one input or over the rows."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..style import library, number, palette_on, shortened
from ..subject.picture import Array, Units
from .fit_panel import sentence
from .labels import Label, Room, label_right, titled

TALL = 150  # points of height that take a long name upright
MOST_CELLS = 160  # across the panel: more could not be told apart


def draw_units(axes: Any, units: Units | None, room: Room) -> None:
    """Outputs z of all units; blue and vermilion are positive and negative."""
    if units is None:
        sentence(axes, "hidden units", "nothing to draw: no hidden units, or no rows were given")
    elif units.x is not None:
        _draw_lines(axes, units, units.x, room)
    else:
        _draw_rows(axes, units, room)


def _draw_lines(axes: Any, units: Units, x: Array, room: Room) -> None:
    """One input: a line a unit, its colour and width the sign and size of its output weight."""
    palette = palette_on(axes)
    size = np.abs(units.weights) / (np.abs(units.weights).max() or 1.0)
    room.set_ticks(axes)
    axes.axhline(0, color=palette.rule, linewidth=0.6, zorder=0)
    for m in np.argsort(size, kind="stable"):
        axes.plot(
            x,
            units.Z[:, m],
            color=palette.positive if units.weights[m] >= 0 else palette.negative,
            linewidth=0.5 + 1.7 * size[m],
            alpha=0.35 + 0.6 * size[m],
        )
    axes.set_xlim(float(x.min()), float(x.max()))
    if units.limits is not None:
        axes.set_ylim(*units.limits)
    high = axes.get_ylim()[1]
    note = [
        Label(high, "output weight", palette.muted),
        Label(high, "positive", palette.positive),
        Label(high, "negative", palette.negative),
        Label(high, "width: its size", palette.muted),
    ]
    label_right(axes, note[::-1], room)
    axes.set_title(titled("hidden units", units.whose, room))
    axes.set_xlabel(shortened(units.input) + (f"  ({units.others})" if units.others else ""))
    axes.set_ylabel("output z of each unit")


def _draw_rows(axes: Any, units: Units, room: Room) -> None:
    """Several inputs: a line of cells a unit, over the rows sorted by prediction."""
    palette = palette_on(axes)
    n, M = units.Z.shape
    order = np.argsort(-units.weights, kind="stable")
    reach = float(np.nanmax(np.abs(units.Z), initial=0)) or 1.0
    if units.limits is not None:
        reach = max(abs(bound) for bound in units.limits) / 1.1
    colors = library("matplotlib.colors").LinearSegmentedColormap.from_list(
        "shoal", [palette.negative, palette.paper, palette.positive]
    )
    cells, rows_a_cell = _averaged(units.Z[:, order])
    image = axes.imshow(
        cells.T,
        aspect="auto",
        cmap=colors,
        vmin=-reach,
        vmax=reach,
        interpolation="nearest",
        extent=(0, n, M, 0),
    )
    n_positive = int(np.sum(units.weights >= 0))
    if 0 < n_positive < M:
        axes.axhline(n_positive, color=palette.model, linewidth=0.8)
    halves = [(0, n_positive, "positive"), (n_positive, M, "negative")]
    tall = [(a, b, text) for a, b, text in halves if (b - a) / M * room.high > 40]
    axes.set_yticks([(a + b) / 2 for a, b, _ in tall], [text for *_, text in tall])
    axes.tick_params(axis="y", length=0, labelrotation=90)
    for text in axes.get_yticklabels():
        text.set_verticalalignment("center")
    axes.set_ylabel("units by output weight" if room.high > TALL else "units")
    if units.predicted is not None and n:
        n_ticks = int(min(max(room.wide / 60, 2), 4))
        at = np.linspace(0, n - 1, n_ticks).round().astype(int)
        size = float(np.abs(units.predicted).max())
        axes.set_xticks(at + 0.5, [number(float(units.predicted[i]), size) for i in at])
    axes.set_xlabel(f"rows by predicted {shortened(units.target)}")
    axes.set_title(titled("hidden units", units.whose, room))
    bar = axes.figure.colorbar(image, ax=axes, fraction=0.05, pad=0.02, ticks=[-reach, 0, reach])
    bar.ax.set_yticklabels([f"−{reach:.3g}", "0", f"{reach:.3g}"])
    bar.outline.set_visible(False)
    bar.ax.tick_params(length=0)
    averaged = f", mean of {rows_a_cell} rows" if rows_a_cell > 1 and room.high > TALL else ""
    bar.set_label(f"z{averaged}", labelpad=-2)


def _averaged(Z: Array) -> tuple[Array, int]:
    """Means of so many neighbouring rows that at most ``MOST_CELLS`` are left."""
    n = len(Z)
    together = max(1, -(-n // MOST_CELLS))
    starts = np.arange(0, n, together)
    counts = np.diff(np.append(starts, n))
    return np.add.reduceat(Z, starts, axis=0) / counts[:, np.newaxis], together
