"""A further table that a run only predicts: its first rows for the page, all of them as a file."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...errors import InputError
from ...tables import Table
from ...tables.wording import inert
from ...tables.writing import cells_of, csv_bytes
from ...tabular.far_rows import far_rows
from ...tabular.predicted_columns import predicted_columns
from ..fits.run import Run
from .profile import COVERAGE

MOST_ROWS = 200  # that the page shows; the file has all
LONGEST = 60  # characters of a cell


def predicted(run: Run, table: Table) -> dict[str, Any]:
    """The first rows with the model's answers, their intervals, and which of them extrapolate.

    ``beyond`` counts such rows in the whole table; ``said`` is what the table holds that training
    never showed.

    Raises
    ------
    TableError
        If the table lacks a column that the model reads, or one cannot be read as training's was.
    """
    model = run.model
    if not table.n_rows:
        raise InputError(f"{table.source} has no rows to predict")
    answers = predicted_columns(model, table, COVERAGE if model.ensemble.noise else None)
    X = model.plan.encode(table)
    outside = model.ensemble.extrapolates(X)
    first = table.take(np.arange(min(table.n_rows, MOST_ROWS)))
    read = [name for name in table.names if name in model.plan.reads]
    others = [name for name in table.names if name not in read]
    shown = [*read, *others]
    cells = [cells_of(first[name]) for name in shown]
    return {
        "kind": "predicted",
        "run": run.number,
        "name": table.source,
        "rows": table.n_rows,
        "beyond": int(outside.sum()),
        "coverage": COVERAGE,
        "header": shown,
        "cells": [
            [inert(cell, longest=LONGEST) for cell in row] for row in zip(*cells, strict=True)
        ],
        "labels": [inert(first.row_label(i), longest=LONGEST) for i in range(first.n_rows)],
        "predictions": [
            {
                "target": target,
                "predicted": answers[f"{target}_predicted"][:MOST_ROWS],
                "low": answers.get(f"{target}_low", [])[:MOST_ROWS],
                "high": answers.get(f"{target}_high", [])[:MOST_ROWS],
            }
            for target in model.plan.targets
        ],
        "outside": [bool(flag) for flag in outside[:MOST_ROWS]],
        "said": [*model.plan.surprises(table), *far_rows(model.plan, model.ensemble, X)],
    }


def predictions_file(run: Run, table: Table) -> bytes:
    """The table as it was written, the run's predictions and their intervals beside it."""
    coverage = COVERAGE if run.model.ensemble.noise else None
    return csv_bytes(table, predicted_columns(run.model, table, coverage))
