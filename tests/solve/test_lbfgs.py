"""L-BFGS: each way it ends, and the minimum it ends in."""

import numpy as np
import pytest
from scipy.optimize import OptimizeResult

from shoal.core.activations import ACTIVATIONS
from shoal.core.layout import Layout
from shoal.core.objective import Objective, sums_over
from shoal.solve.history import columns_of
from shoal.solve.lbfgs import _Run, lbfgs
from shoal.solve.outcome import Converged, EpochLimit, StoppedEarly, TimeLimit


def linear_problem(dtype=np.float64):
    """No hidden layer: the minimum is the least squares solution."""
    random = np.random.RandomState(0)
    X, T = random.normal(size=(40, 3)).astype(dtype), random.normal(size=(40, 2)).astype(dtype)
    s = random.uniform(0.5, 2, 40)
    layout = Layout((3, 2))
    sums = sums_over(layout, ACTIVATIONS["tanh"], ACTIVATIONS["identity"], X, T, s)
    root = np.sqrt(s)[:, None]
    best = np.linalg.lstsq(root * np.insert(X, 0, 1, axis=1), root * T, rcond=None)[0]
    start = random.normal(size=layout.n_weights).astype(dtype)
    return Objective(sums, np.zeros(layout.n_weights, dtype)), start, best.ravel()


@pytest.mark.parametrize(("dtype", "digits"), [(np.float64, 1e-8), (np.float32, 1e-3)])
def test_finds_the_least_squares_solution(one_world, dtype, digits):
    problem, start, best = linear_problem(dtype)
    theta, outcome = lbfgs(problem, start, one_world.watch(max_epochs=200, tol=1e-10))
    assert isinstance(outcome, Converged)
    assert outcome.success
    assert theta.dtype == dtype
    np.testing.assert_allclose(theta, best, rtol=digits, atol=digits)


def test_row_e_is_measured_after_e_iterations(one_world):
    watch = one_world.watch(max_epochs=12, tol=1e-12)
    theta, outcome = lbfgs(one_world.watched, one_world.start, watch)
    trace = columns_of(watch.history, watch.scale)
    assert outcome == EpochLimit(12, 12)
    assert not outcome.success
    assert len(trace["cost"]) == 13
    assert trace["cost"][0] == one_world.objective.measure(one_world.start)[0]
    cost, _, watched = one_world.watched.measure(theta)
    assert trace["cost"][12] == pytest.approx(cost, rel=1e-14)
    np.testing.assert_allclose(
        trace["rmse_validation_0"][12], one_world.target_scale[0] * (2 * watched[0]) ** 0.5
    )
    for k in (3, 7):
        shorter, _ = lbfgs(
            one_world.watched, one_world.start, one_world.watch(max_epochs=k, tol=1e-12)
        )
        cost = one_world.objective.measure(shorter)[0]
        assert trace["cost"][k] == pytest.approx(cost, rel=1e-14)


def test_the_gradient_meets_tol(one_world):
    watch = one_world.watch(max_epochs=2000, tol=1e-3, tol_applies_to_cost=False)
    theta, outcome = lbfgs(one_world.objective, one_world.start, watch)
    assert isinstance(outcome, Converged)
    assert "fell below the tolerance" in outcome.sentence
    slope = np.empty_like(theta)
    one_world.objective.cost_and_gradient(theta, slope)
    assert np.abs(slope).max() <= 1e-3


def test_tol_0_goes_on_until_no_digit_is_left(one_world):
    watch = one_world.watch(max_epochs=3000, tol=0.0)
    theta, outcome = lbfgs(one_world.objective, one_world.start, watch)
    loose, _ = lbfgs(
        one_world.objective, one_world.start, one_world.watch(max_epochs=5000, tol=1e-4)
    )
    slope = np.empty_like(theta)
    one_world.objective.cost_and_gradient(theta, slope)
    assert np.abs(slope).max() < 1e-6
    assert one_world.objective.measure(theta)[0] <= one_world.objective.measure(loose)[0]
    assert isinstance(outcome, Converged | EpochLimit)


def test_no_iterations(one_world):
    watch = one_world.watch(max_epochs=0)
    theta, outcome = lbfgs(one_world.objective, one_world.start, watch)
    assert outcome == EpochLimit(0, 0)
    np.testing.assert_array_equal(theta, one_world.start)
    assert len(watch.history.cost) == 1


def test_the_time_limit(one_world):
    watch = one_world.watch(clock=one_world.Clock(0.1), time_limit=2.0)
    theta, outcome = lbfgs(one_world.objective, one_world.start, watch)
    assert isinstance(outcome, TimeLimit)
    assert 0 < outcome.epoch < 40
    assert one_world.objective.measure(theta)[0] == watch.history.cost[-1]


def test_early_stopping_returns_the_best_iteration(one_world):
    watch = one_world.watch(max_epochs=500, tol=1e-9, early_stopping=True, patience=20)
    theta, outcome = lbfgs(one_world.watched, one_world.start, watch)
    assert isinstance(outcome, StoppedEarly)
    assert outcome.kept == watch.best_epoch < outcome.epoch
    trace = columns_of(watch.history, watch.scale)
    scaled = np.array(
        [trace[f"rmse_validation_{k}"] / s for k, s in enumerate(one_world.target_scale)]
    )
    assert outcome.kept == np.argmin((scaled**2).mean(axis=0))
    found = one_world.watched.measure(theta)[2]
    np.testing.assert_allclose(found, scaled[:, outcome.kept] ** 2 / 2, rtol=1e-12)


def test_steps_into_overflow_are_survived(one_world):
    random = np.random.RandomState(1)
    X = random.normal(size=(30, 2))
    T = 100 * random.normal(size=(30, 1))
    layout = Layout((2, 5, 5, 1))
    h = ACTIVATIONS["polynomial"]
    sums = sums_over(layout, h, ACTIVATIONS["identity"], X, T)
    problem = Objective(sums, np.zeros(layout.n_weights))
    for scale in (0.1, 1.0, 2.0):
        start = scale * random.normal(size=layout.n_weights)
        watch = one_world.watch(max_epochs=100)
        theta, outcome = lbfgs(problem, start, watch)
        costs = watch.history.cost
        assert np.isfinite(costs).all()
        assert np.isfinite(theta).all()
        assert costs[outcome.kept] <= costs[0]


def test_an_iteration_that_ends_elsewhere_than_its_line_search_is_measured(one_world):
    """SciPy may accept another point than the last it tried: the record is that of the accepted one."""
    watch = one_world.watch()
    run = _Run(one_world.objective, one_world.start, watch)
    run.evaluate(one_world.start + 0.1)
    run.turn(OptimizeResult(x=one_world.start))
    assert watch.history.cost[0] == one_world.objective.measure(one_world.start)[0]
