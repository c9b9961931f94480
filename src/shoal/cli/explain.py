"""``shoal explain MODEL TABLE``."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import inert_line
from .parameter_options import Rates
from .places import InputPath, PlacesCommand
from .predict import open_table_model
from .table_options import place_options, read

if TYPE_CHECKING:
    from ..explain.backpropagation.text import Line

NARROWEST, WIDEST = 60, 140


def _weight(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Any:
    """v,1,4 or V,1,3 or 0,1,3 or v,speed,4: matrix, row (or an input's name, commas and all), column."""
    if value is None:
        return None
    matrix, _, rest = value.partition(",")
    row, _, column = rest.rpartition(",")
    if not row or not column.strip().lstrip("-").isdecimal():
        raise click.BadParameter(f"{value!r} is not matrix, row and column, such as v,1,4 or w,0,1")
    return _whole(matrix.strip()), _whole(row.strip()), int(column)


def _whole(text: str) -> int | str:
    return int(text) if text.lstrip("-").isdecimal() else text


@click.command("explain", cls=PlacesCommand)
@click.argument("model", type=InputPath())
@click.argument("table", type=InputPath())
@click.option(
    "--row", multiple=True, type=int, help="Row to show, from 0; may be repeated; default: all."
)
@click.option(
    "--weight",
    callback=_weight,
    help="Weight to follow: v,1,4 (or v,speed,4) leads from input 1 to unit 4, w,0,1 from the constant "
    "to output 1; V,1,3 and W,0,0 are the same in Python's counting; default: the one that moves most.",
)
@click.option(
    "--rates", type=Rates(), metavar="TEXT", help="Learning rates: one, or one a layer: 0.1,0.01."
)
@click.option("--alpha", type=click.FloatRange(0), help="Penalty on squared weights.")
@click.option("--json", "as_json", is_flag=True, help="Print everything as JSON.")
@place_options
def command(
    model: Path,
    table: Path,
    row: tuple[int, ...],
    weight: Any,
    rates: Any,
    alpha: float | None,
    as_json: bool,
    **options: Any,
) -> None:
    """Show one epoch of training on the rows of TABLE with all its numbers.

    Every array from X1 to the new weights, and for one weight the chain rule factor by factor,
    summed to the gradient and the update. TABLE needs MODEL's target columns.

    \b
    shoal explain cars.shoal cars.csv --row 3 --weight v,1,4
    """
    from ..explain import step

    fitted, rows = open_table_model(model), read(table, options)
    found = step(fitted, rows, row=list(row) or None, weight=weight, rates=rates, alpha=alpha)
    if as_json:
        click.echo(json.dumps(found.to_dict(), indent=2))
        return
    from ..explain.backpropagation.text import lines

    for line in lines(found, _width()):
        click.echo(_styled(line))


def _width() -> int:
    """The terminal's width within reason; 80 where there is no terminal."""
    columns = shutil.get_terminal_size().columns if sys.stdout.isatty() else 80
    return min(max(columns, NARROWEST), WIDEST)


def _styled(line: Line) -> str:
    from ..explain.backpropagation.text import LABEL

    label = f"{line.label:<{LABEL}}"
    if line.strong or not line.label.strip():
        return click.style(inert_line(label + line.text).rstrip(), bold=line.strong)
    return click.style(label if line.text else label.rstrip(), dim=True) + inert_line(line.text)
