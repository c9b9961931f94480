"""The sentences on how a column was read: units, separators, limits, orders of dates."""

from __future__ import annotations

from collections.abc import Sequence

from ..wording import count, inert, quoted
from . import dates
from .damage import argument
from .spelling import Comma, Spelling, is_limit, parts_of, values_of
from .written import Words


def told_of_numbers(spelling: Spelling, odd: Words, said: Sequence[str], comma: Comma) -> list[str]:
    """Sentences on what was taken off the cells."""
    sentences = []
    if spelling.unit:
        sentences.append(f"numbers in {inert(spelling.unit)}")
    if spelling.grouping:
        mark = "blanks" if spelling.grouping == " " else quoted(spelling.grouping)
        grouped = next((w for w in said if _holds(w, spelling.grouping)), said[0])
        sentences.append(f"thousands separated by {mark}: {_example(grouped, spelling)}")
    commas = [w for w in said if spelling.decimal == "," and "," in w]
    if commas and comma != "decimal":
        sentences.append(f"decimal commas: {_example(commas[0], spelling)}")
    if spelling.limits:
        limits = [w for w in said if is_limit(w)]
        below = [w for w in limits if w[0] in "<≤"]
        what = "as half of it" if below else "as the limit itself"
        rows = count(odd.rows_with(limits), "row")
        sentences.append(f"limits such as {quoted((below or limits)[0])} in {rows}, read {what}")
    return sentences


def _holds(word: str, grouping: str) -> bool:
    marks = "'’" if grouping == "'" else " \u00a0\u2009\u202f" if grouping == " " else grouping
    parts = parts_of(word)
    return parts is not None and any(c in parts.body for c in marks)


def _example(word: str, spelling: Spelling) -> str:
    return f"{quoted(word)} is {values_of([word], spelling)[0]:.12g}"


def told_of_dates(name: str, form: str) -> tuple[str, ...]:
    """The sentence on dates that are not written as ISO 8601 writes them."""
    if form in ("", dates.ISO.name):
        return ()
    if form == dates.OTHERS["time"].name:
        return ("times of day",)
    if form == dates.OTHERS["compact"].name:
        return (f"eight digits, read as dates (--number {argument(name)} undoes it)",)
    example = dates.FORMS[form].example if form in dates.FORMS else ""
    return (f"dates such as {example}, {form}",) if example else (f"dates written as {form}",)


def numbers_among(numbers: int, present: int) -> str:
    """The note of a text column some of whose cells are numbers."""
    return f"{numbers:,} of its {present:,} cells are numbers" if numbers else ""
