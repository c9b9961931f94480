"""Where a table came from, as Python and as a command line name it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Origin:
    """``python`` is an expression that makes the table, after the lines of ``before``; ``file`` is
    what `shoal fit` would be given, or None where there is no file.
    """

    python: str
    file: str | None = None
    before: tuple[str, ...] = ()

    @classmethod
    def of_file(cls, name: str) -> Origin:
        """The origin of a table read from a file."""
        return cls(f"shoal.read_table({name!r})", name)
