"""A fit's record and trace to entries and arrays of a model file, and back, each value checked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import numpy as np

from ..core import strict
from ..core.layout import Array
from ..solve import outcome
from ..tabular.record import Figures, Record
from ..train.bounds import MOST_SEED
from ..train.parameters import SOLVERS
from .settings_parts import settings_of

MAX_COUNT = 2**53
MAX_TRACE = 1_000_000  # rows
LONGEST = 4_000  # characters of a sentence
SUM = 1e-6  # as close to 1 as shares must sum
COVERAGES = (0, 2)  # of the 90 and of the 95 % intervals, or unknown
ROW_COUNTS = ("table", "without_target", "training", "held_out")
CHOSEN = SOLVERS[1:]  # what "auto" chose is one of the others
ENDINGS = tuple(
    name
    for name, kind in vars(outcome).items()
    if isinstance(kind, type) and issubclass(kind, outcome.Outcome)
)
UNWRITTEN = ("seconds",)  # no number follows from it, and equal fits write equal bytes


def trace_of(arrays: Mapping[str, Array], K: int) -> dict[str, Array]:
    """The columns of the learning curve, as ``solve.history.columns_of`` names them."""
    trace = {n.removeprefix("trace."): a for n, a in arrays.items() if n.startswith("trace.")}
    measured = [f"rmse_{rows}" for rows in ("train", "validation")]
    known = {*measured, *(f"{name}_{k}" for name in measured for k in range(K) if K > 1)}
    for name in ("epoch", "cost", "rmse_train"):
        if name not in trace:
            strict.refuse(f"trace.{name}", "is missing from the arrays")
    epoch = trace["epoch"]
    if epoch.ndim != 1 or not 0 < len(epoch) <= MAX_TRACE or epoch.dtype.kind != "i":
        strict.refuse("trace.epoch", f"must be 1 to {MAX_TRACE:,} whole numbers")
    if epoch[0] < 0 or epoch[-1] > MAX_COUNT or not (np.diff(epoch) > 0).all():
        strict.refuse("trace.epoch", "must rise from 0 or above")
    for name in trace.keys() - {"epoch"}:
        strict.array(arrays, f"trace.{name}", epoch.shape)
        if name not in known | {"cost"}:
            strict.refuse(f"trace.{name}", "is not known to this version of Shoal")
        if name in known and (trace[name] < 0).any():
            strict.refuse(f"trace.{name}", "must not be negative")
    return trace


def record_entries(record: Record) -> dict[str, Any]:
    entries = {n: value for n, value in asdict(record).items() if n not in UNWRITTEN}
    for name in ("training", "held_out"):
        if entries[name] is not None:
            entries[name] = {
                key: value if key == "n_rows" else [None if math.isnan(v) else v for v in value]
                for key, value in entries[name].items()
            }
    return entries


def record_of(entries: dict[str, Any], D: int, K: int) -> Record:
    strict.only_keys(entries, {f.name for f in fields(Record)} - {*UNWRITTEN})
    rows = strict.field(entries, "rows", dict)
    strict.only_keys(rows, ROW_COUNTS)
    counts = {name: strict.integer(rows, name, 0, MAX_COUNT) for name in ROW_COUNTS}
    held_out = entries["held_out"]
    return Record(
        source=strict.line(entries, "source", LONGEST),
        outcome=strict.line(entries, "outcome", LONGEST),
        rows=counts,
        settings=settings_of(strict.field(entries, "settings", dict)),
        seed=strict.integer(entries, "seed", 0, MOST_SEED),
        solver=strict.choice(entries, "solver", CHOSEN),
        ending=strict.choice(entries, "ending", ENDINGS),
        epochs=strict.integer(entries, "epochs", 0, MAX_COUNT),
        kept=strict.integer(entries, "kept", 0, MAX_COUNT),
        relevance=tuple(strict.shares(entries, "relevance", D, SUM)),
        effective_weights=_optional(entries, "effective_weights"),
        coverage=_coverage(entries),
        training=_figures(strict.field(entries, "training", dict), counts["training"], K),
        held_out=None if held_out is None else _held_out(entries, counts["held_out"], K),
        notes=tuple(strict.lines(entries, "notes", LONGEST)),
    )


def _optional(entries: dict[str, Any], name: str) -> float | None:
    return None if entries[name] is None else strict.number(entries, name)


def _coverage(entries: dict[str, Any]) -> tuple[float, ...]:
    found = strict.numbers(entries, "coverage")
    if len(found) not in COVERAGES or not all(0 <= share <= 1 for share in found):
        strict.refuse("coverage", "must be two shares from 0 to 1, or none")
    return tuple(found)


def _held_out(entries: dict[str, Any], n_rows: int, K: int) -> Figures:
    return _figures(strict.field(entries, "held_out", dict), n_rows, K)


def _figures(entries: dict[str, Any], n_rows: int, K: int) -> Figures:
    strict.only_keys(entries, {f.name for f in fields(Figures)})
    columns: dict[str, tuple[float, ...]] = {}
    for name in (f.name for f in fields(Figures) if f.name != "n_rows"):
        values = strict.field(entries, name, list)
        undefined = [v is None for v in values]  # JSON has no NaN
        known = strict.numbers({name: [0.0 if v is None else v for v in values]}, name, K)
        if name.startswith("rmse") and not all(v >= 0 for v in known):
            strict.refuse(name, "must not be negative")
        columns[name] = tuple(
            math.nan if missing else v for v, missing in zip(known, undefined, strict=True)
        )
    if strict.integer(entries, "n_rows", 0, MAX_COUNT) != n_rows:
        strict.refuse("n_rows", f"is not the number of these rows in the record, {n_rows:,}")
    return Figures(n_rows, **columns)
