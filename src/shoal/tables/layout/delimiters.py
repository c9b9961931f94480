"""What separates the cells of a text: told from its first rows."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence

from ...errors import TableError
from ..meaning.cells import COMMA_NUMBER
from .splitting import BLANK, DELIMITERS, rows_of

SAMPLE = 100
MOST_ABOVE = 60  # lines of remarks above a table


def delimiter_of(head: str, source: str, asked: str | None = None) -> str:
    """What separates the cells: what splits the rows from the names on into equally many.

    Of the marks that do, the one that leaves the fewest lines above the table, then a tab, then the
    one that makes more columns; a tie is refused. Runs of blanks are tried where no mark does. If
    nothing splits the rows alike, the mark that splits most of them so is taken, and the first row
    that differs is refused later, by its line.

    Parameters
    ----------
    head : str
        The first lines of the text, whole lines.
    source : str
    asked : str, optional
        What separates the cells, where it is known: then it is only this.
    """
    if asked is not None:
        return asked
    if _is_one_column(head):
        return ";"
    fits: dict[str, tuple[float, int]] = {}
    best, share = ",", 0.0
    for mark in DELIMITERS:
        if mark == BLANK and fits:
            break
        widths = _widths(head, mark, source)
        if not widths:
            continue
        width, _ = Counter(widths).most_common(1)[0]
        if width == 1:
            continue
        above = _above(widths, width)
        if above is not None:
            fits[mark] = above, width
        alike = widths.count(width) / len(widths)
        if alike > share and (mark != BLANK or alike >= 0.75):
            best, share = mark, alike
    if not fits:
        return best
    fewest = min(above for above, _ in fits.values())
    left = {mark: width for mark, (above, width) in fits.items() if above == fewest}
    if "\t" in left:
        return "\t"
    most = [mark for mark, width in left.items() if width == max(left.values())]
    if len(most) > 1:
        either = " and ".join(DELIMITERS[mark] for mark in most)
        raise TableError(
            f"{source}, line 1: {either} split every line alike, so what separates the cells "
            "cannot be told; separate them with tabs"
        )
    return most[0]


def _is_one_column(head: str) -> bool:
    """Whether the lines hold one column of decimal commas (x, then 1,5 and 2,5)."""
    name, *lines = [line.strip() for line in head.splitlines() if line.strip()][:SAMPLE] or [""]
    return (
        bool(lines)
        and not any(mark in name for mark in DELIMITERS)
        and all(map(COMMA_NUMBER.fullmatch, lines))
    )


def _widths(head: str, mark: str, source: str) -> list[int]:
    """How many cells the first rows have; those of a comment and of unquotable rows are 0."""
    widths: list[int] = []
    try:
        for _, row in rows_of(io.StringIO(head, newline=""), mark, source):
            widths.append(len(row))
            if len(widths) > SAMPLE:
                break
    except TableError:
        # quotes may only make sense with another mark; if with none, reading says so
        return []
    return widths


def _above(widths: Sequence[int], width: int) -> float | None:
    """How many rows stand above those of ``width`` cells; None if these do not go on to the end.

    A row of names may lack one name, that of the row names, or have borders behind its last name;
    both count a half. Up to two rows of other widths may end the text.
    """
    first = widths.index(width)
    last = len(widths) - 1 - list(reversed(widths)).index(width)
    inside = widths[first : last + 1]
    if len(widths) - 1 - last > (2 if len(widths) <= SAMPLE else 0) or first > MOST_ABOVE:
        return None
    if any(w != width for w in inside):
        # names without the border that every other row ends in, or the other way round
        return None
    if first and abs(widths[first - 1] - width) == 1 and last > first - 1:
        return first - 0.5
    return float(first)
