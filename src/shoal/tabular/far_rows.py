"""Rows of a table that a model is asked about far from all it learned: a sentence a column."""

from __future__ import annotations

import numpy as np

from ..core.layout import Array
from ..model.ensemble import Ensemble
from ..tables import Plan
from ..tables.wording import count, inert

COLUMNS = 5  # told one by one
DIGITS = 6


def far_rows(plan: Plan, ensemble: Ensemble, X: Array) -> tuple[str, ...]:
    """Which inputs of encoded rows X (N, D) lie far outside the range of the training rows.

    A hair outside, where the fit still holds, is not told: ``extrapolates`` marks that.
    """
    outside = ensemble.far_outside(X)
    sentences, j = [], 0
    for column in plan.inputs:
        if column.kind != "text" and column.value and outside[:, j].any():
            low, high = (_shown(end[j], column.kind) for end in (ensemble.low, ensemble.high))
            sentences.append(_sentence(column.name, column.kind, X[outside[:, j], j], low, high))
        j += len(column.features)
    more = len(sentences) - COLUMNS
    if more > 0:
        return (*sentences[:COLUMNS], f"and {count(more, 'more column')}")
    return tuple(sentences)


def _sentence(name: str, kind: str, values: Array, low: str, high: str) -> str:
    first, last = (_shown(end, kind) for end in (values.min(), values.max()))
    found = f"{first} lies" if first == last else f"{first} to {last} lie"
    whose = "its prediction" if len(values) == 1 else "their predictions"
    return (
        f"{inert(name)}: {found} outside {low} to {high} in {count(len(values), 'row')}; "
        f"do not trust {whose}"
    )


def _shown(value: float, kind: str) -> str:
    if kind == "date":
        return str(np.datetime64("1970-01-01") + np.timedelta64(int(np.floor(value)), "D"))
    return f"{value:.{DIGITS}g}"
