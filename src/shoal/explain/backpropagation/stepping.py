"""``step``: one epoch of training with the user's own network and numbers."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from numbers import Real
from typing import Any

import numpy as np

from ...core.layout import Array
from ...errors import InputError
from .chain_rule import chain_of
from .kept_epoch import Epoch, epoch_of
from .lecture_names import Names
from .named_arrays import arrays_of
from .record import Step
from .step_subject import Rows, Subject, subject_of, weights_of


def step(
    model: Any,
    X: Any,
    y: Any = None,
    *,
    row: int | Sequence[int] | None = None,
    weight: tuple[str | int, int | str, int] | None = None,
    sample_weight: Any = None,
    rates: float | Sequence[float] | None = None,
    alpha: float | None = None,
) -> Step:
    """One full-batch epoch of gradient descent from a model's weights, with every number of it.

    In scaled units, with row weights s, S = sum(s) and E = sum_n s_n sum_k (t_nk - y_nk)^2 / (K S)::

        forward    X1 = [1 X]   A = X1 V   Z = h(A)   Z1 = [1 Z]   Y = Z1 W
        backward   error = T - Y   delta_o = error   delta_h = (delta_o W[1:]') * h'(A)
        update     G_V = -X1' (s * delta_h) / (K S) + alpha V / S     V_new = V - rho_h G_V
                   G_W = -Z1' (s * delta_o) / (K S) + alpha W / S     W_new = W - rho_o G_W

    G is the gradient of the cost ``E/2 + alpha / (2 S) * |weights|^2`` that training minimizes: half of
    dE/dV, as in the lecture's own last update. alpha is 0 at the constants' rows. For one weight
    the same number is followed as a product of factors for each row, summed, halved, and set
    beside the central difference of the cost.

    Parameters
    ----------
    model : NeuralRegressor, TableModel, LinearNetwork, Ensemble or Network
        Of several networks the best, ``networks_[best_]``; ``Step.model`` says so.
    X : array (N, D); for a TableModel a frame or ``read_table(path)``
        All sums run over these rows, in original units.
    y : array (N,) or (N, K)
        Targets in original units; for a TableModel by default its target columns, and rows without
        a target are left out.
    row : int or sequence of int, default=None
        Rows whose numbers are shown, from 0; None is all of them.
    weight : ("v", j, m), ("w", m, k), ("V", row, column), ("W", ...) or (layer, ...), default=None
        The weight that is followed. Small letters take the lecture's indices: from input j to unit m,
        from unit m to output k, counted from 1; 0 is the constant; for layer 0, j may be an input's
        name. Capitals and a layer's number take Python's, which count columns from 0: ("v", 1, 2) is
        ("V", 1, 1). With several hidden layers the matrices are "V(0)", "V(1)" ... and "W". None takes
        the weight that this epoch moves most, the constants' aside.
    sample_weight : array (N,), optional
    rates : float or sequence of float, default=None
        One, or one a layer from input to output (rho_h, rho_o); None takes the model's own.
    alpha : float, default=None
        Penalty; None takes the model's own.

    Returns
    -------
    Step
        ``print`` it, show it in a notebook, or read ``to_dict()``. Numbers are float64, also those
        of a network trained in float32. Momentum and batches play no part.

    Raises
    ------
    InputError
        If a row, weight or parameter cannot be used; the message names the range there is.

    Examples
    --------
    >>> import numpy as np
    >>> import shoal
    >>> X, y = np.linspace(-1, 1, 20).reshape(-1, 1), np.linspace(-1, 1, 20) ** 2
    >>> model = shoal.NeuralRegressor((3,), solver="gd", max_iter=5, tol=0, random_state=0).fit(X, y)
    >>> step = shoal.explain.step(model, X, y, row=3, weight=("v", 1, 2))
    >>> step.chain.weight, [factor.symbol for factor in step.chain.factors]
    ('v₁,₂', ['−2/(NK)', 't − y', 'w', '1 − z²', 'x'])
    """
    subject = subject_of(model, X, y, sample_weight)
    network, rows = subject.network, subject.rows
    layout = network.layout
    s = weights_of(sample_weight, rows)
    names = Names(layout.sizes, subject.inputs, subject.targets)
    place = None if weight is None else names.place_of(weight)
    chosen = _chosen(row, rows)
    each = _rates(subject.rates if rates is None else rates, len(layout.shapes))
    penalty = subject.alpha if alpha is None else _alpha(alpha) * layout.not_constant()
    scaled = network.inputs.apply(rows.X), network.targets.apply(rows.T)
    with np.errstate(over="ignore", invalid="ignore"):
        epoch = epoch_of(network, *scaled, s, penalty, each)
        (E, cost), (_, after) = epoch.cost_at(epoch.weights), epoch.cost_at(epoch.new)
    if not np.isfinite([E, cost, after, *(g.sum() for g in epoch.G)]).all():
        raise InputError(
            "the numbers of this step are not finite: the rows lie far outside the training rows, "
            "or the rates are too large"
        )
    place = _moved_most(epoch) if place is None else place
    weighted, total = bool((s != s[0]).any()), float(s.sum())
    scaling = (network.inputs, network.targets)
    labels = tuple(rows.names[i] for i in chosen)
    return Step(
        model=subject.model,
        sizes=layout.sizes,
        hidden=network.hidden.name,
        output=network.output.name,
        functions=(network.hidden, network.output),
        inputs=subject.inputs,
        targets=subject.targets,
        n_rows=len(s),
        total_weight=total,
        weighted=weighted,
        rows=tuple(int(i) for i in rows.positions[chosen]),
        row_names=labels,
        rates=each,
        E=E,
        cost=cost,
        cost_after=after,
        arrays=arrays_of(epoch, names, s, chosen, labels, weighted),
        chain=chain_of(epoch, names, scaling, place, chosen, total, weighted),
        notes=_notes(subject, alpha),
    )


def _notes(subject: Subject, alpha: float | None) -> tuple[str, ...]:
    """What is said about the penalty holds only where it was not given."""
    return tuple(note for note in subject.notes if alpha is None or "penalty" not in note)


def _chosen(row: Any, rows: Rows) -> Array:
    """Indices into the rows used, of places in what the caller gave."""
    if row is None:
        return np.arange(len(rows.positions))
    given: list[Any] = [row] if isinstance(row, str) or not np.iterable(row) else list(row)
    if not given:
        raise InputError("row must name at least one row")
    used = {int(position): i for i, position in enumerate(rows.positions)}
    found: dict[int, None] = {}
    for each in given:
        try:
            place = operator.index(each)
        except TypeError:
            raise InputError(f"row must be a whole number or several, not {each!r}") from None
        if isinstance(each, bool) or not 0 <= place < rows.n_given:
            raise InputError(
                f"there is no row {each!r}: {rows.source} has rows 0 to {rows.n_given - 1}"
            )
        if place not in used:
            raise InputError(
                f"row {place} of {rows.source} has no target and takes no part in training; choose "
                "another"
            )
        found[used[place]] = None
    return np.array(list(found))


def _rates(given: Any, n_layers: int) -> tuple[float, ...]:
    values = np.asarray(given)
    if isinstance(given, Real) and not isinstance(given, bool):
        values = np.full(n_layers, given)
    usable = values.shape == (n_layers,) and values.dtype.kind in "fiu"
    if not usable or not (np.isfinite(values) & (values > 0)).all():
        raise InputError(
            f"rates must be a positive number or {n_layers} of them, one a layer from input to "
            f"output; got {given!r}"
        )
    return tuple(float(value) for value in values)


def _alpha(given: Any) -> float:
    if not isinstance(given, Real) or isinstance(given, bool) or not 0 <= float(given) < np.inf:
        raise InputError(f"alpha must be a finite number >= 0, not {given!r}")
    return float(given)


def _moved_most(epoch: Epoch) -> tuple[int, int, int]:
    """The place of the weight that the update changes most, the constants' aside."""
    moves = [rate * np.abs(g[1:]) for rate, g in zip(epoch.rates, epoch.G, strict=True)]
    layer = int(np.argmax([move.max() for move in moves]))
    j, m = np.unravel_index(np.argmax(moves[layer]), moves[layer].shape)
    return layer, int(j) + 1, int(m)
