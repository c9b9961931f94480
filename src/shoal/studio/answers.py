"""What the panels of a finished fit ask: what if, residuals, inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..core.layout import Array
from ..errors import InputError
from ..estimators.table_model import TableModel, intervals
from ..tables import Table
from ..tables.wording import inert
from ..tables.writing import cells_of
from .dials import POINTS, Dial, dials_of
from .run import Run

COVERAGE = 0.95
MOST_DIALS = 60  # columns that are drawn: the most relevant ones
MOST_ROWS = 3_000
BARS = 24
WORST = 8
DEPENDENCE_ROWS = 200  # over which a mean prediction goes; fewer where there are many inputs
DEPENDENCE_ANSWERS = 150_000
PARTS = ("training", "held_out", "table")
NO_ROWS = "the rows that this model was fitted to are not here: open their table"


def profile(run: Run, values: Mapping[str, Any], output: int = 0) -> dict[str, Any]:
    """The prediction at ``values`` of the columns, and along each of them.

    A column that is not given stands at its training median or its most frequent level.

    Raises
    ------
    InputError
        If there is no such column, or a value is none.
    """
    model = run.model
    dials = dials_of(run)
    unknown = set(values) - {dial.name for dial in dials}
    if unknown:
        raise InputError(f"the model has no input {sorted(unknown)[0]!r}")
    places = [dial.read(values.get(dial.name, dial.start)) for dial in dials]
    base = np.concatenate(
        [dial.encode(np.array([at]))[0] for dial, at in zip(dials, places, strict=True)]
    )
    shown = _most_relevant(model, dials)
    grids = [dials[j].grid(places[j]) for j in shown]
    moved = [_moved(base[np.newaxis], dials[j], g)[:, 0] for j, g in zip(shown, grids, strict=True)]
    Y, below, above, outside = _answers(model, np.concatenate([base[np.newaxis], *moved]), output)
    inputs, first = [], 1
    for j, grid in zip(shown, grids, strict=True):
        part, dial = slice(first, first + len(grid)), dials[j]
        first = part.stop
        inputs.append(
            {
                "name": dial.name,
                "kind": dial.kind,
                "value": dial.choices[int(places[j])] if dial.choices else places[j],
                "low": dial.low,
                "high": dial.high,
                "whole": dial.whole,
                "choices": [inert(choice, longest=60) for choice in dial.choices],
                "levels": list(dial.choices),
                "x": grid.tolist(),
                "y": Y[part].tolist(),
                "y_low": None if below is None else below[part].tolist(),
                "y_high": None if above is None else above[part].tolist(),
            }
        )
    return {
        "kind": "profile",
        "run": run.number,
        "target": model.plan.targets[output],
        "coverage": COVERAGE,
        "inputs": inputs,
        "left_out": len(dials) - len(shown),
        "prediction": float(Y[0]),
        "prediction_low": None if below is None else float(below[0]),
        "prediction_high": None if above is None else float(above[0]),
        "extrapolates": bool(outside[0]),
    }


def residuals(run: Run, output: int = 0) -> dict[str, Any]:
    """Actual, predicted and residual of the rows, their histogram and the worst of them."""
    parts: list[dict[str, Any]] = []
    every: list[tuple[float, str, int]] = []
    for part in PARTS:
        rows = run.encoded(part)
        if rows is None:
            continue
        t, y = rows[1][:, output], run.model.ensemble.predict(rows[0])[:, output]
        shown = _some(len(t), MOST_ROWS)
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
        raise InputError(NO_ROWS)
    together = np.concatenate([p["residual"] for p in parts])
    reach = float(np.abs(together).max()) or 1.0
    edges = np.linspace(-reach, reach, BARS + 1)
    for p in parts:
        p["histogram"] = np.histogram(p["residual"], edges)[0].tolist()
    every.sort(key=lambda row: -abs(row[0]))
    return {
        "kind": "residuals",
        "run": run.number,
        "target": run.model.plan.targets[output],
        "parts": parts,
        "edges": edges.tolist(),
        "worst": [_worst(run, *row) for row in every[:WORST]],
    }


def inputs(run: Run, output: int = 0) -> dict[str, Any]:
    """Relevance of each feature, and the prediction's mean over the rows as one column moves."""
    model = run.model
    rows = run.some_rows()
    dependence = []
    if rows is not None:
        dials = dials_of(run)
        shown = [dials[j] for j in _most_relevant(model, dials)]
        most = min(DEPENDENCE_ROWS, DEPENDENCE_ANSWERS // (POINTS * len(shown)))
        X = model.plan.encode(rows.take(_some(rows.n_rows, most)))
        for dial in shown:
            grid = dial.grid()
            moved = _moved(X, dial, grid)
            Y = model.ensemble.predict(moved.reshape(-1, X.shape[1]))[:, output]
            mean = Y.reshape(len(grid), -1).mean(axis=1)
            dependence.append(
                {
                    "name": dial.name,
                    "kind": dial.kind,
                    "choices": [inert(choice, longest=60) for choice in dial.choices],
                    "x": grid.tolist(),
                    "y": mean.tolist(),
                }
            )
    shares = zip(model.plan.feature_names, model.record.relevance, strict=True)
    return {
        "kind": "inputs",
        "run": run.number,
        "target": model.plan.targets[output],
        "relevance": [{"name": name, "share": share} for name, share in shares],
        "dependence": dependence,
    }


def _most_relevant(model: TableModel, dials: list[Dial]) -> list[int]:
    """Which columns are drawn, in the order of the table."""
    relevance = np.asarray(model.record.relevance)
    share = [relevance[dial.features].sum() for dial in dials]
    return sorted(np.argsort(-np.asarray(share), kind="stable")[:MOST_DIALS].tolist())


def _moved(X: Array, dial: Dial, grid: Array) -> Array:
    """X (N, D) at each place of a dial: (places, N, D)."""
    moved = np.repeat(X[np.newaxis], len(grid), axis=0)
    moved[:, :, dial.features] = dial.encode(grid)[:, np.newaxis]
    return moved


def _answers(
    model: TableModel, X: Array, output: int
) -> tuple[Array, Array | None, Array | None, Array]:
    """Predictions, bounds where the noise is known, and which rows extrapolate."""
    ensemble = model.ensemble
    if not ensemble.noise:
        return ensemble.predict(X)[:, output], None, None, ensemble.extrapolates(X)
    found = intervals(ensemble, X, COVERAGE)
    bounds = found.low[:, output], found.high[:, output]
    return found.prediction[:, output], *bounds, found.extrapolates


def _some(n: int, most: int) -> Array:
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(int))


def _worst(run: Run, residual: float, part: str, place: int) -> dict[str, Any]:
    rows = run.rows(part)
    assert rows is not None
    return {
        "row": rows.row_label(place),
        "position": int(rows.positions[place]),
        "part": part,
        "residual": residual,
        "cells": cells_of_row(run, rows.take(np.array([place]))),
    }


def cells_of_row(run: Run, row: Table) -> dict[str, str]:
    """What stands in a row, of the targets and the columns that are read."""
    plan = run.model.plan
    shown = dict.fromkeys((*plan.targets, *plan.reads))
    return {name: inert(cells_of(row[name])[0]) for name in shown}
