"""``shoal fit TABLE --target COLUMN``."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import InputError, ShoalError
from ..tables.wording import inert
from ..tabular.arguments import SPLIT, SPLITS, TEST_FRACTION
from .parameter_options import names, parameter_options, parameters_in
from .places import InputPath, OutputPath, Places
from .places.kinds import MODEL, PICTURE, REPORT
from .places.parameters import STANDARD
from .report import facts, fit_lines, place_line
from .sections import Sectioned
from .signals import STOP
from .table_options import (
    MEANING,
    PLACE,
    declared,
    meaning_options,
    named,
    place_in,
    place_options,
    read,
)
from .terminal.live import live_curves
from .terminal.progress import progress_line

if TYPE_CHECKING:
    from ..files.checkpoints import CheckpointFolder
    from ..tables import Table
    from ..tabular.table_model import TableModel

FAILED = 1
FAILURES = ("Diverged", "NotFinite", "Unsettled")
SECTIONS = {
    "Network and training": names(rare=False),
    "Results": [
        "out",
        "plot",
        "report",
        "force",
        "checkpoint",
        "resume",
        "live",
        "as_json",
        "quiet",
        "help",
    ],
    "How the table is read": [*MEANING, *PLACE, "no_header"],
    "More of the training, rarely needed": names(rare=True),
}


def _list(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> list[str]:
    return list(value)


def _model_place(given: Mapping[str, Any]) -> Path:
    """The table's name with .shoal, in the folder that this runs in."""
    table = given["table"]
    name = "" if table == STANDARD else Path(table.name.removesuffix(".gz")).stem
    return Path(f"{name or 'table'}.shoal")


@click.command("fit", cls=Sectioned, sections=SECTIONS)
@click.argument("table", type=InputPath())
@click.argument("more_targets", nargs=-1, metavar="[COLUMN]...")
@click.option(
    "-t",
    "--target",
    required=True,
    multiple=True,
    callback=_list,
    help="Column to predict; further target columns may follow it or be given with more --target.",
)
@click.option(
    "--inputs",
    multiple=True,
    callback=_list,
    help="Columns to use, such as a,b; default: all others.",
)
@click.option("--ignore", multiple=True, callback=_list, help="Columns to leave out, such as a,b.")
@click.option(
    "--test-fraction",
    default=TEST_FRACTION,
    show_default=True,
    type=click.FloatRange(0, 1, max_open=True),
    help="Share of the rows held out to judge the model; 0 trains on all.",
)
@click.option("--groups", help="Column whose equal cells stay together in every split.")
@click.option(
    "--split",
    default=SPLIT,
    show_default=True,
    type=click.Choice(SPLITS),
    help="Hold rows out by chance, the last ones, or blocks of neighbours; auto: by chance, but "
    "blocks where dates order the rows and neighbours' errors correlate.",
)
@click.option("--weights", help="Column that says how much each row counts.")
@click.option("--test", type=InputPath(), help="Judge on this table instead.")
@parameter_options
@meaning_options
@place_options
@click.option(
    "-o",
    "--out",
    type=OutputPath(MODEL, _model_place),
    help="Model file; default: the table's name with .shoal, here.",
)
@click.option(
    "--plot",
    type=OutputPath(PICTURE),
    help="Draw error, fit and hidden units into this PNG, PDF or SVG.",
)
@click.option(
    "--report",
    type=OutputPath(REPORT),
    help="Write everything about the fit as one offline HTML page, with a replay.",
)
@click.option(
    "--checkpoint",
    metavar="FOLDER",
    help="Keep the fit in this folder while it runs, every few seconds; gone when the model is saved.",
)
@click.option(
    "--resume", is_flag=True, help="Go on with the fit that --checkpoint holds, to the same bits."
)
@click.option("--live", is_flag=True, help="Draw the errors in the terminal while the fit runs.")
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
@click.pass_context
def command(
    ctx: click.Context,
    /,
    table: Path,
    more_targets: tuple[str, ...],
    target: list[str],
    out: Path,
    plot: Path | None,
    report: Path | None,
    as_json: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Fit a network to TABLE and judge it on held-out rows.

    TABLE is a CSV file or its kin, a workbook, Parquet and others, or - for standard input.
    Ctrl-C ends the fit with the best model so far, which is saved; a second leaves at once.

    \b
    shoal fit cars.csv --target mpg
    shoal fit engine.csv --target torque --hidden 10,10 --solver gd --rates 0.1,0.1,0.01
    """
    places: Places = ctx.obj
    parameters = parameters_in(ctx)
    _refuse_undrawable(plot, report)
    whole = read(table, options)
    test = read(options["test"], options) if options["test"] else None
    snapshots, folder = _snapshots(report), _checkpoint(options)
    watching = live_curves if options["live"] else progress_line
    with STOP.obeyed() as wish:  # to the end of the last file: a first Ctrl-C there loses nothing
        with watching(_epochs(parameters), not (quiet or as_json)) as sinks:
            given = {"test": test, "sinks": [*sinks, *snapshots], "checkpoint": folder}
            model = _fitted(whole, [*target, *more_targets], options, given | parameters)
        _save(places, model)
        if plot is not None:
            _draw(places, model, whole, test)
        if report is not None:
            _write_report(places, model, whole, snapshots, options)
        interrupted = wish.asked or model.record.ending == "Interrupted"
        if folder is not None and folder.finished and not interrupted:
            folder.remove()
    if interrupted:
        on = "" if folder is None else "; --resume goes on"
        STOP.say(f": the best model so far is saved as {inert(str(out), longest=200)}{on}")
    if as_json:
        click.echo(json.dumps(facts(model) | {"model": str(out)}, indent=2))
    elif not quiet:
        _report(model, {"model": out, "picture": plot, "report": report})
    if interrupted:
        return STOP.code
    return FAILED if model.record.ending in FAILURES else 0


def _save(places: Places, model: TableModel) -> None:
    """Save the model; where that fails, elsewhere: the fit may have taken hours."""
    try:
        places.save("out", model.save)
    except ShoalError as error:
        with suppress(OSError):
            handle, elsewhere = tempfile.mkstemp(prefix="shoal-", suffix=".shoal")
            os.close(handle)
            try:
                model.save(elsewhere)
            except ShoalError:
                os.unlink(elsewhere)
            else:
                raise InputError(f"{error}; the model is saved as {elsewhere}") from error
        raise


def _refuse_undrawable(plot: Path | None, report: Path | None) -> None:
    """Import what the end needs, and refuse now what would be refused then."""
    if plot is not None:
        from ..view.panels.three_panels import kind_of
        from ..view.style import library

        kind_of(plot)
        library("matplotlib.figure")
    if report is not None:
        from ..studio.report.report_page import refuse_unbuilt

        refuse_unbuilt()
    import_module("..tabular.fit_table", __package__)


def _snapshots(report: Path | None) -> list[Any]:
    """The sink that keeps a replay for the report, if one is wanted."""
    if report is None:
        return []
    from ..studio.fits.snapshots import Snapshots

    return [Snapshots()]


def _write_report(
    places: Places, model: TableModel, whole: Table, snapshots: list[Any], options: dict[str, Any]
) -> None:
    from ..studio.report.report_page import report

    page = report(model, whole, snapshots[0].frames, place_in(options))
    places.write("report", page.encode())


def _epochs(parameters: dict[str, Any]) -> int:
    """How many epochs a progress line counts to."""
    from ..train.settings import EPOCHS

    asked, solver = parameters.get("max_iter", "auto"), parameters.get("solver", "auto")
    return EPOCHS["lm" if solver == "auto" else solver] if asked == "auto" else asked


def _checkpoint(options: dict[str, Any]) -> CheckpointFolder | None:
    """Where the fit is kept while it runs: to the end of the last file, not of the fit alone."""
    place, resume = options["checkpoint"], options["resume"]
    if place is None:
        if resume:
            raise InputError(
                "--resume goes on with a checkpoint: name its folder, --checkpoint FOLDER"
            )
        return None
    from ..files.checkpoints import CheckpointFolder

    return CheckpointFolder(place, resume)


def _fitted(
    whole: Table, targets: list[str], options: dict[str, Any], given: dict[str, Any]
) -> TableModel:
    from ..tabular.fit_table import fit_table

    return fit_table(
        whole,
        named(targets, whole),
        inputs=named(options["inputs"], whole) or None,
        ignore=named(options["ignore"], whole),
        test_fraction=options["test_fraction"],
        groups=options["groups"],
        split=options["split"],
        weights=options["weights"],
        **declared(options, whole),
        **given,
    )


def _draw(places: Places, model: TableModel, whole: Table, test: Table | None) -> None:
    from ..view.training_figure import draw_table_model

    places.save("plot", lambda place: draw_table_model(model, whole, test, place))


def _report(model: TableModel, places: dict[str, Path | None]) -> None:
    for line in fit_lines(model):
        click.echo(line)
    for what, place in places.items():
        if place is not None:
            click.echo(place_line(what, place))
