"""Going on from where a training stands: one epoch more, behind the trace there is."""

from __future__ import annotations

import numpy as np

from ..core.activations import resolve
from ..core.layout import Array, Layout
from ..core.rows import Rows
from ..errors import InputError
from ..model.network import Network
from .demand import check_demand
from .initial_network import first_weights, network_of, scaling_of
from .parameters import Parameters
from .settings import hidden_sizes, one_epoch, settings_of
from .training import BatchState, Trained, train
from .training_problem import problem_of


def one_more_epoch(
    parameters: Parameters,
    rows: Rows,
    random: np.random.RandomState,
    earlier: Network | None,
    batches: BatchState | None,
) -> Trained:
    """An epoch from an ``earlier`` network and the state of its batches, or the first of all.

    Raises
    ------
    InputError
        If the parameters ask for another network than the earlier one.
    """
    layout = Layout((rows.X.shape[1], *hidden_sizes(parameters), rows.T.shape[1]))
    check_demand(parameters, parameters.solver, layout, len(rows.X))
    if earlier is None:
        theta = first_weights(parameters, layout, random)
        start = network_of(parameters, layout, theta, scaling_of(parameters, rows), rows.X.dtype)
    else:
        check_same_network(parameters, earlier, layout)
        start = earlier
    whole = settings_of(parameters, parameters.solver, len(rows.X), len(layout.shapes))
    settings = one_epoch(whole)
    return train(start, problem_of(start, rows, None, settings), settings, (), random, batches)


def continued(earlier: dict[str, Array], newest: dict[str, Array]) -> dict[str, Array]:
    """The earlier trace and the rows that one more call added behind its own first."""
    joined = {name: np.concatenate([earlier[name], newest[name][1:]]) for name in newest}
    joined["epoch"] = np.arange(len(joined["epoch"]))
    return joined


def check_same_network(parameters: Parameters, fitted: Network, layout: Layout) -> None:
    """Raise InputError where the parameters ask for another network than the fitted one."""
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
        if resolve(getattr(parameters, parameter), parameter) != found:
            raise InputError(
                f"the fitted network has {parameter}={found.name!r} and is now asked for "
                "another; set warm_start=False or call fit to begin anew"
            )
