"""Which rows of a table judge a model: by chance, by whole groups or blocks, or the last ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.layout import Array
from ..doctor.drift import Drift
from ..errors import InputError, TableError
from ..tables import Plan, Table
from ..tables.plan.deciding import refuse_too_few
from ..tables.wording import count, inert
from .arguments import SPLITS
from .column_roles import Roles
from .drift_test import clock, drift
from .equal_rows import equal_rows
from .time_order import Memory, blocks, memory, ordering_date

STRETCHES = 20  # a table in time order is split inside training by so many stretches of rows


@dataclass(frozen=True)
class Parts:
    """Rows to learn from, rows to judge by, and what was found on the way.

    Attributes
    ----------
    learned, held : arrays of int
        In the table's order; ``held`` is None where no row is held out.
    together : array or None
        A group for each row learned from: every split inside training keeps it together.
    sentences : tuple of str
        What was decided, for the model's decisions.
    drift : Drift or None
        Where the rows held out say too little of rows to come.
    """

    learned: Array
    held: Array | None
    together: Array | None
    sentences: tuple[str, ...] = ()
    drift: Drift | None = None


def hold_out(table: Table, roles: Roles, *, fraction: float, split: str, seed: int) -> Parts:
    """The parts of the rows that have all targets; for the same arguments always the same.

    Raises
    ------
    InputError, TableError
        If ``split`` is no such word, there is no column of groups, a row has no group, or too few
        rows or groups are left to learn from.
    """
    if split not in SPLITS:
        raise InputError(f"split must be {', '.join(map(repr, SPLITS))}, not {split!r}")
    known = refuse_too_few(table, roles.targets)
    named = None if roles.groups is None else _named(table, roles.groups, known)
    if split == "last":
        parts = _parted(known, fraction, np.arange(len(known))[::-1])
        if named is not None:
            return _together(parts, known, named)
        return _together(parts, parts[0], np.arange(len(parts[0])) * STRETCHES // len(parts[0]))
    date = ordering_date(table, known)
    dated = date is not None and split == "auto" and named is None
    if not (fraction or dated or split == "blocks"):
        return _together((known, None), known, named)
    plan = roles.plan(table, known)
    rows = table.take(known)
    X, T = plan.encode(rows), plan.encode_targets(rows)
    with np.errstate(all="ignore"):  # of numbers that a fit will refuse
        found = memory(X, T, seed) if dated or split == "blocks" else None
        if found is not None or split == "blocks":
            return _by_blocks(table, known, (plan, X, T), fraction, named, found, seed)
        return _by_chance(table, known, (plan, X, T), fraction, named, seed)


def _by_chance(
    table: Table,
    known: Array,
    encoded: tuple[Plan, Array, Array],
    fraction: float,
    named: Array | None,
    seed: int,
) -> Parts:
    plan, X, T = encoded
    sentences: tuple[str, ...] = ()
    if not fraction:
        return _together((known, None), known, named)
    if named is not None:
        order = np.random.RandomState(seed).permutation(int(named.max()) + 1)
        parts = _parted(known, fraction, order, named)
    else:
        order = np.random.RandomState(seed).permutation(len(known))
        parts = _parted(known, fraction, order)
        equal = equal_rows(X, T)
        if equal is not None:
            first = np.unique(equal, return_index=True)[1]  # its place is that of all its equals
            apart, parts = (
                parts,
                _parted(known, fraction, np.argsort(np.argsort(order)[first]), equal),
            )
            if not np.array_equal(apart[0], parts[0]):
                n = int((np.bincount(equal)[equal] > 1).sum())
                sentences = (f"{count(n, 'equal row')} kept on one side of the split",)
    order_by = ordering_date(table, known) or clock(plan, X)
    later = None if order_by is None else drift(X, T, order_by, seed, named)
    return _together(parts, known, named, sentences, later)


def _by_blocks(
    table: Table,
    known: Array,
    encoded: tuple[Plan, Array, Array],
    fraction: float,
    named: Array | None,
    found: Memory | None,
    seed: int,
) -> Parts:
    _, X, T = encoded
    block = blocks(table, known, found)
    order = np.random.RandomState(seed).permutation(int(block.max()) + 1)
    parts = _parted(known, fraction, order, block) if fraction else (known, None)
    length = int(np.median(np.bincount(block)))
    held = f"blocks of {count(length, 'row')} are {'held out' if fraction else 'kept together'}"
    date = ordering_date(table, known)
    if found is None:
        sentences = (f"{held}, as asked for",)
    else:
        ordered = "" if date is None else f"{inert(date)} orders the rows and "
        undone = "" if date is None else "; --split random undoes it"
        correlated = f"neighbours' errors correlate ({found.correlation:.2f})"
        sentences = (f"{ordered}{correlated}: {held}{undone}",)
    later = drift(X, T, date, seed, block) if fraction and date is not None else None
    return _together(parts, known, block if named is None else named, sentences, later)


def _together(
    parts: tuple[Array, Array | None],
    known: Array,
    group: Array | None,
    sentences: tuple[str, ...] = (),
    later: Drift | None = None,
) -> Parts:
    """The parts, with the groups of the rows learned from; ``group`` is of the rows ``known``."""
    learned, held = parts
    together = None if group is None else group[np.isin(known, learned)]
    return Parts(learned, held, together, sentences, later)


def _named(table: Table, column: str, rows: Array) -> Array:
    """The group of each of ``rows``: equal cells of ``column``."""
    cells = table[column]
    absent = np.flatnonzero(cells.missing()[rows])
    if len(absent):
        raise TableError(
            f"{table.place(int(rows[absent[0]]), column)}: the group is missing; "
            "name one, or leave the row out"
        )
    values = cells.values[rows]
    return np.unique(values if cells.kind != "text" else values.astype(str), return_inverse=True)[1]


def _parted(
    known: Array, fraction: float, order: Array, group: Array | None = None
) -> tuple[Array, Array | None]:
    """Groups are held out in this order until there are enough rows; each row is one by default."""
    if not fraction:
        return known, None
    group = np.arange(len(known)) if group is None else group
    wanted = max(1, round(fraction * len(known)))
    sizes = np.bincount(group, minlength=len(order))[order]
    held = np.isin(group, order[np.cumsum(sizes) - sizes < wanted])
    if (~held).sum() < 2:
        raise TableError(
            f"{len(known)} rows in {len(order)} groups have a target: too few to hold {wanted} out; "
            "use a test fraction of 0, or give more rows"
        )
    return known[~held], known[held]
