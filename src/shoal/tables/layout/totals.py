"""Sums and means in the last row of a table: figures of the rows above, not a row of its own."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ..meaning.spelling import Spelling, value_of

WORDS = frozenset(
    {
        *("total", "totals", "grand total", "sum", "sums", "overall", "all"),
        *("mean", "average", "avg"),
        *("summe", "gesamt", "mittelwert", "somme", "moyenne", "suma", "media", "totaal", "totale"),
    }
)
CLOSE = 2e-3  # relative: sums and means are printed with few digits
_THOUSANDS = Spelling(grouping=",")


def is_total(rows: Sequence[list[str]], i: int, top: int, width: int) -> bool:
    """Whether row ``i`` sums up the rows above it: a word says so, and a column of it does.

    The rows above are all those from ``top`` on that are ``width`` cells long; that of the names
    counts for nothing, since it holds no number.
    """
    row = rows[i]
    if len(row) != width or not any(_word(cell) in WORDS for cell in row):
        return False
    above = [other for other in rows[top:i] if len(other) == width]
    return any(_sums_up(row[k], [other[k] for other in above]) for k in range(width))


def _word(cell: str) -> str:
    return cell.strip().rstrip(":").lower()


def _sums_up(cell: str, above: Sequence[str]) -> bool:
    value = _number(cell)
    found = [number for text in above if (number := _number(text)) is not None]
    if value is None or len(found) < 3 or not any(found):
        return False
    total = math.fsum(found)
    return math.isclose(value, total, rel_tol=CLOSE) or math.isclose(
        value, total / len(found), rel_tol=CLOSE
    )


def _number(cell: str) -> float | None:
    return value_of(cell.strip(), _THOUSANDS)
