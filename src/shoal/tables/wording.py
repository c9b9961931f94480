"""Texts of a table as they may stand in a message: inert, short, on one line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from ..errors import inert_line

LONGEST = 40


def inert(text: str, longest: int = LONGEST) -> str:
    """``text`` with everything that a terminal could act on written as an escape, shortened.

    Backslashes too, so that different names are shown differently.
    """
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return inert_line(cut.replace("\\", "\\\\"))


def quoted(text: str, longest: int = LONGEST) -> str:
    """``text`` inert and between quotes."""
    return f"'{inert(text, longest)}'"


def count(n: int, one: str, many: str | None = None) -> str:
    """``1 row``, ``2 rows``, ``1,000 rows``."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def named(names: Iterable[str], most: int = 8) -> str:
    """Names for a list in a sentence; past ``most`` of them only how many more there are."""
    every = list(names)
    shown = ", ".join(inert(name) for name in every[:most])
    return shown if len(every) <= most else f"{shown} and {len(every) - most:,} more"


def unknown(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about a name that is not there: what was meant, or what there is."""
    every = list(known)
    # get_close_matches is quadratic in the length of the names: hostile ones are cut first.
    shorts = {known_name[:100].casefold(): known_name for known_name in every[:2000]}
    close = difflib.get_close_matches(name[:100].casefold(), shorts, n=1, cutoff=0.6)
    if close:
        return f"did you mean {quoted(shorts[close[0]])}?"
    return f"the columns are {named(every)}"
