"""Rows in the order of time: which column orders them, whether neighbours err alike, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.layout import Array
from ..tables import Table
from .quick_network import left_out_errors

FEWEST = 30  # rows: of fewer no correlation can be told
ORDERED = 0.95  # rank correlation of dates and rows: a few may stand elsewhere
KNOWN = 0.9  # of the rows have a date
CORRELATED = 0.25  # of neighbours' errors: below, a row says next to nothing of its neighbour
DEVIATIONS = 2.5  # of a correlation that is none, 1/sqrt(n)
WIDER = (
    2.5  # times the units: what is left of a curve too bent for a small network looks like memory
)
ROWS, STRETCHES = 2_000, 4  # of a long table so many rows, in so many stretches
TIMES = 6  # correlation times a block: then most of its rows are far from those learned from
SHORTEST = 5  # rows of a block
LARGEST = 0.1  # of the table
FEWEST_BLOCKS = 5
WINSOR = 4.0  # typical errors at which single ones are cut


@dataclass(frozen=True)
class Memory:
    """How far errors of neighbouring rows go together: at one row's distance, and for how long.

    ``rows`` are the correlation time 1 + 2 (r1 + r2 + ...): so many rows say what one independent
    row would.
    """

    correlation: float
    rows: float


def ordering_date(table: Table, rows: Array) -> str | None:
    """The date column that rises, or falls, over the rows, a few of them aside; the first such one."""
    for name, column in table.columns.items():
        if column.kind != "date" or column.problem or len(rows) < FEWEST:
            continue
        days = column.values[rows]
        days = days[~np.isnan(days)]
        if len(days) < KNOWN * len(rows) or len(np.unique(days)) < FEWEST_BLOCKS:
            continue
        ranks = np.unique(days, return_inverse=True)[1].ravel()
        if abs(np.corrcoef(ranks, np.arange(len(days)))[0, 1]) >= ORDERED:
            return name
    return None


def memory(X: Array, T: Array, seed: int) -> Memory | None:
    """Whether errors of neighbouring rows go together beyond chance; None where they do not.

    The errors are those of small networks that left the rows out, so that what moves slowly
    because the inputs do is explained. A wider one has to agree.
    """
    if len(X) < FEWEST:
        return None
    chosen, stretches = _stretches(len(X))
    X, T = X[chosen], T[chosen]
    enough = max(CORRELATED, DEVIATIONS / np.sqrt(len(X)))
    found = _strongest(left_out_errors(X, T, seed), stretches)
    if found.correlation > enough:
        found = _strongest(left_out_errors(X, T, seed, wider=WIDER), stretches)
    if not found.correlation > enough:
        return None
    # a network that learned from both neighbours follows the noise a little: whole blocks show all
    block = np.arange(len(X)) // _length(found, len(X))
    told = _strongest(left_out_errors(X, T, seed, groups=block), stretches)
    return Memory(found.correlation, max(found.rows, told.rows))


def blocks(table: Table, rows: Array, remembered: Memory | None) -> Array:
    """A block (N,) for each row: contiguous ones, rows of one date never apart."""
    length = max(1, len(rows) // 20) if remembered is None else _length(remembered, len(rows))
    start = np.arange(len(rows))
    date = ordering_date(table, rows)
    if date is not None:
        days = table[date].values[rows]
        new = np.concatenate([[True], days[1:] != days[:-1]])
        start = np.maximum.accumulate(np.where(new, start, 0))
    return np.unique(start // length, return_inverse=True)[1].ravel()


def _length(remembered: Memory, n_rows: int) -> int:
    longest = max(SHORTEST, int(LARGEST * n_rows))
    return int(np.clip(np.ceil(TIMES * remembered.rows), SHORTEST, longest))


def _stretches(n: int) -> tuple[Array, int]:
    """Rows to look at, and in how many stretches of equal length they lie."""
    if n <= ROWS:
        return np.arange(n), 1
    starts = np.linspace(0, n - ROWS // STRETCHES, STRETCHES).astype(int)
    return (starts[:, np.newaxis] + np.arange(ROWS // STRETCHES)).ravel(), STRETCHES


def _strongest(errors: Array, stretches: int) -> Memory:
    """Of the target whose neighbours' errors go together most."""
    return max(
        (_memory_of(column.reshape(stretches, -1)) for column in errors.T),
        key=lambda found: found.correlation,
    )


def _memory_of(errors: Array) -> Memory:
    """Of errors (stretches, rows); a few huge ones are cut, or they would decide alone."""
    R = errors - np.median(errors)
    typical = 1.4826 * float(np.median(np.abs(R)))
    if typical > 0:
        R = np.clip(R, -WINSOR * typical, WINSOR * typical)
    R = R - R.mean()
    square = float((R**2).mean())
    if not square > 0:
        return Memory(0.0, 1.0)
    n = R.shape[1]

    def at(lag: int) -> float:
        return float((R[:, lag:] * R[:, :-lag]).mean()) / square

    first, time = at(1), 1.0
    for lag in range(1, n // 4):
        correlation = at(lag)
        if correlation < 2 / np.sqrt(R.size):
            break
        time += 2 * correlation
    return Memory(first, time)
