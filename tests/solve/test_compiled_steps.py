"""The compiled steps of Levenberg-Marquardt and the evidence take the way that Python's take."""

import numpy as np
import pytest

from shoal.core.activations import ACTIVATIONS
from shoal.core.gauss_newton import GaussNewton
from shoal.core.layout import Layout
from shoal.core.objective import Objective, penalty_of, sums_over
from shoal.solve.evidence import Evidence, groups_of, symmetries_of
from shoal.solve.lm import LevenbergMarquardt, MarquardtState
from shoal.solve.outcome import Ending


class InPython:
    """The same problem, without its compiled steps."""

    marquardt = None

    def __init__(self, problem):
        self.problem = problem

    def with_penalty(self, penalty):
        return InPython(self.problem.with_penalty(penalty))

    def __getattr__(self, name):
        return getattr(self.problem, name)


def problem_of(sizes, hidden="tanh", alpha=0.1, watched=True, seed=0, n_rows=70):
    random = np.random.RandomState(seed)
    layout = Layout(sizes)
    tanh, identity = ACTIVATIONS[hidden], ACTIVATIONS["identity"]

    def rows(n):
        X = random.normal(size=(n, sizes[0]))
        T = np.sin(2 * X @ random.normal(size=(sizes[0], sizes[-1])))
        return (
            layout,
            tanh,
            identity,
            X,
            T + 0.1 * random.normal(size=T.shape),
            random.rand(n) + 0.2,
        )

    training = rows(n_rows)
    total = training[-1].sum()
    problem = Objective(
        sums_over(*training),
        penalty_of(layout, alpha, total, np.dtype(float)),
        sums_over(*rows(20)) if watched else None,
        GaussNewton(*training),
    )
    assert problem.marquardt is not None
    return problem, layout.flatten([0.7 * random.normal(size=s) for s in layout.shapes]), total


def same(rows, others):
    assert len(rows) == len(others)
    if not len(rows):
        return
    assert list(rows.columns) == list(others.columns)
    pairs = [(rows.cost, others.cost), (rows.losses, others.losses), (rows.watched, others.watched)]
    pairs += [(values, others.columns[name]) for name, values in rows.columns.items()]
    for one, other in pairs:
        if one is None or other is None:
            assert one is other
        else:
            np.testing.assert_allclose(one, other, rtol=1e-7, atol=1e-13)


FEW_ROWS = 21  # for the 41 weights of (3, 8, 1): the dual form


@pytest.mark.parametrize(
    ("sizes", "n_rows"), [((1, 5, 1), 70), ((3, 6, 2), 70), ((3, 8, 1), FEW_ROWS)]
)
@pytest.mark.parametrize("watched", [True, False])
def test_levenberg_marquardt(sizes, n_rows, watched):
    problem, theta, _ = problem_of(sizes, watched=watched, n_rows=n_rows)
    one, other = MarquardtState(theta.copy()), MarquardtState(theta.copy())
    solver = LevenbergMarquardt(0.0)
    same(solver.run(problem, one, 15), solver.run(InPython(problem), other, 15))
    np.testing.assert_allclose(one.theta, other.theta, rtol=1e-6, atol=1e-14)
    assert (one.epoch, one.growth) == (other.epoch, other.growth) == (15, 2.0)
    np.testing.assert_allclose(one.damping, other.damping, rtol=1e-6)
    np.testing.assert_allclose(one.scale, other.scale, rtol=1e-6)


@pytest.mark.parametrize("kind", ["ard", "evidence"])
@pytest.mark.parametrize("hidden", ["tanh", "gaussian"])
@pytest.mark.parametrize(("units", "n_rows"), [(4, 70), (8, FEW_ROWS)])
def test_the_evidence(kind, hidden, units, n_rows):
    problem, theta, total = problem_of((3, units, 1), hidden, alpha=0.0, n_rows=n_rows)
    layout = problem.training.layout
    solver = Evidence(groups_of(layout, kind), total, symmetries_of(layout, True))
    one, other = solver.start(theta.copy()), solver.start(theta.copy())
    same(solver.run(problem, one, 25), solver.run(InPython(problem), other, 25))
    for name in ("theta", "alpha", "beta", "gamma", "penalty", "log_evidence"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-5)
    assert (one.epoch, one.settled, one.finished) == (other.epoch, other.settled, other.finished)
    one, other = one.firmer(2.0), other.firmer(2.0)
    same(solver.run(problem, one, 8), solver.run(InPython(problem), other, 8))
    np.testing.assert_allclose(one.gamma, other.gamma, rtol=1e-5)
    np.testing.assert_array_equal(one.alpha, one.firmer(1.0).alpha)


@pytest.mark.parametrize(("tol", "scale"), [(1e-3, 1.0), (0.0, 1.0), (0.0, 1e200)])
def test_the_same_endings(tol, scale):
    problem, theta, _ = problem_of((2, 3, 1))
    endings = []
    for found in (problem, InPython(problem)):
        state = MarquardtState(scale * theta)
        rows = LevenbergMarquardt(tol).run(found, state, 3000)
        endings.append(state.finished)
        assert len(rows.cost) == state.epoch
    assert endings[0] is endings[1] is not None


@pytest.mark.parametrize("form", [lambda problem: problem, InPython])
@pytest.mark.parametrize("kind", ["evidence", None])
def test_a_finished_state_is_what_its_steps_alone_make(form, kind):
    """The loop keeps it as it stands, in the place of the same steps run again."""
    problem, theta, total = problem_of((3, 4, 1), alpha=0.0 if kind else 0.1)
    layout, problem = problem.training.layout, form(problem)
    solver = LevenbergMarquardt(1e-3)
    finished, again = MarquardtState(theta.copy()), MarquardtState(theta.copy())
    if kind:
        solver = Evidence(groups_of(layout, kind), total, symmetries_of(layout, True))
        before = solver.start(theta.copy())
        solver.run(problem, before, 15)
        finished, again = before.firmer(8.0), before.firmer(8.0)
    solver.run(problem, finished, 3000)
    assert finished.finished is Ending.LITTLE_PROMISED
    assert finished.epoch > 0
    solver.run(problem, again, finished.epoch)
    assert not again.finished
    for name, value in vars(again).items():
        if name != "finished":
            np.testing.assert_array_equal(getattr(finished, name), value)


def test_both_are_used():
    """A network with two hidden layers has no compiled steps, and trains all the same."""
    random = np.random.RandomState(0)
    layout = Layout((2, 3, 3, 1))
    X, T, s = random.normal(size=(30, 2)), random.normal(size=(30, 1)), np.ones(30)
    parts = layout, ACTIVATIONS["tanh"], ACTIVATIONS["identity"], X, T, s
    problem = Objective(sums_over(*parts), np.zeros(layout.n_weights), None, GaussNewton(*parts))
    assert problem.marquardt is None
    state = MarquardtState(random.normal(size=layout.n_weights))
    cost = LevenbergMarquardt(0.0).run(problem, state, 10).cost
    assert (np.diff(cost) < 0).all()
