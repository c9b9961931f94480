"""The output layer eliminated: its closed form, the cost that is left, and fits of it."""

from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from shoal.core.activations import ACTIVATIONS
from shoal.core.gauss_newton import GaussNewton
from shoal.core.layout import Layout
from shoal.core.objective import Objective, penalty_of, sums_over
from shoal.core.output_layer import OutputLayer
from shoal.core.starts import initial_theta
from shoal.datasets import lecture
from shoal.solve.history import columns_of
from shoal.solve.lbfgs import lbfgs
from shoal.solve.lm import LevenbergMarquardt, MarquardtState
from shoal.solve.loop import solve
from shoal.solve.projection import Projected
from shoal.solve.scg import ConjugateState, ScaledConjugateGradients
from shoal.solve.solver import BATCHES, EPOCHS, GRADIENT, NORMAL_EQUATIONS
from shoal.solve.stopping import Rules, Watch
from shoal.trace import Sinks

IDENTITY = ACTIVATIONS["identity"]
SHAPES = [((2, 4, 1), "tanh"), ((3, 5, 2), "logistic"), ((2, 3, 4, 5), "softplus")]


@pytest.fixture(autouse=True)
def one_blas_thread():
    with ThreadpoolController().limit(limits=1, user_api="blas"):
        yield


class Case:
    """A problem on random rows, its projection, hidden weights; Z1 and W worked out anew."""

    def __init__(self, sizes, hidden="tanh", alpha=0.3, n=40, rows=None):
        random = np.random.RandomState(2)
        self.layout, self.h = Layout(sizes), ACTIVATIONS[hidden]
        self.X, self.T = random.normal(size=(n, sizes[0])), random.normal(size=(n, sizes[-1]))
        self.s = random.uniform(0.5, 2, n)
        if rows is not None:
            self.X, self.T, self.s = (*rows, np.ones(len(rows[0])))
        parts = self.layout, self.h, IDENTITY, self.X, self.T, self.s
        watched = sums_over(self.layout, self.h, IDENTITY, self.X[::2] + 0.1, self.T[::2])
        self.penalty = penalty_of(self.layout, alpha, self.s.sum(), self.X.dtype)
        self.inner = Objective(sums_over(*parts), self.penalty, watched, GaussNewton(*parts))
        outputs = OutputLayer(self.layout, self.h, self.X, self.T, self.s)
        self.problem = Projected(self.inner, outputs)
        self.start = random.uniform(-1, 1, self.layout.n_weights)
        self.v = self.start[: self.problem.n_hidden].copy()

    def cost(self, v):
        """The projected cost from its definition; ``v`` may be complex."""
        theta = np.concatenate([v, np.zeros(self.layout.n_weights - len(v))])
        *hidden, _ = self.layout.views(theta)
        Z = self.X.astype(v.dtype)
        for weights in hidden:
            Z = self.h.f(Z @ weights[1:] + weights[0])
        Z1 = np.insert(Z, 0, 1, axis=1)
        share = (self.s / self.s.sum())[:, None] / self.T.shape[1]
        diagonal = self.layout.views(self.penalty)[-1][:, 0]
        W = np.linalg.solve(Z1.T @ (share * Z1) + np.diag(diagonal), Z1.T @ (share * self.T))
        data = (share * (Z1 @ W - self.T) ** 2).sum() / 2
        kept = self.penalty[: len(v)] @ v**2
        return data + (kept + (diagonal[:, None] * W**2).sum()) / 2


@pytest.mark.parametrize(("sizes", "hidden"), SHAPES)
@pytest.mark.parametrize("alpha", [0.0, 0.3])
def test_cost_and_gradient_of_the_projected_problem(sizes, hidden, alpha):
    """By complex steps through another way to the output layer: the normal equations."""
    case = Case(sizes, hidden, alpha)
    slope = np.empty_like(case.v)
    cost, losses = case.problem.cost_and_gradient(case.v, slope)
    assert cost == pytest.approx(case.cost(case.v), rel=1e-11)
    steps = 1e-30j * np.eye(len(case.v))
    expected = [case.cost(case.v + step).imag / 1e-30 for step in steps]
    np.testing.assert_allclose(slope, expected, rtol=1e-8, atol=1e-11)
    measured = case.problem.measure(case.v)
    assert measured[0] == cost
    np.testing.assert_allclose(measured[1], losses, rtol=1e-13)
    np.testing.assert_array_equal(case.problem.losses(case.v), measured[1])
    np.testing.assert_array_equal(case.problem.watched(case.v), measured[2])


@pytest.mark.parametrize("n", [40, 20_000])
@pytest.mark.parametrize("alpha", [0.0, 5.0])
def test_the_output_layer_is_the_closed_form(n, alpha):
    case = Case((3, 5, 2), "tanh", alpha, n=n)
    V, W = case.problem.weights(case.v)
    Z1 = np.insert(np.tanh(case.X @ V[1:] + V[0]), 0, 1, axis=1)
    root = np.sqrt(case.s)[:, None]
    ridge = np.sqrt(alpha * 2) * np.eye(6)[1:]  # K = 2 outputs share one mean square
    A = np.vstack([root * Z1, ridge])
    expected = np.linalg.lstsq(A, np.vstack([root * case.T, np.zeros((5, 2))]), rcond=None)[0]
    np.testing.assert_allclose(W, expected, rtol=0, atol=1e-10)
    np.testing.assert_array_equal(V.ravel(), case.v)


def test_copied_and_dead_units_share_one_answer():
    case = Case((2, 4, 1), "relu", alpha=0.0)
    V = case.layout.views(case.start)[0]
    V[:, 1] = V[:, 0]
    V[:, 3] = -100, 0, 0
    W = case.problem.weights(case.start[:12])[1]
    assert W[1] == pytest.approx(W[2], rel=1e-9)
    assert abs(W[4]) < 1e-9
    alone = Case((2, 2, 1), "relu", alpha=0.0)
    alone.X, alone.T, alone.s = case.X, case.T, case.s
    expected = alone.cost(V[:, [0, 2]].ravel())
    assert case.problem.measure(case.start[:12])[0] == pytest.approx(expected, rel=1e-10)


def test_a_dead_unit_changes_nothing_in_the_others_normal_equations():
    """A dead unit has no part in the projected residuals: J'J is that of the network without it."""
    case, alone = Case((2, 3, 1), alpha=0.0), Case((2, 2, 1), alpha=0.0)
    V = case.layout.views(case.start)[0]
    V[:, 2] = 0  # tanh(0) = 0 on every row: its column of Z is 0, and so are row and column of H_ww
    H = case.problem.normal_equations(V.ravel().copy())[3].reshape(3, 3, 3, 3)
    expected = alone.problem.normal_equations(V[:, :2].ravel().copy())[3].reshape(3, 2, 3, 2)
    np.testing.assert_allclose(H[:, :2, :, :2], expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("sizes", "hidden"), SHAPES)
@pytest.mark.parametrize("alpha", [0.0, 0.3])
def test_normal_equations_are_those_of_the_projected_residuals(sizes, hidden, alpha):
    """Golub and Pereyra's J is the whole derivative of the residuals at the best output layer."""
    case = Case(sizes, hidden, alpha)
    root = np.sqrt(case.s / case.s.sum() / sizes[-1])[:, None]
    n_outputs = len(case.start) - len(case.v)

    def residuals(v):
        Z, views = case.X.astype(v.dtype), case.layout.views(np.append(v, np.zeros(n_outputs)))
        for weights in views[:-1]:
            Z = case.h.f(Z @ weights[1:] + weights[0])
        diagonal = np.sqrt(case.layout.views(case.penalty)[-1][:, 0])
        A = np.vstack([root * np.insert(Z, 0, 1, axis=1), np.diag(diagonal)])
        b = np.vstack([root * case.T, np.zeros((len(diagonal), sizes[-1]))])
        W = np.linalg.solve(A.T @ A, A.T @ b)
        return np.append(A @ W - b, np.sqrt(case.penalty[: len(v)]) * v)

    steps = 1e-30j * np.eye(len(case.v))
    J = np.stack([residuals(case.v + step).imag / 1e-30 for step in steps], axis=1)
    cost, losses, g, H = case.problem.normal_equations(case.v)
    np.testing.assert_allclose(H, J.T @ J, rtol=0, atol=1e-9 * np.abs(H).max())
    np.testing.assert_allclose(g, J.T @ residuals(case.v), rtol=0, atol=1e-9 * np.abs(g).max())
    assert cost == pytest.approx(case.cost(case.v), rel=1e-11)
    assert losses.shape == (sizes[-1],)


def test_another_penalty_is_of_the_hidden_weights():
    case = Case((2, 4, 1))
    heavier = case.problem.with_penalty(10 * case.problem.penalty)
    by_hand = Case((2, 4, 1))
    by_hand.penalty[: len(case.v)] *= 10
    assert heavier.measure(case.v)[0] == pytest.approx(by_hand.cost(case.v), rel=1e-11)


def test_it_is_for_solvers_of_the_gradient_and_the_normal_equations():
    problem = Case((2, 4, 1)).problem
    for needs in (GRADIENT, NORMAL_EQUATIONS):
        assert needs.met_by(problem)
    for needs in (EPOCHS, BATCHES):
        assert not needs.met_by(problem)


def fit(problem, theta, method, slices=(1,), **rules):
    watch = Watch(Rules(**{"max_epochs": 400, "tol": 1e-7} | rules), np.ones(1), 0.5, Sinks(()))
    if method == "lbfgs":
        return *lbfgs(problem, theta, watch), columns_of(watch.history, watch.scale)
    solver, state = {
        "lm": (LevenbergMarquardt(1e-7), MarquardtState(theta)),
        "scg": (ScaledConjugateGradients(1e-5), ConjugateState(theta)),
    }[method]
    final, outcome = solve(solver, problem, state, watch)
    return final.theta, outcome, columns_of(watch.history, watch.scale)


def on_s19(seed=0):
    """Standardized, with the usual start of 20 tanh units."""
    data = lecture("S19", seed)
    case = Case((1, 20, 1), alpha=1e-3, rows=[(A - A.mean()) / A.std() for A in (data.X, data.T)])
    case.start = initial_theta(case.layout, case.h, "auto", np.random.RandomState(seed))
    case.v = case.start[:40].copy()
    return case


@pytest.mark.parametrize("method", ["lm", "scg", "lbfgs"])
def test_fewer_steps_than_with_all_layers_on_the_lecture_s_data(method):
    """Steps until the cost is 1.2 times that where the fit of all layers ends; five draws."""
    needed = []
    for seed in range(5):
        case = on_s19(seed)
        theta, _, trace = fit(case.problem, case.v, method)
        whole, _, plain = fit(case.inner, case.start.copy(), method)
        assert (len(theta), len(whole)) == (40, 61)
        assert (np.diff(trace["cost"]) <= 0).all()
        near = [t["cost"] < 1.2 * plain["cost"][-1] for t in (trace, plain)]
        needed.append([int(np.argmax(n)) if n.any() else len(n) for n in near])
    assert np.median([projected / plain for projected, plain in needed]) < 0.7, needed


@pytest.mark.parametrize("method", ["lm", "scg"])
def test_a_state_goes_on_to_the_same_bits(method):
    solver, state = {
        "lm": (LevenbergMarquardt(0.0), MarquardtState),
        "scg": (ScaledConjugateGradients(0.0), ConjugateState),
    }[method]
    ends = []
    for parts in ([8], [1] * 8, [3, 5]):
        case = on_s19()
        at = state(case.v.copy())
        for n in parts:
            at = replace(at)
            solver.run(on_s19().problem, at, n)
        ends.append(case.problem.whole(at.theta))
    np.testing.assert_array_equal(ends[0], ends[1])
    np.testing.assert_array_equal(ends[0], ends[2])
