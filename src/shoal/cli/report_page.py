"""``shoal report MODEL TABLE``."""

from __future__ import annotations

from pathlib import Path

import click

from .predict import open_table_model
from .report import place_line
from .writing import write_whole


@click.command("report")
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="HTML file; default: MODEL's name, here."
)
def command(model: Path, table: Path, out: Path | None) -> None:
    """Write everything about MODEL on TABLE as one page that opens without a network.

    TABLE is best the one that MODEL was fitted to: its training and held-out rows are found again.
    """
    from ..studio.report import report
    from ..tables import read_table

    place = out or Path(model.name).with_suffix(".html")
    write_whole(place, report(open_table_model(model), read_table(table)))
    click.echo(place_line("report", place))
