"""``shoal score MODEL TABLE``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from .places import InputPath, PlacesCommand
from .predict import open_table_model
from .report import figure_lines, figures_json
from .surprises import say_surprises
from .table_options import place_options, read


@click.command("score", cls=PlacesCommand)
@click.argument("model", type=InputPath())
@click.argument("table", type=InputPath())
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@place_options
def command(model: Path, table: Path, as_json: bool, **options: Any) -> None:
    """Print MODEL's errors on the rows of TABLE beside the linear model and the mean.

    Both baselines are those of the rows that MODEL was trained on.
    """
    from ..tabular.table_model import rows_with_targets

    fitted, rows = open_table_model(model), read(table, options)
    figures = fitted.score(rows)
    say_surprises(fitted, rows_with_targets(fitted.plan, rows))
    if as_json:
        click.echo(
            json.dumps({"targets": fitted.plan.targets} | figures_json(asdict(figures)), indent=2)
        )
        return
    for line in figure_lines("score", figures, fitted.plan):
        click.echo(line)
