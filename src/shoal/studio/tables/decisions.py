"""What was decided on a table, a sentence each, with the ways on that one click takes.

A way is a change of the options of ``options.py`` or of a column's role: {"words": what the button
says, "set": {...}} of a file; {"words": ..., "column": name, and one of "kind", "form", "missing",
"role", "undo"} of a column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...tables import Column, Table
from ...tables.meaning import dates
from ...tables.meaning.cells import MISSING, NOT_AVAILABLE, number
from ...tables.meaning.written import WrittenCells
from ...tables.plan.gaps import without_sentinels
from ...tables.wording import inert
from ...tables.writing import cells_of
from .options import LONGEST_WORD, MOST_HEADER_ROWS, Options

MOST_CELLS = 2_000  # of a column, looked at for the words that stand in it
SHOWN = 3  # words offered as missing
MONTH_FIRST, DAY_FIRST = "%m/%d/%Y", "%d/%m/%Y"
ORDERS = {DAY_FIRST: "day first", MONTH_FIRST: "month first", "%Y/%m/%d": "year first"}
_OPTION = re.compile(r" ?\(--.*\)$")  # how the command line undoes it: here a button does
_ADVICE = re.compile(r"[;:,] (?:mend|say|write|save|or leave it out|missing\?) .*$", re.DOTALL)

Way = dict[str, Any]
Decision = dict[str, Any]


def file_decisions(table: Table, options: Options) -> list[Decision]:
    """The sentences on the file."""
    return [
        *_units_below(table, options),
        *(
            {
                "column": None,
                "look": "said",
                "sentence": _OPTION.sub("", sentence),
                "ways": _ways_of_file(sentence, options),
            }
            for sentence in table.said
        ),
    ]


def _units_below(table: Table, options: Options) -> list[Decision]:
    """Where the first row alone keeps columns from being read as numbers: it may hold units."""
    if options.units_row is not None or table.lines is None or table.n_rows < 3:
        return []
    heads = []
    for column in table.columns.values():
        if not column.problem or column.cells is None or _meant(column) == "date":
            continue
        head, below = (cells_of(column.take(np.array([i])))[0].strip() for i in (0, 1))
        if head and number(head) is None and number(below) is not None:
            heads.append(f"'{inert(head, 20)}'")
    if not heads:
        return []
    shown = ", ".join(heads[: 2 * SHOWN])
    sentence = f"{table.row_label(0)} has {shown} where numbers stand below"
    way = {"words": "it holds the units", "set": {"units_row": True}}
    return [{"column": None, "look": "problem", "sentence": sentence, "ways": [way]}]


def _ways_of_file(sentence: str, options: Options) -> list[Way]:
    if options.header_rows is None and "is data like the rows below it" in sentence:
        return [{"words": "take it for names", "set": {"header_rows": 1}}]
    if options.header_rows is None and sentence == "names in two rows, joined":
        return [{"words": "the first row alone", "set": {"header_rows": 1}}]
    if options.units_row is None and " holds the units (" in sentence:
        return [{"words": "it is data", "set": {"units_row": False}}]
    return []


def with_gaps(table: Table, options: Options) -> Table:
    """The table as a fit of all its columns takes it: numbers that stand for missing values gone."""
    return without_sentinels(table, [], None, (), options.declared(table.names))


def column_decisions(read: Column, taken: Column, table: Table, options: Options) -> list[Decision]:
    """The sentences on a column: as it was read, and as ``with_gaps`` has it."""
    found = [_declared(read, options)]
    if read.problem:
        found.append(_of_problem(read, table))
    elif read.kind == "text" and read.note:
        way = {"words": "read as numbers", "column": read.name, "kind": "number"}
        found.append(_decision(read, "said", f"text, although {read.note}", [way]))
    elif taken.kind == "number" and taken.note != read.note:
        found.append(_of_doubt(taken))
    elif taken.note:
        found.append(_decision(read, "doubt", taken.note, []))
    for sentence in taken.said:
        gone = sentence not in read.said
        found.append(_decision(read, "said", sentence, _ways(read, sentence, gone, options)))
    return [decision for decision in found if decision is not None]


def kinds_of(column: Column, options: Options) -> list[str]:
    """The kinds that a column can be read as, the present one first."""
    if column.problem:
        # what it cannot be read as stays the one that is shown, and to be chosen against
        wanted = options.declared([column.name]).of_column(column.name).kind
        first = "date" if "date" in (wanted, _meant(column)) else "number"
        return [first, *(k for k in ("number", "text", "date") if k != first)]
    kinds = [column.kind, "number", "text"]
    if column.kind == "date" or _may_be_dates(column):
        kinds.append("date")
    if column.kind == "text" and not column.note:
        kinds.remove("number")
    return list(dict.fromkeys(kinds))


def formats_of(column: Column) -> list[list[str]]:
    """Formats that read every date of a column, each with what it makes of the first."""
    words = _words(column)
    found = []
    for name, shown in ORDERS.items():
        days = [dates.days(word, name) for word in words]
        if words and all(day is not None for day in days):
            found.append([name, f"{shown}: {inert(words[0])} is {_day(days[0])}"])
    return found


def missing_words(column: Column, missing: np.ndarray) -> list[str]:
    """What stands in the cells that are missing, the commonest first; empty for empty ones."""
    rows = np.flatnonzero(missing)[:MOST_CELLS]
    if column.cells is None or not len(rows):
        return []
    counts: dict[str, int] = {}
    for cell in cells_of(column.take(rows)):
        word = inert(cell.strip(), LONGEST_WORD)
        counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: -counts[word])[: 2 * SHOWN]


def _declared(column: Column, options: Options) -> Decision | None:
    """What the user has said of the column, to be taken back."""
    name, told = column.name, []
    if name in options.text:
        told.append("read as text")
    if name in options.number:
        told.append("read as numbers")
    if name in options.date:
        form = options.date[name]
        told.append(f"read as dates, {ORDERS.get(form, form)}" if form else "read as dates")
    if options.missing_in.get(name):
        words = ", ".join(f"'{inert(word)}'" for word in options.missing_in[name])
        told.append(f"{words} taken as missing")
    if not told:
        return None
    way = {"words": "undo", "column": name, "undo": True}
    return _decision(column, "declared", f"{'; '.join(told)}, as you said", [way])


def _of_problem(column: Column, table: Table) -> Decision:
    name = column.name
    sentence = _ADVICE.sub("", column.problem).removeprefix(f"{table.source}, ")
    sentence = re.sub(r", column '[^']*'(?=: )", "", sentence)
    ways: list[Way] = []
    meant = _meant(column)
    if meant == "date":
        orders = formats_of(column)
        ways += [
            {"words": words, "column": name, "kind": "date", "form": form} for form, words in orders
        ]
    odd = [] if ways else _odd_words(column, meant)
    ways += [
        {"words": f"take '{inert(word)}' as missing", "column": name, "missing": [word]}
        for word in odd[:SHOWN]
    ]
    if 1 < len(odd) <= SHOWN:
        ways.append({"words": "take all of these", "column": name, "missing": odd})
    ways.append({"words": "read as text", "column": name, "kind": "text"})
    ways.append({"words": "leave out", "column": name, "role": "ignore"})
    return _decision(column, "problem", sentence, ways)


def _of_doubt(column: Column) -> Decision:
    word = column.note.rpartition("--missing ")[2].removesuffix(" says so")
    way = {"words": f"take {word} as missing", "column": column.name, "missing": [word]}
    return _decision(column, "doubt", f"{_ADVICE.sub('', column.note)}: a missing value?", [way])


def _ways(column: Column, sentence: str, gone: bool, options: Options) -> list[Way]:
    name = column.name
    if gone and sentence.endswith("keeps it)"):
        value = sentence.partition(" ")[0]
        return [{"words": f"keep {value} as a number", "column": name, "kind": "number"}]
    if column.kind == "date" and sentence.endswith("undoes it)"):
        return [{"words": "read as numbers", "column": name, "kind": "number"}]
    if column.kind == "date" and name not in options.date:
        orders = formats_of(column)
        if len(orders) > 1:
            return [
                {"words": words, "column": name, "kind": "date", "form": form}
                for form, words in orders
                if form != column.meaning.form
            ]
    return []


def _decision(column: Column, look: str, sentence: str, ways: Sequence[Way]) -> Decision:
    text = inert(_OPTION.sub("", sentence), 300)
    return {"column": column.name, "look": look, "sentence": text, "ways": list(ways)}


def _words(column: Column) -> list[str]:
    """The different cells that are not missing, of the first rows."""
    n = min(len(column.values), MOST_CELLS)
    if column.cells is None:
        return []
    first = cells_of(column.take(np.arange(n)))
    lacks = column.meaning.lacks
    gaps = MISSING | NOT_AVAILABLE
    words = WrittenCells(first).words().words
    return [word for word in words if word.lower() not in gaps and not lacks(word)]


def _meant(column: Column) -> str:
    """What most cells of a column with a problem were meant as."""
    words = _words(column)
    like_dates = sum(map(dates.looks_like_date, words))
    return "date" if words and like_dates >= len(words) / 2 else "number"


def _may_be_dates(column: Column) -> bool:
    words = _words(column)[:100]
    meant = [dates.looks_like_date(word) or dates.looks_compact(word) for word in words]
    return bool(words) and sum(meant) >= len(words) / 2


def _odd_words(column: Column, meant: str) -> list[str]:
    """The cells that are no numbers, or no dates, where most of the others are."""
    good = dates.looks_like_date if meant == "date" else lambda word: number(word) is not None
    odd = [word for word in _words(column) if not good(word) and len(word) <= LONGEST_WORD]
    return odd if len(odd) <= MOST_HEADER_ROWS else odd[:1]


def _day(days: float | None) -> str:
    return "" if days is None else str(np.datetime64("1970-01-01") + int(days))
