"""NIST's certified regressions through the Marquardt engine: 27 problems from 2 starts each."""

import importlib.util
import sys
from pathlib import Path

import numpy as np
import pytest

from shoal.core.activations import ACTIVATIONS
from shoal.core.gauss_newton import GaussNewton
from shoal.core.layout import Layout
from shoal.core.objective import Objective, sums_over
from shoal.solve.lm import LevenbergMarquardt, MarquardtState


def _nist():
    path = Path(__file__).parent / "nist" / "problems.py"
    spec = importlib.util.spec_from_file_location("nist_problems", path)
    module = sys.modules.setdefault(spec.name, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


nist = _nist()
# One setting for all: begin with undamped Gauss-Newton steps and go on until no digit is left.
DAMPING, STEPS = 1e-20, 1_000


def solved(problem, start):
    state = MarquardtState(problem.starts[start].copy(), damping=DAMPING)
    LevenbergMarquardt(0.0, DAMPING).run(nist.LeastSquares(problem), state, STEPS)
    return state


@pytest.mark.parametrize("name", nist.MODELS)
def test_the_model_is_the_certified_one(name):
    problem = nist.read(name)
    assert len(problem.certified) == problem.starts.shape[1]
    squares = np.sum(problem.residuals(problem.certified) ** 2)
    if problem.sum_of_squares > 1e-20:  # Lanczos1: beyond the certified parameters' digits
        assert squares == pytest.approx(problem.sum_of_squares, rel=1e-6)
    J = problem.jacobian(problem.certified)
    for column, b, e in zip(J.T, problem.certified, np.eye(len(problem.certified)), strict=True):
        h = 1e-6 * abs(b)
        ahead, behind = (problem.residuals(problem.certified + way * h * e) for way in (1, -1))
        difference = np.abs((ahead - behind) / (2 * h) - column).max()
        assert difference < 1e-5 * np.abs(column).max()


@pytest.fixture(scope="module")
def all_solved():
    states = {}
    for name in nist.MODELS:
        problem = nist.read(name)
        for start in (0, 1):
            state = solved(problem, start)
            states[name, start] = problem, state, problem.digits(state.theta)
    return states


@pytest.mark.parametrize("start", [0, 1])
@pytest.mark.parametrize("name", nist.MODELS)
def test_certified_parameters(all_solved, name, start):
    problem, state, digits = all_solved[name, start]
    assert digits >= 6
    assert state.finished
    assert state.epoch < STEPS
    if problem.sum_of_squares > 1e-20:
        squares = np.sum(problem.residuals(state.theta) ** 2)
        assert squares == pytest.approx(problem.sum_of_squares, rel=1e-9)


def test_mean_digits(all_solved):
    """SciPy's best setting has 10.1 by the same count, which ends at the 11 certified digits."""
    assert np.mean([digits for _, _, digits in all_solved.values()]) > 10.2


def test_the_networks_own_damping_solves_all_but_one():
    found = {}
    for name in ("BoxBOD", "MGH09", "MGH17", "Hahn1", "Lanczos1", "Rat43", "Bennett5", "Thurber"):
        problem = nist.read(name)
        for start in (0, 1):
            state = MarquardtState(problem.starts[start].copy())
            LevenbergMarquardt(0.0).run(nist.LeastSquares(problem), state, STEPS)
            found[name, start] = problem.digits(state.theta)
    assert min(found.values()) > 6, found


def test_the_first_step_is_no_leap_out_of_sight():
    """BoxBOD from its first start: the undamped step leaves all slopes behind, at a lower cost."""
    problem = nist.read("BoxBOD")
    state = solved(problem, 0)
    assert problem.digits(state.theta) > 9
    assert np.sum(problem.residuals(state.theta) ** 2) < 1.2e3


class Frozen:
    """A network's objective in which only the weights ``free`` move."""

    marquardt = None

    def __init__(self, objective, theta, free):
        self.objective, self.whole, self.free = objective, theta, free
        self.penalty = objective.penalty[free]

    def filled(self, theta):
        whole = self.whole.copy()
        whole[self.free] = theta
        return whole

    def watched(self, theta):
        return None

    def losses(self, theta):
        return self.objective.training.losses(self.filled(theta))

    def cost(self, theta, losses):
        return self.objective.cost(self.filled(theta), losses)

    def normal_equations(self, theta):
        cost, losses, g, H = self.objective.normal_equations(self.filled(theta))
        return cost, losses, g[self.free], H[np.ix_(self.free, self.free)]


def one_unit(problem, hidden, start):
    """Parameters (constant, slope, output weight) of one unit whose output constant stays at 0."""
    layout = Layout((1, 1, 1))
    X, T = problem.x[:, None], problem.y[:, None]
    h, identity, s = ACTIVATIONS[hidden], ACTIVATIONS["identity"], np.ones(len(X))
    objective = Objective(
        sums_over(layout, h, identity, X, T, s),
        np.zeros(layout.n_weights),
        None,
        GaussNewton(layout, h, identity, X, T, s),
    )
    a0, a1, w = start
    free = np.array([0, 1, 3])  # theta = V (constant, slope), then W (constant, weight)
    state = MarquardtState(np.array([a0, a1, w]), damping=DAMPING)
    LevenbergMarquardt(0.0, DAMPING).run(Frozen(objective, np.zeros(4), free), state, STEPS)
    return state.theta


@pytest.mark.parametrize("start", [0, 1])
def test_rat42_is_one_logistic_unit(start):
    """b1 / (1 + exp(b2 - b3 x)) = w logistic(a0 + a1 x) with a0 = -b2, a1 = b3."""
    problem = nist.read("Rat42")
    b = problem.starts[start]
    a0, a1, w = one_unit(problem, "logistic", (-b[1], b[2], b[0]))
    assert problem.digits(np.array([w, -a0, a1])) > 6


@pytest.mark.parametrize("start", [0, 1])
def test_eckerle4_is_one_gaussian_unit(start):
    """b1/b2 exp(-((x - b3)/b2)^2 / 2) = w exp(-(a0 + a1 x)^2) with a1 = 1/(sqrt(2) b2), a0 = -a1 b3."""
    problem = nist.read("Eckerle4")
    b = problem.starts[start]
    slope = 1 / (np.sqrt(2) * b[1])
    a0, a1, w = one_unit(problem, "gaussian", (-slope * b[2], slope, b[0] / b[1]))
    b2 = 1 / (np.sqrt(2) * abs(a1))
    assert problem.digits(np.array([w * b2, b2, -a0 / a1])) > 6
