"""From an estimator's parameters to resolved settings; every "auto" is decided here."""

from __future__ import annotations

import warnings
from dataclasses import replace
from numbers import Integral, Real
from typing import TYPE_CHECKING

import numpy as np
from joblib import effective_n_jobs

from ..errors import InputError
from ..solve.watch import Rules
from .training import Settings

if TYPE_CHECKING:
    from .regressor import NeuralRegressor

EPOCHS = {"lbfgs": 1_000, "gd": 10_000, "sgd": 200}
BATCH = 200


def hidden_sizes(model: NeuralRegressor) -> tuple[int, ...]:
    """``hidden_layer_sizes`` as a tuple of positive whole numbers.

    Raises
    ------
    InputError
        If one of them is not a whole number of at least 1.
    """
    given = model.hidden_layer_sizes
    sizes = (given,) if isinstance(given, Integral) else tuple(np.ravel(np.asarray(given, object)))
    for size in sizes:
        if not isinstance(size, Integral) or size < 1:
            raise InputError(
                f"hidden_layer_sizes must be whole numbers > 0, one a hidden layer; got {given!r}"
            )
    return tuple(int(size) for size in sizes)


def solver_of(model: NeuralRegressor) -> str:
    """The solver that ``solver="auto"`` stands for, or the one named."""
    return "lbfgs" if model.solver == "auto" else model.solver


def reads_rows_in_order(model: NeuralRegressor) -> bool:
    """Whether the order of the rows is part of the method."""
    return solver_of(model) == "sgd" and not model.shuffle


def settings_of(model: NeuralRegressor, n_rows: int, n_layers: int) -> Settings:
    """Every choice of a fit on ``n_rows`` rows for a network of ``n_layers`` weight matrices.

    Raises
    ------
    InputError
        If ``learning_rate_init`` has not one positive number a layer.
    """
    solver = solver_of(model)
    rules = Rules(
        max_epochs=EPOCHS[solver] if model.max_iter == "auto" else int(model.max_iter),
        tol=float(model.tol),
        patience=model.n_iter_no_change,
        early_stopping=bool(model.early_stopping),
        time_limit=model.time_limit,
        tol_applies_to_cost=solver != "lbfgs",
    )
    return Settings(
        solver=solver,
        alpha=float(model.alpha),
        rates=_rates(model.learning_rate_init, n_layers),
        rules=rules,
        batch_size=_batch_size(model.batch_size, n_rows) if solver == "sgd" else n_rows,
        momentum=float(model.momentum) if solver == "sgd" else 0.0,
        shuffle=bool(model.shuffle),
        n_threads=effective_n_jobs(model.n_jobs),
    )


def one_epoch(settings: Settings) -> Settings:
    """The same settings for a single epoch that nothing ends early."""
    return replace(settings, rules=Rules(max_epochs=1))


def _rates(given: object, n_layers: int) -> tuple[float, ...]:
    if isinstance(given, Real):
        return (float(given),) * n_layers
    values = np.asarray(given)
    usable = values.shape == (n_layers,) and values.dtype.kind in "fiu"
    if not usable or not (np.isfinite(values) & (values > 0)).all():
        raise InputError(
            f"learning_rate_init must be a positive number or {n_layers} of them, one a layer from "
            f"input to output; got {given!r}"
        )
    return tuple(float(value) for value in values)


def _batch_size(given: int | str, n_rows: int) -> int:
    if isinstance(given, str):
        return min(BATCH, n_rows)
    if given > n_rows:
        warnings.warn(
            f"batch_size={given} is larger than the {n_rows} training rows; one batch holds them all",
            UserWarning,
            stacklevel=2,
        )
    return min(int(given), n_rows)
