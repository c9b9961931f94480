"""Every error that Shoal raises on purpose: one sentence that says what, where and what to do."""

from __future__ import annotations

from collections.abc import Iterable


def inert_line(text: str) -> str:
    """``text`` with what is not printable written as an escape: what may stand on a terminal.

    Control characters of both sets, line ends, escape codes, marks that turn the writing direction,
    half characters: Unicode calls all of them not printable. What passed once passes unchanged, so
    a sentence may go through here whatever was done to its parts (see ``tables.wording.inert``).
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


class ShoalError(Exception):
    """Base of all errors that Shoal raises on purpose; its message is inert whatever it quotes."""

    def __init__(self, message: str) -> None:
        super().__init__(inert_line(message))


class InputError(ShoalError, ValueError):
    """A parameter or an array that cannot be used; the message names it, what was found and what to do."""


class TableError(InputError):
    """A table that cannot be used; the message names the file, line, column or row and what to do."""


class SeveralTablesError(TableError):
    """A file with several tables of which none was named; ``parts`` are their names.

    ``queried`` says that one is chosen by a query.
    """

    def __init__(self, message: str, parts: Iterable[str], *, queried: bool = False) -> None:
        super().__init__(message)
        self.parts, self.queried = tuple(parts), queried


class MemoryRanOutError(ShoalError, MemoryError):
    """Memory ran out in a fit, which left everything as it was; the message says what takes less."""


class ModelFileError(ShoalError, ValueError):
    """A model file that is damaged, foreign, newer than this Shoal, or cannot be written."""


class CheckpointError(ShoalError, ValueError):
    """A checkpoint that is damaged, newer than this Shoal, or of another fit."""


class MissingExtraError(ShoalError, ImportError):
    """An optional dependency is absent; the message names the extra that brings it."""

    def __init__(self, purpose: str, extra: str) -> None:
        super().__init__(f"{purpose} needs the extra [{extra}]: pip install 'shoal[{extra}]'")
        self.extra = extra


class DivergenceWarning(UserWarning):
    """Training left the finite numbers or blew up; the best weights were kept and a rate is suggested."""
