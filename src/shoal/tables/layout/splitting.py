"""From the text of a CSV or TSV file to rows of cells, each with the line on which it begins.

A cell stands between quotes or holds no quote at all; inside quotes a quote is doubled, and
delimiters and line ends are part of the cell. Python's ``csv`` module takes a quote in the middle
of a cell, and text after a closing quote, without a word.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shoal.errors import TableError
from shoal.tables.wording import count, quoted

MAX_CELLS = 50_000_000
SAMPLE = 100
DELIMITERS = {"\t": "a tab", ",": "','", ";": "';'", "|": "'|'"}


@dataclass(frozen=True)
class Rows:
    """The header's names and the cells below it, row after row in one flat list."""

    names: list[str]
    cells: list[str]
    lines: list[int]
    delimiter: str


def split(text: str, source: str) -> Rows:
    """The rows of ``text``; TableError (source, line, column, what, what to do) if it has none."""
    lines_of_text = io.StringIO(text, newline="")
    delimiter = _delimiter(lines_of_text, source)
    lines_of_text.seek(0)
    rows = _rows(lines_of_text, delimiter, source)
    first = next(rows, None)
    if first is None:
        raise TableError(f"{source} is empty; its first line must name the columns")
    names = [name.strip() for name in first[1]]
    n = len(names)
    cells: list[str] = []
    lines: list[int] = []
    for line, row in rows:
        if len(row) != n:
            _refuse_ragged(source, line, row, names, delimiter)
        cells += row
        lines.append(line)
        if len(cells) > MAX_CELLS:
            raise TableError(
                f"{source}, line {line}: more than {MAX_CELLS:,} cells, the most that is read; "
                "take fewer rows or columns"
            )
    return Rows(names, cells, lines, delimiter)


def _refuse_ragged(source: str, line: int, row: list[str], names: list[str], by: str) -> None:
    here = f"{source}, line {line}"
    if len(row) < len(names):
        what = f"the cell of column {quoted(names[len(row)])} and all after it are missing"
    else:
        what = f"{quoted(row[len(names)])} has no column"
    raise TableError(
        f"{here}: {count(len(row), 'cell')} but the header names {count(len(names), 'column')}, "
        f"so {what} (cells are separated by {DELIMITERS[by]}); mend the line"
    )


def _rows(lines: Iterable[str], delimiter: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row; a blank line may only stand at the end."""
    numbered = enumerate(lines, 1)
    blank = 0
    for number, line in numbered:
        # a tab is a cell border where tabs separate the cells, so only blanks are stripped
        if not line.strip(" \r\n"):
            blank = blank or number
            continue
        if blank:
            what = "delete it" if blank > 1 else "the first line must name the columns"
            raise TableError(f"{source}, line {blank}: the line is empty; {what}")
        if '"' in line:
            yield number, _quoted_row(number, line, numbered, delimiter, source)
        else:
            yield number, line.rstrip("\r\n").split(delimiter)


def _quoted_row(
    number: int,
    line: str,
    following: Iterator[tuple[int, str]],
    delimiter: str,
    source: str,
) -> list[str]:
    """The cells of a row that has quotes, taking further lines while a quote is open."""
    cells: list[str] = []
    at = 0
    while True:
        begin = at
        while line.startswith(" ", begin):
            begin += 1
        if not line.startswith('"', begin):
            end = line.find(delimiter, at)
            cell = line[at:] if end < 0 else line[at:end]
            if '"' in cell:
                raise TableError(
                    f"{source}, line {number}, cell {len(cells) + 1}: a quote in the middle of "
                    f"{quoted(cell.strip())}; put the whole cell between quotes and double the one "
                    "inside"
                )
            cells.append(cell.rstrip("\r\n"))
        else:
            opened = number
            pieces: list[str] = []
            at = begin + 1
            while True:
                end = line.find('"', at)
                if end < 0:
                    pieces.append(line[at:])
                    number, line = next(following, (0, ""))
                    at = 0
                    if not number:
                        raise TableError(
                            f"{source}, line {opened}, cell {len(cells) + 1}: the quote that opens "
                            "here is never closed; close it"
                        )
                elif line.startswith('""', end):
                    pieces.append(line[at : end + 1])
                    at = end + 2
                else:
                    pieces.append(line[at:end])
                    break
            cells.append("".join(pieces))
            after = line.find(delimiter, end)
            rest = line[end + 1 :] if after < 0 else line[end + 1 : after]
            if rest.strip(" \r\n"):
                raise TableError(
                    f"{source}, line {number}, cell {len(cells)}: {quoted(rest.strip())} after the "
                    f"closing quote of a cell that opens on line {opened}; mend the quotes"
                )
            end = after
        if end < 0:
            break
        at = end + 1
    return cells


def _delimiter(lines: io.StringIO, source: str) -> str:
    """What separates the cells: what splits the header and the first rows into equally many.

    A candidate must occur in the header. Among those that split all the first rows alike a tab
    wins, then the one that makes more columns; a tie is refused. If none does, the one that splits
    most rows alike is taken, and the first row that differs is refused later, by its line.
    """
    consistent: dict[str, int] = {}
    best, share = ",", -1.0
    for candidate in DELIMITERS:
        try:
            lines.seek(0)
            rows = _rows(lines, candidate, source)
            widths = [len(row) for _, (_, row) in zip(range(SAMPLE + 1), rows, strict=False)]
        except TableError:
            # quotes may only make sense with another delimiter; if with none, reading says so
            continue
        if not widths or widths[0] == 1:
            continue
        alike = sum(width == widths[0] for width in widths) / len(widths)
        if alike == 1:
            consistent[candidate] = widths[0]
        if alike > share:
            best, share = candidate, alike
    if "\t" in consistent:
        return "\t"
    if not consistent:
        return best
    most = [d for d, width in consistent.items() if width == max(consistent.values())]
    if len(most) > 1:
        either = " and ".join(DELIMITERS[d] for d in most)
        raise TableError(
            f"{source}, line 1: {either} split every line alike, so what separates the cells "
            "cannot be told; separate them with tabs"
        )
    return most[0]
