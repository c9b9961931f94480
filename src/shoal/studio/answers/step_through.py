"""What the page steps through: one epoch of a model's own network, for the chosen row and weight."""

from __future__ import annotations

from typing import Any

import numpy as np

from ... import explain
from ...errors import InputError
from ...explain.backpropagation.telling import passes_of
from ..fits.run import Run
from .residuals import NO_ROWS, row_cells

ROWS = 6  # whose products are written out
VALUES = 20_000  # of an array; a larger one is told by its shape


def step_through(run: Run, row: Any = 0, weight: Any = None) -> dict[str, Any]:
    """One epoch's arrays, the chain rule of one weight (``explain.step``), and what happens in words.

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
    chosen = [(row + i) % rows.n_rows for i in range(min(ROWS, rows.n_rows))]
    place = None if weight is None else tuple(weight) if isinstance(weight, list) else (weight,)
    step = explain.step(run.model, rows, row=chosen, weight=place)
    found = step.to_dict()
    for array in found["arrays"]:
        if np.size(array["values"]) > VALUES:
            array["values"] = None
    return {
        "kind": "step",
        "run": run.number,
        "epoch": run.model.record.kept,  # of the weights that are spoken of
        **found,
        "said": passes_of(step, row=rows.row_label(row))._asdict(),
        "labels": [rows.row_label(i) for i in chosen],
        "cells": row_cells(run, rows.take(np.array([row]))),
    }
