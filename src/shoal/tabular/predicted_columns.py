"""A table model's answers as columns of numbers, to stand beside the table that was asked."""

from __future__ import annotations

from ..tables import Table
from .table_model import TableModel


def predicted_columns(
    model: TableModel, table: Table, coverage: float | None = None
) -> dict[str, list[float]]:
    """Columns TARGET_predicted; with ``coverage`` also TARGET_low, TARGET_high, TARGET_std and
    ``extrapolates`` (1 where an input lies outside the range of the training rows).

    Raises
    ------
    TableError, InputError
        As ``TableModel.predict`` and ``predict_interval``.
    """
    targets = model.plan.targets
    if coverage is None:
        Y = model.predict(table).reshape(table.n_rows, len(targets))
        return {f"{name}_predicted": Y[:, k].tolist() for k, name in enumerate(targets)}
    found = model.predict_interval(table, coverage)
    parts = {
        "predicted": found.prediction,
        "low": found.low,
        "high": found.high,
        "std": found.std,
    }
    added = {
        f"{name}_{part}": values[:, k].tolist()
        for k, name in enumerate(targets)
        for part, values in parts.items()
    }
    return added | {"extrapolates": [int(flag) for flag in found.extrapolates]}
