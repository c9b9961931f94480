"""Texts to read, written by rules of their own, with the cells that are in them."""

import io
import random
from collections import namedtuple

from shoal.errors import TableError
from shoal.tables.layout.splitting import rows_of

Strict = namedtuple("Strict", "names cells lines")

PLAIN = ["1", "-2.5", "1e5", "+.5", "7.", "007", "-0", "1.50", "12345678901234567890", "5e-324"]
OTHER = [
    "",
    "red",
    "NA",
    " 1.5",
    "2\t",
    "  ",
    "inf",
    "nan",
    "1e400",
    "1_0",
    "0x1",
    "é",
    "\u0661",
    "-",
]
COMMAS = ["1,5", ",5", "-2,", "1,234", "12,345,678", "1.234,5", "3,5e-3"]
QUOTED = [
    'say "no"',
    "two\nlines",
    "a\r\nb",
    '"',
    "\n",
    "1,5",
    "x;y",
    "\ufeff",
    "x^",
    "#",
    "'",
    "\x0b",
]


def written(
    rng: random.Random, width: int, n_rows: int, delimiter: str
) -> tuple[str, list[list[str]]]:
    """The body of a text and its cells: some columns of one sort, some mixed, quotes where needed."""
    sorts = [rng.choice([PLAIN, PLAIN, PLAIN + OTHER, OTHER, COMMAS, QUOTED, PLAIN + QUOTED])]
    sorts += [rng.choice([PLAIN, PLAIN + OTHER, PLAIN + COMMAS, QUOTED]) for _ in range(width - 1)]
    rows = [[rng.choice(sort) for sort in sorts] for _ in range(n_rows)]
    end = rng.choice(["\n", "\r\n"])
    all_quoted = rng.random() < 0.2

    def shown(cell: str) -> str:
        special = delimiter in cell or "\n" in cell or '"' in cell
        # a row of a single blank cell is a blank line without quotes
        if all_quoted or special or width == 1 or rng.random() < 0.05:
            return '"' + cell.replace('"', '""') + '"'
        return cell

    text = end.join(delimiter.join(map(shown, row)) for row in rows)
    return text + rng.choice(["", end, end + end, end + "  " + end]), rows


def strict(text, delimiter=","):
    """A text by the strict reader: its names, its cells one after the other, the lines of its rows."""
    (_, names), *rows = rows_of(io.StringIO(text, newline=""), delimiter, "t.csv")
    for line, row in rows:
        if len(row) != len(names):
            raise TableError(f"line {line} is of another length")
    return Strict(names, [cell for _, row in rows for cell in row], [line for line, _ in rows])
