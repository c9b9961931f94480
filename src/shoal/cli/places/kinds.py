"""What a command writes, and how an older file of that kind is known by its bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

LOOK = 65_536  # bytes at either end of a file: a picture's maker stands at the end of a PDF


@dataclass(frozen=True)
class Kind:
    """``seen``: whether a file with these first and last bytes is of this kind."""

    name: str
    seen: Callable[[bytes, bytes], bool]

    def is_of(self, path: Path) -> bool:
        """Whether the file is of this kind, or empty: nothing is lost with it."""
        head, tail = ends(path)
        return not head or self.seen(head, tail)


def ends(path: Path) -> tuple[bytes, bytes]:
    """The first and the last bytes of a file."""
    with path.open("rb") as file:
        head = file.read(LOOK)
        file.seek(max(path.stat().st_size - LOOK, 0))
        return head, file.read(LOOK)


def _model(head: bytes, _tail: bytes) -> bool:
    return head[8:].startswith(b'{"__metadata__":{"shoal":')


def _predictions(head: bytes, _tail: bytes) -> bool:
    """A text whose first line names a predicted column, in whatever encoding."""
    return b"_predicted" in head.replace(b"\0", b"").partition(b"\n")[0]


def _report(head: bytes, tail: bytes) -> bool:
    return head.startswith(b"<!doctype html>") and b"pictures of this report need" in tail


def _picture(head: bytes, tail: bytes) -> bool:
    drawn = head.startswith((b"\x89PNG", b"%PDF", b"<?xml"))
    return drawn and b"Matplotlib v" in head + tail


def _never(_head: bytes, _tail: bytes) -> bool:
    return False


MODEL = Kind("a model of Shoal", _model)
PREDICTIONS = Kind("predictions of Shoal", _predictions)
REPORT = Kind("a report of Shoal", _report)
PICTURE = Kind("a picture that Shoal drew", _picture)
FOLDER = Kind("a new folder", _never)
