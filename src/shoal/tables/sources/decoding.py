"""From a file to its text: whole, bounded, and in a known encoding, or refused."""

from __future__ import annotations

import codecs
import gzip
import re
import stat
import zlib
from pathlib import Path

from shoal.errors import TableError
from shoal.tables.wording import inert

# A small compressed file can hold any amount of zeros; a table for a small network is far below.
MAX_BYTES = 1 << 29
_GZIP = b"\x1f\x8b"
_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:/")
# UTF-32 before UTF-16: its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def file_bytes(path: str | Path) -> bytes:
    """The bytes of a regular file, at most ``MAX_BYTES``; TableError for anything else."""
    shown = inert(str(path), longest=200)
    if _URL.match(str(path)):
        raise TableError(f"{shown} is an address: Shoal reads files only, download the table first")
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            raise TableError(f"{shown} is a directory, not a file with a table")
        if not stat.S_ISREG(status.st_mode):
            raise TableError(f"{shown} is not a regular file; save the table to a file first")
        if status.st_size > MAX_BYTES:
            raise TableError(_too_large(shown))
        return Path(path).read_bytes()
    except TableError:
        raise
    except FileNotFoundError:
        raise TableError(f"{shown}: there is no such file") from None
    except (OSError, ValueError) as error:
        # ValueError: a path with a NUL in it
        reason = getattr(error, "strerror", None) or str(error)
        raise TableError(f"{shown} cannot be read: {inert(reason, longest=200)}") from None


def unpacked(raw: bytes, source: str) -> bytes:
    """``raw``, decompressed if its content is gzip's, at most ``MAX_BYTES``."""
    if not raw.startswith(_GZIP):
        if source.lower().endswith(".gz"):
            raise TableError(f"{source} is not compressed by gzip although it is called so")
        return raw
    try:
        # wbits 47 takes gzip's frame; the bound is kept while unpacking, before memory is filled
        pieces: list[bytes] = []
        size = 0
        while raw:
            member = zlib.decompressobj(wbits=47)
            piece = member.decompress(raw, MAX_BYTES + 1 - size)
            pieces.append(piece)
            size += len(piece)
            if size > MAX_BYTES:
                raise TableError(_too_large(source))
            if not member.eof:
                raise TableError(f"{source} is cut off: its compressed data has no end")
            # several members may follow each other; zeros after the last are padding
            raw = member.unused_data.lstrip(b"\0")
        return b"".join(pieces)
    except (zlib.error, gzip.BadGzipFile) as error:
        reason = inert(str(error), longest=100)
        raise TableError(f"{source} cannot be decompressed: {reason}") from None


def decoded(data: bytes, source: str) -> str:
    """The text of ``data``: UTF-8, or UTF-16 or UTF-32 with a byte order mark; no NUL in it."""
    mark, encoding = next((m for m in _MARKS if data.startswith(m[0])), (b"", "utf-8"))
    body = data[len(mark) :]
    if encoding == "utf-8" and b"\0" in body:
        raise TableError(_at(source, body, body.index(b"\0")) + _nul(encoding))
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            where = _at(source, body, error.start)
            found = f"the byte 0x{body[error.start]:02x} is not UTF-8"
        else:
            line = body[: error.start].decode(encoding, "replace").count("\n") + 1
            where, found = f"{source}, line {line}", f"what stands there is not {encoding.upper()}"
        raise TableError(f"{where}: {found}; save the table as UTF-8") from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise TableError(f"{source}, line {line}" + _nul(encoding))
    return text


def _at(source: str, body: bytes, position: int) -> str:
    before = body[:position].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line = before.count(b"\n") + 1
    return f"{source}, line {line}, byte {position - _line_start(body, position) + 1}"


def _line_start(body: bytes, position: int) -> int:
    return max(body.rfind(b"\n", 0, position), body.rfind(b"\r", 0, position)) + 1


def _nul(encoding: str) -> str:
    guess = " (UTF-16 without its byte order mark?)" if encoding == "utf-8" else ""
    return f": a NUL character{guess}, so this is no text; save the table as UTF-8"


def _too_large(source: str) -> str:
    return (
        f"{source} holds more than {MAX_BYTES / 2**20:,.0f} MiB, the most that is read; take fewer "
        "rows or columns"
    )
