"""Rows that are remarks of whoever wrote the file: they begin with a mark of comments."""

from __future__ import annotations

from collections.abc import Sequence

COMMENTS = ("#", "%", "//")


def is_comment(row: Sequence[str]) -> bool:
    """Whether a row begins with a mark of comments."""
    return bool(row) and row[0].lstrip().startswith(COMMENTS)


def uncommented(row: Sequence[str]) -> list[str]:
    """A comment's cells without the mark."""
    first = row[0].lstrip()
    if not (first[0] == "%" and first[1:2].isalpha()):  # %fat is a name
        first = first.lstrip("#%/ ").strip()
    rest = [cell.strip() for cell in row[1:]]
    return [first, *rest] if first else rest
