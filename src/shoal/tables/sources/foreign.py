"""Calls of the libraries that read other formats: every failure of theirs one sentence."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import TypeVar

from ...errors import ShoalError, TableError
from ..wording import inert
from .memory import available_bytes
from .trial import Reader, survives

T = TypeVar("T")


def guarded(read: Callable[[], T], source: str) -> T:
    """What ``read`` returns; whatever a library says about a damaged file as a TableError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read()
    except (ShoalError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        # a panic of the Rust libraries is no Exception
        first = inert(str(error).strip().partition("\n")[0], longest=160)
        raise TableError(
            f"{source} cannot be read, it may be damaged: {first or type(error).__name__}"
        ) from None


def tried(raw: bytes, reader: Reader, source: str) -> None:
    """TableError for a file that ends the process in which a library reads it."""
    if not survives(raw, reader, available_bytes()):
        raise TableError(
            f"{source} is damaged: reading it fails beyond repair; copy it again, or save the "
            "table as CSV"
        )
