"""What the panels of a finished fit ask: what if, residuals, inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .. import explain
from ..core.layout import Array
from ..errors import InputError
from ..estimators.table_model import TableModel, intervals
from ..tables.wording import inert
from ..tables.writing import cells_of
from .run import Run

COVERAGE = 0.95
POINTS = 61  # of a curve of the profiler
BEYOND = 0.15  # of the training range that a profile shows on either side
MOST_ROWS = 3_000
BARS = 24
WORST = 8
DEPENDENCE_ROWS = 200
DEPENDENCE_POINTS = 31


def profile(run: Run, values: Mapping[str, Any]) -> dict[str, Any]:
    """The prediction at ``values`` of the features, and along each of them.

    Features that are not given stand at the middle of their training range.
    """
    model = run.model
    names, low, high = _ranges(model)
    at = np.where(np.isfinite(low + high), (low + high) / 2, 0.0)
    for name, value in values.items():
        if name not in names:
            raise InputError(f"the model has no input {name!r}")
        if isinstance(value, bool) or not isinstance(value, int | float) or not np.isfinite(value):
            raise InputError(f"input {name!r} needs a finite number, not {value!r}")
        at[names.index(name)] = value
    grids = [_grid(model, j, low[j], high[j], at[j]) for j in range(len(names))]
    rows = np.concatenate([[at], *(_along(at, j, grid) for j, grid in enumerate(grids))])
    Y, below, above, outside = _answers(model, rows)
    inputs, start = [], 1
    for j, grid in enumerate(grids):
        part = slice(start, start + len(grid))
        start += len(grid)
        inputs.append(
            {
                "name": names[j],
                "switch": _is_switch(model, j),
                "value": float(at[j]),
                "low": float(low[j]),
                "high": float(high[j]),
                "x": grid.tolist(),
                "y": Y[part].tolist(),
                "y_low": None if below is None else below[part].tolist(),
                "y_high": None if above is None else above[part].tolist(),
            }
        )
    return {
        "kind": "profile",
        "run": run.number,
        "target": model.plan.targets[0],
        "coverage": COVERAGE,
        "inputs": inputs,
        "prediction": float(Y[0]),
        "prediction_low": None if below is None else float(below[0]),
        "prediction_high": None if above is None else float(above[0]),
        "extrapolates": bool(outside[0]),
    }


def residuals(run: Run) -> dict[str, Any]:
    """Actual, predicted and residual of the rows, their histogram and the worst of them."""
    parts: list[dict[str, Any]] = []
    every: list[tuple[float, str, int]] = []
    for part in ("training", "held_out"):
        rows = run.encoded(part)
        if rows is None:
            continue
        t, y = rows[1][:, 0], run.model.ensemble.predict(rows[0])[:, 0]
        shown = np.unique(np.linspace(0, len(t) - 1, min(len(t), MOST_ROWS)).astype(int))
        r = t - y
        parts.append(
            {
                "part": part,
                "actual": t[shown].tolist(),
                "predicted": y[shown].tolist(),
                "residual": r[shown].tolist(),
            }
        )
        every += [(float(r[i]), part, int(i)) for i in np.argsort(-np.abs(r))[:WORST]]
    if not parts:
        raise InputError("the rows that this model was fitted to are not here: open their table")
    together = np.concatenate([p["residual"] for p in parts])
    reach = float(np.abs(together).max()) or 1.0
    edges = np.linspace(-reach, reach, BARS + 1)
    for p in parts:
        p["histogram"] = np.histogram(p["residual"], edges)[0].tolist()
    every.sort(key=lambda row: -abs(row[0]))
    return {
        "kind": "residuals",
        "run": run.number,
        "target": run.model.plan.targets[0],
        "parts": parts,
        "edges": edges.tolist(),
        "worst": [_worst(run, *row) for row in every[:WORST]],
    }


def inputs(run: Run) -> dict[str, Any]:
    """Relevance of each input, and the prediction's mean over the rows as one input moves."""
    model, rows = run.model, run.encoded("training")
    names, low, high = _ranges(model)
    dependence = []
    if rows is not None:
        X = rows[0][np.unique(np.linspace(0, len(rows[0]) - 1, DEPENDENCE_ROWS).astype(int))]
        for j, name in enumerate(names):
            grid = (
                np.array([0.0, 1.0])
                if _is_switch(model, j)
                else np.linspace(low[j], high[j], DEPENDENCE_POINTS)
            )
            moved = np.repeat(X[np.newaxis], len(grid), axis=0)
            moved[:, :, j] = grid[:, np.newaxis]
            Y = model.ensemble.predict(moved.reshape(-1, X.shape[1]))[:, 0]
            mean = Y.reshape(len(grid), -1).mean(axis=1)
            dependence.append({"name": name, "x": grid.tolist(), "y": mean.tolist()})
    shares = zip(names, model.record.relevance, strict=True)
    return {
        "kind": "inputs",
        "run": run.number,
        "target": model.plan.targets[0],
        "relevance": [{"name": name, "share": share} for name, share in shares],
        "dependence": dependence,
    }


def step(run: Run, row: Any, weight: Any) -> dict[str, Any]:
    """One epoch's arrays and the chain rule of one weight at one training row (``explain.step``)."""
    rows = run.rows("training")
    if rows is None:
        raise InputError("the rows that this model was fitted to are not here: open their table")
    found = explain.step(run.model, rows, row=row, weight=tuple(weight))
    return {"kind": "step", "run": run.number, **found.to_dict()}


def _ranges(model: TableModel) -> tuple[list[str], Array, Array]:
    ensemble = model.ensemble
    low, high = np.asarray(ensemble.low, float), np.asarray(ensemble.high, float)
    return list(model.plan.feature_names), low, high


def _is_switch(model: TableModel, j: int) -> bool:
    """Whether feature ``j`` only says that something is so: a level, a gap, true or false."""
    name, (low, high) = model.plan.feature_names[j], (model.ensemble.low[j], model.ensemble.high[j])
    return bool(low == 0 and high == 1 and name not in model.plan.reads)


def _grid(model: TableModel, j: int, low: float, high: float, at: float) -> Array:
    if _is_switch(model, j):
        return np.array([0.0, 1.0])
    room = BEYOND * (high - low)
    first, last = min(low - room, at), max(high + room, at)
    return np.linspace(first, last, POINTS)


def _along(at: Array, j: int, grid: Array) -> Array:
    rows = np.repeat(at[np.newaxis], len(grid), axis=0)
    rows[:, j] = grid
    return rows


def _answers(model: TableModel, X: Array) -> tuple[Array, Array | None, Array | None, Array]:
    """Predictions, bounds where the noise is known, and which rows extrapolate."""
    ensemble = model.ensemble
    if not ensemble.noise:
        return ensemble.predict(X)[:, 0], None, None, ensemble.extrapolates(X)
    found = intervals(ensemble, X, COVERAGE)
    return found.prediction[:, 0], found.low[:, 0], found.high[:, 0], found.extrapolates


def _worst(run: Run, residual: float, part: str, place: int) -> dict[str, Any]:
    rows = run.rows(part)
    assert rows is not None
    usable = np.flatnonzero(run.model.plan.usable_rows(rows))
    row = int(usable[place])
    chosen = rows.take(np.array([row]))
    shown = (*run.model.plan.targets, *run.model.plan.reads)
    cells = {name: inert(cells_of(chosen[name])[0]) for name in shown}
    return {
        "row": rows.row_label(row),
        "position": int(rows.positions[row]),
        "part": part,
        "residual": residual,
        "cells": cells,
    }
