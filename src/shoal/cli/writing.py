"""Texts that a command leaves behind."""

from __future__ import annotations

from pathlib import Path

from ..errors import InputError


def write_whole(place: Path, content: str | bytes) -> None:
    """Write a file in one step: whole, or not at all.

    Raises
    ------
    InputError
        If the place cannot be written.
    """
    from ..files import write_atomically

    try:
        write_atomically(str(place), content.encode() if isinstance(content, str) else content)
    except OSError as error:
        raise InputError(f"{place} cannot be written: {error.strerror or error}") from error
