"""Which columns of a table a network reads, and how: decided on the training rows alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from shoal.errors import TableError
from shoal.tables.plan.inputs import InputColumn, usable_column
from shoal.tables.plan.learning import learn_input
from shoal.tables.plan.plan import Plan, target_values
from shoal.tables.table import Table
from shoal.tables.wording import count, inert, quoted, unknown


def decide(
    table: Table,
    targets: Sequence[str],
    *,
    inputs: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
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
    chosen = _checked_names(table, targets, inputs, ignore)
    train = table.row_indices(rows)
    decisions: list[str] = []
    train = _rows_with_targets(table, targets, train, decisions)
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
        why = "; ".join(decisions[:3]) or "it has no other columns"
        raise TableError(f"{table.source}: no column is left to read: {why}")
    return Plan(tuple(targets), tuple(found), tuple(decisions))


def _checked_names(
    table: Table, targets: Sequence[str], inputs: Sequence[str] | None, ignore: Sequence[str]
) -> list[str]:
    """The names of the columns to consider, in the order of the table or as given."""
    for role, names in (("target", targets), ("input", inputs or ()), ("ignored column", ignore)):
        if isinstance(names, str):
            raise TableError(f"the {role} {quoted(names)} must be given in a list of names")
        seen = set()
        for name in names:
            if not isinstance(name, str) or name not in table.columns:
                raise TableError(
                    f"{table.source} has no column {quoted(str(name))}; "
                    f"{unknown(str(name), table.names)}"
                )
            if name in seen:
                raise TableError(f"the {role} {quoted(name)} is named twice; name it once")
            seen.add(name)
    if not targets:
        raise TableError("no target is named; name the column to fit")
    if inputs is not None and not inputs:
        raise TableError("no input is named; name at least one column, or none for all of them")
    roles = {"an input": inputs or (), "ignored": ignore}
    for what, names in roles.items():
        both = [name for name in targets if name in names]
        if both:
            raise TableError(f"{quoted(both[0])} is a target and {what} at once; take one away")
    both = [name for name in inputs or () if name in ignore]
    if both:
        raise TableError(f"{quoted(both[0])} is an input and ignored at once; take one away")
    if inputs is not None:
        return list(inputs)
    return [name for name in table.names if name not in targets and name not in ignore]


def _rows_with_targets(
    table: Table, targets: Sequence[str], rows: np.ndarray, decisions: list[str]
) -> np.ndarray:
    usable = np.ones(len(rows), dtype=bool)
    for name in targets:
        values = target_values(table, name)[rows]
        missing = np.isnan(values)
        usable &= ~missing
        if missing.any():
            decisions.append(
                f"{inert(name)}: {count(int(missing.sum()), 'row')} left out, the target is missing"
            )
    left = rows[usable]
    if len(left) < 2:
        raise TableError(
            f"{table.source}: {count(len(left), 'row')} with a value in "
            f"{', '.join(map(quoted, targets))}, too few to fit anything; at least 2 are needed"
        )
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
