"""How the numbers of a column are spelled: unit, thousands separator, decimal mark, limits.

``15.9 kg``, ``$1,234.50``, ``1.234,5``, ``<0.1``: what all cells of a column share is taken off each.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .cells import COMMA_GROUPS, COMMA_NUMBER, number

# What a comma between digits is: told by the whole file where one column does not say.
Comma = Literal["", "decimal", "thousands", "unclear"]

_DIGIT = re.compile("[0-9]")
_PARTS = re.compile(
    r"(?P<limit>[<>≤≥]=?|)[ \t]*(?P<sign>[+−–-]?)[ \t]*(?P<before>[^\W\d_]{1,3}\$?|[$€£¥₹₽₩]|)[ \t]*"
    r"(?P<inner>[+−–-]?)(?P<body>[0-9][0-9.,'’ \u00a0\u2009\u202f]*|[.,][0-9]+)"
    r"(?P<power>(?:[eE][+-]?[0-9]+)?)(?P<after>.*)"
)
_CURRENCY = re.compile(r"[$€£¥₹₽₩]|[A-Z]{1,2}\$|[A-Z]{3}|Rs\.?")
# A unit begins with a letter or a sign and holds no further number but a power: m/s, kg/m^3, °C, %.
_UNIT = re.compile(
    r"[%‰°µμΩ€£¥₹₽₩$\"'′″]|[%‰°µμΩ\"'′″]?[^\W\d_][^\W_]*(?:[ /·*^.()\[\]-]{1,2}-?[^\W_]+\)?\]?){0,3}\.?"
)
_NOT_A_POWER = re.compile(r"[^\W\d_][014-9]|[0-9]{2}|[0-9][^\W\d_]")
_LONGEST_UNIT = 20
# ordinals, a lost exponent, halves of a day
_NO_UNITS = frozenset(
    {"st", "nd", "rd", "th", "e", "E", "am", "pm", "AM", "PM", "a.m.", "p.m.", "²", "³"}
)
# one mark, or groups of thousands: 1.10.3 and 10.0.0.1 are no numbers
_BODY = re.compile(
    r"[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+|"
    r"[0-9]{1,3}(?P<g>[.,'’ \u00a0\u2009\u202f])(?:[0-9]{2,3}(?P=g))*[0-9]{3}(?:[.,][0-9]*)?"
)
_BLANKS = " \u00a0\u2009\u202f"
_MINUS = "−–"


@dataclass(frozen=True)
class Parts:
    """A cell taken apart: ``body`` are the digits and marks between sign and exponent."""

    limit: str
    sign: str
    unit: str
    body: str
    power: str


@dataclass(frozen=True)
class Spelling:
    """What the cells of a column of numbers share.

    Attributes
    ----------
    unit : str
        Taken off each cell; empty if they have none.
    grouping : str
        The thousands separator, or empty; a blank stands for all kinds of blanks.
    decimal : {".", ","}
    limits : bool
        Whether some cells are limits, such as <0.1.
    """

    unit: str = ""
    grouping: str = ""
    decimal: str = "."
    limits: bool = False


PLAIN = Spelling()


def parts_of(word: str) -> Parts | None:
    """The parts of a cell that holds one number; None of any other."""
    if len(word) > 60 or not _DIGIT.search(word):
        return None
    match = _PARTS.fullmatch(word)
    if match is None or (match["sign"] and match["inner"]):
        return None
    before, after = match["before"], match["after"].strip(_BLANKS + "\t")
    body = match["body"].rstrip(_BLANKS)
    limit = match["limit"]
    if after == "+" and not limit and not before:
        limit, after = ">", ""
    if before and (after or not _CURRENCY.fullmatch(before)):
        return None
    if after and (
        len(after) > _LONGEST_UNIT or not _UNIT.fullmatch(after) or _NOT_A_POWER.search(after)
    ):
        return None
    if after and (body.endswith((".", ",")) or after in _NO_UNITS):
        return None
    if not _BODY.fullmatch(body):
        return None
    sign = match["sign"] or match["inner"]
    return Parts(limit, "-" if sign in _MINUS and sign else sign, before or after, body,
                 match["power"])  # fmt: skip


@dataclass(frozen=True)
class CommaEvidence:
    """What the cells of one column say of commas and points between digits; words, or None.

    ``decimal``: a comma that can only be a decimal mark (1,5); ``thousands``: one that can only
    separate thousands (1,234,567 or 1,234.5); ``either``: 1,234; ``point``: a decimal point;
    ``points``: those that can only separate thousands (1.234.567).
    """

    decimal: str | None = None
    thousands: str | None = None
    either: str | None = None
    point: str | None = None
    points: str | None = None

    @classmethod
    def of(cls, words: Iterable[str]) -> CommaEvidence:
        """The first word of each sort."""
        found: dict[str, str] = {}
        for word in words:
            parts = parts_of(word)
            if parts is None:
                continue
            body = parts.body
            if "," in body and "." in body:
                last = "decimal" if body.rfind(",") > body.rfind(".") else "thousands"
                found.setdefault(last, word)
            elif body.count(",") > 1:
                found.setdefault("thousands", word)
            elif "," in body:
                sort = "either" if COMMA_GROUPS.fullmatch(body) else "decimal"
                found.setdefault(sort, word)
            elif "." in body:
                found.setdefault("point" if body.count(".") == 1 else "points", word)
        return cls(**found)


def spelling_of(words: Sequence[str], comma: Comma) -> Spelling | None:
    """What all of ``words`` share, so that each is a number; None if they do not.

    ``comma`` says what a comma between digits is where the column itself does not.
    """
    parts = [parts_of(word) for word in words]
    found = [part for part in parts if part is not None]
    if len(found) < len(parts) or len({part.unit for part in found}) > 1:
        return None
    limits = any(part.limit for part in found)
    bodies = [part.body for part in found]
    for grouping, decimal in _marks(bodies, comma):
        pattern = _pattern(grouping, decimal)
        if all(pattern.fullmatch(body) for body in bodies):
            return Spelling(found[0].unit, grouping, decimal, limits)
    return None


def value_of(word: str, spelling: Spelling) -> float | None:
    """The number that ``word`` writes in a spelling; half of a lower limit. None if it is none.

    A cell without the unit is read, too.
    """
    plain = number(word)
    if plain is not None and not spelling.grouping and spelling.decimal == ".":
        return plain
    parts = parts_of(word)
    if parts is None or parts.unit not in ("", spelling.unit):
        return None
    if not _pattern(spelling.grouping, spelling.decimal).fullmatch(parts.body):
        return None
    body = "".join(c for c in parts.body if c not in _letters(spelling.grouping))
    body = body.replace(spelling.decimal, ".")
    value = number(parts.sign + body + parts.power)
    if value is not None and parts.limit[:1] in ("<", "≤"):
        value = value / 2
    return value


def is_limit(word: str) -> bool:
    """Whether the cell is a limit: <0.1, > 100, 85+."""
    parts = parts_of(word)
    return parts is not None and bool(parts.limit)


def values_of(words: Sequence[str], spelling: Spelling) -> np.ndarray:
    """``value_of`` each word, NaN where it is none."""
    found = (value_of(word, spelling) for word in words)
    return np.array([np.nan if value is None else value for value in found], dtype=np.float64)


def _letters(grouping: str) -> str:
    return _BLANKS if grouping == " " else "'’" if grouping == "'" else grouping


def _pattern(grouping: str, decimal: str) -> re.Pattern[str]:
    found = _PATTERNS.get((grouping, decimal))
    if found is None:
        d, g = re.escape(decimal), f"[{_letters(grouping)}]" if grouping else ""
        whole = rf"[1-9][0-9]{{0,2}}(?:{g}[0-9]{{2,3}})*{g}[0-9]{{3}}|[0-9]+" if g else "[0-9]+"
        found = re.compile(rf"(?:{whole})(?:{d}[0-9]*)?|{d}[0-9]+")
        _PATTERNS[grouping, decimal] = found
    return found


_PATTERNS: dict[tuple[str, str], re.Pattern[str]] = {}


def _marks(bodies: Sequence[str], comma: Comma) -> list[tuple[str, str]]:
    """Thousands separators and decimal marks to try, the likeliest first."""
    joined = "".join(bodies)
    blanks = any(c in joined for c in _BLANKS)
    ticks = "'" in joined or "’" in joined
    if blanks or ticks:
        mark = " " if blanks else "'"
        return [(mark, "."), (mark, ",")]
    decimal_only = any(COMMA_NUMBER.fullmatch(b) and not COMMA_GROUPS.fullmatch(b) for b in bodies)
    tried = [("", ".")]
    if comma == "decimal" or decimal_only:
        tried += [("", ","), (".", ",")]
    elif comma != "unclear" or any(body.count(",") > 1 or "." in body for body in bodies):
        tried += [(",", "."), (".", ",")]
    return tried
