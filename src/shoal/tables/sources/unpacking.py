"""Compressed files: gzip, bzip2 and xz, unpacked piece by piece and no further than is sensible."""

from __future__ import annotations

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from ...errors import TableError
from ..wording import inert
from .bounds import bounded
from .contents import Contents

DAMAGED = (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError)
_TAKEN = 1 << 16  # compressed bytes at a time: what is left of them is copied at each member's end
_GIVEN = 1 << 20  # bytes that come out of them at a time
# The most memory that a file of xz may ask for its dictionary; that of "xz -9" is 64 MiB.
_DICTIONARY = 1 << 28


class _Deflate:
    """zlib's decompressor with the manners of the other two."""

    def __init__(self) -> None:
        # wbits 47 takes gzip's frame
        self._real = zlib.decompressobj(wbits=47)

    def decompress(self, data: bytes, most: int) -> bytes:
        return self._real.decompress(self._real.unconsumed_tail + data, most)

    @property
    def needs_input(self) -> bool:
        return not self._real.unconsumed_tail

    @property
    def eof(self) -> bool:
        return self._real.eof

    @property
    def unused_data(self) -> bytes:
        return self._real.unused_data


def _xz() -> Any:
    return lzma.LZMADecompressor(memlimit=_DICTIONARY)


_PACKERS: tuple[tuple[bytes, str, str, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", ".gz", "gzip", _Deflate),
    (b"BZh", ".bz2", "bzip2", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", ".xz", "xz", _xz),
)


def is_compressed(contents: Contents) -> bool:
    """Whether ``contents`` are compressed, or called so."""
    return any(
        contents.head.startswith(magic) or contents.ending == ending
        for magic, ending, _, _ in _PACKERS
    )


def unpacked(contents: Contents) -> Contents:
    """``contents`` decompressed if they are gzip's, bzip2's or xz's."""
    for magic, ending, _, decompressor in _PACKERS:
        if contents.head.startswith(magic):
            data = _whole(contents, decompressor)
            name = contents.name
            inner = name[: -len(ending)] if contents.ending == ending else name
            return Contents.of(data, contents.source, inner)
    for _, ending, packer, _ in _PACKERS:
        if contents.ending == ending:
            raise TableError(
                f"{contents.source} is not compressed by {packer} although it is called so; "
                "rename it, or compress it"
            )
    return contents


def _whole(contents: Contents, decompressor: Callable[[], Any]) -> bytes:
    source = contents.source
    try:
        pieces = _members(contents, decompressor)
        return b"".join(bounded(pieces, contents.size, source))
    except TableError:
        raise
    except DAMAGED as error:
        reason = inert(str(error), longest=100)
        raise TableError(
            f"{source} cannot be decompressed: {reason}; copy or compress it again"
        ) from None


def _members(contents: Contents, decompressor: Callable[[], Any]) -> Iterator[bytes]:
    """All that was compressed; several members may follow each other, zeros are padding."""
    member = decompressor()
    fresh = True  # nothing of this member has come yet
    for taken in contents.pieces(_TAKEN):
        piece = taken
        while True:
            if fresh:
                piece = piece.lstrip(b"\0")
            if piece:
                fresh = False
                yield member.decompress(piece, _GIVEN)
            while not member.eof and not member.needs_input:
                yield member.decompress(b"", _GIVEN)
            if not member.eof:
                break
            piece, member, fresh = member.unused_data, decompressor(), True
            if not piece:
                break
    if not fresh:
        raise TableError(
            f"{contents.source} is cut off: its compressed data has no end; copy it again"
        )
