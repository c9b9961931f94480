"""What a file is: by its first bytes, and by the ending of its name where these cannot tell."""

from __future__ import annotations

import codecs
import re
import zipfile
from typing import Literal

from ...errors import TableError
from .archives import archive_of
from .contents import Contents

Kind = Literal[
    "text", "json", "archive", "xlsx", "xlsb", "xls", "ods", "parquet", "arrow", "arrow stream",
    "npy", "npz", "mat", "stata", "spss", "sas", "xport", "sqlite", "duckdb",
]  # fmt: skip

_STARTS: tuple[tuple[bytes, Kind], ...] = (
    (b"PAR1", "parquet"),
    (b"ARROW1\0\0", "arrow"),
    (b"\xff\xff\xff\xff", "arrow stream"),
    (b"\x93NUMPY", "npy"),
    (b"MATLAB 5.0 MAT-file", "mat"),
    (b"SQLite format 3\0", "sqlite"),
    (b"<stata_dta>", "stata"),
    (b"$FL2", "spss"),
    (b"$FL3", "spss"),
    (b"HEADER RECORD*******LI", "xport"),
    (bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92\x08\x00", "sas"),
    # a workbook of Excel 97 lies in the file system of an OLE document, an older one does not
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls"),
    (b"\x09\x08\x10\x00\x00\x06\x05\x00", "xls"),
)
ENDINGS: dict[str, Kind] = {
    ".json": "json", ".jsonl": "json", ".ndjson": "json", ".xlsx": "xlsx", ".xlsm": "xlsx",
    ".xlsb": "xlsb", ".xls": "xls", ".ods": "ods", ".parquet": "parquet", ".pq": "parquet",
    ".feather": "arrow", ".arrow": "arrow", ".ipc": "arrow", ".arrows": "arrow stream",
    ".npy": "npy", ".npz": "npz", ".mat": "mat", ".dta": "stata", ".sav": "spss",
    ".zsav": "spss", ".sas7bdat": "sas", ".xpt": "xport", ".sqlite": "sqlite",
    ".sqlite3": "sqlite", ".duckdb": "duckdb", ".zip": "archive",
}  # fmt: skip
_HDF5 = b"\x89HDF\r\n\x1a\n"
_TO_CSV = "save the table as CSV or Parquet"
_FROM_R = (
    "is a file of R, which only R reads; write the table there with write.csv(table, 'table.csv')"
)
_FROM_PYTHON = "is a pickle, which could run code; save the frame with to_parquet or to_csv"
_HDF5_SAID = (
    "is an HDF5 file (as MATLAB's version 7.3 is, too), which is not read; save it by MATLAB "
    "with '-v7', or its table as CSV or Parquet"
)
_UNREAD: tuple[tuple[bytes, str], ...] = (
    (_HDF5, _HDF5_SAID),
    (b"MATLAB 7.3 MAT-file", _HDF5_SAID),
    (b"RDX", _FROM_R),
    (b"RDA", _FROM_R),
    (b"X\n\0\0\0", _FROM_R),
    (b"A\n2\n", _FROM_R),
    (b"A\n3\n", _FROM_R),
    (b"%PDF", "is a PDF; copy its table into a spreadsheet and save that as CSV or .xlsx"),
    (b"\x89PNG", "is a picture (PNG), not a table"),
    (b"\xff\xd8\xff", "is a picture (JPEG), not a table"),
    (b"GIF8", "is a picture (GIF), not a table"),
    (b"II*\0", "is a picture (TIFF), not a table"),
    (b"MM\0*", "is a picture (TIFF), not a table"),
    (b"\x28\xb5\x2f\xfd", "is compressed by zstd; unpack it with 'zstd -d' first"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7-Zip archive; unpack it and name the table in it"),
    (b"Rar!", "is a RAR archive; unpack it and name the table in it"),
    (b"\x7fELF", "is a program, not a table"),
    (b"MZ\x90\0", "is a program, not a table"),
    (b"Obj\x01", f"is an Avro file, which is not read; {_TO_CSV}"),
    (b"ORC", f"is an ORC file, which is not read; {_TO_CSV}"),
    (b"FEA1", f"is a Feather file of version 1, which is not read; {_TO_CSV} or as version 2"),
    (b"{\\rtf", f"is a document (RTF), not a table; {_TO_CSV}"),
)
_PICKLE = re.compile(rb"\x80[\x02-\x05]")
_PAGE = re.compile(rb"<!doctype html|<(?:html|head|body|table|div|script)[\s>]")
_RECORDS = re.compile(rb'\[\s{0,99}[\[{]|\{\s{0,99}"')
_STATA = re.compile(rb"[\x66-\x73][\x01\x02]\x01\x00")
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# Controls that no text has: all but tab, line ends, form feed, and the escape of Japanese codes.
_CONTROLS = bytes([*range(9), *range(14, 27), *range(28, 32), 127])


def kind_of(contents: Contents) -> Kind:
    """The format of ``contents``; TableError, which says what it is, for one that is not read."""
    head, ending = contents.head, contents.ending
    for magic, kind in _STARTS:
        if head.startswith(magic):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_archive(contents)
    if head[8:12] == b"DUCK":
        return "duckdb"
    if ending == ".dta" and _STATA.match(head):
        return "stata"
    _refuse_unread(contents)
    meant = ENDINGS.get(ending)
    if not _is_text(head):
        # the first version of MATLAB's files has no mark
        if meant == "mat":
            return "mat"
        raise TableError(f"{contents.source} {_not_whole(ending)}")
    start = _start(head)
    if _RECORDS.match(start) or (
        meant == "json" and (start[:1] in (b"", b"{", b"[") or head.startswith(_MARKS))
    ):
        return "json"
    if not head and meant is not None:
        raise TableError(f"{contents.source} is empty; copy or save it again")
    return "text"


def _refuse_unread(contents: Contents) -> None:
    head = contents.head
    for magic, said in _UNREAD:
        if head.startswith(magic):
            raise TableError(f"{contents.source} {said}")
    if head[512:520] == _HDF5:
        raise TableError(f"{contents.source} {_HDF5_SAID}")
    if contents.ending == ".shoal" and head[8:9] == b"{":
        raise TableError(f"{contents.source} is a model of Shoal, not a table")
    if _PICKLE.match(head):
        raise TableError(f"{contents.source} {_FROM_PYTHON}")
    if b"ASCII SPSS PORT FILE" in head[:200]:
        raise TableError(
            f"{contents.source} is a portable file of SPSS, which is not read; save it as .sav"
        )
    if head[257:262] == b"ustar":
        raise TableError(
            f"{contents.source} is an archive (tar); unpack it and name the table in it"
        )
    start = _start(head)
    if _PAGE.match(start[:2000].lower()):
        raise TableError(
            f"{contents.source} is a page of the web (HTML), not a table; open it in a spreadsheet "
            "program and save it as CSV or .xlsx"
        )
    if start.startswith(b"<?xml"):
        raise TableError(
            f"{contents.source} is an XML file, which is not read; open it in a spreadsheet "
            "program and save it as CSV or .xlsx"
        )


def _kind_of_archive(contents: Contents) -> Kind:
    with archive_of(contents) as archive:
        # some writers on Windows turn the slash around
        names = [name.replace("\\", "/") for name in archive.namelist()]
        if "xl/workbook.bin" in names:
            return "xlsb"
        if contents.ending in (".xlsx", ".xlsm") or "xl/workbook.xml" in names:
            return "xlsx"
        if "mimetype" in names and "content.xml" in names:
            said = _mimetype(archive)
            if said.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                return "ods"
            if said.startswith(b"application/vnd.oasis.opendocument"):
                raise TableError(f"{contents.source} is an OpenDocument without sheets; {_TO_CSV}")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise TableError(
            f"{contents.source} is a document of Word or PowerPoint, not a table; {_TO_CSV}"
        )
    if names and all(name.endswith(".npy") for name in names):
        return "npz"
    if any(name.endswith("data.pkl") for name in names):
        raise TableError(f"{contents.source} {_FROM_PYTHON}")
    return "archive"


def _mimetype(archive: zipfile.ZipFile) -> bytes:
    try:
        with archive.open("mimetype") as opened:
            return opened.read(100)
    except Exception:
        # damaged here, or in the sheets as well: reading these says so
        return b"application/vnd.oasis.opendocument.spreadsheet"


def _not_whole(ending: str) -> str:
    if ending in ENDINGS:
        return f"is not a whole {ending} file: it is cut off or another format; save it again"
    return "is no text, and no format that is read; save the table as CSV, .xlsx or Parquet"


def _start(head: bytes) -> bytes:
    return head.removeprefix(codecs.BOM_UTF8).lstrip()


def _is_text(head: bytes) -> bool:
    """Whether the bytes can be text in some encoding; a stray control is left for its line."""
    if head.startswith(_MARKS):
        return True
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls <= max(4, len(head) // 50):
        return True
    # UTF-16 or UTF-32 without their marks: where a NUL stands depends on the place alone
    nuls = [head[k::4].count(0) / max(1, len(head[k::4])) for k in range(4)]
    other = controls - head.count(0)
    return max(nuls) > 0.6 and min(nuls) < 0.05 and other <= max(4, len(head) // 50)
