"""Where a table came from, as Python and as a command line name it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...tabular.repeat import read_of


@dataclass(frozen=True)
class Origin:
    """``python`` is an expression that makes the table, after the lines of ``before``; ``file`` is
    what `shoal fit` would be given, or None where there is no file, ``place`` where in the file.
    """

    python: str
    file: str | None = None
    before: tuple[str, ...] = ()
    place: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of_file(cls, name: str, place: Mapping[str, Any] | None = None) -> Origin:
        """The origin of a table read from a file, with these arguments of ``read_table``."""
        place = dict(place or {})
        return cls(read_of(name, place), name, place=place)
