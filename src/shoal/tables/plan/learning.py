"""What the training rows say about one input column: left out and why, or its encoding."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from ..meaning.dates import OTHERS
from ..table import Column
from ..wording import count, inert, named, quoted
from .inputs import CYCLES, DateInput, InputColumn, NumericInput, TextInput

MOST_LEVELS = 50
# Below this many rows even honest columns may differ in every row.
FEWEST_FOR_IDENTIFIER = 20
FIRST_YEAR, LAST_YEAR = 1500, 2200
RARE_ROWS, RARE_SHARE = 3, 0.005
TIME_ALONE = OTHERS["time"].name
FEWEST_FOR_CYCLES = 30  # rows: each cycle is two features
FEWEST_TIMES, FEWEST_MONTHS = 4, 4  # different times of day, months
MONTH_ENDS = 4  # a month ends on one of so many days
WEEKS, YEARS, MONTH = 21, 540, 365.2425 / 12  # days: three weeks and a year and a half show a cycle


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
    encoding : NumericInput, DateInput, TextInput or None
        None if the column is left out.
    sentence : str
    """
    missing = int(column.missing().sum())
    if missing == len(column.values):
        return None, "left out, missing in every row"
    if column.kind == "text":
        return _learn_text(column, missing, wanted)
    return _learn_number(column, positions, missing, wanted)


def _learn_number(
    column: Column, positions: np.ndarray, missing: int, wanted: bool
) -> tuple[InputColumn | None, str]:
    assert column.kind != "text"
    values = column.values[~column.missing()]
    median = _median(values)
    constant = bool(values.min() == values.max())
    if constant and not missing:
        return None, f"left out, {_shown(column, values[0])} in every row"
    sentences = [*column.said]
    if not missing and column.kind == "number" and _counts_rows(values, positions):
        what = "a different whole number in every row, in order (an identifier)"
        if not wanted:
            return None, f"left out, {what}; name it as an input to read it"
        sentences.append(f"read although it is {what}")
    if missing:
        n = f"missing in {missing:,} of {count(len(column.values), 'row')}"
        if constant:
            sentences.append(f"{n}, otherwise {_shown(column, median)}: one feature for missing")
        else:
            sentences.append(
                f"{n}, filled with the median {_shown(column, median)} and marked by a feature"
            )
    if column.kind == "date":
        dated = _learn_date(column, values, median, missing, constant)
        return dated, "; ".join([*sentences, _date_sentence(dated)])
    limit = column.limited is not None and bool(column.limited.any())
    if limit and not missing:
        sentences.append("marked by a feature")
    meaning = replace(column.meaning, kind=column.kind)
    encoding = NumericInput(
        column.name, column.kind, median, missing > 0, not constant, limit, meaning
    )
    return encoding, "; ".join(sentences)


def _median(values: np.ndarray) -> float:
    ordered = np.sort(values)
    low, high = ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]
    # halves first: the sum of two values near the largest number would be infinite
    return float(low if low == high else low / 2 + high / 2)


def _learn_date(
    column: Column, values: np.ndarray, median: float, missing: int, constant: bool
) -> DateInput:
    """Days, and the cycles for which span and resolution have room."""
    cycles = []
    span, whole = float(np.ptp(values)), np.floor(values)
    time_of_day = column.meaning.form == TIME_ALONE
    if len(values) >= FEWEST_FOR_CYCLES:
        if len(np.unique(values - whole)) >= FEWEST_TIMES and (time_of_day or span >= 2):
            cycles.append("day")
        different = np.unique(whole)
        weekdays = len(np.unique(different % 7)) == 7 and not _once_a_month(different)
        if span >= WEEKS and len(different) >= WEEKS and weekdays:
            cycles.append("week")
        months = np.unique(np.floor(different / MONTH) % 12)
        if span >= YEARS and len(months) >= FEWEST_MONTHS:
            cycles.append("year")
    meaning = replace(column.meaning, kind="date")
    return DateInput(column.name, median, missing > 0, not constant, tuple(cycles), meaning)


def _once_a_month(days: np.ndarray) -> bool:
    """Whether dates are the first, the middle or the end of months: no weekday is meant then."""
    dates = days.astype("datetime64[D]")
    in_month = dates - dates.astype("datetime64[M]").astype("datetime64[D]")
    return len(np.unique(in_month)) <= MONTH_ENDS


def _date_sentence(encoding: DateInput) -> str:
    unit = (
        "as a fraction of the day"
        if encoding.meaning.form == TIME_ALONE
        else "as days since 1970-01-01"
    )
    if not encoding.cycles:
        return f"a date, read {unit}"
    cycles = " and ".join(CYCLES[c] for c in encoding.cycles)
    return f"a date, read {unit}, and {cycles} as sine and cosine"


def _learn_text(column: Column, missing: int, wanted: bool) -> tuple[InputColumn | None, str]:
    n = len(column.values)
    counts = Counter(text for text in column.values if text is not None)
    note = f" ({column.note})" if column.note else ""
    undo = "; name it as an input to read its most frequent ones"
    if len(counts) == n > FEWEST_FOR_IDENTIFIER:
        return None, f"left out, a different text in every row (an identifier){note}"
    if len(counts) > n / 2 and not wanted:
        return None, f"left out, {len(counts):,} different texts in {count(n, 'row')}{note}{undo}"
    if len(counts) == 1 and not missing:
        return None, f"left out, {quoted(next(iter(counts)))} in every row"
    enough = max(RARE_ROWS, RARE_SHARE * n) if not wanted or len(counts) <= n / 2 else 2
    frequent = [level for level, rows in counts.most_common(MOST_LEVELS) if rows >= enough]
    levels = tuple(sorted(frequent))
    rare = len(counts) - len(levels)
    pooled = sum(counts.values()) - sum(counts[level] for level in levels)
    if not levels and not missing:
        return None, f"left out, each of its {count(rare, 'text')} is in too few rows{note}"
    last = missing or pooled or counts[levels[-1]]
    meaning = replace(column.meaning, kind="text")
    encoding = TextInput(column.name, levels, rare > 0, missing > 0, last / n, meaning)
    parts = [*column.said]
    parts.append(
        f"text, {count(len(counts), 'level')} as {count(len(encoding.features), 'feature')}"
    )
    if levels:
        parts[-1] += f" ({named(levels)})"
    if rare:
        kind = "rare level" if len(levels) < MOST_LEVELS else "less frequent level"
        parts.append(f"{count(rare, kind)} pooled as other ({count(pooled, 'row')})")
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
    if FIRST_YEAR <= values.min() and values.max() <= LAST_YEAR:
        return False  # years count the rows of many a table, and tell more than a number of the row
    up, down = values - positions, values + positions
    return bool(np.ptp(up) == 0 or np.ptp(down) == 0)


def _shown(column: Column, value: float) -> str:
    if column.kind == "date":
        day = np.datetime64("1970-01-01") + np.timedelta64(int(np.floor(value)), "D")
        return str(day)
    if column.kind == "boolean":
        return {0.0: "false", 1.0: "true"}.get(value, f"{value:g}")
    return f"{value:.12g}"
