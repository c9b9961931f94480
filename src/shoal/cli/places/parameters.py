"""The types of arguments and options that name a file: one that is read, one that is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from .kinds import Kind

STANDARD = Path("-")  # standard input where a command reads, standard output where it may write


class InputPath(click.Path):
    """A file that the command reads; no output of the command may be this file."""

    def __init__(self) -> None:
        super().__init__(path_type=Path)


class OutputPath(click.Path):
    """A file, or folder, of a kind that the command writes.

    ``default`` makes the place from the command's other parameters where none is given; ``stream``
    says that ``-`` is standard output.
    """

    def __init__(
        self,
        kind: Kind,
        default: Callable[[Mapping[str, Any]], Path] | None = None,
        *,
        stream: bool = False,
    ) -> None:
        super().__init__(path_type=Path)
        self.kind, self.default, self.stream = kind, default, stream

    def convert(self, value: Any, param: Any, ctx: Any) -> Any:
        """The path; a dash is refused where nothing is written to standard output."""
        if str(value) == "-" and not self.stream:
            self.fail("'-' is standard output, which has no room for it: name a file", param, ctx)
        return super().convert(value, param, ctx)
