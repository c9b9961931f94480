"""``shoal fit TABLE --target COLUMN``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..core.activations import ACTIVATIONS
from ..errors import InputError
from ..tabular.fit_defaults import SPLIT, SPLITS, TEST_FRACTION
from .report import facts, fit_lines, place_line
from .table_options import (
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
    from ..tables import Table
    from ..tabular.table_model import TableModel

FAILED, INTERRUPTED = 1, 130


def _sizes(_ctx: click.Context, _param: click.Parameter, value: str) -> tuple[int, ...] | str:
    if value == "auto":
        return value
    try:
        sizes = tuple(int(part) for part in value.split(","))
    except ValueError:
        sizes = (-1,)
    if sizes == (0,):
        return ()
    if min(sizes) < 1:
        raise click.BadParameter(f"{value!r} is not a list of units such as 20 or 20,10 (0: none)")
    return sizes


def _rates(_ctx: click.Context, _param: click.Parameter, value: str | None) -> Any:
    if value is None:
        return None
    try:
        rates = [float(part) for part in value.split(",")]
    except ValueError:
        raise click.BadParameter(f"{value!r} is not a list of rates such as 0.1,0.01") from None
    return rates[0] if len(rates) == 1 else rates


def _list(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> list[str]:
    return list(value)


@click.command("fit")
@click.argument("table", type=click.Path(path_type=Path))
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
@meaning_options
@place_options
@click.option(
    "--test", "test", type=click.Path(path_type=Path), help="Judge on this table instead."
)
@click.option(
    "--hidden",
    default="auto",
    show_default=True,
    callback=_sizes,
    help="Units of each hidden layer, such as 20 or 20,10; 0 for none.",
)
@click.option(
    "--activation",
    default="tanh",
    show_default=True,
    type=click.Choice(list(ACTIVATIONS)),
    help="Of the hidden units.",
)
@click.option(
    "--solver",
    default="auto",
    show_default=True,
    type=click.Choice(["auto", "lm", "scg", "lbfgs", "gd", "sgd", "adam"]),
    help="How to train.",
)
@click.option(
    "--rates",
    callback=_rates,
    help="Learning rates of gd, sgd and adam: one, or one a layer, such as 0.1,0.01.",
)
@click.option("--alpha", type=click.FloatRange(0), help="Penalty on squared weights.")
@click.option(
    "--epochs", type=click.IntRange(0), help="Epochs at most; for gd, sgd and adam exactly so many."
)
@click.option(
    "--networks",
    type=click.IntRange(1),
    help="Networks of each kind, each leaving out other rows; 1: a single one, on all rows.",
)
@click.option(
    "--early-stopping",
    is_flag=True,
    help="Keep the epoch that is best on rows which the training leaves out.",
)
@click.option("--time-limit", type=click.FloatRange(0, min_open=True), help="Seconds at most.")
@click.option(
    "--seed",
    default=0,
    show_default=True,
    type=click.IntRange(0),
    help="Of split, start and order of rows.",
)
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    help="Model file; default: the table's name with .shoal, here.",
)
@click.option(
    "--plot",
    type=click.Path(path_type=Path),
    help="Draw error, fit and hidden units into this PNG, PDF or SVG.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path),
    help="Write everything about the fit as one offline HTML page, with a replay.",
)
@click.option("--live", is_flag=True, help="Draw the errors in the terminal while the fit runs.")
@click.option("--json", "as_json", is_flag=True, help="Print the facts as JSON.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors.")
def command(
    table: Path,
    more_targets: tuple[str, ...],
    target: list[str],
    out: Path | None,
    plot: Path | None,
    report: Path | None,
    as_json: bool,
    quiet: bool,
    **options: Any,
) -> int:
    """Fit a network to TABLE and judge it on held-out rows.

    TABLE is a CSV file or its kin, a workbook, Parquet and others, or - for standard input.

    \b
    shoal fit cars.csv --target mpg
    shoal fit engine.csv --target torque --hidden 10,10 --solver gd --rates 0.1,0.1,0.01
    """
    whole = read(table, options)
    test = read(options["test"], options) if options["test"] else None
    snapshots = _snapshots(report)
    model = _fitted(
        whole, test, [*target, *more_targets], options, not (quiet or as_json), snapshots
    )
    place = out or _model_place(table)
    model.save(place)
    if plot is not None:
        _draw(model, whole, test, plot)
    if report is not None:
        _write_report(model, whole, snapshots, report, options)
    if as_json:
        click.echo(json.dumps(facts(model) | {"model": str(place)}, indent=2))
    elif not quiet:
        _report(model, {"model": place, "picture": plot, "report": report})
    return {"Diverged": FAILED, "Interrupted": INTERRUPTED}.get(model.record.ending, 0)


def _model_place(table: Path) -> Path:
    """The table's name with .shoal, in the folder that this runs in."""
    name = "table" if str(table) == "-" else table.name.removesuffix(".gz")
    return Path(name).with_suffix(".shoal")


def _snapshots(report: Path | None) -> list[Any]:
    """The sink that keeps a replay for the report, if one is wanted."""
    if report is None:
        return []
    from ..studio.fits.snapshots import Snapshots

    return [Snapshots()]


def _write_report(
    model: TableModel, whole: Table, snapshots: list[Any], place: Path, options: dict[str, Any]
) -> None:
    from ..studio.report.report_page import report
    from .writing import write_whole

    write_whole(place, report(model, whole, snapshots[0].frames, place_in(options)))


def _fitted(
    whole: Table,
    test: Table | None,
    targets: list[str],
    options: dict[str, Any],
    shown: bool,
    more_sinks: list[Any],
) -> TableModel:
    from ..tabular.fit_table import fit_table
    from ..train.settings import BY_RATES, EPOCHS

    given = {
        "hidden_layer_sizes": options["hidden"],
        "activation": options["activation"],
        "solver": options["solver"],
        "learning_rate_init": options["rates"],
        "alpha": options["alpha"],
        "max_iter": options["epochs"],
        "n_networks": options["networks"],
        "early_stopping": options["early_stopping"] or None,
        "time_limit": options["time_limit"],
    }
    if options["rates"] is not None and options["solver"] not in BY_RATES:
        raise InputError(
            f"--rates are of --solver gd, sgd and adam; solver {options['solver']} has none"
        )
    parameters = {name: value for name, value in given.items() if value is not None}
    solver = "lm" if options["solver"] == "auto" else options["solver"]
    if solver in BY_RATES and options["epochs"] is not None:
        parameters["tol"] = 0
    watching = live_curves if options["live"] else progress_line
    with watching(parameters.get("max_iter", EPOCHS[solver]), shown) as sinks:
        return fit_table(
            whole,
            named(targets, whole),
            inputs=named(options["inputs"], whole) or None,
            ignore=named(options["ignore"], whole),
            test_fraction=options["test_fraction"],
            test=test,
            groups=options["groups"],
            split=options["split"],
            weights=options["weights"],
            **declared(options, whole),
            random_state=options["seed"],
            sinks=[*sinks, *more_sinks],
            **parameters,
        )


def _draw(model: TableModel, whole: Table, test: Table | None, place: Path) -> None:
    from ..view.training_figure import draw_table_model

    draw_table_model(model, whole, test, place)


def _report(model: TableModel, places: dict[str, Path | None]) -> None:
    for line in fit_lines(model):
        click.echo(line)
    for what, place in places.items():
        if place is not None:
            click.echo(place_line(what, place))
