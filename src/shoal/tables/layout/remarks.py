"""Rows that are remarks of whoever wrote the file: they begin with a mark of comments."""

from __future__ import annotations

import re
from collections.abc import Sequence

COMMENTS = ("#", "%", "//")
_RULE = re.compile(r":?-{2,}:?|:-:")
_DRAWN = re.compile(r"[-=_*+~|]{4,}")


def is_comment(row: Sequence[str]) -> bool:
    """Whether a row begins with a mark of comments, or is a line that is drawn (-----)."""
    if not row:
        return False
    return row[0].lstrip().startswith(COMMENTS) or (
        len(row) == 1 and bool(_DRAWN.fullmatch(row[0].strip()))
    )


def is_rule(row: Sequence[str]) -> bool:
    """Whether a row draws the line below the names of a Markdown table: |---|:-:|."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return bool(filled) and all(map(_RULE.fullmatch, filled))


def uncommented(row: Sequence[str]) -> list[str]:
    """A comment's cells without the mark."""
    first = row[0].lstrip()
    if not (first[0] == "%" and first[1:2].isalpha()):  # %fat is a name
        first = first.lstrip("#%/ ").strip()
    rest = [cell.strip() for cell in row[1:]]
    return [first, *rest] if first else rest
