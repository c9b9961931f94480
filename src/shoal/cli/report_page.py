"""``shoal report MODEL TABLE``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .predict import open_table_model
from .report import place_line
from .table_options import place_options, read
from .writing import write_whole


@click.command("report")
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("table", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="HTML file; default: MODEL's name, here."
)
@place_options
def command(model: Path, table: Path, out: Path | None, **options: Any) -> None:
    """Write everything about MODEL on TABLE as one page that opens without a network.

    TABLE is best the one that MODEL was fitted to: its training and held-out rows are found again.
    """
    from ..studio.report.report_page import report

    place = out or Path(model.name).with_suffix(".html")
    write_whole(place, report(open_table_model(model), read(table, options)))
    click.echo(place_line("report", place))
