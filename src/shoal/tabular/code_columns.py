"""Numbers that are names: stations 101 to 120, read as texts where rows left out say so.

Nobody can see from its digits whether a column of whole numbers counts or names. What tells is the
error on rows left out: first that of two linear models, in closed form, which costs next to nothing;
where naming wins there, that of two small networks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..core.layout import Array
from ..estimators.quiet_regressor import QuietRegressor
from ..tables import Declared, Plan, Table, from_frame
from ..tables.plan.inputs import NumericInput
from ..tables.plan.learning import MOST_LEVELS
from ..tables.wording import count, inert, quoted
from .column_roles import Roles

FEWEST_LEVELS, ROWS_EACH = 4, 5  # different numbers, and rows of each in the mean
MOST_ROWS = 1_000  # that the question is put to: an evenly spaced sample of more
MOST_ASKED = 3  # columns of one table whose networks are trained
FOLDS, UNITS, EPOCHS = 4, 8, 60
ERRORS = 2.0  # standard errors by which names must be better
BENDS = 4  # powers of the number in the linear model that reads it as one


def with_codes(
    table: Table, roles: Roles, rows: Array, declared: Declared, seed: int
) -> tuple[Table, Plan]:
    """The table with columns of codes read as texts, and the plan; with a note where they may be.

    ``rows`` are the training rows: no other row is looked at. A column that was declared to be of
    numbers is left as it is.
    """
    plan = roles.plan(table, rows)
    asked = [c.name for c in plan.inputs if _may_be_codes(c, table, rows, declared)]
    if not asked:
        return table, plan
    sample = rows[np.linspace(0, len(rows) - 1, min(len(rows), MOST_ROWS)).astype(int)]
    wins = [name for name in asked if _names_win(table, plan, name, sample)]
    for name in wins[:MOST_ASKED]:
        named = from_frame(table, Declared.of(text=[name]))
        apart = _errors_apart(table, named, roles, sample, seed)
        table = _read_as_text(table, named, name, apart)
    return table, roles.plan(table, rows) if wins else plan


def _may_be_codes(column: object, table: Table, rows: Array, declared: Declared) -> bool:
    if not isinstance(column, NumericInput) or column.kind != "number" or column.limit:
        return False
    if column.name in declared.number or not column.value or column.meaning.unit:
        return False
    values = table[column.name].values[rows]
    values = values[~np.isnan(values)]
    levels = np.unique(values)
    whole = np.array_equal(levels, np.floor(levels)) and len(levels) > 0 and levels[0] >= 0
    return bool(
        whole
        and FEWEST_LEVELS <= len(levels) <= MOST_LEVELS
        and len(values) >= ROWS_EACH * len(levels)
    )


def _names_win(table: Table, plan: Plan, name: str, rows: Array) -> bool:
    """Whether a linear model with a constant for each number beats one with powers of it."""
    some = table.take(rows)
    values = some[name].values
    others = [column.encode(some) for column in plan.inputs if column.name != name]
    T = plan.encode_targets(some)[:, :1]
    x = _standardized(np.nan_to_num(values, nan=float(np.nanmedian(values)))[:, np.newaxis])
    levels, which = np.unique(values, return_inverse=True)
    bends = np.hstack([x**k for k in range(1, min(BENDS, len(levels) - 1) + 1)])
    each = np.eye(len(levels))[which]
    base = [_standardized(X) for X in others]
    base += [X**2 for X in base if X.shape[1] == 1]
    rest = np.hstack([np.ones((len(T), 1)), *base])
    if rest.shape[1] + len(levels) > len(T) / 3:
        rest = rest[:, :1]
    as_number = _left_out(np.hstack([rest, bends]), T)
    as_names = _left_out(np.hstack([rest, each]), T)
    return _better(as_names, as_number) > ERRORS


def _standardized(X: Array) -> Array:
    scale = X.std(axis=0)
    found: Array = (X - X.mean(axis=0)) / np.where(scale > 0, scale, 1)
    return found


def _left_out(A: Array, T: Array) -> Array:
    """Squared errors of least squares on each row, left out of the fit (Allen 1974, PRESS)."""
    U, s, _ = np.linalg.svd(A, full_matrices=False)
    kept = U[:, s > 1e-9 * s[0]]
    leverage = np.minimum((kept**2).sum(axis=1, keepdims=True), 1 - 1e-6)
    residual = T - kept @ (kept.T @ T)
    return np.asarray(((residual / (1 - leverage)) ** 2).ravel())


def _better(errors: Array, others: Array) -> float:
    """By how many standard errors the first squared errors are smaller."""
    gain = others - errors
    spread = float(gain.std())
    return float(gain.mean() / (spread / np.sqrt(len(gain)))) if spread > 0 else 0.0


@dataclass(frozen=True)
class _Apart:
    """Errors on rows left out, and by how many standard errors names are better."""

    as_number: float
    as_names: float
    better: float


def _errors_apart(number: Table, named: Table, roles: Roles, rows: Array, seed: int) -> _Apart:
    """Two small networks that differ in how they read one column, on the same rows left out."""
    fold = np.random.RandomState(seed).permutation(len(rows)) % FOLDS
    found = []
    for table in (number, named):
        plan, some = roles.plan(table, rows), table.take(rows)
        X, T = plan.encode(some), plan.encode_targets(some)[:, :1]
        answers = np.zeros_like(T)
        for k in range(FOLDS):
            left = fold == k
            network = QuietRegressor(
                (UNITS,), solver="lm", alpha="ard", n_networks=1, max_iter=EPOCHS,
                random_state=seed,
            )  # fmt: skip
            network.fit(X[~left], T[~left])
            answers[left] = np.reshape(network.predict(X[left]), (-1, 1))
        found.append(((T - answers) ** 2).ravel())
    rmse = [float(np.sqrt(errors.mean())) for errors in found]
    return _Apart(rmse[0], rmse[1], _better(found[1], found[0]))


def _read_as_text(table: Table, named: Table, name: str, apart: _Apart) -> Table:
    values = table[name].values
    levels = count(len(np.unique(values[~np.isnan(values)])), "different whole number")
    if apart.better > ERRORS:
        sentence = (
            f"{levels}, read as names: error on rows left out {apart.as_names:.3g}, as a number "
            f"{apart.as_number:.3g} (--number {inert(name)} undoes it)"
        )
        column = replace(named[name], said=(*named[name].said, sentence))
        return replace(table, columns={**table.columns, name: column})
    note = f"may be names: {levels} that fit better so; --text {quoted(name)} reads them as names"
    column = replace(table[name], note=note)
    return replace(table, columns={**table.columns, name: column})
