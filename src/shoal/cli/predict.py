"""``shoal predict MODEL TABLE``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import ModelFileError, inert_line
from .places import InputPath, OutputPath, Places, PlacesCommand
from .places.kinds import PREDICTIONS
from .surprises import say_surprises
from .table_options import place_options, read

if TYPE_CHECKING:
    from ..tabular.table_model import TableModel


@click.command("predict", cls=PlacesCommand)
@click.argument("model", type=InputPath())
@click.argument("table", type=InputPath())
@click.option(
    "-o",
    "--out",
    type=OutputPath(PREDICTIONS, stream=True),
    help="CSV file; default, and -: standard output.",
)
@click.option(
    "--interval",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    help="Add bounds that hold this share of new targets, such as 0.95.",
)
@place_options
@click.pass_obj
def command(
    places: Places, /, model: Path, table: Path, interval: float | None, **options: Any
) -> None:
    """Write the rows of TABLE with MODEL's prediction of each target beside them.

    The prediction of a target is the column TARGET_predicted; --interval adds TARGET_low,
    TARGET_high, TARGET_std and extrapolates (1 where an input lies outside the range of the
    training rows). Columns that the model does not read are kept as they are, and cells are
    separated and encoded as those of TABLE are. What training never showed it, values far
    outside its range too, is told on standard error.
    """
    from ..tables.writing import csv_bytes, csv_text
    from ..tabular.predicted_columns import predicted_columns

    fitted, rows = open_table_model(model), read(table, options)
    added = predicted_columns(fitted, rows, interval)
    say_surprises(fitted, rows)
    on_terminal = "out" not in places.outputs and sys.stdout.isatty()
    if on_terminal:  # which would act on cells and names with escape codes
        for line in csv_text(rows, added, rows.dialect).splitlines():
            click.echo("\t".join(map(inert_line, line.split("\t"))))
    else:
        places.write("out", csv_bytes(rows, added))


def open_table_model(path: Path) -> TableModel:
    """The table model of a file.

    Raises
    ------
    ModelFileError
        If it is not one.
    """
    from ..files.models import NO_TABLE_MODEL, load
    from ..tables.wording import inert
    from ..tabular.table_model import TableModel

    found = load(path)
    if not isinstance(found, TableModel):
        shown = inert(str(path), longest=200)
        raise ModelFileError(f"{shown} holds {NO_TABLE_MODEL}: load it in Python with shoal.load")
    return found
