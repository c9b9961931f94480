"""What is known of the last rows of a table whose rows have an order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Drift:
    """RMSE of a small network on the last fifth of the rows, which it has not seen.

    Attributes
    ----------
    order : str
        The column that orders the rows.
    ahead : float
        Learned from the rows before.
    by_chance : float
        Learned from rows drawn by chance.
    target : int
        Of which the errors are.
    """

    order: str
    ahead: float
    by_chance: float
    target: int = 0
