"""Compressed files: gzip, bzip2, xz and zip, unpacked no further than memory holds."""

from __future__ import annotations

import bz2
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable
from pathlib import PurePath
from typing import IO, Any

from ...errors import SeveralTablesError, TableError
from ..wording import inert, named, quoted
from .contents import Contents
from .memory import longest_text, refuse_too_long

# The endings of what may be a table within an archive that also holds its description.
TABLES = frozenset(
    {
        *(".csv", ".tsv", ".txt", ".dat", ".data", ".asc", ".prn", ".tab", ".gz", ".bz2", ".xz"),
        *(".json", ".jsonl", ".ndjson", ".parquet", ".pq", ".feather", ".arrow", ".npy", ".mat"),
        *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".dta", ".sav", ".zsav", ".sas7bdat", ".xpt"),
        *(".sqlite", ".sqlite3", ".db"),
    }
)
_DAMAGED = (zlib.error, lzma.LZMAError, OSError, ValueError, EOFError)


def _gzip() -> Any:
    # wbits 47 takes gzip's frame
    return zlib.decompressobj(wbits=47)


_PACKERS: tuple[tuple[bytes, str, str, Callable[[], Any]], ...] = (
    (b"\x1f\x8b", ".gz", "gzip", _gzip),
    (b"BZh", ".bz2", "bzip2", bz2.BZ2Decompressor),
    (b"\xfd7zXZ\x00", ".xz", "xz", lzma.LZMADecompressor),
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
            data = _members(contents.read(), contents.source, decompressor)
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


def _members(raw: bytes, source: str, decompressor: Callable[[], Any]) -> bytes:
    """All that was compressed; several members may follow each other, zeros are padding."""
    # the bound is kept while unpacking: a small file can hold any amount of zeros
    bound = longest_text()
    pieces: list[bytes] = []
    size = 0
    try:
        while raw:
            member = decompressor()
            piece = member.decompress(raw, bound + 1 - size)
            pieces.append(piece)
            size += len(piece)
            if size > bound:
                refuse_too_long(size, source)
                raise TableError(f"{source} unpacks to more than memory holds; take fewer rows")
            if not member.eof:
                raise TableError(
                    f"{source} is cut off: its compressed data has no end; copy it again"
                )
            raw = member.unused_data.lstrip(b"\0")
    except TableError:
        raise
    except _DAMAGED as error:
        reason = inert(str(error), longest=100)
        raise TableError(
            f"{source} cannot be decompressed: {reason}; copy or compress it again"
        ) from None
    return b"".join(pieces)


def archive_of(contents: Contents) -> zipfile.ZipFile:
    """The zip file that the contents are; TableError for a damaged one."""
    try:
        return zipfile.ZipFile(contents.path or io.BytesIO(contents.data))
    except (zipfile.BadZipFile, NotImplementedError, *_DAMAGED):
        what = f"a whole {contents.ending} file" if contents.ending else "a whole archive"
        raise TableError(
            f"{contents.source} is not {what}: it is cut off or another format; copy it again"
        ) from None


def part_of(archive: zipfile.ZipFile, name: str, source: str) -> bytes:
    """One file of an archive; TableError if it is not there, damaged, or more than memory holds."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise TableError(
            f"{source} is damaged: {quoted(name, 60)} is not in it; save it again"
        ) from None
    refuse_too_long(entry.file_size, source)
    try:
        # no more than the size that the entry declares is unpacked
        opened: IO[bytes]
        with archive.open(entry) as opened:
            return opened.read()
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, *_DAMAGED) as error:
        if entry.flag_bits & 1:
            raise TableError(f"{source} is protected by a password; save it without one") from None
        reason = inert(str(error), longest=100)
        raise TableError(f"{source} cannot be unpacked: {reason}; save it again") from None


def member_of(
    archive: zipfile.ZipFile, contents: Contents, member: str | int | None
) -> tuple[Contents, tuple[str, ...], tuple[str, ...]]:
    """The table in an archive of files, a sentence on the others, and the files that may be tables.

    The first of these is the one that is read.
    """
    source = contents.source
    every = [entry.filename for entry in archive.infolist() if _is_file(entry)]
    tables = [name for name in every if PurePath(name).suffix.lower() in TABLES]
    if not every:
        raise TableError(f"{source} is an archive with no file in it; name the table itself")
    if member is None:
        candidates = tables or every
        if len(candidates) > 1:
            raise SeveralTablesError(
                f"{source} holds several files: {named(candidates)}; name one of them with --sheet",
                candidates,
            )
        chosen = candidates[0]
    elif isinstance(member, str) and member in every:
        chosen = member
    elif isinstance(member, int) and not isinstance(member, bool) and 1 <= member <= len(every):
        chosen = every[member - 1]
    else:
        raise TableError(
            f"{source} holds no file {quoted(str(member))}; name one of {named(every)}"
        )
    others = [name for name in every if name != chosen]
    said = (
        (f"{quoted(chosen)} in {source} is read; the others are {named(map(quoted, others))}",)
        if others and member is None
        else ()
    )
    inner = PurePath(chosen).name
    data = part_of(archive, chosen, f"{source}, {inert(inner)}")
    parts = tuple(dict.fromkeys([chosen, *(tables or every)]))
    return Contents.of(data, f"{source}, {inert(inner, 60)}", inner), said, parts


def _is_file(entry: zipfile.ZipInfo) -> bool:
    parts = PurePath(entry.filename).parts
    hidden = "__MACOSX" in parts or (parts[-1:] and parts[-1].startswith("."))
    return bool(parts) and not hidden and not entry.filename.endswith("/")
