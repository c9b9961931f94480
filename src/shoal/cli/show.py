"""``shoal show MODEL``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from .places import InputPath, PlacesCommand
from .predict import open_table_model
from .report import facts, fit_lines


@click.command("show", cls=PlacesCommand)
@click.argument("model", type=InputPath())
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
def command(model: Path, as_json: bool) -> None:
    """Print what MODEL reads, what it is, how it was trained and how well it did."""
    fitted = open_table_model(model)
    if as_json:
        click.echo(json.dumps(facts(fitted), indent=2))
        return
    for line in fit_lines(fitted):
        click.echo(line)
