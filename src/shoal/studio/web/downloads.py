"""The files that a page offers of a run, and what is opened of a file that a page has sent up."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from ...errors import InputError
from ...files.models import NO_TABLE_MODEL, save
from ...files.models import opened as model_of
from ...tabular.table_model import TableModel
from ..report.report_page import report
from ..tab import Tab
from ..tables.open_table import opened_upload


def made(tab: Tab, run: int, name: str) -> tuple[bytes, str, str]:
    """Content, kind and file name of one of ``MADE``.

    Raises
    ------
    InputError
        If the run has no table that the file could be made of.
    """
    maker, kind = MADE[name]
    content, source = maker(tab, run)
    stem = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in source)
    return content, kind, f"{stem[:60] or 'model'}_{run}_{name}".replace("_model.shoal", ".shoal")


def opened(tab: Tab, name: str, content: bytes, predicted_by: int | None = None) -> dict[str, Any]:
    """What the page is told of a file: a table, a loaded model, or a run's predictions of a table.

    Raises
    ------
    InputError, TableError, ModelFileError
        If the file is none of these, or the run cannot read the table.
    """
    if not name.lower().endswith(".shoal"):
        table = opened_upload(name, content)
        return tab.open(table) if predicted_by is None else tab.predict(predicted_by, table)
    model = model_of(content, name)
    if not isinstance(model, TableModel):
        raise InputError(f"{name} holds {NO_TABLE_MODEL}: load it in Python with shoal.load")
    return tab.keep(model)


def _model_file(tab: Tab, run: int) -> tuple[bytes, str]:
    with tempfile.TemporaryDirectory(prefix="shoal-") as folder:
        place = Path(folder) / "model.shoal"
        save(tab.runs[run].model, place)
        return place.read_bytes(), _source(tab, run)


def _predictions(tab: Tab, run: int) -> tuple[bytes, str]:
    return tab.predictions(run), _source(tab, run)


def _predicted(tab: Tab, run: int) -> tuple[bytes, str]:
    content, source = tab.predicted_file(run)
    return content, Path(source).stem


def _report(tab: Tab, run: int) -> tuple[bytes, str]:
    kept = tab.runs[run]
    if kept.table is None:
        raise InputError("open the table first: this model was loaded from a file")
    place = None if kept.origin is None else kept.origin.place
    return report(kept.model, kept.table, place=place).encode(), _source(tab, run)


def _source(tab: Tab, run: int) -> str:
    """The name of the table that the model was fitted to."""
    return Path(tab.runs[run].model.record.source).stem


MADE: dict[str, tuple[Callable[[Tab, int], tuple[bytes, str]], str]] = {
    "model.shoal": (_model_file, "application/octet-stream"),
    "predictions.csv": (_predictions, "text/csv"),
    "predicted.csv": (_predicted, "text/csv"),
    "report.html": (_report, "text/html; charset=utf-8"),
}
