"""From parameters and rows to the networks that answer: one, or a committee of several."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from joblib import effective_n_jobs

from ..checkpoint.checkpoint import FitCheckpoint
from ..core.layout import Layout
from ..core.rows import Rows
from ..model.ensemble import Ensemble
from ..model.network import Network
from ..solve.outcome import Interrupted, TimeLimit
from ..trace import Event, Opening, Sink, Sinks
from ..train.demand import check_demand, memory_told
from ..train.initial_network import first_weights, network_of, scaling_of
from ..train.one_network import train_one_network
from ..train.parameters import Parameters
from ..train.regularization import regularization_of
from ..train.settings import (
    hidden_sizes,
    n_networks_of,
    reads_rows_in_order,
    seconds_for_noise,
    settings_of,
    solver_of,
    with_spent,
)
from ..train.training import Settings, Trained
from . import policy
from .kinds import Trial, Tried
from .search import first_sizes, search
from .threads import TrainingThreads
from .trainer import Trainer
from .weighing import ensemble_of_one, weigh


@dataclass(frozen=True)
class FittedNetworks:
    """What a fit found: the networks as one ensemble, and the training of the best of them.

    ``parts`` number the rows that each network left out, ``rows`` are those learned from; ``trials``
    are the kinds that were tried, none for one network. ``whole``: nothing was cut short.
    """

    best: Trained
    ensemble: Ensemble
    solver: str
    rows: Rows
    parts: tuple[int, ...] = (0,)
    trials: tuple[Trial, ...] = ()
    whole: bool = True

    @property
    def tried(self) -> tuple[Tried, ...]:
        """What is kept of the trials when their networks' trainings are forgotten."""
        return tuple(Tried(t.kind, len(t.members), t.error) for t in self.trials)


def fit_networks(
    parameters: Parameters,
    rows: Rows,
    validation: Rows | None,
    random: np.random.RandomState,
    sinks: Sequence[Sink],
    began: float,
    earlier: Network | None = None,
    checkpoint: FitCheckpoint | None = None,
) -> FittedNetworks:
    """Train what the parameters ask for; the time limit runs since ``began``.

    ``validation`` rows are watched, and chosen by where one network stops early. ``earlier``: the
    network whose weights one network goes on from. ``checkpoint``: where the fit is kept while it runs.

    Raises
    ------
    InputError
        If parameters do not go together, or do not fit the rows.
    """
    solver = solver_of(parameters, len(rows.X), rows.X.shape[1], rows.T.shape[1])
    if not reads_rows_in_order(parameters):
        rows = rows.distinct()
    n = n_networks_of(parameters, solver, len(rows.X))
    check_demand(parameters, solver, _smallest(parameters, solver, rows, n), len(rows.X), n)
    fold = rows.folds(n, random) if n > 1 else np.zeros(1)
    if not fold.any():  # a single one, or a single group of rows
        kept_at = None if checkpoint is None else checkpoint.of("the one network")
        given = parameters, rows, validation, solver, random, sinks, began, earlier, kept_at
        with memory_told():
            one = train_one_network(*given)
        return alone(one.trained, one.rows, one.held_out, solver, parameters.noise)
    settings = _settings(parameters, solver, rows)
    start = _starts(parameters, rows)
    listeners = Sinks(sinks)
    if listeners:
        first = start(
            Layout((rows.X.shape[1], *hidden_sizes(parameters), rows.T.shape[1])),
            np.random.RandomState(0),
        )
        most = settings.rules.max_epochs
        listeners.begin(Opening(first, rows, validation, most, solver, several=True))
    seed, n_jobs = int(random.randint(2**31 - 1)), effective_n_jobs(parameters.n_jobs)
    holding = [sink for sink in sinks if getattr(sink, "holds", False)]
    sizes = None if parameters.hidden_layer_sizes == "auto" else hidden_sizes(parameters)
    tell = _teller(listeners)
    with memory_told(), TrainingThreads(n_jobs, settings.rules, began, tell) as threads:
        trainer = Trainer(rows, start, settings, fold, seed, threads, holding, checkpoint)
        trials = search(trainer, sizes, regularization_of(parameters, solver))
        found = weigh(trainer, trials, parameters.noise)
        whole = threads.may_go_on
    best = found.best.trained
    interruption = settings.rules.interruption
    if validation is not None and not interruption.asked:
        watched = trainer.again(found.best, found.kind, validation).trained
        if not isinstance(watched.outcome, Interrupted):
            best = replace(best, history=watched.history)
    best = replace(best, outcome=best.outcome.interrupted_if(interruption.asked))
    parts, trials = found.parts, found.trials
    return FittedNetworks(best, found.ensemble, solver, rows, parts, trials, whole)


def alone(
    trained: Trained, rows: Rows, held_out: Rows | None, solver: str, noise: str
) -> FittedNetworks:
    """One network as all there is; its noise is known where rows were held out."""
    ensemble = ensemble_of_one(trained.network, rows, held_out, noise)
    whole = not isinstance(trained.outcome, Interrupted | TimeLimit)
    return FittedNetworks(trained, ensemble, solver, rows, whole=whole)


def _smallest(parameters: Parameters, solver: str, rows: Rows, n_networks: int) -> Layout:
    """Of the networks that will be tried, the first and smallest."""
    searched = parameters.hidden_layer_sizes == "auto" and n_networks > 1
    hidden = first_sizes(len(rows.X)) if searched else hidden_sizes(parameters, solver)
    return Layout((rows.X.shape[1], *hidden, rows.T.shape[1]))


def _settings(parameters: Parameters, solver: str, rows: Rows) -> Settings:
    auto = isinstance(parameters.hidden_layer_sizes, str)
    n_layers = 2 if auto else len(hidden_sizes(parameters)) + 1
    settings = settings_of(parameters, solver, len(rows.X), n_layers)
    if solver == "lm":
        patience = min(policy.PATIENCE, settings.rules.patience)
        settings = replace(settings, rules=replace(settings.rules, patience=patience))
    return with_spent(settings, seconds_for_noise(rows))


def _starts(
    parameters: Parameters, rows: Rows
) -> Callable[[Layout, np.random.RandomState], Network]:
    """What makes the network that a member begins from; all have one scaling."""
    scaling = scaling_of(parameters, rows)

    def start(layout: Layout, random: np.random.RandomState) -> Network:
        theta = first_weights(parameters, layout, random)
        return network_of(parameters, layout, theta, scaling, rows.X.dtype)

    return start


def _teller(listeners: Sinks) -> Callable[[int, Trained], None]:
    began = time.perf_counter()

    def tell(network: int, trained: Trained) -> None:
        if listeners:
            epoch = int(trained.trace["epoch"][-1])
            seconds = time.perf_counter() - began
            event = Event(epoch, trained.trace, None, seconds, final=True, network=network)
            listeners.tell(event, lambda: [w.copy() for w in trained.network.weights])

    return tell
