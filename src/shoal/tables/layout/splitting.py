"""From the lines of a delimited text to rows of cells, each with the line on which it begins.

A cell stands between quotes or holds no quote at all; inside quotes a quote is doubled, and
delimiters and line ends are part of the cell. Python's ``csv`` module takes a quote in the middle
of a cell, and text after a closing quote, without a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...errors import TableError
from ..wording import quoted

BLANK = " "
DELIMITERS = {"\t": "a tab", ",": "','", ";": "';'", "|": "'|'", BLANK: "blanks"}
_RUN = re.compile(r"[ \t]*(?:\"((?:[^\"]|\"\")*)\"|([^ \t\"]+))(?=[ \t]|$)")


def rows_of(lines: Iterable[str], delimiter: str, source: str) -> Iterator[tuple[int, list[str]]]:
    """Line number and cells of every row; lines of blanks alone are no rows.

    Raises
    ------
    TableError
        Where quotes do not make sense: source, line and cell, what is wrong and what to do.
    """
    numbered = enumerate(lines, 1)
    for number, line in numbered:
        # a tab is a cell border where tabs separate the cells, so only blanks are stripped
        if not line.strip(" \r\n"):
            continue
        if delimiter == BLANK:
            yield number, _between_blanks(number, line.rstrip("\r\n"), source)
        elif '"' in line:
            yield number, _quoted_row(number, line, numbered, delimiter, source)
        else:
            yield number, line.rstrip("\r\n").split(delimiter)


def _between_blanks(number: int, line: str, source: str) -> list[str]:
    """The cells between runs of blanks; a quoted cell may hold blanks and ends on its line."""
    if '"' not in line:
        return line.split()
    cells: list[str] = []
    at = 0
    while line[at:].strip(" \t"):
        match = _RUN.match(line, at)
        if match is None:
            raise TableError(
                f"{source}, line {number}, cell {len(cells) + 1}: a quote that does not stand around "
                "a whole cell; put the cell between quotes and double the one inside"
            )
        cells.append(match[2] if match[1] is None else match[1].replace('""', '"'))
        at = match.end()
    return cells


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
