"""The sentences on a cell that does not fit its column: where, what, and every way to get on."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from ..wording import inert, quoted
from . import dates
from .cells import meant_as_number, number, why_no_number
from .spelling import Comma, Spelling, parts_of, spelling_of, value_of
from .written import Numbers, Words, Written

Place = Callable[[int], str]


def damaged_number(
    name: str, written: Written, numbers: Numbers, said: Sequence[str], comma: Comma, place: Place
) -> str:
    """On the first cell that is no number as the others of its column are.

    ``said`` are the odd cells that stand for no missing value.
    """
    odd = numbers.odd
    unit = _usual_unit(numbers, said)
    usual = spelling_of([w for w in said if _unit(w) == unit] or ["1"], comma) or Spelling(unit)
    firsts = dict(zip(odd.words, odd.firsts.tolist(), strict=True))
    bad = [w for w in said if value_of(w, usual) is None or _unit(w) not in (unit, None)]
    if not bad:  # only plain cells lack the unit
        i = int(np.flatnonzero(~np.isnan(numbers.values))[0])
        cell = written.cells[i].strip()
        why = f"{quoted(cell)} has no unit where other cells have {quoted(unit)}"
        return f"{place(i)}: {why}; {_ways_on(name, cell)}"
    cell = min(bad, key=lambda w: firsts[w])
    where, parts = place(firsts[cell]), parts_of(cell)
    if comma == "unclear" and parts is not None and "," in parts.body:
        body = parts.body
        return (
            f"{where}: {quoted(cell)} could be {body.replace(',', '.', 1)} or "
            f"{body.replace(',', '')}: write it without the comma"
        )
    if parts is None or meant_as_number(cell) or number(cell) is not None:
        why = why_no_number(cell)
    elif parts.power and parts.unit == unit:
        why = f"{quoted(cell)} is too large for a 64-bit number"
    elif parts.unit != unit and unit:
        why = f"{quoted(cell)} has the unit {quoted(parts.unit)} where others have {quoted(unit)}"
    elif parts.unit and not (len(parts.unit) == 1 and parts.unit.isalpha()):
        why = f"{quoted(cell)} has the unit {quoted(parts.unit)} where others have none"
    elif parts.unit:  # 12o: a letter for a digit
        why = why_no_number(cell)
    else:
        why = f"{quoted(cell)} is written otherwise than the numbers around it"
    return f"{where}: {why}; {_ways_on(name, cell)}"


def damaged_date(name: str, words: Words, k: int, form: str, place: Place) -> str:
    """On a cell that is no date as the others of its column are."""
    example = dates.FORMS[form].example if form in dates.FORMS else form
    cell = words.words[k]
    return (
        f"{place(int(words.firsts[k]))}: {quoted(cell)} is not a date such as {example}; mend the "
        f"cell, take it as missing with --missing {argument(cell)}, say how dates are written with "
        f"--date {argument(name + ':FORMAT')}, read the column as text with --text {argument(name)}"
    )


def unclear_date(
    name: str, words: Words, cell: str, found: Sequence[dates.Form], place: Place
) -> str:
    """On a column of dates that can be read in several orders."""
    asked = " or ".join(f"--date {argument(f'{name}:{form.name}')}" for form in found)
    where = place(int(words.firsts[words.words.index(cell)]))
    return (
        f"{where}: {quoted(cell)} could be day/month or month/day, and no cell of the column tells "
        f"which; say {asked}, or --text {argument(name)} if these are no dates"
    )


def offsets_clash(words: Words, said: Sequence[str]) -> str:
    """The first time that names an offset where those above do not, or the other way round."""
    chosen = set(said)
    firsts = zip(words.firsts.tolist(), words.words, strict=True)
    first: bool | None = None
    for _, word in sorted((row, word) for row, word in firsts if word in chosen):
        offset = dates.names_offset(word)
        if offset is None:
            continue
        if first is not None and offset != first:
            return word
        first = offset
    return ""


def argument(text: str) -> str:
    """A text as it is typed on a command line, shortened."""
    shown = inert(text, longest=40)
    return shown if re.fullmatch(r"[\w%/:.+-]+", shown) else f"'{shown}'"


def _ways_on(name: str, cell: str) -> str:
    return (
        f"mend the cell, take it as missing with --missing {argument(cell)}, or read the column as "
        f"text with --text {argument(name)}"
    )


def _unit(word: str) -> str | None:
    parts = parts_of(word)
    return None if parts is None else parts.unit


def _usual_unit(numbers: Numbers, said: Sequence[str]) -> str:
    """The unit that most cells have."""
    odd = numbers.odd
    rows = {"": len(numbers.values) - len(odd.codes)}
    counts = dict(zip(odd.words, odd.counts.tolist(), strict=True))
    for word in said:
        unit = _unit(word)
        if unit is not None:
            rows[unit] = rows.get(unit, 0) + counts[word]
    return max(rows, key=lambda unit: rows[unit])
