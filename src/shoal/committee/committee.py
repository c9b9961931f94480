"""A fit of several networks: from an estimator's parameters to the members it keeps."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from joblib import effective_n_jobs

from ..core.activations import resolve
from ..core.layout import Array, Layout
from ..core.rows import Rows
from ..core.starts import initial_theta
from ..model.network import Network
from ..trace import (
    Event,
    Opening,
    Sink,
    Sinks,
)
from ..train.initial_network import network_of, scaling_of
from ..train.settings import (
    ALPHA,
    hidden_sizes,
    seconds_spent,
    settings_of,
)
from ..train.training import Trained
from .members import Key, Trainer
from .search import search
from .threads import Crew
from .weighing import Members, mix

if TYPE_CHECKING:
    from ..estimators.regressor import NeuralRegressor

PATIENCE = 5  # accepted Marquardt steps without a better validation error


def fit_many(
    model: NeuralRegressor,
    rows: Rows,
    solver: str,
    fold: Array,
    random: np.random.RandomState,
    validation: Rows | None,
    sinks: Sequence[Sink],
    began: float,
) -> Members:
    """Train the members that the parameters ask for; each fold is left out by one of each kind.

    Sinks are told of each member when it is done. With ``validation`` the best member's training
    is run again, to the same bits, to record its error there. The time limit runs since ``began``.
    """
    scaling = scaling_of(model, rows)
    auto = isinstance(model.hidden_layer_sizes, str)
    n_layers = 2 if auto else len(hidden_sizes(model)) + 1
    spent = seconds_spent(began, *rows.T.shape)
    settings = settings_of(model, solver, len(rows.X), n_layers, spent)
    rules = settings.rules
    if solver == "lm":
        rules = replace(rules, patience=min(PATIENCE, rules.patience))
        settings = replace(settings, rules=rules)

    def start(layout: Layout, own: np.random.RandomState) -> Network:
        theta = initial_theta(layout, resolve(model.activation), model.start, own)
        return network_of(model, layout, theta, scaling, rows.X.dtype)

    listeners = Sinks(sinks)
    if listeners:
        layout = Layout((rows.X.shape[1], *hidden_sizes(model), rows.T.shape[1]))
        first = start(layout, np.random.RandomState(0))
        listeners.begin(Opening(first, rows, validation, rules.max_epochs, solver, several=True))
    seed, n_jobs = int(random.randint(2**31 - 1)), effective_n_jobs(model.n_jobs)
    alpha = model.alpha
    estimates = solver == "lm" and not model.early_stopping and not model.project_outputs
    if isinstance(alpha, str) and not estimates:
        alpha = ALPHA
    holding = [sink for sink in sinks if getattr(sink, "holds", False)]
    with Crew[Key](n_jobs, settings.rules, _teller(listeners)) as crew:
        trainer = Trainer(rows, start, settings, fold, seed, crew, holding)
        sizes = None if auto else hidden_sizes(model)
        members = mix(trainer, search(trainer, sizes, alpha), model.noise)
    if validation is not None:
        watched = trainer.again(members.best, members.kind, validation).rows
        members = replace(members, best=replace(members.best, rows=watched))
    return members


def _teller(listeners: Sinks) -> Callable[[int, Trained], None]:
    began = time.perf_counter()

    def tell(network: int, trained: Trained) -> None:
        if listeners:
            epoch = int(trained.trace["epoch"][-1])
            seconds = time.perf_counter() - began
            event = Event(epoch, trained.trace, None, seconds, final=True, network=network)
            listeners.tell(event, lambda: [w.copy() for w in trained.network.weights])

    return tell
