"""A solver from outside the package: a class that keeps the contract, and a line in the table."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from shoal.core.activations import ACTIVATIONS
from shoal.core.layout import Layout
from shoal.core.rows import Rows
from shoal.errors import InputError
from shoal.model.network import Network
from shoal.model.scaling import Scaling
from shoal.solve.history import joined, one_epoch
from shoal.solve.outcome import Converged, Ending, EpochLimit
from shoal.solve.solver import EPOCHS, GRADIENT, Need
from shoal.solve.stopping import Rules
from shoal.train.solvers import SOLVERS
from shoal.train.training import Settings, train
from shoal.train.training_problem import problem_of


@dataclass
class SteepState:
    theta: np.ndarray
    step: float = 1.0
    epoch: int = 0
    finished: Ending | None = None


@dataclass(frozen=True)
class SteepestDescent:
    """Down the gradient, half as far until the cost falls enough (Armijo 1966)."""

    tol: float
    needs: ClassVar[Need] = GRADIENT
    exact: ClassVar[bool] = True
    first_slice: ClassVar[int] = 1
    longest_slice: ClassVar[int | None] = None

    @classmethod
    def begin(cls, start):
        return cls(start.options.rules.tol), SteepState(start.theta)

    def run(self, problem, state, n_epochs):
        measured, g = [], np.empty_like(state.theta)
        for _ in range(n_epochs):
            before = state.theta
            cost, losses = problem.cost_and_gradient(before, g)
            if np.abs(g).max() <= self.tol:
                state.finished = Ending.SMALL_GRADIENT
                break
            step, trials = 2 * state.step, 0
            while True:
                step, trials = step / 2, trials + 1
                trial = before - step * g
                if problem.cost(trial, problem.losses(trial)) <= cost - step * (g @ g) / 4:
                    break
            state.theta, state.step, state.epoch = trial, 2 * step, state.epoch + 1
            told = {"accepted": 1 / trials, "gradient_norm": np.abs(g).max()}
            measured.append(one_epoch(cost, losses, problem.watched(before), **told))
        return joined(measured)


@dataclass(frozen=True)
class HeavyBall(SteepestDescent):
    """One that needs what a projected problem has not."""

    needs: ClassVar[Need] = EPOCHS


def trained(solver, **options):
    random = np.random.RandomState(0)
    X = random.normal(size=(40, 2))
    rows = Rows(X, X @ np.array([[1.0], [-0.5]]), np.ones(40))
    weights = tuple(random.uniform(-1, 1, shape) for shape in Layout((2, 3, 1)).shapes)
    around = ACTIVATIONS["tanh"], ACTIVATIONS["identity"], Scaling.none(2), Scaling.none(1)
    start = Network(weights, *around)
    most, tol = options.pop("max_epochs", 5_000), options.pop("tol", 1e-4)
    rules = Rules(most, tol, tol_applies_to_cost=False)
    settings = Settings(solver, 1.0, (0.1, 0.1), rules, **options)
    return train(start, problem_of(start, rows, None, settings), settings, (), random)


@pytest.fixture
def steepest(monkeypatch):
    monkeypatch.setitem(SOLVERS, "steepest", SteepestDescent)
    return "steepest"


def test_it_trains_like_any_other(steepest):
    found, best = trained(steepest), trained("lbfgs", tol=1e-8)
    assert type(found.outcome) is Converged
    assert found.outcome.success
    assert found.cost == pytest.approx(best.cost, rel=1e-2)
    assert (np.diff(found.trace["cost"]) <= 0).all()
    last = len(found.trace["epoch"]) - 1
    for name in ("accepted", "gradient_norm"):
        assert np.isfinite(found.trace[name][:last]).all()
        assert np.isnan(found.trace[name][last])
    assert trained(steepest, max_epochs=3).outcome == EpochLimit(3, 3)


def test_it_runs_on_a_projected_problem_too(steepest):
    assert trained(steepest, project_outputs=True).cost <= trained(steepest).cost * 1.01


def test_what_it_needs_in_vain_is_said(monkeypatch):
    monkeypatch.setitem(SOLVERS, "ball", HeavyBall)
    with pytest.raises(
        InputError, match=r"solver='ball' moves all layers .* for solver='lm', 'scg' or 'lbfgs'"
    ):
        trained("ball", project_outputs=True)


def test_every_solver_of_the_table_keeps_the_contract():
    """What the loop and the problem's statement read off each of them."""
    for name, solver in SOLVERS.items():
        assert isinstance(solver.needs, Need), name
        assert isinstance(solver.exact, bool), name
        assert callable(solver.begin), name
        assert callable(getattr(solver, "run", None) or solver.minimize), name
