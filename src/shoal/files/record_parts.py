"""A fit's record and trace to entries and arrays of a model file, and back, each value checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from ..core import strict
from ..core.layout import Array
from ..tabular.record import Figures, Record

MAX_COUNT = 2**53
ROW_COUNTS = ("table", "without_target", "training", "held_out")
TEXTS = ("source", "solver", "outcome", "ending")


def trace_of(arrays: Mapping[str, Array]) -> dict[str, Array]:
    trace = {n.removeprefix("trace."): a for n, a in arrays.items() if n.startswith("trace.")}
    n_rows = {a.shape for a in trace.values()}
    if "epoch" not in trace or len(n_rows) != 1 or len(n_rows.pop()) != 1:
        strict.refuse("trace", "must be columns of one length, the epoch among them")
    return trace


def record_entries(record: Record) -> dict[str, Any]:
    entries = asdict(record)
    for name in ("training", "held_out"):
        if entries[name] is not None:
            entries[name] = {
                key: value if key == "n_rows" else [None if math.isnan(v) else v for v in value]
                for key, value in entries[name].items()
            }
    return entries


def record_of(entries: dict[str, Any], D: int, K: int) -> Record:
    strict.only_keys(entries, {f.name for f in fields(Record)})
    rows = strict.field(entries, "rows", dict)
    strict.only_keys(rows, ROW_COUNTS)
    held_out = entries["held_out"]
    return Record(
        rows={name: strict.integer(rows, name, 0, MAX_COUNT) for name in ROW_COUNTS},
        settings=strict.field(entries, "settings", dict),
        seed=strict.integer(entries, "seed", 0, MAX_COUNT),
        epochs=strict.integer(entries, "epochs", 0, MAX_COUNT),
        kept=strict.integer(entries, "kept", 0, MAX_COUNT),
        seconds=strict.number(entries, "seconds", low=0),
        relevance=tuple(strict.numbers(entries, "relevance", D)),
        effective_weights=_optional(entries, "effective_weights"),
        coverage=tuple(strict.numbers(entries, "coverage")),
        training=_figures(strict.field(entries, "training", dict), K),
        held_out=None if held_out is None else _figures(strict.field(entries, "held_out", dict), K),
        notes=tuple(strict.texts(entries, "notes")),
        **{name: strict.field(entries, name, str) for name in TEXTS},
    )


def _optional(entries: dict[str, Any], name: str) -> float | None:
    return None if entries[name] is None else strict.number(entries, name)


def _figures(entries: dict[str, Any], K: int) -> Figures:
    strict.only_keys(entries, {f.name for f in fields(Figures)})
    columns: dict[str, tuple[float, ...]] = {}
    for name in (f.name for f in fields(Figures) if f.name != "n_rows"):
        values = strict.field(entries, name, list)
        undefined = [v is None for v in values]  # JSON has no NaN
        known = strict.numbers({name: [0.0 if v is None else v for v in values]}, name, K)
        columns[name] = tuple(
            math.nan if missing else v for v, missing in zip(known, undefined, strict=True)
        )
    return Figures(strict.integer(entries, "n_rows", 0, MAX_COUNT), **columns)
