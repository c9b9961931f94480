"""Parquet and Excel files, by polars and fastexcel (the extra [table])."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Callable
from typing import Any, TypeVar

from shoal.errors import MissingExtraError, TableError
from shoal.tables.decoding import MAX_BYTES
from shoal.tables.splitting import MAX_CELLS
from shoal.tables.table import Table
from shoal.tables.wording import inert, named, quoted

T = TypeVar("T")


def read_parquet(raw: bytes, source: str) -> Table:
    """The table in a Parquet file; TableError for a damaged one."""
    try:
        import polars
    except ImportError:
        raise MissingExtraError("Reading Parquet files", "table") from None

    from shoal.tables.frames import table_from_frame

    if not (raw.startswith(b"PAR1") and raw.endswith(b"PAR1") and len(raw) >= 12):
        raise TableError(f"{source} is not a whole Parquet file: it is cut off or another format")

    def read() -> Any:
        # the size is in the file's foot: ask before a small file becomes a huge table
        lazy = polars.scan_parquet(io.BytesIO(raw))
        width = len(lazy.collect_schema())
        height = int(lazy.select(polars.len()).collect().item())
        _bound(width * height, source)
        return lazy.collect()

    return table_from_frame(_whole(read, source), source)


def read_excel(raw: bytes, source: str, sheet: str | int | None) -> Table:
    """One sheet of an Excel file, its first row the names; TableError if it is not a table."""
    try:
        import fastexcel
        import polars  # noqa: F401
    except ImportError:
        raise MissingExtraError("Reading Excel files", "table") from None

    import narwhals as nw

    from shoal.tables.frames import check_names, table_from_columns

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise TableError(f"{source} is not a whole .xlsx file: it is cut off or another") from None
    if size > MAX_BYTES:
        raise TableError(f"{source} unpacks to more than {MAX_BYTES / 2**20:,.0f} MiB, the most")
    book = _whole(lambda: fastexcel.read_excel(raw), source)
    name = _sheet(list(book.sheet_names), sheet, source)

    where = f"{source}, sheet {quoted(name)}"

    def read() -> list[tuple[str, Any]]:
        # fastexcel renames columns of the same name; so the names are read as a row of their own
        first = book.load_sheet(name, header_row=None, n_rows=1, dtypes="string").to_polars()
        if first.width == 0 or first.height == 0:
            raise TableError(f"{where} is empty; its first row must name the columns")
        names = [str(cell or "").strip() for cell in first.row(0)]
        check_names(names, f"{where}, row 1")
        body = book.load_sheet(name, header_row=None, skip_rows=1)
        _bound(body.width * body.height, source)
        series = nw.from_native(body.to_polars(), eager_only=True).iter_columns()
        return list(zip(names, series, strict=True))

    return table_from_columns(_whole(read, source), source)


def _sheet(names: list[str], sheet: str | int | None, source: str) -> str:
    if sheet is None and len(names) == 1:
        return names[0]
    if isinstance(sheet, str) and sheet in names:
        return sheet
    if isinstance(sheet, int) and not isinstance(sheet, bool) and 1 <= sheet <= len(names):
        return names[sheet - 1]
    asked = "it has several sheets" if sheet is None else f"it has no sheet {quoted(str(sheet))}"
    raise TableError(f"{source}: {asked}; name one of {named(names)}")


def _bound(cells: int, source: str) -> None:
    if cells > MAX_CELLS:
        raise TableError(
            f"{source} holds {cells:,} cells, more than the {MAX_CELLS:,} that are read; take "
            "fewer rows or columns"
        )


def _whole(read: Callable[[], T], source: str) -> T:
    """What ``read`` returns; whatever a library says about a damaged file as a TableError."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return read()
    except (TableError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        # a panic of the Rust libraries is no Exception
        first = inert(str(error).strip().partition("\n")[0], longest=160)
        raise TableError(f"{source} cannot be read: {first}") from None
