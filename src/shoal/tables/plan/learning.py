"""What the training rows say about one input column: left out and why, or its encoding."""

from __future__ import annotations

from collections import Counter

import numpy as np

from shoal.tables.plan.inputs import InputColumn, NumericInput, TextInput
from shoal.tables.table import Column
from shoal.tables.wording import count, inert, named, quoted

MOST_LEVELS = 50
# Below this many rows even honest columns may differ in every row.
FEWEST_FOR_IDENTIFIER = 20
RARE_ROWS, RARE_SHARE = 3, 0.005


def learn_input(
    column: Column, positions: np.ndarray, *, wanted: bool
) -> tuple[InputColumn | None, str]:
    """The encoding of a column of training rows and a sentence on it (empty if it is plain).

    Parameters
    ----------
    column : Column
        Its training rows only.
    positions : ndarray
        Where these rows are in the whole table.
    wanted : bool
        Whether the column was asked for by name, or is the only one: then numbers are read even if
        they look like an identifier.

    Returns
    -------
    encoding : NumericInput, TextInput or None
        None if the column is left out.
    sentence : str
    """
    missing = int(column.missing().sum())
    if missing == len(column.values):
        return None, "left out, missing in every row"
    if column.kind == "text":
        return _learn_text(column, missing)
    return _learn_number(column, positions, missing, wanted)


def _learn_number(
    column: Column, positions: np.ndarray, missing: int, wanted: bool
) -> tuple[InputColumn | None, str]:
    assert column.kind != "text"
    values = column.values[~column.missing()]
    ordered = np.sort(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    # halves first: the sum of two values near the largest number would be infinite
    median = float(low if low == high else low / 2 + high / 2)
    constant = bool(values.min() == values.max())
    if constant and not missing:
        return None, f"left out, {_shown(column, values[0])} in every row"
    sentences = []
    if not missing and column.kind == "number" and _counts_rows(values, positions):
        what = "a different whole number in every row, in order (an identifier)"
        if not wanted:
            return None, f"left out, {what}; name it as an input to read it"
        sentences.append(f"read although it is {what}")
    if column.kind == "date":
        sentences.append("a date, read as days since 1970-01-01")
    if missing:
        n = f"missing in {missing:,} of {count(len(column.values), 'row')}"
        if constant:
            sentences.append(f"{n}, otherwise {_shown(column, median)}: one feature for missing")
        else:
            sentences.append(
                f"{n}, filled with the median {_shown(column, median)} and marked by a feature"
            )
    encoding = NumericInput(column.name, column.kind, median, missing > 0, not constant)
    return encoding, "; ".join(sentences)


def _learn_text(column: Column, missing: int) -> tuple[InputColumn | None, str]:
    n = len(column.values)
    counts = Counter(text for text in column.values if text is not None)
    note = f" ({column.note})" if column.note else ""
    if len(counts) == n > FEWEST_FOR_IDENTIFIER:
        return None, f"left out, a different text in every row (an identifier){note}"
    if len(counts) > MOST_LEVELS or len(counts) > n / 2:
        return None, f"left out, {len(counts):,} different texts in {count(n, 'row')}{note}"
    if len(counts) == 1 and not missing:
        return None, f"left out, {quoted(next(iter(counts)))} in every row"
    enough = max(RARE_ROWS, RARE_SHARE * n)
    levels = tuple(sorted(level for level, rows in counts.items() if rows >= enough))
    rare = len(counts) - len(levels)
    pooled = sum(rows for rows in counts.values() if rows < enough)
    if not levels and not missing:
        return None, f"left out, each of its {count(rare, 'text')} is in too few rows{note}"
    last = missing or pooled or counts[levels[-1]]
    encoding = TextInput(column.name, levels, rare > 0, missing > 0, last / n)
    parts = [f"text, {count(len(counts), 'level')} as {count(len(encoding.features), 'feature')}"]
    if levels:
        parts[0] += f" ({named(levels)})"
    if rare:
        parts.append(f"{count(rare, 'rare level')} pooled as other ({count(pooled, 'row')})")
    if missing:
        parts.append(f"missing in {count(missing, 'row')}, a level of its own")
    if column.note:
        parts.append(inert(column.note, longest=200))
    return encoding, "; ".join(parts)


def _counts_rows(values: np.ndarray, positions: np.ndarray) -> bool:
    """Whether the values just number the rows of the table, up or down.

    The training rows may be any subset of the table in any order, so each value is compared with
    its row's place in the whole table, not with its neighbour.
    """
    if len(values) <= FEWEST_FOR_IDENTIFIER or not np.array_equal(values, np.floor(values)):
        return False
    up, down = values - positions, values + positions
    return bool(np.ptp(up) == 0 or np.ptp(down) == 0)


def _shown(column: Column, value: float) -> str:
    if column.kind == "date":
        day = np.datetime64("1970-01-01") + np.timedelta64(int(np.floor(value)), "D")
        return str(day)
    if column.kind == "boolean":
        return {0.0: "false", 1.0: "true"}.get(value, f"{value:g}")
    return f"{value:.12g}"
