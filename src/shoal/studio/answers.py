"""What the panels of a finished fit ask: inputs, step through."""

from __future__ import annotations

from typing import Any

import numpy as np

from .. import explain
from ..core.layout import Array
from ..errors import InputError
from ..tables.wording import inert
from .dials import POINTS, by_relevance, turned
from .residuals import NO_ROWS, row_cells
from .run import Run

MOST_DIALS = 60  # columns that are drawn: the most relevant ones
DEPENDENCE_ROWS = 200  # over which a mean prediction goes; fewer where there are many inputs
DEPENDENCE_ANSWERS = 150_000
STEP_ROWS = 6  # whose products are written out
STEP_VALUES = 20_000  # of an array; a larger one is told by its shape


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
        "cells": row_cells(run, rows.take(np.array([row]))),
    }


def _some(n: int, most: int) -> Array:
    return np.unique(np.linspace(0, n - 1, min(n, most)).astype(int))
