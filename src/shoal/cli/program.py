"""The commands of ``shoal``, each imported when it is called."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import click

from .. import __version__

COMMANDS = {  # name -> module and the line that `shoal --help` shows without importing it
    "fit": ("fit", "Fit a network to a table and judge it on held-out rows."),
    "lessons": ("lessons.command", "Copy the lessons of the lecture, as notebooks."),
    "predict": ("predict", "Predict the rows of a table with a model file."),
    "score": ("score", "Judge a model file on the rows of a table."),
    "explain": ("explain", "Show one epoch of training with every number of it."),
    "show": ("show", "Show what a model file holds."),
    "report": ("report_page", "Write everything about a model as one offline page."),
    "studio": ("studio", "Open a page to fit, watch and ask models of a table."),
}


class _Lazy(click.Group):
    """Commands whose modules are imported only when they run."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named; Ctrl-C is an Abort, of which click says nothing more."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as error:
            raise click.Abort from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        found: click.Command | None = import_module(f"..{COMMANDS[cmd_name][0]}", __name__).command
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="shoal", message="%(prog)s %(version)s")
def shoal() -> None:
    """Small neural networks on tables of numbers.

    \b
    shoal fit cars.csv --target mpg --out cars.shoal
    shoal predict cars.shoal new_cars.csv --out predictions.csv

    \b
    Exit codes: 0; 1 for a fit that failed; 2 for bad input, or a file that
    cannot be written; 130, 143, 129 after Ctrl-C, SIGTERM, SIGHUP, and then the
    best model so far is saved if there is one; 141 if nobody reads the output.
    """
