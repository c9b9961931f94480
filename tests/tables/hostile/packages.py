"""Small files of each format that is not text, from which the fuzz makes damaged ones."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import sqlite3
import tempfile
from pathlib import Path

import numpy as np
import openpyxl
import polars
import xlwt

from .costly_files import ods, sheet, workbook, zipped

ROWS = [(k, k / 4 - 3, f"word {k % 5}", k % 3 == 0) for k in range(40)]
NAMES = ("count", "size", "word", "flag")


def packages() -> dict[str, bytes]:
    """The name of each file, whose ending tells its format, and its bytes."""
    frame = polars.DataFrame(ROWS, schema=NAMES, orient="row")
    text = ("\n".join([",".join(NAMES), *(",".join(map(str, row)) for row in ROWS)])).encode()
    rich = frame.with_columns(
        day=polars.date_range(polars.date(2020, 1, 1), polars.date(2020, 2, 9), eager=True),
        level=polars.col("word").cast(polars.Categorical),
        parts=polars.concat_list("count", "count"),
    )
    arrays = io.BytesIO()
    np.savez(arrays, a=np.arange(40.0), b=np.arange(40))
    cells = "".join(
        f'<row r="{k}"><c r="A{k}"><v>{k}</v></c><c r="B{k}" t="s"><v>{k % 3}</v></c></row>'
        for k in range(1, 30)
    )
    texts = "".join(f"<si><t>text {k}</t></si>" for k in range(3))
    table = "".join(
        "<t:table-row>"
        + f'<t:table-cell o:value-type="float" o:value="{k}"/>' * 3
        + "</t:table-row>"
        for k in range(20)
    )
    return {
        "openpyxl.xlsx": _by_openpyxl(),
        "plain.xlsx": workbook([sheet(cells)], {"sharedStrings": f"<sst>{texts}</sst>"}),
        "t.xls": _by_xlwt(),
        "t.ods": ods(table),
        "t.parquet": _written(rich, "write_parquet"),
        "small pages.parquet": _written(rich, "write_parquet", row_group_size=7),
        "t.arrow": _written(rich, "write_ipc"),
        "t.arrows": _written(frame, "write_ipc_stream"),
        "t.npz": arrays.getvalue(),
        "t.npy": _array(),
        "t.csv.gz": gzip.compress(text),
        "t.csv.bz2": bz2.compress(text),
        "t.csv.xz": lzma.compress(text),
        "t.zip": zipped({"t.csv": text, "about.txt": b"no table"}),
        "nested.zip": zipped({"t.xlsx": _by_openpyxl()}),
        "t.json": json.dumps([dict(zip(NAMES, row, strict=True)) for row in ROWS]).encode(),
        "t.sqlite": _database(),
    }


def _by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    for row in (NAMES, *ROWS):
        book.active.append(row)
    book.active["E3"] = "=A3*2"
    book.active.merge_cells("A5:B6")
    book.create_sheet("more").append(["a", "b"])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _by_xlwt() -> bytes:
    book = xlwt.Workbook()
    page = book.add_sheet("s")
    for i, row in enumerate((NAMES, *ROWS)):
        for k, value in enumerate(row):
            page.write(i, k, value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _written(frame: polars.DataFrame, method: str, **options: object) -> bytes:
    file = io.BytesIO()
    getattr(frame, method)(file, **options)
    return file.getvalue()


def _array() -> bytes:
    file = io.BytesIO()
    np.save(file, np.arange(60.0).reshape(20, 3))
    return file.getvalue()


def _database() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.sqlite"
        connection = sqlite3.connect(path)
        connection.execute("CREATE TABLE t (count, size, word, flag)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?, ?)", ROWS)
        connection.commit()
        connection.close()
        return path.read_bytes()
