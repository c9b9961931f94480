"""A table and its columns as the page shows them."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..tables import Column, Table
from ..tables.wording import inert
from ..tables.writing import cells_of

BARS = 16
PREVIEW_ROWS = 12
LEVELS = 8
LONGEST = 60  # characters of a cell


def table_message(table: Table) -> dict[str, Any]:
    """Name, size, columns and first rows of a table."""
    columns = [column_message(column) for column in table.columns.values()]
    first = table.take(np.arange(min(PREVIEW_ROWS, table.n_rows)))
    cells = [cells_of(column) for column in first.columns.values()]
    numbers = [c["name"] for c in columns if c["kind"] == "number" and not c["problem"]]
    return {
        "kind": "table",
        "name": table.source,
        "rows": table.n_rows,
        "columns": columns,
        "preview": {
            "header": table.names,
            "rows": [
                [inert(cell, longest=LONGEST) for cell in row] for row in zip(*cells, strict=True)
            ],
        },
        "suggested_target": numbers[-1] if numbers else None,
    }


def column_message(column: Column) -> dict[str, Any]:
    """Kind, missing values and distribution of a column."""
    missing = column.missing()
    message: dict[str, Any] = {
        "name": column.name,
        "kind": column.kind,
        "problem": column.problem,
        "note": column.note,
        "missing": int(missing.sum()),
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
