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
    from ..core.layout import Array
    from ..estimators.table_model import TableModel
    from ..tables import Column, Table


@click.command("predict")
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="CSV file; default: standard output."
)
@click.option(
    "--interval",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Add bounds that hold this share of new targets, such as 0.95.",
)
def command(model: Path, table: Path, out: Path | None, interval: float | None) -> None:
    """Write the rows of TABLE with MODEL's prediction of each target beside them.

    The prediction of a target is the column TARGET_predicted; --interval adds TARGET_low,
    TARGET_high, TARGET_std and extrapolates (1 where an input lies outside the range of the
    training rows). Columns that the model does not read are kept as they are.
    """
    from ..tables import read_table

    fitted, rows = open_table_model(model), read_table(table)
    added = _predicted(fitted, rows, interval)
    for surprise in fitted.plan.surprises(rows):
        click.echo(f"shoal: {surprise}", err=True)
    if out is None:
        _write(sys.stdout, rows, added)
        return
    from ..files import write_atomically

    text = io.StringIO(newline="")
    _write(text, rows, added)
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


def _predicted(model: TableModel, table: Table, interval: float | None) -> dict[str, list[str]]:
    """The columns that are added to the table, as texts."""
    targets = model.plan.targets
    if interval is None:
        Y = model.predict(table).reshape(table.n_rows, -1)
        return {f"{name}_predicted": _texts(Y[:, k]) for k, name in enumerate(targets)}
    found = model.predict_interval(table, interval)
    parts = {
        "predicted": found.prediction, "low": found.low, "high": found.high, "std": found.std
    }  # fmt: skip
    added = {
        f"{name}_{part}": _texts(values[:, k])
        for k, name in enumerate(targets)
        for part, values in parts.items()
    }
    return added | {"extrapolates": [str(int(flag)) for flag in found.extrapolates]}


def _texts(values: Array) -> list[str]:
    return [repr(value) for value in values.tolist()]


def _write(stream: TextIO, table: Table, added: dict[str, list[str]]) -> None:
    taken = [name for name in added if name in table.columns]
    if taken:
        raise InputError(f"{table.source} already has a column {taken[0]!r}: rename it")
    written = csv.writer(stream, lineterminator="\n")
    written.writerow([*table.names, *added])
    columns = [_written(column) for column in table.columns.values()]
    written.writerows(zip(*columns, *added.values(), strict=True))


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
