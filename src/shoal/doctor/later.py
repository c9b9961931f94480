"""Rows to come are answered worse than those that were held out."""

from __future__ import annotations

from ..tables.wording import inert
from .facts import Fit
from .note import Note


def later_rows(fit: Fit) -> list[Note]:
    """The last rows are answered far worse from those before them than from rows around them."""
    if fit.drift is None:
        return []
    return [
        Note(
            fit.target_name(fit.drift.target),
            "later rows will be answered worse than those held out",
            f"{inert(fit.drift.order)} orders the rows: on their last fifth a small network errs by "
            f"RMSE {fit.drift.ahead:.4g} if it learned from the rows before, by "
            f"{fit.drift.by_chance:.4g} if from rows around them",
            "judge by the last rows with --split last",
        )
    ]
