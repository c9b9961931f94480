"""The report: one offline page with everything there is to say about a model and a table."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping, Sequence
from typing import Any

from ... import __version__
from ...core.rows import Rows
from ...errors import InputError, inert_line
from ...solve.outcome import Interrupted
from ...tables import Table
from ...tabular.fitted_rows import with_rows
from ...tabular.record import figures
from ...tabular.repeat import command_of, python_of, read_of
from ...tabular.table_model import TableModel, rows_with_targets
from ...trace import Opening
from ...view.frames.frame import Frame
from ...view.frames.scene import Scene
from ..answers.dependence import inputs
from ..answers.residuals import residuals
from ..fits.run import Run
from ..page import FRONT
from ..wire import dumped
from .offline import offline

STYLES = ("font.css", "shoal.css")
Packed = tuple[dict[str, Any], bytes]


def report(
    model: TableModel,
    table: Table,
    frames: Sequence[Frame] = (),
    place: Mapping[str, Any] | None = None,
) -> str:
    """The report of ``model`` on ``table`` as one HTML text that needs no network.

    ``table`` is best the one that the model was fitted to: its training and held-out rows are then
    found again (``tabular.fitted_rows``). Rows of another table are all judged. ``frames`` are what
    a fit told while it ran, for a replay; ``place`` the arguments of ``read_table`` that code needs.

    Raises
    ------
    TableError
        If the model cannot read the table.
    InputError
        If the front end was not built.
    """
    refuse_unbuilt()
    model = with_rows(model, table)
    run = Run(1, model, table)
    scene = _scene(run, table)
    record = model.record
    content = {
        "version": __version__,
        "table": {"name": table.source, "rows": table.n_rows, "columns": len(table.columns)},
        "run": run.summary() | {"judged": _judged(model, table)},
        "scene": scene.to_json(),
        "frames": [_text(frame.packed()) for frame in (*frames, scene.last_frame(model))],
        "residuals": residuals(run) if model.training_rows is not None else None,
        "inputs": inputs(run),
        "what_if": offline(run),
        **_repeating(model, table, place or {}),
    }
    return _PAGE.format(
        title=html.escape(inert_line(f"{record.source}: {', '.join(model.plan.targets)}")),
        style="\n".join((FRONT / name).read_text(encoding="utf-8") for name in STYLES),
        content=dumped(content).replace("<", "\\u003c"),
        script=(FRONT / "report.js").read_text(encoding="utf-8").replace("</script", "<\\/script"),
    )


def refuse_unbuilt() -> None:
    """Raise InputError if the front end was not built."""
    if not all((FRONT / name).is_file() for name in ("report.js", *STYLES)):
        raise InputError("the report's front end is not built: run `make front` in the checkout")


_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'unsafe-inline'; \
style-src 'unsafe-inline'; img-src data: blob:; font-src data:">
<style>{style}</style></head><body>
<script type="application/json" id="content">{content}</script>
<script type="module">{script}</script>
<noscript>The pictures of this report need JavaScript.</noscript></body></html>
"""


def _scene(run: Run, table: Table) -> Scene:
    model, record = run.model, run.model.record
    training, held = run.encoded("training"), run.encoded("held_out")
    if training is None:  # another table: its rows are judged, and drawn as such
        rows = rows_with_targets(model.plan, table)
        training = held = model.plan.encode(rows), model.plan.encode_targets(rows)
    opening = Opening(
        model.network,
        _rows(training),
        None if held is None else _rows(held),
        record.epochs,
        record.solver,
        several=len(model.ensemble.networks) > 1,
        inputs=model.plan.feature_labels,
        targets=model.plan.target_labels,
    )
    return Scene.of(opening)


def _repeating(model: TableModel, table: Table, place: Mapping[str, Any]) -> dict[str, Any]:
    """How the fit is made again, in Python and, where that gives the same bits, in a shell."""
    record = model.record
    file = table.file if table.source == record.source else record.source
    told = model.plan.targets, record.seed, record.settings
    if file is None:
        return {"python": python_of("table", *told, place=place), "shell": None}
    whole = record.ending != Interrupted.__name__
    return {
        "python": python_of(read_of(file, place), *told, place=place),
        "shell": command_of(file, *told, place=place) if whole else None,
    }


def _rows(pair: tuple[Any, Any]) -> Rows:
    return Rows(pair[0], pair[1], weights=[])  # type: ignore[arg-type]


def _judged(model: TableModel, table: Table) -> dict[str, Any] | None:
    """Figures on a table that the model was not fitted to."""
    if model.training_rows is not None:
        return None
    rows = rows_with_targets(model.plan, table)
    X, T = model.plan.encode(rows), model.plan.encode_targets(rows)
    found = figures(model.ensemble, model.means, model.linear, X, T)
    return {"n_rows": found.n_rows, "rmse": found.rmse, "rmse_mean": found.rmse_mean,
            "rmse_linear": found.rmse_linear, "r2": found.r2}  # fmt: skip


def _text(packed: Packed) -> dict[str, Any]:
    header, buffer = packed
    return {"header": header, "buffer": base64.b64encode(buffer).decode()}
