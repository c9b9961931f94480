"""First panel: root mean squared error against epochs, beside the simpler models."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..style import library, number, palette_on, shortened
from ..subject.picture import Array, Errors
from .labels import Label, Room, label_right, titled

MOST_POINTS = 4000
NARROW, WIDE = 150.0, 260.0  # points, of axes with room for one note and for two below them
LOG_ERRORS = 20.0  # errors that differ by such a factor are drawn on a logarithmic axis


def draw_errors(axes: Any, errors: Errors, room: Room) -> None:
    """Training and held-out error up to the current epoch; baselines dashed; kept epoch marked."""
    palette = palette_on(axes)
    lines = [(errors.rmse_train, "training", palette.training, palette.training)]
    if errors.rmse_held_out is not None:
        lines.append((errors.rmse_held_out, "held out", palette.held_out, palette.held_out_text))
    if errors.rmse_validation is not None:
        lines.append((errors.rmse_validation, "validation", palette.muted, palette.muted))
    points = [] if errors.judged is None or not np.isfinite(errors.judged) else [errors.judged]
    single = [*errors.baselines.values(), *points]
    seen = np.concatenate([values for values, *_ in lines] + [single])
    seen = seen[np.isfinite(seen)]
    size = None if errors.limits is None else errors.limits[1]
    room.set_ticks(axes, integer_x=True)
    _scale_epochs(axes, errors, room)
    _scale_errors(axes, errors, seen)

    marked = _marked_epoch(errors)
    row = int(np.searchsorted(errors.epoch, marked))
    if row < len(errors.epoch) - 1:
        axes.axvline(marked, color=palette.rule, linewidth=0.8, zorder=0)
        right_half = axes.transLimits.transform(
            axes.transScale.transform((marked, axes.get_ylim()[1]))
        )[0]
        axes.annotate(
            f"kept: epoch {marked:,}",
            (marked, 1),
            xycoords=("data", "axes fraction"),
            xytext=(-3 if right_half > 0.5 else 3, -2),
            textcoords="offset points",
            ha="right" if right_half > 0.5 else "left",
            va="top",
            fontsize=8,
            color=palette.muted,
        )
    labels = []
    for values, name, color, text_color in lines:
        shown = _thinned(errors.epoch, row)
        drawable = np.where(np.isfinite(values), values, np.nan)
        axes.plot(errors.epoch[shown], drawable[shown], color=color, zorder=3)
        axes.plot(
            errors.epoch[row],
            drawable[row],
            "o",
            color=color,
            markersize=4,
            zorder=4,
            clip_on=False,
        )
        labels.append(Label(_end(drawable), f"{name} {number(values[row], size)}", text_color))
    for value in points:
        axes.plot(marked, value, "o", color=palette.held_out, markersize=4, zorder=4, clip_on=False)
        labels.append(Label(value, f"held out {number(value, size)}", palette.held_out_text))
    for name, value in errors.baselines.items():
        axes.axhline(value, color=palette.muted, linewidth=0.8, linestyle=(0, (4, 3)), zorder=1)
        labels.append(Label(value, f"{name} {number(value, size)}", palette.muted))
    label_right(axes, labels, room)
    axes.set_title(titled("error while learning", errors.whose, room))
    axes.set_ylabel(f"RMSE of {shortened(errors.target)}")
    notes = []
    if row < len(errors.epoch) - 1 and room.wide > WIDE:
        notes.append("numbers: of the kept one")  # while the lines go on past it
    if errors.baselines_on and room.wide > NARROW:
        notes.append(f"dashed: on {errors.baselines_on}")
    axes.set_xlabel(f"epoch   ({'; '.join(notes)})" if notes else "epoch")


def _marked_epoch(errors: Errors) -> int:
    """The kept epoch where the trace shows it, else the current one."""
    first, last = int(errors.epoch[0]), int(errors.epoch[-1])
    kept = errors.kept
    return kept if kept is not None and first <= kept < last else last


def _end(values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(finite[-1]) if len(finite) else float("nan")


def _thinned(epoch: Array, kept: int) -> Array:
    """Indices of the rows to draw: all, or as many as a picture can show on either axis."""
    n = len(epoch)
    if n <= MOST_POINTS:
        return np.arange(n)
    evenly = np.linspace(0, n - 1, MOST_POINTS // 2).astype(int)
    by_ratio = np.geomspace(1, n, MOST_POINTS // 2).astype(int) - 1
    return np.unique(np.concatenate([evenly, by_ratio, [0, kept, n - 1]]))


def _scale_epochs(axes: Any, errors: Errors, room: Room) -> None:
    """Logarithmic where half of the fall happens in the first tenth; epoch 0 has its place."""
    last = int(max(errors.epoch[-1], errors.n_epochs or 0, 1))
    ticker = library("matplotlib.ticker")
    if (errors.epoch_scale or _best_scale(errors)) == "log":
        axes.set_xscale("symlog", linthresh=1, linscale=0.4)
        axes.set_xlim(0, last)
        powers = [10**k for k in range(int(np.log10(last)) + 1)]
        every = -(-len(powers) // int(min(max(room.wide / 45, 2), 5)))
        axes.xaxis.set_major_locator(ticker.FixedLocator([0, *powers[::every]]))
        axes.xaxis.set_minor_locator(ticker.NullLocator())
    else:
        axes.set_xlim(0, last)
    axes.xaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:,.0f}"))


def _best_scale(errors: Errors) -> str:
    values = errors.rmse_train[np.isfinite(errors.rmse_train)]
    if len(values) < 20:
        return "linear"
    fall = values[0] - values.min()
    return "log" if fall > 0 and values[0] - values[len(values) // 10] > fall / 2 else "linear"


def _scale_errors(axes: Any, errors: Errors, seen: Array) -> None:
    positive = seen[seen > 0]
    if errors.limits is not None:
        axes.set_ylim(*errors.limits)
    elif len(positive) and positive.max() > LOG_ERRORS * positive.min():
        axes.set_yscale("log")
        axes.set_ylim(positive.min() / 1.3, positive.max() * 1.3)
        _name_powers(axes)
    else:
        axes.set_ylim(0, 1.06 * positive.max() if len(positive) else 1)


def _name_powers(axes: Any) -> None:
    """Plain numbers on a logarithmic axis; 2 and 5 too where there are few powers of ten."""
    ticker = library("matplotlib.ticker")
    low, high = axes.get_ylim()
    few = np.log10(high / low) < 2.5
    axes.yaxis.set_major_locator(ticker.LogLocator(subs=(1, 2, 5) if few else (1,), numticks=8))
    axes.yaxis.set_minor_locator(ticker.NullLocator())
    axes.yaxis.set_major_formatter(ticker.FuncFormatter(lambda value, _: f"{value:g}"))
