"""A target that is no more than its inputs written otherwise: a copy, a sum, a monotone function."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..table import Column
from ..wording import inert, named

FEWEST = 10  # different values: among fewer, order agrees by chance
EXACT = 1e-9  # of the target's deviation
MOST_TERMS, MOST_ROWS = 40, 2_000


def relation_of(target: np.ndarray, inputs: Sequence[Column], rows: np.ndarray) -> str:
    """A sentence where the target follows from the inputs without error; empty otherwise.

    Parameters
    ----------
    target : ndarray (n,)
    inputs : sequence of Column
        Of numbers.
    rows : ndarray (n,)
        Where the target's values stand in the inputs' columns.
    """
    some = np.linspace(0, len(target) - 1, min(len(target), MOST_ROWS)).astype(int)
    t = target[some]
    if len(np.unique(t)) < FEWEST:
        return ""
    X = {column.name: column.values[rows][some] for column in inputs}
    X = {name: x for name, x in X.items() if not np.isnan(x).any()}
    for name, x in X.items():
        if np.array_equal(x, t):
            return f"equals the input {inert(name)} in every row; --ignore it if it is not known beforehand"
    for name, x in X.items():
        if _monotone(x, t):
            return (
                f"follows from the input {inert(name)} alone, rising or falling with it in every row; "
                "--ignore it if it is not known beforehand"
            )
    terms = _sum_of(t, X)
    if terms:
        return f"is {terms} in every row; --ignore these if they are not known beforehand"
    return ""


def _monotone(x: np.ndarray, t: np.ndarray) -> bool:
    """Whether t is a strictly monotone function of x, of at least ``FEWEST`` different values."""
    order = np.argsort(x, kind="stable")
    steps, rises = np.diff(x[order]), np.diff(t[order])
    if np.count_nonzero(steps) + 1 < max(FEWEST, 0.5 * len(np.unique(t))):
        return False
    return bool(
        np.all(np.sign(rises) == np.sign(steps)) or np.all(np.sign(rises) == -np.sign(steps))
    )


def _sum_of(t: np.ndarray, X: dict[str, np.ndarray]) -> str:
    """The terms of which t is the sum, each with its sign, or empty."""
    names = [name for name, x in X.items() if np.ptp(x) > 0][:MOST_TERMS]
    if len(names) < 2 or len(t) < 3 * len(names):
        return ""
    A = np.column_stack([X[name] for name in names])
    scale = np.abs(A).max(axis=0)
    weights = np.linalg.lstsq(A / scale, t, rcond=None)[0] / scale
    signs = np.round(weights)
    used = np.flatnonzero(signs)
    if (
        len(used) < 2
        or not np.all(np.abs(signs[used]) == 1)
        or np.abs(weights - signs).max() > 1e-6
    ):
        return ""
    if np.abs(A @ signs - t).max() > EXACT * max(np.abs(t).max(), t.std()):
        return ""
    plus = [names[k] for k in used if signs[k] > 0]
    minus = [names[k] for k in used if signs[k] < 0]
    if not plus:
        return ""
    text = named(plus, most=6).replace(", ", " + ")
    return f"{text} - {named(minus, most=6).replace(', ', ' - ')}" if minus else text
