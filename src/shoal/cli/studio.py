"""``shoal studio [TABLE]``."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import MissingExtraError


@click.command("studio")
@click.argument("table", required=False, type=click.Path(path_type=Path))
@click.option(
    "--port", default=0, type=click.IntRange(0, 65535), help="Port; default: any that is free."
)
@click.option("--no-browser", is_flag=True, help="Print the address and open nothing.")
def command(table: Path | None, port: int, no_browser: bool) -> None:
    """Open a page to fit, watch and ask models of TABLE; it stays on this machine.

    Ctrl-C ends it.
    """
    from ..tables import read_table

    try:
        from ..studio.origin import Origin
        from ..studio.server import serve
    except ModuleNotFoundError as error:
        if error.name in ("starlette", "uvicorn", "websockets", "anyio"):
            raise MissingExtraError("The studio", "app") from error
        raise

    def say(address: str) -> None:
        click.echo(f"studio      {address}")
        click.echo("            open this address in a browser here; Ctrl-C ends the studio")

    serve(
        None if table is None else read_table(table),
        origin=None if table is None else Origin.of_file(str(table)),
        port=port,
        browser=not no_browser,
        say=say,
    )
