"""Residuals of a run's rows: over the prediction, along each input, and one row in full."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...core.layout import Array
from ...doctor.structure import Bend, bends
from ...errors import InputError
from ...tables import Table
from ...tables.wording import inert
from ...tables.writing import cells_of
from ...view.subject.sampling import evenly_taken
from ..fits.dials import Dial, by_relevance
from ..fits.run import PARTS, Run
from .smoothing import smooth_line

MOST_ROWS = 3_000  # of each part that are drawn
MOST_INPUTS = 12  # along which residuals are drawn: those with bends, then the most relevant ones
BARS = 24
WORST = 8
DIGITS = 6  # of a place on a picture
NO_ROWS = "the rows that this model was fitted to are not here: open their table"


class _Part:
    """The rows of one part, their prediction and residual for one target."""

    def __init__(self, run: Run, name: str, rows: Table, output: int) -> None:
        plan = run.model.plan
        self.name, self.rows = name, rows
        self.X = plan.encode(rows)
        self.actual = plan.encode_targets(rows)[:, output]
        self.predicted = run.model.ensemble.predict(self.X)[:, output].astype(np.float64)
        self.residual = self.actual - self.predicted
        weighed = plan.weights is not None and name != "table"
        self.weights = plan.encode_weights(rows) if weighed else np.ones(len(self.X))
        self.shown = evenly_taken(rows.n_rows, MOST_ROWS)


def residuals(run: Run, output: int = 0) -> dict[str, Any]:
    """Actual, predicted and residual of the rows, over the prediction and along the inputs.

    ``parts`` hold the rows, each with its position in the table. ``inputs`` has for each column drawn
    a list a part of the rows' places on it, None where a number is missing; the smooth line through
    all of them, and the correlation of neighbours where bends are left over along it (``doctor``).
    ``worst`` are the rows with the largest residuals.

    Raises
    ------
    InputError
        If the model's rows are not known.
    """
    parts = _parts(run, output)
    R = np.concatenate([part.residual for part in parts])
    # rows of one group err alike without any bend, as the doctor knows
    grouped = run.model.record.settings.get("groups") is not None
    found = {} if grouped else _bends(run, parts, output)
    edges = _edges(R)
    worst = [(float(part.residual[i]), part, int(i)) for part in parts for i in _largest(part)]
    worst.sort(key=lambda row: -abs(row[0]))
    return {
        "kind": "residuals",
        "run": run.number,
        "target": run.model.plan.targets[output],
        "parts": [
            {
                "part": part.name,
                "position": part.rows.positions[part.shown].tolist(),
                "actual": part.actual[part.shown].tolist(),
                "predicted": part.predicted[part.shown].tolist(),
                "residual": part.residual[part.shown].tolist(),
                "histogram": np.histogram(part.residual, edges)[0].tolist(),
            }
            for part in parts
        ],
        "line": _line(np.concatenate([part.predicted for part in parts]), R),
        "inputs": [_along(run, dial, parts, R, found) for dial in _drawn(run, found)],
        "left_out": max(len(run.dials) - MOST_INPUTS, 0),
        "edges": edges.tolist(),
        "worst": [_worst(run, *row) for row in worst[:WORST]],
    }


def row(run: Run, position: Any, output: int = 0) -> dict[str, Any]:
    """One row in full: its cells, actual, predicted and residual, and its values as of ``profile``.

    ``position`` counts the table's rows. ``values`` leaves out a number that is missing.

    Raises
    ------
    InputError
        If the row is not among those of the model, or of the table that it predicts.
    """
    if isinstance(position, bool) or not isinstance(position, int):
        raise InputError(f"the position of a row is a whole number, not {position!r}")
    for name in PARTS:
        rows = run.rows(name)
        if rows is None or not (rows.positions == position).any():
            continue
        place = np.flatnonzero(rows.positions == position)
        part = _Part(run, name, rows.take(place[:1]), output)
        places = [(dial, float(dial.places(part.rows)[0])) for dial in run.dials]
        return {
            "kind": "row",
            "run": run.number,
            "position": int(part.rows.positions[0]),
            "row": part.rows.row_label(0),
            "part": name,
            "actual": float(part.actual[0]),
            "predicted": float(part.predicted[0]),
            "residual": float(part.residual[0]),
            "cells": row_cells(run, part.rows),
            "values": {dial.name: dial.value(at) for dial, at in places if np.isfinite(at)},
        }
    raise InputError(f"this run has no row at position {position!r}")


def _parts(run: Run, output: int) -> list[_Part]:
    known = [(name, run.rows(name)) for name in PARTS]
    parts = [_Part(run, name, rows, output) for name, rows in known if rows is not None]
    if not parts:
        raise InputError(NO_ROWS)
    return parts


def _bends(run: Run, parts: list[_Part], output: int) -> dict[int, Bend]:
    """What is left over along each feature of X."""
    weights = np.concatenate([part.weights for part in parts])
    R = np.concatenate([part.residual for part in parts])[:, np.newaxis]
    T = np.concatenate([part.actual for part in parts])
    counted = weights > 0
    X = np.concatenate([part.X for part in parts])[counted]
    along = bends(X, R[counted], weights[counted], np.array([T.std()]))[0]
    return {bend.input: bend for bend in along}


def _drawn(run: Run, found: dict[int, Bend]) -> list[Dial]:
    """The columns drawn: those with bends before the others, each kind by relevance."""
    order = [run.dials[j] for j in by_relevance(run.dials)]
    return sorted(order, key=lambda dial: _bend(dial, found) is None)[:MOST_INPUTS]


def _bend(dial: Dial, found: dict[int, Bend]) -> Bend | None:
    features = range(dial.features.start, dial.features.stop)
    return next((found[j] for j in features if j in found), None)


def _along(
    run: Run, dial: Dial, parts: list[_Part], R: Array, found: dict[int, Bend]
) -> dict[str, Any]:
    places = [dial.places(part.rows) for part in parts]
    bend = _bend(dial, found)
    return {
        "name": dial.name,
        "kind": dial.kind,
        "share": dial.share,
        "choices": [inert(choice, longest=60) for choice in dial.choices],
        "whole": dial.whole,
        "x": [_told(x[part.shown]) for x, part in zip(places, parts, strict=True)],
        "line": None if dial.choices else _line(np.concatenate(places), R),
        "agreement": None if bend is None else bend.agreement,
    }


def _line(x: Array, r: Array) -> dict[str, Any] | None:
    some = evenly_taken(len(x), MOST_ROWS)
    line = smooth_line(x[some], r[some])
    return None if line is None else {"x": _told(line[0]), "y": _told(line[1])}


def _edges(R: Array) -> Array:
    reach = float(np.abs(R).max()) or 1.0
    return np.linspace(-reach, reach, BARS + 1)


def _told(values: Array) -> list[float | None]:
    """JSON knows no NaN; more digits than a picture has pixels only take time."""
    return [float(f"{v:.{DIGITS}g}") if v == v else None for v in values.tolist()]


def _largest(part: _Part) -> Array:
    return np.argsort(-np.abs(part.residual))[:WORST]


def _worst(run: Run, residual: float, part: _Part, place: int) -> dict[str, Any]:
    return {
        "row": part.rows.row_label(place),
        "position": int(part.rows.positions[place]),
        "part": part.name,
        "residual": residual,
        "cells": row_cells(run, part.rows.take(np.array([place]))),
    }


def row_cells(run: Run, row: Table) -> dict[str, str]:
    """What stands in a row, of the targets and the columns that are read; nothing a page could act on."""
    plan = run.model.plan
    shown = dict.fromkeys((*plan.targets, *plan.reads))
    return {name: inert(cells_of(row[name])[0]) for name in shown}
