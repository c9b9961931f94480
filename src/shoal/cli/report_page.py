"""``shoal report MODEL TABLE``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from .places import InputPath, OutputPath, Places, PlacesCommand
from .places.kinds import REPORT
from .predict import open_table_model
from .report import place_line
from .table_options import place_options, read


def _page_place(given: Mapping[str, Any]) -> Path:
    return Path(given["model"].name).with_suffix(".html")


@click.command("report", cls=PlacesCommand)
@click.argument("model", type=InputPath())
@click.argument("table", type=InputPath())
@click.option(
    "-o",
    "--out",
    type=OutputPath(REPORT, _page_place),
    help="HTML file; default: MODEL's name, here.",
)
@place_options
@click.pass_obj
def command(places: Places, /, model: Path, table: Path, out: Path, **options: Any) -> None:
    """Write everything about MODEL on TABLE as one page that opens without a network.

    TABLE is best the one that MODEL was fitted to: its training and held-out rows are found again.
    """
    from ..studio.report.report_page import report

    page = report(open_table_model(model), read(table, options))
    places.write("out", page.encode())
    click.echo(place_line("report", out))
