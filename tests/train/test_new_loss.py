"""A loss from outside the package: the contract is enough for every engine and solver in NumPy."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pytest

from shoal.core.activations import ACTIVATIONS
from shoal.core.gauss_newton import GaussNewton
from shoal.core.layout import Layout
from shoal.core.losses import SQUARED_ERROR
from shoal.core.objective import penalty_of, sums_over
from shoal.core.rows import Rows
from shoal.model.network import Network
from shoal.model.scaling import Scaling
from shoal.solve.stopping import Rules
from shoal.train.training import Settings, train
from shoal.train.training_problem import problem_of

STEP = 1e-30


@dataclass(frozen=True)
class PseudoHuber:
    """``delta^2 (sqrt(1 + (r / delta)^2) - 1)``: squares near 0, straight lines far from it."""

    delta: float = 0.5
    name: ClassVar[str] = "pseudo-Huber"
    metric: ClassVar[str] = "root_deviance"
    least_squares: ClassVar[bool] = False

    def _root(self, Y, T):
        return np.sqrt(1 + ((Y - T) / self.delta) ** 2)

    def value(self, Y, T):
        return self.delta**2 * (self._root(Y, T) - 1)

    def slope(self, Y, T):
        return (Y - T) / self._root(Y, T)

    def curvature(self, Y, T):
        return self._root(Y, T) ** -3

    def in_units(self, losses, scale):
        return np.sqrt((2 * losses * scale**2).mean(axis=1))


HUBER = PseudoHuber()
LOSSES = [SQUARED_ERROR, HUBER]


def parts_of(sizes, hidden="tanh", output="identity", n=40, seed=0):
    random = np.random.RandomState(seed)
    layout = Layout(sizes)
    X, T = random.normal(size=(n, sizes[0])), random.normal(size=(n, sizes[-1]))
    s = random.uniform(0.5, 2, n)
    theta = random.uniform(-1, 1, layout.n_weights)
    return (layout, ACTIVATIONS[hidden], ACTIVATIONS[output], X, T, s), theta


@pytest.mark.parametrize("loss", LOSSES)
def test_slope_and_curvature_are_derivatives_of_the_value(loss):
    random = np.random.RandomState(0)
    Y, T = random.normal(size=(2, 30, 2))
    np.testing.assert_allclose(
        loss.slope(Y, T), loss.value(Y + 1j * STEP, T).imag / STEP, rtol=1e-12
    )
    bend = loss.slope(Y + 1j * STEP, T).imag / STEP
    np.testing.assert_allclose(loss.curvature(Y, T), bend, rtol=1e-12)
    np.testing.assert_array_equal(loss.value(T, T), 0)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize(
    ("sizes", "output"), [((2, 4, 2), "identity"), ((3, 2), "identity"), ((2, 3, 3, 2), "logistic")]
)
def test_the_gradient_by_complex_steps(loss, sizes, output):
    parts, theta = parts_of(sizes, output=output)
    sums = sums_over(*parts, loss=loss)
    slope = np.empty_like(theta)
    layout, h, out, X, T, s = parts

    def mean_loss(theta):
        Z = X.astype(theta.dtype)
        for i, W in enumerate(layout.views(theta)):
            Z = (out if i == len(sizes) - 2 else h).f(Z @ W[1:] + W[0])
        return (s / s.sum()) @ loss.value(Z, T)

    np.testing.assert_allclose(sums.gradient(theta, slope), mean_loss(theta), rtol=1e-12)
    np.testing.assert_allclose(sums.losses(theta), mean_loss(theta), rtol=1e-12)
    steps = 1j * STEP * np.eye(len(theta))
    expected = [mean_loss(theta + step).mean().imag / STEP for step in steps]
    np.testing.assert_allclose(slope, expected, rtol=1e-9, atol=1e-13)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("sizes", [(2, 4, 2), (2, 3, 3, 1)])
def test_normal_equations_are_generalized_gauss_newton(loss, sizes):
    """J' diag(curvature) J and J' slope, with J by differences of the network's answers."""
    parts, theta = parts_of(sizes)
    *_, T, s = parts
    losses, g, H = GaussNewton(*parts, loss=loss).normal_equations(theta)
    sums = sums_over(*parts, loss=loss)
    near = 1e-6 * np.eye(len(theta))
    J = np.stack([(sums.forward(theta + d) - sums.forward(theta - d)).ravel() / 2e-6 for d in near])
    Y, share = sums.forward(theta), s[:, None] / s.sum() / T.shape[1]
    expected = J * (share * loss.curvature(Y, T)).ravel() @ J.T
    np.testing.assert_allclose(H, expected, rtol=0, atol=1e-7 * np.abs(H).max())
    np.testing.assert_allclose(g, J @ (share * loss.slope(Y, T)).ravel(), rtol=0, atol=1e-8)
    np.testing.assert_allclose(losses, sums.losses(theta), rtol=1e-12)


def line_with_outliers(seed=1):
    random = np.random.RandomState(seed)
    X = random.uniform(-1, 1, (80, 1))
    T = np.tanh(2 * X) + 0.05 * random.normal(size=X.shape)
    wild = random.permutation(80)[:12]
    T[wild] += 5
    return Rows(X, T, np.ones(80))


def trained(rows, loss, solver, seed=2, **options):
    random = np.random.RandomState(seed)
    layout = Layout((1, 3, 1))
    weights = tuple(random.uniform(-1, 1, shape) for shape in layout.shapes)
    around = ACTIVATIONS["tanh"], ACTIVATIONS["identity"], Scaling.none(1), Scaling.none(1)
    start = Network(weights, *around)
    settings = Settings(
        solver, 1.0, (0.2, 0.2), Rules(**{"max_epochs": 3_000} | options), loss=loss
    )
    return train(start, problem_of(start, rows, None, settings), settings, (), random)


def test_three_solvers_end_in_one_minimum():
    rows = line_with_outliers()
    ends = {
        "lm": trained(rows, HUBER, "lm", tol=1e-14),
        "lbfgs": trained(rows, HUBER, "lbfgs", tol=1e-9, tol_applies_to_cost=False),
        "gd": trained(rows, HUBER, "gd", max_epochs=20_000),
    }
    costs = {name: end.cost for name, end in ends.items()}
    assert costs["lm"] == pytest.approx(costs["lbfgs"], rel=1e-6), costs
    assert costs["gd"] == pytest.approx(costs["lbfgs"], rel=1e-3), costs
    grid = np.linspace(-1, 1, 50)[:, None]
    np.testing.assert_allclose(
        ends["lm"].network.predict(grid), ends["lbfgs"].network.predict(grid), atol=1e-3
    )
    for end in ends.values():
        assert list(end.trace)[:3] == ["epoch", "cost", "root_deviance_train"]
        assert end.trace["cost"][-1] < end.trace["cost"][0]


def test_the_cost_is_the_mean_loss_and_the_penalty():
    rows = line_with_outliers()
    end = trained(rows, HUBER, "lm", max_epochs=5)
    Y = end.network.predict(rows.X)
    theta = end.network.theta
    penalty = penalty_of(end.network.layout, 1.0, 80, theta.dtype)
    expected = HUBER.value(Y, rows.T).mean() + penalty @ theta**2 / 2
    assert end.cost == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("solver", ["lm", "lbfgs", "gd"])
def test_outliers_pull_it_less_than_the_squared_error(solver):
    rows = line_with_outliers()
    grid = np.linspace(-1, 1, 50)[:, None]
    truth = np.tanh(2 * grid)
    apart = {
        loss: np.abs(trained(rows, loss, solver).network.predict(grid) - truth).mean()
        for loss in LOSSES
    }
    assert apart[HUBER] < 0.4 * apart[SQUARED_ERROR], apart
