"""Damaged and hostile workbooks, archives and typed files, read in a process of their own."""

from ..tables.hostile.fuzz import run

FILES = 200  # in one batch


def packed(number, folder):
    """Read or refused, each in bounded time and memory."""
    outcome = run(FILES, number, number * FILES)
    assert not outcome.wrong, outcome.wrong[0]
    return FILES
