"""One network: from parameters and rows to a trained network."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.layout import Layout
from ..core.rows import Rows
from ..errors import InputError
from ..model.network import Network
from ..solve.solver import Checkpoint
from ..trace import Sink
from .continuation import check_same_network
from .initial_network import answering_constants, first_weights, network_of, scaling_of
from .parameters import Parameters
from .settings import (
    hidden_sizes,
    seconds_for_noise,
    settings_of,
    stopping_early,
    takes_batches_by_choice,
    with_spent,
)
from .training import Trained, train
from .training_problem import problem_of


@dataclass(frozen=True)
class OneNetwork:
    """A trained network, the rows that it learned from, and those that it was watched on."""

    trained: Trained
    rows: Rows
    held_out: Rows | None


def train_one_network(
    parameters: Parameters,
    rows: Rows,
    held_out: Rows | None,
    solver: str,
    random: np.random.RandomState,
    sinks: Sequence[Sink],
    began: float,
    earlier: Network | None = None,
    checkpoint: Checkpoint | None = None,
) -> OneNetwork:
    """Train one network, from a new start or from an ``earlier`` network's weights.

    With early stopping rows are held out, unless there are ``held_out`` rows to watch. The time limit
    runs since ``began``.

    Raises
    ------
    InputError
        If the parameters do not go together, or do not fit the rows or the earlier network.
    """
    layout = Layout((rows.X.shape[1], *hidden_sizes(parameters, solver), rows.T.shape[1]))
    if earlier is not None:
        check_same_network(parameters, earlier, layout)
    # drawn before the rows to hold out are
    theta = earlier.theta if earlier else first_weights(parameters, layout, random)
    by_choice = takes_batches_by_choice(parameters, solver)
    early = parameters.early_stopping or (by_choice and held_out is None)
    if early and held_out is None:
        rows, held_out = _split_off(rows, parameters.validation_fraction, random)
    scaling = (earlier.inputs, earlier.targets) if earlier else scaling_of(parameters, rows)
    start = earlier or network_of(parameters, layout, theta, scaling, rows.X.dtype)
    if earlier is None and isinstance(parameters.start, str):  # no weights of the user's own
        start = answering_constants(start, rows.T)
    settings = settings_of(parameters, solver, len(rows.X), len(layout.shapes))
    if early:
        settings = stopping_early(settings)
    problem = problem_of(start, rows, held_out, settings)
    aside = 0.0 if held_out is None else seconds_for_noise(held_out)
    settings = with_spent(settings, time.perf_counter() - began + aside)
    trained = train(start, problem, settings, sinks, random, checkpoint=checkpoint)
    return OneNetwork(trained, rows, held_out)


def _split_off(rows: Rows, fraction: float, random: np.random.RandomState) -> tuple[Rows, Rows]:
    """Training and held-out rows.

    Raises
    ------
    InputError
        If all rows have the same inputs.
    """
    training, held_out = rows.split(fraction, random)
    if not len(held_out.X):
        raise InputError("early_stopping holds out rows: it needs at least 2 rows that differ in X")
    return training, held_out
