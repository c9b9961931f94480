"""The table in a large text: its place told from the first and the last lines, its body by polars."""

from __future__ import annotations

import io
from collections.abc import Callable

from ...errors import TableError
from ..assembling import Found
from ..layout.delimiters import delimiter_of
from ..layout.locating import Options, locate
from ..layout.names import quoted_first
from ..layout.remarks import is_rule
from ..layout.splitting import rows_of
from ..sources.memory import NUMBER_CELL, refuse_too_large
from ..sources.source import Grid
from .plain import can_read, plain_columns

HEAD, TAIL = 1 << 17, 1 << 12  # bytes that the strict reader looks at
_BOM = b"\xef\xbb\xbf"


def found_in(
    data: bytes, source: str, options: Options, delimiter: str | None, said: tuple[str, ...]
) -> Found | None:
    """The table in a text of UTF-8, or None: then the strict reader must find or refuse it.

    None is also the answer to a small text, and where polars (the extra [table]) is not installed.

    Parameters
    ----------
    data : bytes
    source : str
        What messages call the text.
    options : Options
    delimiter : str, optional
        What separates the cells, where it is known.
    said : tuple of str
        What was decided before.
    """
    if not can_read(len(data)):
        return None
    begin = len(_BOM) if data.startswith(_BOM) else 0
    try:
        head = _lines(data, begin, data.rfind(b"\n", begin, begin + HEAD) + 1)
        tail_at = data.find(b"\n", len(data) - TAIL) + 1
        tail = _lines(data, tail_at, len(data))
        skipped = "".join(head[options.skip_rows :])
        mark = delimiter_of(skipped, source, delimiter)
        first_rows = list(rows_of(head, mark, source))
        last_rows = list(rows_of(tail, mark, source))
    except (TableError, UnicodeDecodeError):
        return None
    if not first_rows or not last_rows or not tail_at:
        return None
    rows = [row for _, row in (*first_rows, *last_rows)]
    above = data.count(b"\n", 0, tail_at)
    numbers = [n for n, _ in first_rows] + [above + n for n, _ in last_rows]
    grid = Grid(source, rows, numbers, source, "line", said)
    layout = locate(grid, options)
    cut = len(rows) - layout.last
    if layout.first >= len(first_rows) or cut >= len(last_rows) or is_rule(rows[layout.first]):
        return None
    line = numbers[layout.first]
    start = begin + _length(head[: line - 1])
    end = len(data)
    if cut:
        end = tail_at + _length(tail[: last_rows[-cut][0] - 1])
    names = head[first_rows[layout.first - 1][0] - 1] if layout.first and layout.named else ""
    if names.strip() and data.find(b"\n" + names.strip().encode(), start) >= 0:
        return None  # names that come again are left away by the strict reader
    body = plain_columns(data, start, end, line, mark, len(layout.names), _refusing(source))
    if body is None:
        return None
    layout.said[:0] = said
    return Found(source, body.columns, body.lines, layout, mark, "line", quoted_first(head))


def _lines(data: bytes, begin: int, end: int) -> list[str]:
    return io.StringIO(data[begin:end].decode(), newline="").readlines()


def _length(lines: list[str]) -> int:
    return len("".join(lines).encode())


def _refusing(source: str) -> Callable[[int], None]:
    return lambda cells: refuse_too_large(cells, source, NUMBER_CELL)
