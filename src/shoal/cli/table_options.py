"""The options that say where a table is in its file and what its columns mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..tables import Table

Command = Callable[..., Any]
PLACE = ("sheet", "query", "encoding", "delimiter", "header_rows", "units_row", "skip_rows")
MEANING = ("text", "number", "date", "missing")


def place_options(command: Command) -> Command:
    """Options of every command that reads a table: sheet, encoding, rows of names."""
    for option in reversed(_PLACE):
        command = option(command)
    return command


def meaning_options(command: Command) -> Command:
    """Options of ``shoal fit``: what columns mean; a model keeps it."""
    for option in reversed(_MEANING):
        command = option(command)
    return command


def place_in(options: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of ``read_table`` for the options on the place of the table."""
    given = {name: options[name] for name in PLACE if options.get(name) is not None}
    if options.get("no_header"):
        given["header_rows"] = 0
    delimiter = given.get("delimiter")
    if delimiter is not None:
        given["delimiter"] = {"tab": "\t", "\\t": "\t", "blank": " ", "space": " "}.get(
            delimiter, delimiter
        )
    return given


def read(path: Path, options: Mapping[str, Any]) -> Table:
    """The table at ``path`` as the options say."""
    from ..tables import read_table

    return read_table(path, **place_in(options))


def declared(options: Mapping[str, Any], table: Table) -> dict[str, Any]:
    """The arguments of ``fit_table`` for the options on columns."""
    found: dict[str, Any] = {}
    for what in ("text", "number"):
        if options[what]:
            found[what] = named(options[what], table)
    if options["date"]:
        found["date"] = dict(_date(entry, table) for entry in options["date"])
    if options["missing"]:
        single: dict[str, list[str]] = {}
        everywhere = []
        for entry in options["missing"]:
            column, equals, word = entry.partition("=")
            if equals and column.strip() in table.columns:
                single.setdefault(column.strip(), []).append(word)
            else:
                everywhere.append(entry)
        if single and everywhere:
            for column in table.names:
                single.setdefault(column, []).extend(everywhere)
        found["missing"] = single or everywhere
    return found


def named(given: tuple[str, ...] | list[str], table: Table) -> list[str]:
    """Column names, one an option or several between commas (a name may itself hold one)."""
    return [
        name for text in given for name in ([text] if text in table.columns else text.split(","))
    ]


def _date(entry: str, table: Table) -> tuple[str, str]:
    """COLUMN or COLUMN:FORMAT; a column's name may itself hold a colon."""
    if entry in table.columns:
        return entry, ""
    known = [name for name in table.names if entry.startswith(f"{name}:")]
    name = max(known, key=len, default=entry.partition(":")[0])
    return name, entry[len(name) + 1 :]


_PLACE = (
    click.option(
        "--sheet", help="Sheet of a workbook, or file of an archive; default: the first table."
    ),
    click.option("--query", help="Of a database: the SELECT that gives the table."),
    click.option("--encoding", help="Of a text, such as latin-1; default: found out."),
    click.option(
        "--delimiter", help="Between the cells: one of , ; | tab blank; default: found out."
    ),
    click.option(
        "--no-header", is_flag=True, help="The first row is data; columns are 'column 1' and so on."
    ),
    click.option("--header-rows", type=click.IntRange(0), help="Rows that hold the names."),
    click.option(
        "--units-row/--no-units-row", default=None, help="Whether a row of units follows the names."
    ),
    click.option("--skip-rows", type=click.IntRange(0), help="Lines above the names."),
)
_MEANING = (
    click.option(
        "--text", multiple=True, metavar="COL", help="Columns of names, though in digits."
    ),
    click.option(
        "--number", multiple=True, metavar="COL", help="Columns of numbers, whatever else."
    ),
    click.option(
        "--date",
        multiple=True,
        metavar="COL[:FORMAT]",
        help="Columns of dates, such as day:%d/%m/%Y.",
    ),
    click.option(
        "--missing",
        multiple=True,
        metavar="VALUE",
        help="Also a missing value, such as -200; COL=VALUE for one column.",
    ),
)
