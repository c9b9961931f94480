"""Where the table is among the rows of a file: its names, units, first and last row.

Above a table may stand remarks, below it totals and sources; its names may be missing, in two rows,
or followed by a row of units. What is plain is found out and said; what is not is asked for.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from shoal.errors import TableError
from shoal.tables.layout.names import tidy
from shoal.tables.meaning.cells import MISSING, NOT_AVAILABLE
from shoal.tables.meaning.dates import looks_like_date
from shoal.tables.meaning.spelling import parts_of
from shoal.tables.sources.source import Grid
from shoal.tables.wording import count, inert

SAMPLE = 200
ENOUGH = 0.8
COMMENTS = ("#", "%", "//")
_TITLE_SHARE = 0.5  # of the columns must be filled for a row to be one of names
_BRACKETED = re.compile(r"[\[(<{].{0,20}[\])>}]")
_UNITS = frozenset(
    [
        "-",
        "--",
        "1",
        "%",
        "‰",
        "m",
        "cm",
        "mm",
        "km",
        "nm",
        "um",
        "µm",
        "μm",
        "kg",
        "g",
        "mg",
        "ug",
        "µg",
        "μg",
        "t",
        "l",
        "ml",
        "s",
        "ms",
        "us",
        "sec",
        "secs",
        "min",
        "mins",
        "h",
        "hr",
        "hrs",
        "hour",
        "hours",
        "d",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "yr",
        "yrs",
        "deg",
        "°c",
        "c",
        "degc",
        "°f",
        "f",
        "k",
        "°k",
        "pa",
        "kpa",
        "hpa",
        "mpa",
        "gpa",
        "bar",
        "mbar",
        "psi",
        "v",
        "mv",
        "kv",
        "a",
        "ma",
        "w",
        "kw",
        "mw",
        "kwh",
        "mwh",
        "wh",
        "j",
        "kj",
        "mj",
        "n",
        "kn",
        "nm",
        "hz",
        "khz",
        "mhz",
        "ghz",
        "rpm",
        "ppm",
        "ppb",
        "ppt",
        "usd",
        "eur",
        "gbp",
        "$",
        "€",
        "£",
        "m/s",
        "km/h",
        "kmh",
        "kph",
        "mph",
        "m2",
        "m²",
        "m3",
        "m³",
        "m^2",
        "m^3",
        "cm2",
        "cm3",
        "mm2",
        "mm3",
        "mol",
        "mmol",
        "umol",
        "db",
        "dba",
        "lux",
        "lx",
        "ft",
        "in",
        "inch",
        "inches",
        "lb",
        "lbs",
        "oz",
        "gal",
        "mi",
        "rad",
        "°",
        "ohm",
        "ω",
        "kohm",
        "f",
        "pf",
        "nf",
        "uf",
        "h",
        "mh",
        "cal",
        "kcal",
        "au",
        "pct",
        "percent",
        "count",
        "counts",
        "no.",
        "#",
        "number",
        "unitless",
        "none",
        "n/a",
        "na",
        "degree",
        "degrees",
        "feet",
        "mile",
        "miles",
        "kn/m2",
        "kg/m3",
        "cc",
        "cfu",
    ]
)


@dataclass(frozen=True)
class Options:
    """What a user says of the place of a table; None where it is found out.

    ``header_rows`` is 0 where the first row is data; ``skip_rows`` counts lines of the file.
    """

    header_rows: int | None = None
    units_row: bool | None = None
    skip_rows: int = 0


@dataclass(frozen=True)
class Layout:
    """Where the table is.

    Attributes
    ----------
    names : list of str
        One for each column, empty where it has none.
    units : dict of int to str
        From a row of units, by column.
    first, last : int
        The rows of the grid that hold the table: ``rows[first:last]``.
    named : bool
        Whether the row above ``first`` holds the names.
    said : list of str
    """

    names: list[str]
    units: dict[int, str]
    first: int
    last: int
    named: bool = True
    said: list[str] = field(default_factory=list)


def locate(grid: Grid, options: Options) -> Layout:
    """Find the table in a grid.

    Raises
    ------
    TableError
        The grid is empty, or has names and no rows below them.
    """
    said: list[str] = []
    rows = grid.rows
    top = _skipped(grid, options.skip_rows)
    widths = [len(row) for row in rows[top : top + 5 * SAMPLE]]
    if not widths:
        raise TableError(f"{grid.where} is empty; its first {grid.unit} must name the columns")
    width = _usual(rows[top : top + 5 * SAMPLE], widths)
    bottom = _bottom(grid, top, width, said)
    start = top if options.skip_rows else _names_row(grid, top, bottom, width, said)
    return _named(grid, options, start, bottom, width, said)


def _skipped(grid: Grid, lines: int) -> int:
    """The first row behind so many lines of the file."""
    return (
        next((i for i, n in enumerate(grid.numbers) if n > lines), len(grid.rows)) if lines else 0
    )


def _usual(rows: Sequence[list[str]], widths: Sequence[int]) -> int:
    """How many cells a row of the table has: the commonest number, less borders without a cell."""
    body = [row for row in rows if not _comment(row)] or rows
    return Counter(len(row) for row in body).most_common(1)[0][0] if widths else 0


def _bottom(grid: Grid, top: int, width: int, said: list[str]) -> int:
    """The end of the table: rows of other widths, empty rows and totals below it are cut off."""
    rows, last = grid.rows, len(grid.rows)
    empty = 0
    while last > top + 2 and not any(map(str.strip, rows[last - 1])):
        last, empty = last - 1, empty + 1
    kept = last
    while last > top + 2 and kept - last < 20 and _footer(rows, last - 1, top, width):
        last -= 1
    if kept > last:
        first = inert(" ".join(filter(None, rows[last])), longest=40)
        where = f"{grid.unit} {grid.numbers[last]}"
        said.append(f"{where}: '{first}' and what follows stands below the table, left away")
    return last


def _footer(rows: Sequence[list[str]], i: int, top: int, width: int) -> bool:
    row = rows[i]
    filled = [cell for cell in row if cell.strip()]
    if len(row) < width and len(filled) == 1 and width > 1:
        return _is_remark(rows, i, top, row)
    if len(row) == width and width > 2 and len(filled) == 1 and row[0].strip():
        return _is_remark(rows, i, top, row)
    return _comment(row) and len(row) != width


def _is_remark(rows: Sequence[list[str]], i: int, top: int, row: list[str]) -> bool:
    """Whether a lonely first cell is a remark rather than a row that was cut off."""
    above = [r[0] for r in rows[max(top + 1, i - 20) : i] if r and r[0].strip()]
    number = [parts_of(cell.strip()) is not None or looks_like_date(cell.strip()) for cell in above]
    cell = row[0].strip()
    if parts_of(cell) is not None or looks_like_date(cell):
        return False
    # among texts a lonely word may be a row whose end is lost, but not a sentence
    return (bool(number) and all(number)) or " " in cell or cell.endswith(":")


def _names_row(grid: Grid, top: int, bottom: int, width: int, said: list[str]) -> int:
    """The row of the names: the first that is as wide as the table and more than a title."""
    rows = grid.rows
    i, comment = top, -1
    while i < bottom - 1:
        row = rows[i]
        filled = [cell.strip() for cell in row if cell.strip()]
        if _comment(row) and not (len(row) == width and filled[0] in COMMENTS):
            comment = i
        elif not _is_title(row, filled, width, rows[i + 1]):
            break
        i += 1
    if comment == i - 1 >= top and _looks_like_data(rows[i]):
        named = _uncommented(rows[comment], grid)
        if len(named) == len(rows[i]):  # numpy.savetxt and gnuplot name columns in a comment
            rows[comment][:] = named
            i = comment
    if i > top:
        first = inert(" ".join(filter(None, rows[top])), longest=40)
        lines = count(i - top, f"{grid.unit} above the names", f"{grid.unit}s above the names")
        said.append(f"{lines} skipped ('{first}')")
    return i


def _is_title(row: list[str], filled: list[str], width: int, below: list[str]) -> bool:
    if width < 2:
        return False
    if len(row) == width or len(row) == width - 1 >= 2:
        if len(set(filled)) == 1 and len(filled) > 2 and len(set(below)) > 1:
            return True  # a title merged over the columns
        return len(filled) <= 1 and width > 2
    # a border behind the last name, or names that lack the last border
    names = _unbordered(row)
    return not (len(names) >= width or (len(row) >= 2 and len(names) == width - 1))


def _unbordered(row: list[str]) -> list[str]:
    """A row without the empty cells at its end."""
    n = len(row)
    while n and not row[n - 1].strip():
        n -= 1
    return row[:n]


def _comment(row: Sequence[str]) -> bool:
    return bool(row) and row[0].lstrip().startswith(COMMENTS)


def _uncommented(row: list[str], grid: Grid) -> list[str]:
    first = row[0].lstrip().lstrip("#%/ ").strip()
    rest = [cell.strip() for cell in row[1:]]
    return [first, *rest] if first else rest


def _looks_like_data(row: Sequence[str]) -> bool:
    return any(parts_of(cell.strip()) is not None for cell in row)


def _named(
    grid: Grid, options: Options, start: int, bottom: int, width: int, said: list[str]
) -> Layout:
    rows = grid.rows
    head = rows[start]
    body = rows[start + 1 : min(bottom, start + 1 + SAMPLE)]
    n_header = options.header_rows
    if n_header is None:
        n_header = 0 if _is_data(head, body) else 1
        if n_header == 0:
            said.append(
                f"{grid.unit} {grid.numbers[start]} is data like the rows below it: the columns are "
                "called 'column 1' and so on (--header-rows 1 takes it for names)"
            )
        elif _is_grouped(head, body):
            n_header = 2
            said.append("names in two rows, joined")
    if n_header == 0:
        names = [f"column {k + 1}" for k in range(max(width, len(head)))]
        return Layout(names, {}, start, bottom, False, said)
    if bottom - start < n_header + 1:
        raise TableError(f"{grid.where} has a {grid.unit} of column names but no rows below it")
    first = start + n_header
    names = _joined(rows[start:first])
    units: dict[int, str] = {}
    below = rows[first + 1 : min(bottom, first + 1 + SAMPLE)]
    asked = options.units_row
    if asked or (asked is None and below and _is_units(rows[first], below)):
        if first + 1 >= bottom:
            raise TableError(f"{grid.where} has names and units but no rows below them")
        units = {k: _unit(cell) for k, cell in enumerate(rows[first]) if _unit(cell)}
        if asked is None:
            said.append(
                f"{grid.unit} {grid.numbers[first]} holds the units ({', '.join(map(inert, list(units.values())[:4]))})"
            )
        first += 1
    names = _fitted_to(names, rows[first:bottom], grid, start)
    tidied, more = tidy(names, f"{grid.where}, {grid.unit} {grid.numbers[start]}")
    return Layout(tidied, units, first, bottom, not units and n_header == 1, [*said, *more])


def _joined(rows: Sequence[list[str]]) -> list[str]:
    """Names in several rows as one; an empty cell of an upper row means that of its left."""
    width = max(map(len, rows))
    names = [""] * width
    for level, row in enumerate(rows):
        last = ""
        for k in range(width):
            cell = row[k].strip() if k < len(row) else ""
            if level < len(rows) - 1:
                cell = last = cell or last
            if cell and cell != names[k]:
                names[k] = f"{names[k]} {cell}".strip()
    return names


def _fitted_to(names: list[str], body: Sequence[list[str]], grid: Grid, start: int) -> list[str]:
    """The names, one for each cell of a row: without those of borders, or with that of row names."""
    width = Counter(map(len, body)).most_common(1)[0][0]
    if len(names) > width and not any(name.strip() for name in names[width:]):
        return names[:width]
    more = width - len(names)
    if more > 0 and not any(c.strip() for row in body for c in row[len(names) :]):
        return names + [""] * more
    if more == 1 and len(names) and all(name.strip() for name in names):
        return ["", *names]
    if more and grid.unit == "row":
        return names + [""] * more
    return names


def _is_data(head: list[str], body: Sequence[list[str]]) -> bool:
    """Whether the first row is one of data: nothing in it tells it from those below.

    A header of whole numbers that count (0, 1, 2 of pandas) or of years is one of names, as long as
    the cells below are something else.
    """
    if not body or len(head) < 2:
        return False
    cells = [cell.strip() for cell in head]
    below = [[row[k].strip() for row in body if k < len(row) and row[k].strip().lower() not in NOT_AVAILABLE]
             for k in range(len(cells))]  # fmt: skip
    numeric = [bool(c) and sum(map(_is_number, c)) >= ENOUGH * len(c) for c in below]
    if not any(numeric):
        texts = [k for k, c in enumerate(below) if c]
        return len(body) >= 20 and len(texts) > 1 and all(cells[k] in below[k] for k in texts)
    told = [k for k in range(len(cells)) if numeric[k] and cells[k].lower() not in MISSING]
    if not told or not all(_is_number(cells[k]) for k in told):
        return False
    if any(not cells[k].isdecimal() for k in told):
        return True  # -1 and 3.4 are no names
    words = [k for k in range(len(cells)) if not numeric[k] and cells[k] and below[k]]
    if words:
        return any(cells[k] in below[k] or looks_like_date(cells[k]) for k in words)
    return not _counts([int(cells[k]) for k in told], all_told=len(told) == len(cells))


def _counts(numbers: list[int], *, all_told: bool) -> bool:
    """Whether whole numbers are names: they count from 0 or 1, or are years one after another."""
    if len(numbers) < 2 or (len(numbers) < 3 and not all_told):
        return False
    steps = {b - a for a, b in zip(numbers, numbers[1:], strict=False)}
    if len(steps) != 1 or steps <= {0}:
        return False
    years = all(1800 <= n <= 2100 for n in numbers) and len(numbers) > 2
    return years or (numbers[0] in (0, 1) and steps == {1} and len(numbers) > 2)


def _is_number(cell: str) -> bool:
    return parts_of(cell) is not None and not looks_like_date(cell)


def _is_grouped(head: list[str], body: Sequence[list[str]]) -> bool:
    """Whether the row below the first is one of names, too, and the first one of groups of them."""
    if len(body) < 3 or len(head) < 3:
        return False
    cells = [cell.strip() for cell in head]
    second = [cell.strip() for cell in body[0]]
    gaps = sum(not cell for cell in cells[1:]) + len(cells) - len(set(cells))
    if len(second) != len(cells) or gaps < max(1, len(cells) // 3) or not all(second[1:]):
        return False
    numeric = _numeric_columns(body[1:], len(cells))
    if not numeric or any(_is_number(second[k]) for k in numeric):
        return False
    return len(set(second)) > 1 or len(set(cells)) > 1


def _is_units(row: list[str], below: Sequence[list[str]]) -> bool:
    """Whether a row gives units: numbers stand below each of them, and each is a known unit."""
    numeric = _numeric_columns(below, len(row))
    cells = [row[k].strip() for k in numeric]
    named = [cell for cell in cells if cell]
    if not named or any(_is_number(cell) and cell != "1" for cell in cells):
        return False
    known = [cell for cell in named if cell.lower() in _UNITS or _BRACKETED.fullmatch(cell)]
    if all(cell in ("-", "", "na", "n/a", "none") for cell in (c.lower() for c in named)):
        return False  # a row of gaps
    compound = [
        c
        for c in named
        if re.fullmatch(r"[A-Za-zµμ°%]{1,6}(?:[/*·^ ]-?[A-Za-z0-9²³]{1,5}){1,3}", c)
    ]
    return len({*known, *compound}) == len(set(named))


def _numeric_columns(rows: Sequence[list[str]], width: int) -> list[int]:
    found = []
    for k in range(width):
        cells = [
            r[k].strip() for r in rows if k < len(r) and r[k].strip().lower() not in NOT_AVAILABLE
        ]
        if cells and sum(map(_is_number, cells)) >= ENOUGH * len(cells):
            found.append(k)
    return found


def _unit(cell: str) -> str:
    text = cell.strip()
    if _BRACKETED.fullmatch(text):
        text = text[1:-1].strip()
    return "" if text.lower() in {"", "-", "--", "1", "none", "unitless", "na", "n/a"} else text
