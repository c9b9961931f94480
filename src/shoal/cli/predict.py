"""``shoal predict MODEL TABLE``."""

from __future__ import annotations

import csv
import io
import math
import sys
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from ..errors import InputError, ModelFileError

if TYPE_CHECKING:
    from ..estimators.table_model import TableModel
    from ..tables import Column, Table


@click.command("predict")
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="CSV file; default: standard output."
)
def command(model: Path, table: Path, out: Path | None) -> None:
    """Write the rows of TABLE with MODEL's prediction of each target beside them.

    A target's prediction is the column "TARGET predicted". Columns that the model does not read
    are kept as they are.
    """
    from ..tables import read_table

    fitted, rows = open_table_model(model), read_table(table)
    Y = fitted.predict(rows).reshape(rows.n_rows, -1)
    for surprise in fitted.plan.surprises(rows):
        click.echo(f"shoal: {surprise}", err=True)
    if out is None:
        _write(sys.stdout, fitted, rows, Y.tolist())
        return

    from ..files import write_atomically

    text = io.StringIO(newline="")
    _write(text, fitted, rows, Y.tolist())

    try:
        write_atomically(str(out), text.getvalue().encode())
    except OSError as error:
        raise InputError(f"{out} cannot be written: {error.strerror or error}") from error


def open_table_model(path: Path) -> TableModel:
    """The table model of a file.

    Raises
    ------
    ModelFileError
        If it is not one.
    """
    from ..estimators.table_model import TableModel
    from ..files.models import load

    found = load(path)
    if not isinstance(found, TableModel):
        raise ModelFileError(
            f"{path} holds a bare network that knows no columns: load it in Python with shoal.load"
        )
    return found


def _write(stream: TextIO, model: TableModel, table: Table, predictions: list[list[float]]) -> None:
    names = [f"{target} predicted" for target in model.plan.targets]
    taken = [name for name in names if name in table.columns]
    if taken:
        raise InputError(f"{table.source} already has a column {taken[0]!r}: rename it")
    written = csv.writer(stream, lineterminator="\n")
    written.writerow([*table.names, *names])
    columns = [_written(column) for column in table.columns.values()]
    for row, cells in enumerate(zip(*columns, strict=True)):
        written.writerow([*cells, *map(repr, predictions[row])])


def _written(column: Column) -> Sequence[str]:
    """The cells as the file had them; of a frame or Parquet, its values as texts."""
    if column.cells is not None:
        return column.cells
    if column.kind == "text":
        return ["" if value is None else str(value) for value in column.values]
    if column.kind == "date":
        return [_iso(days) for days in column.values.tolist()]
    return ["" if math.isnan(v) else f"{v:.17g}" for v in column.values.tolist()]


def _iso(days: float) -> str:
    if math.isnan(days):
        return ""
    moment = datetime(1970, 1, 1) + timedelta(days=days)
    return moment.date().isoformat() if days == int(days) else moment.isoformat(sep=" ")
