"""Going on from where a fit stands: one epoch more, or a whole fit from its weights."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.utils import check_random_state

from ..core.activations import resolve
from ..core.layout import Array, Layout
from ..core.rows import Rows
from ..core.starts import initial_theta
from ..errors import InputError
from .initial_network import network_of, scaling_of
from .settings import (
    BY_RATES,
    hidden_sizes,
    one_epoch,
    settings_of,
)
from .training import Trained, train
from .training_problem import state

if TYPE_CHECKING:
    from ..estimators.regressor import NeuralRegressor


def trains_by_epochs(model: NeuralRegressor) -> bool:
    """Whether one epoch more means something to the solver; the AttributeError says which it does."""
    if model.solver in BY_RATES:
        return True
    raise AttributeError(
        f"partial_fit runs one epoch of solver='gd', 'sgd' or 'adam'; solver={model.solver!r} has "
        "none"
    )


def one_more_epoch(
    model: NeuralRegressor, rows: Rows
) -> tuple[Trained, dict[str, Array], np.random.RandomState]:
    """An epoch from where the model stands, and its trace behind the one there is.

    The first call starts.

    Raises
    ------
    InputError
        If the model was fitted as another network.
    """
    first = not hasattr(model, "network_")
    random = check_random_state(model.random_state) if first else model._random_
    layout = Layout((rows.X.shape[1], *hidden_sizes(model), rows.T.shape[1]))
    if first:
        theta = initial_theta(layout, resolve(model.activation), model.start, random)
        start = network_of(model, layout, theta, scaling_of(model, rows), rows.X.dtype)
    else:
        check_same_network(model, layout)
        start = model.network_
    settings = one_epoch(settings_of(model, model.solver, len(rows.X), len(layout.shapes)))
    earlier = None if first else model._batches
    stated = state(start, rows, None, settings)
    trained = train(start, stated, settings, (), random, earlier)
    trace = trained.trace if first else continued(model.trace_, trained.trace)
    return trained, trace, random


def continued(earlier: dict[str, Array], newest: dict[str, Array]) -> dict[str, Array]:
    """The earlier trace and the rows that one more call added behind its own first."""
    joined = {name: np.concatenate([earlier[name], newest[name][1:]]) for name in newest}
    joined["epoch"] = np.arange(len(joined["epoch"]))
    return joined


def check_same_network(model: NeuralRegressor, layout: Layout) -> None:
    """Raise InputError where the parameters ask for another network than the fitted one."""
    fitted = model.network_
    if fitted.layout != layout:
        raise InputError(
            f"the fitted network has layers of {fitted.layout.sizes} units and "
            f"hidden_layer_sizes now asks for {layout.sizes}; set warm_start=False or call fit "
            "to begin anew"
        )
    for parameter, found in (
        ("activation", fitted.hidden),
        ("output_activation", fitted.output),
    ):
        if resolve(getattr(model, parameter), parameter) != found:
            raise InputError(
                f"the fitted network has {parameter}={found.name!r} and is now asked for "
                "another; set warm_start=False or call fit to begin anew"
            )
