"""What one cell of text says: the grammar of numbers, dates, booleans and missing cells.

Python's own ``float`` is too generous to read tables: it takes ``1_000``, ``infinity``, ``nan`` and
Arabic digits. Here a number is an optional sign, digits with at most one point, and an optional
exponent, nothing else.
"""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta

from shoal.tables.wording import quoted

# Compared in lower case, after blanks around the cell are gone.
MISSING = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "?", "."})
BOOLEANS = {"true": 1.0, "yes": 1.0, "false": 0.0, "no": 0.0}
BLANKS = " \t"

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
COMMA_NUMBER = re.compile(r"[+-]?(?:[0-9]+,[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?")
# One to three digits without a leading zero, then groups of three: 1,234 or 12,345,678.
COMMA_GROUPS = re.compile(r"[+-]?[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_GROUPED = re.compile(
    r"[+-]?[0-9]{1,3}(?:(?:,[0-9]{3})+(?:\.[0-9]*)?"
    r"|(?:\.[0-9]{3})+,[0-9]*|(?:\.[0-9]{3}){2,}"
    r"|(?:[ '’\u00a0\u2009\u202f][0-9]{3})+(?:[.,][0-9]*)?)"
)
_INFINITE = re.compile(r"[+-]?(?:inf|infinity|∞)", re.IGNORECASE)
_UNDERSCORES = re.compile(r"[+-]?[0-9]+(?:_[0-9]+)+(?:\.[0-9_]*)?")
_UNIT = re.compile(r"(?:[$€£¥]\s*[+-]?[0-9][0-9.,]*|[+-]?[0-9][0-9.,]*\s*[%‰$€£¥])")
DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
OTHER_DATE = re.compile(r"[0-9]{1,4}([/.-])[0-9]{1,2}\1[0-9]{2,4}(?: .*)?")
_EPOCH = datetime(1970, 1, 1)
_DAY = timedelta(days=1)


def is_missing(cell: str) -> bool:
    """Whether the cell stands for a missing value."""
    return cell.strip(BLANKS).lower() in MISSING


def number(cell: str) -> float | None:
    """The number that ``cell`` (without blanks around it) writes, or None; always finite."""
    if not NUMBER.fullmatch(cell):
        return None
    value = float(cell)
    return value if math.isfinite(value) else None


def meant_as_number(cell: str) -> bool:
    """Whether ``cell`` was meant as a number, though it may not be readable as one.

    The cells counted here make a column one of numbers, so that ``1,234.5`` or ``inf`` is refused
    by its line instead of turning the whole column into text in silence.
    """
    return bool(NUMBER.fullmatch(cell)) or bool(_misspelt(cell))


def why_no_number(cell: str) -> str:
    """The middle of a sentence: why ``cell`` is no number, and what to write."""
    if NUMBER.fullmatch(cell):
        return f"{quoted(cell)} is too large for a 64-bit number"
    return f"{quoted(cell)} {_misspelt(cell) or 'is not a number'}"


def _misspelt(cell: str) -> str:
    """What is wrong with a cell that was meant as a number; empty if it was not."""
    if _INFINITE.fullmatch(cell):
        return "is not a finite number"
    if COMMA_GROUPS.fullmatch(cell) or _GROUPED.fullmatch(cell):
        return "has a thousands separator: write the digits without it"
    if _UNDERSCORES.fullmatch(cell):
        return "is not a number: write the digits without '_'"
    if COMMA_NUMBER.fullmatch(cell):
        return "has a decimal comma, which is read only where ';' or tabs separate the cells"
    if _UNIT.fullmatch(cell):
        return "has a sign beside the number: put the unit into the column's name"
    if cell[:1] in "−–" and NUMBER.fullmatch(cell[1:]):
        return "has a dash in place of the minus sign '-'"
    return ""


def days(cell: str) -> tuple[float, bool] | None:
    """Days since 1970-01-01 of an ISO 8601 date, and whether it names its offset; None if not one.

    A date with an offset is taken to UTC.
    """
    match = DATE.fullmatch(cell)
    if not match:
        return None
    try:
        moment = datetime.fromisoformat(cell)
        offset = moment.utcoffset()
        since = moment.replace(tzinfo=None) - _EPOCH - (offset or timedelta(0))
    except (ValueError, OverflowError):
        return None
    return since / _DAY, match[1] is not None


def decimals(cell: str) -> int:
    """How many decimals a number is written with, its exponent counted in: 2 for 1.50 and 150e-2."""
    mantissa, _, exponent = cell.lower().partition("e")
    after = len(mantissa.partition(".")[2])
    # an exponent of a thousand digits is not worth reading
    return min(max(after - int(exponent or 0), 0), 17) if len(exponent) < 6 else 17
