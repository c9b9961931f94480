"""The program ``shoal``: its commands, each imported when it is called, and its exit codes."""

from __future__ import annotations

import sys
from importlib import import_module

import click

from .. import __version__
from ..errors import ShoalError, inert_line

BAD_INPUT, INTERRUPTED = 2, 130
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
    """


def main() -> None:
    """Run ``shoal``; exit codes: 0, 1 for a failed fit, 2 for bad input or usage, 130 after Ctrl-C."""
    try:
        code = shoal.main(standalone_mode=False)
    except click.ClickException as error:
        vars(error).update(message=inert_line(error.message))  # of words from the command line
        error.show()
        code = BAD_INPUT
    except ShoalError as error:
        click.secho(f"shoal: {error}", err=True, fg="red" if sys.stderr.isatty() else None)
        code = BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        click.echo("shoal: interrupted", err=True)
        code = INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone: nobody is left to tell
        sys.stderr.close()
        code = 1
    sys.exit(code if isinstance(code, int) else 0)
