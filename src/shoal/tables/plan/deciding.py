"""Which columns of a table a network reads, and how: decided on the training rows alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...errors import TableError
from ..table import Column, Table
from ..wording import count, inert, named, quoted
from .inputs import InputColumn, usable_column
from .learning import learn_input
from .plan import Plan, target_values, weights_of
from .relations import relation_of
from .roles import input_names

FEW_LOST = 0.05  # of the rows with a target, for want of another: no reason for a note


def decide(
    table: Table,
    targets: Sequence[str],
    *,
    inputs: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
    weights: str | None = None,
    rows: np.ndarray | None = None,
) -> Plan:
    """The plan for fitting ``targets`` from the other columns.

    Everything that is learned (levels, medians, which columns are constant) comes from ``rows``
    alone, so that held-out rows stay unseen. Rows without a target are left out.

    Parameters
    ----------
    table : Table
        From ``read_table`` or ``from_frame``.
    targets : sequence of str
        The columns to fit; numbers.
    inputs : sequence of str, optional
        The columns to read; every other column if not given.
    ignore : sequence of str
        Columns to leave out.
    weights : str, optional
        The column that says how much each row counts; no input.
    rows : ndarray, optional
        The training rows, indices or booleans; every row if not given.

    Returns
    -------
    Plan

    Raises
    ------
    TableError
        A name is unknown or given twice, a target is not of numbers or constant, a column that is
        used cannot be read, fewer than two rows have their targets, or no column is left to read.
    """
    if weights is not None and weights not in ignore:
        ignore = [*ignore, weights]
    chosen = input_names(table, targets, inputs, ignore)
    train = table.row_indices(rows)
    decisions: list[str] = []
    train = _rows_with_targets(table, targets, train, decisions)
    if weights is not None:
        weights_of(table.take(train), weights)
        decisions.append(f"{inert(weights)}: says how much each row counts, no input")
    found: list[InputColumn] = []
    for name in chosen:
        # only the values matter here: taking the cells of a large table apart costs time
        column = replace(usable_column(table, name), cells=None).take(train)
        encoding, sentence = learn_input(
            column, table.positions[train], wanted=inputs is not None or len(chosen) == 1
        )
        if encoding is not None:
            found.append(encoding)
        if sentence:
            decisions.append(f"{inert(name)}: {sentence}")
    if not found:
        why = "; ".join(decisions[:3]) or "beside the target there is no other column"
        if table.labels is not None and not decisions:
            why += ", only row names"
        raise TableError(f"{table.source}: no column is left to read: {why}")
    used = [table[name] for name in (*targets, *(column.name for column in found))]
    return Plan(
        tuple(targets),
        tuple(found),
        tuple(decisions),
        reading=table.said,
        notes=_notes(table, used, targets, train),
        target_meanings=tuple(replace(table[t].meaning, kind=table[t].kind) for t in targets),
        units={column.name: column.unit for column in used if column.unit},
        weights=weights,
    )


def _notes(
    table: Table, used: Sequence[Column], targets: Sequence[str], rows: np.ndarray
) -> tuple[str, ...]:
    """What may be wrong with the table itself."""
    doubts = [f"{inert(c.name)}: {c.note}" for c in used if c.kind == "number" and c.note]
    numbers = [c for c in used if c.kind in ("number", "boolean") and c.name not in targets]
    copies = [
        f"{inert(name)}: {sentence}"
        for name in targets
        if (sentence := relation_of(table[name].values[rows], numbers, rows))
    ]
    return (*_gaps(table, targets), *copies, *doubts)


def _gaps(table: Table, targets: Sequence[str]) -> list[str]:
    """A sentence where targets were seldom measured together: rows with one alone are left out."""
    measured = np.array([~table[name].missing() for name in targets])
    one, every = int(measured.any(axis=0).sum()), int(measured.all(axis=0).sum())
    if every >= (1 - FEW_LOST) * one:
        return []
    return [
        f"{every:,} of {count(one, 'row')} have all of {named(targets)}, the others are left out: "
        "fitted one by one, each target uses all of its own"
    ]


def _rows_with_targets(
    table: Table, targets: Sequence[str], rows: np.ndarray, decisions: list[str]
) -> np.ndarray:
    for name in targets:
        column = table[name]
        missing = np.isnan(target_values(table, name)[rows])
        sentences = [*column.said]
        if missing.any():
            sentences.append(f"{count(int(missing.sum()), 'row')} left out, the target is missing")
        if sentences:
            decisions.append(f"{inert(name)}: {'; '.join(sentences)}")
    left = refuse_too_few(table, targets, rows)
    for name in targets:
        values = table[name].values[left]
        if values.min() == values.max():
            raise TableError(
                f"{table.source}: the target {quoted(name)} is {values[0]:g} in every row that is "
                "fitted, so there is nothing to learn; name another target"
            )
        if table[name].kind == "boolean":
            decisions.append(f"{inert(name)}: true and false are fitted as the numbers 1 and 0")
    return left


def refuse_too_few(
    table: Table, targets: Sequence[str], rows: np.ndarray | None = None
) -> np.ndarray:
    """Those of ``rows`` (by default all) that have every target; TableError for fewer than two."""
    if not table.n_rows:
        raise TableError(f"{table.source} has a row of column names but no rows below it")
    for name in targets:
        target_values(table, name)
    rows = table.row_indices(rows)
    left = rows[np.all([~table[name].missing()[rows] for name in targets], axis=0)]
    if len(left) >= 2:
        return left
    counts = {name: int((~table[name].missing()[rows]).sum()) for name in targets}
    empty = [name for name, n in counts.items() if n == 0 and len(rows)]
    if empty:
        raise TableError(
            f"{table.source}: the target {quoted(empty[0])} is empty in every row; name another target"
        )
    if len(targets) > 1 and min(counts.values()) >= 2:
        raise TableError(
            f"{table.source}: {'no row has' if not len(left) else 'one row alone has'} a value in both "
            f"{' and '.join(map(quoted, targets))} "
            f"({', '.join(f'{n:,} rows have {inert(name)}' for name, n in counts.items())}): fit each "
            "target by itself"
        )
    raise TableError(
        f"{table.source}: {count(len(left), 'row')} with a value in "
        f"{', '.join(map(quoted, targets))}, too few to fit anything; at least 2 are needed"
    )
