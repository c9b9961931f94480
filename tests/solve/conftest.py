"""One small problem for all solvers, on both engines, and a clock that the tests turn."""

from types import SimpleNamespace

import numpy as np
import pytest

from shoal.core.activations import ACTIVATIONS
from shoal.core.backpropagation import ReferenceSums
from shoal.core.layout import Layout
from shoal.core.objective import Objective, penalty_of, sums_over
from shoal.solve.adam import Adam, AdamState
from shoal.solve.gd import GradientDescent, GradientState
from shoal.solve.history import columns_of
from shoal.solve.loop import solve
from shoal.solve.sgd import StochasticDescent, StochasticState
from shoal.solve.stopping import Rules, Watch
from shoal.trace import Sinks


class Clock:
    """Goes on by ``tick`` seconds at each look, or by the ticks of a list in turn."""

    def __init__(self, *ticks):
        self.now, self.ticks, self.looks = 0.0, ticks or (0.0,), 0

    def __call__(self):
        self.now += self.ticks[self.looks % len(self.ticks)]
        self.looks += 1
        return self.now


class Recorder:
    """A sink that keeps what it is told."""

    def __init__(self, every=None):
        self.every, self.events = every, []

    def receive(self, event):
        self.events.append(event)


class World:
    """A network 2-4-2 on 23 training and 9 validation rows, and ways to fit it."""

    Clock, Recorder, Rules = Clock, Recorder, Rules

    def __init__(self, engine):
        random = np.random.RandomState(0)
        self.layout = Layout((2, 4, 2))
        X, T = random.normal(size=(32, 2)), random.normal(size=(32, 2))
        s = random.uniform(0.5, 2, 32)
        h, out = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
        training = engine(self.layout, h, out, X[:23], T[:23], s[:23])
        validation = engine(self.layout, h, out, X[23:], T[23:], s[23:])
        penalty = penalty_of(self.layout, 0.01, s[:23].sum(), X.dtype)
        self.objective = Objective(training, penalty)
        self.watched = Objective(training, penalty, validation)
        self.start = random.uniform(-1, 1, self.layout.n_weights)
        self.target_scale = np.array([3.0, 0.5])
        self.target_size = 0.5

    def rates(self, rate):
        return self.layout.per_layer((rate, rate / 2), self.start.dtype)

    def watch(self, clock=None, sinks=(), **rules):
        rules.setdefault("max_epochs", 40)
        return Watch(
            Rules(**rules),
            self.target_scale,
            self.target_size,
            Sinks(sinks),
            clock=clock or Clock(1e-4),
        )

    def solver(self, method, rate=0.5):
        if method == "gd":
            return GradientDescent(self.rates(rate)), GradientState(self.start.copy())
        if method == "adam":
            state = AdamState.at(self.start.copy(), np.random.RandomState(3))
            return Adam(self.rates(rate / 5), 5, 60), state
        state = StochasticState(
            self.start.copy(), np.zeros_like(self.start), np.random.RandomState(3)
        )
        return StochasticDescent(self.rates(rate / 5), 5, 0.9, True), state

    def fit(self, method="gd", *, rate=0.5, problem=None, first=1, **watch):
        solver, state = self.solver(method, rate)
        watch = self.watch(**watch)
        object.__setattr__(solver, "first_slice", first)  # of a class that has always 1
        final, outcome = solve(solver, problem or self.objective, state, watch)
        return SimpleNamespace(
            final=final, outcome=outcome, watch=watch, trace=columns_of(watch.history, watch.scale)
        )

    def step_by_step(self, method="gd", *, rate=0.5, problem=None, n_epochs=40):
        """Weights and measurements after 0, 1, ..., n_epochs epochs, one call an epoch."""
        solver, state = self.solver(method, rate)
        problem = problem or self.objective
        thetas, rows = [], []
        for epoch in range(n_epochs + 1):
            thetas.append(state.theta.copy())
            rows.append(problem.measure(state.theta))
            if epoch < n_epochs:
                solver.run(problem, state, 1)
        return thetas, rows


@pytest.fixture(params=["engine in use", "reference"])
def world(request):
    return World(sums_over if request.param == "engine in use" else ReferenceSums)


@pytest.fixture
def one_world():
    return World(sums_over)


@pytest.fixture
def reference_world():
    return World(ReferenceSums)
