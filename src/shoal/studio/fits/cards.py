"""What a card of the first screen shows: its data with its fit, computed once and kept as numbers.

``docs/studio/cards.py`` writes ``cards.json`` anew; the page draws it without a fit.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ...core.layout import Array
from ...tables import Table
from ...tabular.fit_table import fit_table
from ...tabular.table_model import TableModel
from ..tables.examples import EXAMPLES, Example
from .request import FitRequest

KEPT = Path(__file__).with_name("cards.json")
CURVE = 81  # points of a curve
CELLS = (28, 14)  # of a map, across and up
DIGITS = 3  # as much as a picture of 200 pixels shows


@cache
def cards() -> dict[str, dict[str, Any]]:
    """The kept picture of each example, by its name."""
    found: dict[str, dict[str, Any]] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def offered() -> list[dict[str, Any]]:
    """The cards of the first screen, in their order."""
    return [
        {
            "name": name,
            "title": one.title,
            "text": one.text,
            "group": one.group,
            "picture": cards()[name],
        }
        for name, one in EXAMPLES.items()
    ]


def picture(one: Example) -> dict[str, Any]:
    """The picture of an example, from the very fit that a click on its card begins.

    - ``curve``: one input; rows ``train`` and ``held`` as [x, t], the model as ``line``.
    - ``map``: two inputs; the model over their ranges, a row of ``cells`` from the lowest second
      input up.
    - ``against``: more inputs; [predicted, actual] of ``train`` and ``held``.
    - ``errors``: a fit that diverged, or came to slopes that are no numbers; the logarithm of its
      training error over epochs as ``line``.
    """
    opened = one.opened()
    held_out = {} if opened.experiment is None else opened.experiment.held_out
    request = FitRequest.of({"targets": [one.target], "settings": dict(one.settings), **held_out})
    request = request.drawn_for(opened.experiment)
    model = fit_table(opened.table, **request.arguments())
    if model.record.ending in ("Diverged", "NotFinite"):
        epoch, error = model.trace["epoch"], np.log10(model.trace["rmse_train"])
        return {"kind": "errors", "line": _pairs(epoch, error)}
    D = model.network.layout.sizes[0]
    if D == 1:
        return {"kind": "curve", **_rows(model, opened.table), "line": _line(model, opened.table)}
    if D == 2:
        return {"kind": "map", "cells": _cells(model)}
    return {"kind": "against", **_rows(model, opened.table)}


def _rows(model: TableModel, table: Table) -> dict[str, Any]:
    parts = {"train": model.training_rows, "held": model.held_out_rows}
    found: dict[str, Any] = {}
    for name, chosen in parts.items():
        if chosen is None:
            found[name] = []
            continue
        rows = table.take(chosen)
        X, T = model.plan.encode(rows), model.plan.encode_targets(rows)[:, 0]
        across = X[:, 0] if X.shape[1] == 1 else model.ensemble.predict(X)[:, 0]
        found[name] = _pairs(across, T)
    return found


def _line(model: TableModel, table: Table) -> list[list[float]]:
    x = model.plan.encode(table)[:, 0]
    grid = np.linspace(x.min(), x.max(), CURVE)
    return _pairs(grid, model.ensemble.predict(grid[:, np.newaxis])[:, 0])


def _cells(model: TableModel) -> list[list[float]]:
    low, high = model.ensemble.low, model.ensemble.high
    across, up = (np.linspace(low[j], high[j], n) for j, n in enumerate(CELLS))
    X = np.array([[a, b] for b in up for a in across])
    return _rounded(model.ensemble.predict(X)[:, 0].reshape(len(up), len(across)))


def _pairs(x: Array, y: Array) -> list[list[float]]:
    return _rounded(np.column_stack([x, y]))


def _rounded(values: Array) -> list[list[float]]:
    return [[float(f"{v:.{DIGITS}g}") for v in row] for row in values]
