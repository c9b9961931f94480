"""A table and its columns as the page shows them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...tables import Column, Table
from ...tables.layout.splitting import DELIMITERS
from ...tables.wording import inert
from ...tables.writing import cells_of
from .decisions import (
    column_decisions,
    file_decisions,
    formats_of,
    kinds_of,
    missing_words,
    with_gaps,
)
from .experiment import Experiment
from .open_table import Opened
from .options import ENCODINGS, Options

BARS = 16
PREVIEW_ROWS = 12
LEVELS = 8
FIRST = 200  # values that tell the decimals of a column
LONGEST = 60  # characters of a cell


def table_message(opened: Opened) -> dict[str, Any]:
    """Name, size, columns and first rows of a table, how it was read and what was decided."""
    table, options = opened.table, opened.options
    taken = with_gaps(table, options)
    columns = [column_message(column, options) for column in taken.columns.values()]
    numbers = [c["name"] for c in columns if c["kind"] == "number" and not c["problem"]]
    decisions = file_decisions(table, options)
    for name, column in table.columns.items():
        decisions += column_decisions(column, taken[name], table, options)
    return {
        "kind": "table",
        "name": table.source,
        "rows": table.n_rows,
        "columns": columns,
        "preview": _first_rows(taken),
        "suggested_target": numbers[-1] if numbers else None,
        "reading": _reading(opened),
        "decisions": decisions,
        "experiment": None if opened.experiment is None else _experiment(opened.experiment),
    }


def _experiment(experiment: Experiment) -> dict[str, Any]:
    """What the lecture holds out of it, and what the page says of it."""
    return {"name": experiment.name, "seed": experiment.seed, **experiment.held_out}


def _first_rows(table: Table) -> dict[str, Any]:
    """The cells of the first rows, which of them are missing, and what the rows are called."""
    first = table.take(np.arange(min(PREVIEW_ROWS, table.n_rows)))
    cells = [cells_of(column) for column in first.columns.values()]
    absent = [column.missing().tolist() for column in first.columns.values()]
    places = [first.row_label(i) for i in range(first.n_rows)]
    labels = places if first.labels is None else cells_of(first.labels)
    return {
        "header": table.names,
        "rows": [
            [inert(cell, longest=LONGEST) for cell in row] for row in zip(*cells, strict=True)
        ],
        "missing": [list(row) for row in zip(*absent, strict=True)],
        "labels": [inert(label, longest=LONGEST) for label in labels],
        "places": places,
    }


def _reading(opened: Opened) -> dict[str, Any]:
    """How the file was read, and what a page may choose there."""
    table, options = opened.table, opened.options
    dialect = table.dialect
    # columns that came with their names have no layout
    there = opened.file is not None and table.lines is not None
    return {
        "layout": ("text" if dialect else "sheet") if there else "",
        "parts": list(table.parts) if opened.file is not None and len(table.parts) > 1 else [],
        "part": table.part,
        "encoding": dialect.encoding if dialect else "",
        "encodings": list(ENCODINGS),
        "delimiter": dialect.delimiter if dialect else "",
        "delimiters": list(DELIMITERS),
        "options": options.to_json(),
        "meaning": options.meaning(table.names),
    }


def column_message(column: Column, options: Options) -> dict[str, Any]:
    """Kind, missing values and distribution of a column."""
    missing = column.missing()
    message: dict[str, Any] = {
        "name": column.name,
        "kind": column.kind,
        "kinds": kinds_of(column, options),
        "formats": formats_of(column) if column.kind == "date" else [],
        "unit": inert(column.unit),
        "decimals": _decimals(column),
        "said": list(column.said),
        "problem": column.problem,
        "note": column.note,
        "missing": int(missing.sum()),
        "missing_words": missing_words(column, missing),
    }
    present = column.values[~missing]
    if column.kind == "text":
        levels, counts = np.unique(present.astype(str), return_counts=True)
        order = np.argsort(-counts, kind="stable")[:LEVELS]
        return message | {
            "distinct": len(levels),
            "levels": [[inert(levels[i], longest=LONGEST), int(counts[i])] for i in order],
        }
    if not len(present):
        return message | {"distinct": 0, "histogram": []}
    low, high = float(present.min()), float(present.max())
    with np.errstate(over="ignore"):
        spread = np.isfinite(high - low) and high > low
    bars = np.histogram(present, BARS, (low, high))[0].tolist() if spread else [len(present)]
    return message | {
        "distinct": len(np.unique(present)),
        "low": low,
        "high": high,
        "histogram": bars,
    }


def _decimals(column: Column) -> int:
    """With how many decimals the first values of a column are written, for its range."""
    if column.kind == "text":
        return 0
    shortest = (repr(v).partition(".")[2] for v in column.values[:FIRST].tolist() if v == v)
    return max((len(d) for d in shortest if d != "0" and "e" not in d), default=0)
