"""The examination: from a fit to its notes, causes before consequences."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..core.dense import dense
from ..core.layout import Array
from ..core.numeric import check_numeric
from ..core.rows import Rows
from ..errors import InputError
from ..model.ensemble import Ensemble
from . import descent, structure, targets, units, weights
from . import rows as table
from .drift import Drift
from .facts import Fit
from .later import later_rows
from .note import Note

SMALL = 1e-4


def notes_on(fit: Fit) -> tuple[Note, ...]:
    """What is wrong with a fit; empty where nothing is.

    A finding that another one explains is not told: units that are zero are not also idle, and a
    model that diverged need not be told that it does not beat the mean.
    """
    with np.errstate(over="ignore", invalid="ignore"):  # a fit that diverged answers with anything
        return _notes(fit)


def _notes(fit: Fit) -> tuple[Note, ...]:
    outside = table.outside(fit)
    far = [] if outside else descent.overfitted(fit)
    unstable = descent.diverged(fit) or descent.unsettled(fit) or descent.near_divergence(fit)
    ending = unstable or ([] if far else descent.ended_early(fit))
    layers = units.at_zero(fit) or [*units.saturated(fit), *units.dead(fit), *units.copied(fit)]
    faults = [*layers, *targets.unreachable(fit), *weights.too_many(fit)]
    causes = [*ending, *faults]
    fitted = causes or weights.ill_conditioned(fit)
    far = [] if causes else far
    explained = bool(fitted or outside or far)
    plain = [] if explained else targets.unbeaten(fit)
    several = len(fit.ensemble.networks) > 1
    # several networks have to beat a line wherever nothing in them is broken
    line = [] if (unstable or faults if several else explained) else targets.beaten_by_linear(fit)
    line, plain = (line, _others(plain, line)) if several else (_others(line, plain), plain)
    # what questions the figures or the model as a whole is read before all else
    first = [*later_rows(fit), *line]
    repeated = table.replicates(fit)
    # whatever else is wrong bends residuals, too
    found = explained or repeated or first or plain
    left_over = [] if found else structure.bends_left_over(fit)
    rest = [*plain, *left_over, *table.constant_columns(fit), *repeated, *outside]
    return (*first, *fitted, *far, *rest)


def _others(notes: list[Note], told: list[Note]) -> list[Note]:
    """The notes on subjects of which nothing has been told."""
    return [note for note in notes if note.subject not in {n.subject for n in told}]


def notes_on_rows(ensemble: Ensemble, X: Any, inputs: Sequence[str] = ()) -> tuple[Note, ...]:
    """What is wrong with asking these rows X (N, D): whether they lie outside the training range."""
    return tuple(table.outside_note(ensemble, np.asarray(X, dtype=np.float64), inputs))


def examine(
    model: Any,
    X: Any,
    y: Any,
    sample_weight: Any = None,
    *,
    validation: tuple[Any, ...] | None = None,
    groups: Any = None,
    inputs: Sequence[str] | None = None,
    targets: Sequence[str] = (),
    drift: Drift | None = None,
) -> tuple[Note, ...]:
    """What is wrong with a fitted ``NeuralRegressor``: notes, each with evidence and a remedy.

    Parameters
    ----------
    model : NeuralRegressor
        Fitted.
    X, y, sample_weight, groups
        The rows it learned from, as they were given to ``fit``.
    validation : (X, y) or (X, y, weights), optional
        Rows that it has not learned from, to judge it by.
    inputs, targets : sequences of str, optional
        Names of the columns; inputs by default those that ``fit`` saw.
    drift : Drift, optional
        What ``fit_table`` found of the last rows, where the rows have an order.

    Returns
    -------
    tuple of Note
        ``note.text`` is a line; empty where nothing is wrong.

    Raises
    ------
    InputError
        If the model is not fitted or the rows do not fit it.

    Examples
    --------
    >>> import numpy as np
    >>> from shoal import NeuralRegressor, examine
    >>> X = np.linspace(-3, 3, 50).reshape(-1, 1)
    >>> y = np.sin(X).ravel()
    >>> model = NeuralRegressor((5,), solver="lbfgs", start="zeros", random_state=0).fit(X, y)
    >>> [note.sentence for note in examine(model, X, y)]
    ['all hidden weights are zero and stay zero']
    """
    if not hasattr(model, "ensemble_"):
        raise InputError("examine reads a NeuralRegressor after fit")
    rows = _rows(model.ensemble_, X, y, sample_weight, groups)
    if inputs is None:
        inputs = list(map(str, getattr(model, "feature_names_in_", ())))
    continued = model.outcome_.epoch < int(model.trace_["epoch"][-1])  # epoch by epoch
    return notes_on(
        Fit(
            ensemble=model.ensemble_,
            rows=rows,
            outcome=model.outcome_,
            trace=model.trace_,
            held_out=None if validation is None else _rows(model.ensemble_, *validation),
            solver=model.solver_,
            alpha=_penalty(model),
            gamma=float(np.sum(model.gamma_)) if hasattr(model, "gamma_") else None,
            stops_early=bool(model.early_stopping),
            tol=0.0 if continued else float(model.tol),
            in_order=model.solver_ == "sgd" and not model.shuffle,
            inputs=tuple(inputs),
            targets=tuple(targets),
            drift=drift,
        )
    )


def _penalty(model: Any) -> float | None:
    """The penalty on squared weights that was set; None where the fit estimated it.

    A small one where ``alpha="auto"`` chose a number: that there is one is all that is asked.
    """
    if hasattr(model, "gamma_"):
        return None
    return SMALL if isinstance(model.alpha, str) else float(model.alpha)


def _rows(ensemble: Ensemble, X: Any, y: Any, weights: Any = None, groups: Any = None) -> Rows:
    """Rows of positive weight, checked against the networks' sizes."""
    check_numeric(X, "X")
    check_numeric(y, "y")
    X, T = np.asarray(dense(X), dtype=np.float64), np.asarray(y, dtype=np.float64)
    D, K = ensemble.layout.sizes[0], ensemble.layout.sizes[-1]
    if X.ndim != 2 or X.shape[1] != D or T.size != len(X) * K or not len(X):
        raise InputError(
            f"X has shape {X.shape} and y {T.shape}; this model reads (N, {D}) and gives (N, {K})"
        )
    s = np.ones(len(X)) if weights is None else np.asarray(weights, dtype=np.float64)
    named = None if groups is None else _codes(groups)
    return Rows(X, T.reshape(len(X), K), s, named).weighted()


def _codes(groups: Any) -> Array:
    return np.unique(np.asarray(groups), return_inverse=True)[1].ravel()
