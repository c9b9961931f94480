"""``shoal studio [TABLE]``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..errors import MissingExtraError
from .places import InputPath, PlacesCommand
from .signals import STOP
from .table_options import place_in, place_options


@click.command("studio", cls=PlacesCommand)
@click.argument("table", required=False, type=InputPath())
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), help="Port; default: any that is free."
)
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
@place_options
@click.pass_context
def command(
    context: click.Context, /, table: Path | None, port: int, no_browser: bool, **options: Any
) -> None:
    """Open a page to fit, watch and ask models of TABLE; it stays on this machine.

    Ctrl-C ends it, with exit code 0; SIGTERM and SIGHUP end it too, with 143 and 129. A fit that runs
    is stopped, and the page says that the studio has ended.
    """
    try:
        import websockets  # noqa: F401 - which uvicorn misses only once it serves

        from ..studio.tables.open_table import opened_path
        from ..studio.web.serving import serve
    except ModuleNotFoundError as error:
        if error.name in ("starlette", "uvicorn", "websockets", "anyio"):
            raise MissingExtraError("The studio", "app") from error
        raise

    def say(address: str) -> None:
        click.echo(f"studio      {address}")
        click.echo("            open this address in a browser here; Ctrl-C ends the studio")

    STOP.hand_on()
    opened = None if table is None else opened_path(table, place_in(options))
    context.exit(serve(opened, port=port, browser=not no_browser, say=say))
