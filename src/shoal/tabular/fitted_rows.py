"""Which rows of a table a model learned from: drawn again, and believed only if its errors agree."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import ShoalError
from ..tables import Declared, Table
from .arguments import SPLITS, TEST_FRACTION
from .column_roles import as_meant
from .split import hold_out
from .table_model import TableModel, figures

AGREE = 1e-9  # relative: the errors of the same rows, summed in the same order


def with_rows(model: TableModel, table: Table) -> TableModel:
    """The model with ``training_rows`` and ``held_out_rows`` of ``table``, if it was fitted to it.

    The split is drawn again from what the record tells; it is the same if the errors on its parts
    are those of the record. Otherwise the model comes back as it was.
    """
    try:
        found = _drawn_again(model, table)
    except ShoalError:  # the table lacks a column, or is too short: another one
        return model
    return found if found is not None and _agrees(found, table) else model


def _drawn_again(model: TableModel, table: Table) -> TableModel | None:
    record = model.record
    if record.rows["table"] != table.n_rows:
        return None
    told = record.settings
    if record.held_out is None:
        known = np.flatnonzero(model.plan.usable_rows(table))
        return replace(model, training_rows=known, held_out_rows=None)
    said = {name: told[name] for name in ("text", "number", "date", "missing") if name in told}
    whole, roles = as_meant(table, model.plan.targets, told, Declared.of(**said))
    parts = hold_out(
        whole,
        roles,
        fraction=0.0 if "test" in told else float(told.get("test_fraction", TEST_FRACTION)),
        split=str(told.get("split", SPLITS[0])),
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
