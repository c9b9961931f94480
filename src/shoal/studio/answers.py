"""What the panels of a finished fit ask: residuals, inputs, step through."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import explain
from ..core.layout import Array
from ..errors import InputError
from ..tables import Table
from ..tables.wording import inert
from ..tables.writing import cells_of
from .dials import POINTS, by_relevance, turned
from .run import Run

MOST_DIALS = 60  # columns that are drawn: the most relevant ones
MOST_ROWS = 3_000
BARS = 24
WORST = 8
DEPENDENCE_ROWS = 200  # over which a mean prediction goes; fewer where there are many inputs
DEPENDENCE_ANSWERS = 150_000
STEP_ROWS = 6  # whose products are written out
STEP_VALUES = 20_000  # of an array; a larger one is told by its shape
PARTS = ("training", "held_out", "table")
NO_ROWS = "the rows that this model was fitted to are not here: open their table"


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
        dials = run.dials
        shown = [dials[j] for j in sorted(by_relevance(dials)[:MOST_DIALS])]
        most = min(DEPENDENCE_ROWS, DEPENDENCE_ANSWERS // (POINTS * len(shown)))
        X = model.plan.encode(rows.take(_some(rows.n_rows, most)))
        for dial in shown:
            grid = dial.grid()
            moved = turned(X, dial, grid)
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


def step(run: Run, row: Any = 0, weight: Any = None) -> dict[str, Any]:
    """One epoch's arrays and the chain rule of one weight (``explain.step``).

    ``row`` counts the rows that the sums run over: those of training, or of another table. The rows
    behind it are told beside it.

    Raises
    ------
    InputError
        If no rows are known, or there is no such row or weight.
    """
    rows = run.some_rows()
    if rows is None:
        raise InputError(NO_ROWS)
    if isinstance(row, bool) or not isinstance(row, int) or not 0 <= row < rows.n_rows:
        raise InputError(f"there is no row {row!r}: there are rows 0 to {rows.n_rows - 1}")
    chosen = [(row + i) % rows.n_rows for i in range(min(STEP_ROWS, rows.n_rows))]
    place = None if weight is None else tuple(weight) if isinstance(weight, list) else (weight,)
    found = explain.step(run.model, rows, row=chosen, weight=place).to_dict()
    for array in found["arrays"]:
        if np.size(array["values"]) > STEP_VALUES:
            array["values"] = None
    return {
        "kind": "step",
        "run": run.number,
        **found,
        "labels": [rows.row_label(i) for i in chosen],
        "cells": _cells(run, rows.take(np.array([row]))),
    }


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
        "cells": _cells(run, rows.take(np.array([place]))),
    }


def _cells(run: Run, row: Table) -> dict[str, str]:
    """What stands in a row, of the targets and the columns that are read."""
    plan = run.model.plan
    shown = dict.fromkeys((*plan.targets, *plan.reads))
    return {name: inert(cells_of(row[name])[0]) for name in shown}
