"""Which rows of a table a model learned from: known or drawn again, believed only if its errors agree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import ShoalError
from ..tables import Declared, Table
from .column_roles import as_meant
from .fit_defaults import SPLIT, TEST_FRACTION
from .record import figures
from .split import hold_out
from .table_model import TableModel

AGREE = 1e-9  # relative: the errors of the same rows, summed in the same order


def with_rows(model: TableModel, table: Table) -> TableModel:
    """The model with ``training_rows`` and ``held_out_rows`` of ``table``; neither of another table.

    It is the table that the model was fitted to if it has as many rows and the errors on its parts
    are those of the record. A model that was loaded knows no parts: the split is drawn again from
    what the record tells.
    """
    bare = replace(model, training_rows=None, held_out_rows=None)
    if model.record.rows["table"] != table.n_rows:
        return bare
    try:
        found = model if model.training_rows is not None else _drawn_again(model, table)
        return found if _agrees(found, table) else bare
    except ShoalError:  # the table lacks a column, or holds other values: another one
        return bare


def _drawn_again(model: TableModel, table: Table) -> TableModel:
    record = model.record
    told = record.settings
    if record.held_out is None:
        known = np.flatnonzero(model.plan.usable_rows(table))
        return replace(model, training_rows=known, held_out_rows=None)
    said = {name: told[name] for name in ("text", "number", "date", "missing") if name in told}
    whole, roles = as_meant(table, model.plan.targets, told, Declared.of(**said))
    parts = hold_out(
        whole,
        roles,
        fraction=float(told.get("test_fraction", TEST_FRACTION)),
        split=str(told.get("split", SPLIT)),
        seed=record.seed,
    )
    return replace(model, training_rows=parts.learned, held_out_rows=parts.held)


def _agrees(model: TableModel, table: Table) -> bool:
    parts = (
        (model.training_rows, model.record.training),
        (model.held_out_rows, model.record.held_out),
    )
    for rows, recorded in parts:
        if rows is None or recorded is None:
            continue
        chosen = table.take(rows)
        X, T = model.plan.encode(chosen), model.plan.encode_targets(chosen)
        weights = None if model.plan.weights is None else model.plan.encode_weights(chosen)
        found = figures(model.ensemble, model.means, model.linear, X, T, weights)
        if found.n_rows != recorded.n_rows or not np.allclose(
            found.rmse, recorded.rmse, rtol=AGREE, atol=0
        ):
            return False
    return True
