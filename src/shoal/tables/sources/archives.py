"""Zip files: which table lies in them, and one of their parts, whatever its entry says of itself."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Generator, Iterator
from pathlib import PurePath
from typing import IO

from ...errors import SeveralTablesError, TableError
from ..wording import inert, named, quoted
from .bounds import bounded, refuse_swollen
from .contents import Contents
from .memory import refuse_too_long, shown_size
from .unpacking import DAMAGED

# The endings of what may be a table within an archive that also holds its description.
TABLES = frozenset(
    {
        *(".csv", ".tsv", ".txt", ".dat", ".data", ".asc", ".prn", ".tab", ".gz", ".bz2", ".xz"),
        *(".json", ".jsonl", ".ndjson", ".parquet", ".pq", ".feather", ".arrow", ".npy", ".mat"),
        *(".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".dta", ".sav", ".zsav", ".sas7bdat", ".xpt"),
        *(".sqlite", ".sqlite3", ".db"),
    }
)
# A directory of so many files is read; one of an entry takes 46 bytes and its name.
MOST_ENTRIES = 1 << 16
# The parts of a workbook that tell of the others are no longer than this.
MOST_ABOUT = 1 << 24
_LONGEST_DIRECTORY = 1 << 23
# The end of an archive stands in its last bytes, behind a comment of at most 64 KiB.
_LAST = (1 << 16) + 22 + 20


def archive_of(contents: Contents) -> zipfile.ZipFile:
    """The zip file that the contents are; TableError for a damaged one."""
    try:
        with contents.opened() as file:
            _refuse_many_entries(file, contents)
        archive = zipfile.ZipFile(contents.path or io.BytesIO(contents.data))
    except TableError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, struct.error, *DAMAGED):
        what = f"a whole {contents.ending} file" if contents.ending else "a whole archive"
        raise TableError(
            f"{contents.source} is not {what}: it is cut off or another format; copy it again"
        ) from None
    for entry in archive.infolist():
        # by this size we tell what is swollen: no entry is longer than its archive
        entry.compress_size = min(entry.compress_size, contents.size)
    return archive


def _refuse_many_entries(file: IO[bytes], contents: Contents) -> None:
    """TableError for a directory that is long in itself: every entry becomes an object."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _LAST))
    last = file.read()
    at = last.rfind(b"PK\5\6")
    if at < 0:
        raise zipfile.BadZipFile
    entries, length = struct.unpack_from("<HI", last, at + 10)
    locator = at - 20
    if locator >= 0 and last[locator : locator + 4] == b"PK\6\7":
        file.seek(struct.unpack_from("<Q", last, locator + 8)[0])
        record = file.read(56)
        if record[:4] == b"PK\6\6":
            entries, _, length = struct.unpack_from("<3Q", record, 24)
    if entries > MOST_ENTRIES or length > _LONGEST_DIRECTORY:
        raise TableError(
            f"{contents.source} is an archive of more than {MOST_ENTRIES:,} files, or says so; "
            "unpack it and name the table itself"
        )


def part_of(archive: zipfile.ZipFile, name: str, source: str, most: int | None = None) -> bytes:
    """One file of an archive; TableError if it is not there, damaged, or more than is sensible.

    ``most`` bounds a part that is short in every honest file.
    """
    return b"".join(pieces_of(archive, name, source, most))


def pieces_of(
    archive: zipfile.ZipFile, name: str, source: str, most: int | None = None
) -> Generator[bytes, None, None]:
    """The same piece by piece, as it is unpacked; to be closed by who does not take all of them."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        raise TableError(
            f"{source} is damaged: {quoted(name, 60)} is not in it; save it again"
        ) from None
    # a size that is said can only be too small: what says to be too large is not begun
    refuse_too_long(entry.file_size, source)
    refuse_swollen(entry.file_size, entry.compress_size, source)
    if most is not None and entry.file_size > most:
        raise _too_long(name, most, source)
    size = 0
    try:
        with archive.open(entry) as opened:
            for piece in bounded(_read(opened, entry), entry.compress_size, source):
                size += len(piece)
                if most is not None and size > most:
                    raise _too_long(name, most, source)
                yield piece
    except TableError:
        raise
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, *DAMAGED) as error:
        if entry.flag_bits & 1:
            raise TableError(f"{source} is protected by a password; save it without one") from None
        reason = inert(str(error), longest=100)
        raise TableError(f"{source} cannot be unpacked: {reason}; save it again") from None


def _read(opened: IO[bytes], entry: zipfile.ZipInfo) -> Iterator[bytes]:
    # zipfile bounds what comes out of a step for these two, and what goes in for the others
    known = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    step = 1 << 20 if known else 1 << 12
    while piece := opened.read1(step):  # type: ignore[attr-defined]
        yield piece


def _too_long(name: str, most: int, source: str) -> TableError:
    return TableError(
        f"{source} is damaged: {quoted(name, 60)} in it is longer than {shown_size(most)}, as in no "
        "workbook; save it again"
    )


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
