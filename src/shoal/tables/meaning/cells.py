"""What one cell of text says: the grammar of numbers, booleans and missing cells.

Python's own ``float`` is too generous to read tables: it takes ``1_000``, ``infinity``, ``nan`` and
Arabic digits. Here a number is an optional sign, digits with at most one point, and an optional
exponent, nothing else.
"""

from __future__ import annotations

import math
import re

from ..sources.source import UNCOMPUTED
from ..wording import quoted

# Compared in lower case, after blanks around the cell are gone. The first stand for a missing value
# in any column; a text column may well have a level called "none" or "unknown", so the others do
# only among numbers and dates.
MISSING = frozenset(
    {
        "",
        "na",
        "n/a",
        "nan",
        "null",
        "-",
        "--",
        "---",
        "–",
        "—",
        ".",
        "..",
        "...",
        "?",
        "n.a.",
        "n.a",
    }
    | {"#n/a", "#na", "<na>", "<null>", "#n/a n/a", "\\n", "nat", "(null)", "(blank)"}
    | {"-nan", "+nan", "1.#qnan", "-1.#ind", "-1.#qnan", "1.#ind"}
)
NOT_AVAILABLE = MISSING | {
    *(
        "none",
        "unknown",
        "unk",
        "missing",
        "*",
        "**",
        "n.d.",
        "n.d",
        "nd",
        "n/d",
        "no data",
        "nodata",
    ),
    *("not available", "not applicable", "not reported", "not recorded", "not measured"),
    *(
        "unavailable",
        "undefined",
        "unspecified",
        "nil",
        "empty",
        "blank",
        "tba",
        "tbd",
        "none given",
    ),
}
BOOLEANS = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}
# also the blanks of word processors, and the end-of-file mark that some exports leave in a cell
BLANKS = " \t\u00a0\u2009\u202f\x1a"

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
COMMA_NUMBER = re.compile(r"[+-]?(?:[0-9]+,[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?")
# One to three digits without a leading zero, then groups of three: 1,234 or 12,345,678.
COMMA_GROUPS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_INFINITE = re.compile(r"[+-]?(?:inf|infinity|∞)", re.IGNORECASE)
_UNDERSCORES = re.compile(r"[+-]?[0-9]+(?:_[0-9]+)+(?:\.[0-9_]*)?")
ERRORS = frozenset({"#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!", UNCOMPUTED.lower()})


def number(cell: str) -> float | None:
    """The number that ``cell`` (without blanks around it) writes, or None; always finite."""
    if not NUMBER.fullmatch(cell):
        return None
    value = float(cell)
    return value if math.isfinite(value) else None


def why_no_number(cell: str) -> str:
    """The middle of a sentence: why ``cell`` is no number, and what to write."""
    if NUMBER.fullmatch(cell):
        return f"{quoted(cell)} is too large for a 64-bit number"
    if _INFINITE.fullmatch(cell):
        return f"{quoted(cell)} is not a finite number"
    if _UNDERSCORES.fullmatch(cell):
        return f"{quoted(cell)} is not a number: write the digits without '_'"
    if COMMA_NUMBER.fullmatch(cell):
        return f"{quoted(cell)} has a decimal comma among decimal points"
    if cell == UNCOMPUTED:
        return "the formula was saved without its result, which Excel or LibreOffice saves"
    if cell.lower() in ERRORS:
        return f"{quoted(cell)} is an error of a spreadsheet"
    return f"{quoted(cell)} is not a number"


def meant_as_number(cell: str) -> bool:
    """Whether ``cell`` was meant as a number, though it may not be readable as one."""
    return bool(
        NUMBER.fullmatch(cell)
        or COMMA_NUMBER.fullmatch(cell)
        or _INFINITE.fullmatch(cell)
        or _UNDERSCORES.fullmatch(cell)
        or cell.lower() in ERRORS
    )
