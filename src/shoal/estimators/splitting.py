"""Which rows of a table judge a model: by chance, by whole groups, or the last ones."""

from __future__ import annotations

import numpy as np

from ..core.layout import Array
from ..errors import InputError, TableError
from ..tables import Table

STRETCHES = 20  # a table in time order is split inside training by so many stretches of rows


def groups_of(table: Table, column: str | None, split: str, rows: Array) -> Array | None:
    """The group of each of ``rows``: equal cells of ``column``, stretches of time, or None.

    Raises
    ------
    TableError
        If there is no such column, or a row has no group.
    """
    if column is None:
        return None if split == "random" else np.arange(len(rows)) * STRETCHES // len(rows)
    cells = table[column]
    absent = np.flatnonzero(cells.missing()[rows])
    if len(absent):
        raise TableError(
            f"{table.place(int(rows[absent[0]]), column)}: the group is missing; "
            "name one, or leave the row out"
        )
    values = cells.values[rows]
    return np.unique(values if cells.kind != "text" else values.astype(str), return_inverse=True)[1]


def split_rows(
    known: Array, fraction: float, seed: int, groups: Array | None, split: str
) -> tuple[Array, Array]:
    """Rows to learn from and rows to judge by, each in the table's order.

    ``known`` are the rows with a target, ``groups`` the group of each, which goes one way. With
    ``split="last"`` the last rows judge (the last groups that fit, in the order of their first row).

    Raises
    ------
    InputError, TableError
        If ``split`` is neither word, or too few rows or groups are left to learn from.
    """
    if split not in ("random", "last"):
        raise InputError(f"split must be 'random' or 'last', not {split!r}")
    group = np.arange(len(known)) if groups is None or split == "last" else groups
    n_groups = int(group.max()) + 1 if len(group) else 0
    wanted = max(1, round(fraction * len(known)))
    order = np.arange(n_groups)[::-1]
    if split == "random":
        order = np.random.RandomState(seed).permutation(n_groups)
    sizes = np.bincount(group, minlength=n_groups)[order]
    held = np.isin(group, order[np.cumsum(sizes) - sizes < wanted])
    if (~held).sum() < 2:
        raise TableError(
            f"{len(known)} rows in {n_groups} groups have a target: too few to hold {wanted} out; "
            "use a test fraction of 0, or give more rows"
        )
    return known[~held], known[held]
