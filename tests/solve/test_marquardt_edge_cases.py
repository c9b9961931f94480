"""Where Marquardt's steps go wrong first: each case through the compiled form and NumPy's, K = 1 and 2."""

import numpy as np
import pytest

from shoal.solve import lm
from shoal.solve.lm import LevenbergMarquardt, MarquardtState
from shoal.solve.outcome import Ending


def stepped(problem, state, n=1, tol=0.0, **rules):
    rows = LevenbergMarquardt(tol, **rules).run(problem, state, n)
    return rows, state


def damped(edge, theta, damping, penalty=0.0):
    """The damped step of the definition, with the scale of a first step."""
    g, H = edge.equations(theta, penalty)
    return np.linalg.solve(H + damping * np.diag(H.diagonal()), -g)


@pytest.mark.parametrize("n", [8, 40])
@pytest.mark.parametrize("alpha", [0.1, 1.0])
def test_the_step_is_the_damped_one_with_fewer_and_with_more_rows_than_weights(edge, n, alpha):
    """Of 29 or 36 weights; one output on 8 rows is the compiled form's dual case."""
    problem = edge.problem(*edge.rows(n), M=7, alpha=alpha, s=np.linspace(0.5, 2, n))
    theta = edge.theta()
    _, state = stepped(problem, MarquardtState(theta.copy()))
    expected = damped(edge, theta, 1e-2, problem.penalty)
    np.testing.assert_allclose(state.theta - theta, expected, rtol=1e-6, atol=1e-10)
    g, H = edge.equations(theta, problem.penalty)
    promised = -(g @ expected) - expected @ H @ expected / 2
    cost = [edge.cost(at, problem.penalty) for at in (theta, state.theta)]
    gain = (cost[0] - cost[1]) / promised
    assert state.damping == pytest.approx(1e-2 * max(1 / 3, 1 - (2 * gain - 1) ** 3), rel=1e-5)


def test_the_damping_follows_the_gain(edge):
    """Far from a quadratic the steps gain anything between nothing and more than promised."""
    X, T = edge.rows()
    problem = edge.problem(X, 3 * T, alpha=0.01)
    theta, gains = edge.theta(0.5), []
    g, H = edge.equations(theta, problem.penalty)
    for damping in np.geomspace(1e-4, 10, 16):
        step = damped(edge, theta, damping, problem.penalty)
        promised = -(g @ step) - step @ H @ step / 2
        after = edge.cost(theta + step, problem.penalty)
        gain = (edge.cost(theta, problem.penalty) - after) / promised
        if gain <= 0:
            continue
        gains.append(gain)
        _, state = stepped(problem, MarquardtState(theta.copy(), epoch=1, damping=damping))
        np.testing.assert_allclose(state.theta, theta + step, rtol=1e-6)
        factor = max(1 / 3, 1 - (2 * gain - 1) ** 3)
        assert state.damping == pytest.approx(damping * factor, rel=1e-5)
    assert min(gains) < 0.6
    assert max(gains) > 0.6


def overflowing(edge, units):
    """Hidden weights that hardly reach the outputs, by 1e-62: a step of them is as large as 1e62."""
    X = np.linspace(-2, 2, 24)[:, np.newaxis]
    T = np.stack([np.cos(X[:, 0] + k) for k in range(edge.K)], axis=1)
    problem = edge.problem(X, T, units, "polynomial")
    theta = edge.theta(0.5)
    W = edge.layout.views(theta)[1]
    W[1:] = np.array([[1e-62, 1.2e-62], [-1.3e-62, -1.1e-62]])[:units, : edge.K]
    W[0] = T.mean(axis=0) + 0.1
    return problem, theta


@pytest.mark.parametrize(("units", "wrong"), [(2, np.isnan), (1, np.isinf)])
def test_a_trial_that_is_no_number_or_infinite_is_rejected(edge, units, wrong):
    problem, theta = overflowing(edge, units)
    damping = 1e-200
    g, H = edge.equations(theta)
    scale = np.maximum(H.diagonal(), 1e-10 * H.diagonal().max())
    root = np.sqrt(H.diagonal() + damping * scale)
    first = np.linalg.solve(H / np.outer(root, root) + 1e-15 * np.eye(len(g)), -g / root) / root
    assert wrong(edge.cost(theta + first))
    rows, state = stepped(problem, MarquardtState(theta.copy(), epoch=1, damping=damping))
    assert np.isfinite(state.theta).all()
    assert state.epoch == 2
    assert edge.cost(state.theta) < rows.cost[0]
    assert state.damping > damping


@pytest.mark.parametrize("infinite", ["cost", "curvature"])
def test_an_infinite_cost_or_curvature_ends_the_fit(edge, infinite):
    X, T = edge.rows()
    problem, theta = edge.problem(1e40 * X, T, hidden="identity"), edge.theta()
    V, W = edge.layout.views(theta)
    V *= 1e120 if infinite == "curvature" else 1e-40
    W[1:] *= 1e-160 if infinite == "curvature" else 1.0
    W[0] = 1e160 if infinite == "cost" else 0.1
    with np.errstate(over="ignore", invalid="ignore"):
        cost = problem.cost(theta, problem.losses(theta))
    assert np.isfinite(cost) == (infinite == "curvature")
    with np.errstate(over="ignore", invalid="ignore"):
        rows, state = stepped(problem, MarquardtState(theta.copy()), 3)
    assert (len(rows.cost), state.finished) == (0, Ending.NOT_FINITE)
    np.testing.assert_array_equal(state.theta, theta)


def far_targets(edge, constant):
    """Only the outputs' constants have influence, and are a long step away from the targets' mean.

    The cost is a quadratic, so a damped step is (mean - constant) / (1 + damping).
    """
    X, _ = edge.rows()
    problem = edge.problem(X, np.full((30, edge.K), 100.0), hidden="identity")
    theta = np.zeros(edge.layout.n_weights)
    edge.layout.views(theta)[1][0] = constant
    return problem, theta


def constants(edge, theta):
    return edge.layout.views(theta)[1][0]


@pytest.mark.parametrize(("length", "taken"), [(9.5, True), (10.5, False), (1e4, False)])
def test_a_first_step_is_no_longer_than_ten_times_the_weights(edge, length, taken):
    """A longer one would have lowered the cost as well, and a second one is as long as it likes."""
    problem, theta = far_targets(edge, 1e-3)
    damping = (100 - 1e-3) / (length * 1e-3) - 1
    trial = 1e-3 * (1 + length)
    _, state = stepped(problem, MarquardtState(theta.copy(), damping=damping))
    assert state.epoch == 1
    assert np.allclose(constants(edge, state.theta), trial, rtol=1e-6) == taken
    assert (constants(edge, state.theta) <= 1e-3 * (1 + 10)).all()
    _, second = stepped(problem, MarquardtState(theta.copy(), epoch=1, damping=damping))
    np.testing.assert_allclose(constants(edge, second.theta), trial, rtol=1e-6)


def test_from_zero_no_step_is_too_long(edge):
    problem, theta = far_targets(edge, 0.0)
    _, state = stepped(problem, MarquardtState(theta, damping=1e-6))
    assert state.epoch == 1
    np.testing.assert_allclose(constants(edge, state.theta), 100.0, rtol=1e-5)


def test_damping_grows_by_2_4_8_and_begins_anew(edge):
    """Until (100 - 0.001) / (1 + damping) is at most ten times 0.001."""
    problem, theta = far_targets(edge, 1e-3)
    damping, growth = 1.0, 2.0
    while (100 - 1e-3) / (1 + damping) > 10 * 1e-3:
        damping, growth = damping * growth, growth * 2
    assert growth > 16
    _, state = stepped(problem, MarquardtState(theta, damping=1.0))
    np.testing.assert_allclose(constants(edge, state.theta), 1e-3 + 99.999 / (1 + damping))
    assert state.damping == pytest.approx(damping / 3, rel=1e-9)
    assert state.growth == 2.0


@pytest.mark.parametrize(("given", "least"), [({}, 1e-12), ({"least_damping": 1e-6}, 1e-6)])
def test_damping_stays_above_its_least(edge, given, least):
    problem, theta = far_targets(edge, 1e-3)
    start = MarquardtState(theta, epoch=1, damping=1.5 * least)
    _, state = stepped(problem, start, **given)
    assert state.epoch == 2
    assert state.damping == least


def test_damping_stays_below_its_most(edge):
    """The weights are so small that half the most damping makes a step too long, and the most not."""
    problem, theta = far_targets(edge, 100 / (10 * np.sqrt(0.5) * 1e12))
    state = MarquardtState(theta, damping=0.5e12, growth=1e30)
    stepped(problem, state)
    assert state.epoch == 1
    assert state.damping == pytest.approx(1e12 / 3, rel=1e-2)


def test_a_weight_without_influence_stays_put_and_has_a_floor(edge):
    X, T = edge.rows()
    X[:, 1] = 0
    problem, theta = edge.problem(X, T), edge.theta()
    unused = slice(6, 9)  # of three units
    _, state = stepped(problem, MarquardtState(theta.copy()), 2)
    np.testing.assert_array_equal(state.theta[unused], theta[unused])
    np.testing.assert_allclose(state.scale[unused], 1e-10 * state.scale.max(), rtol=1e-6)
    assert state.epoch == 2


def test_hardly_any_influence_makes_no_long_step(edge):
    X, T = edge.rows()
    problem, theta = edge.problem(X, T), edge.theta()
    W = edge.layout.views(theta)[1]
    W[1] = 1e-9
    _, state = stepped(problem, MarquardtState(theta.copy()))
    V = edge.layout.views(state.theta)[0] - edge.layout.views(theta)[0]
    g, H = edge.equations(theta)
    scale = np.maximum(H.diagonal(), 1e-10 * H.diagonal().max())
    expected = np.linalg.solve(H + 1e-2 * np.diag(scale), -g)
    np.testing.assert_allclose(V, edge.layout.views(expected)[0], rtol=1e-5, atol=1e-12)


def test_the_scale_is_the_largest_diagonal_seen(edge):
    problem, theta = edge.problem(*edge.rows(), alpha=0.01), edge.theta(0.5, seed=3)
    _, state = stepped(problem, MarquardtState(theta.copy()), 1)
    between = state.theta.copy()
    stepped(problem, state, 1)
    seen = [edge.equations(at, problem.penalty)[1].diagonal() for at in (theta, between)]
    np.testing.assert_allclose(state.scale, np.maximum(*seen), rtol=1e-9)
    assert (seen[0] > seen[1]).any()
    assert (seen[1] > seen[0]).any()


def test_zero_residuals_promise_nothing(edge):
    X, _ = edge.rows()
    problem = edge.problem(X, np.zeros((30, edge.K)))
    theta = edge.theta()
    edge.layout.views(theta)[1][:] = 0
    rows, state = stepped(problem, MarquardtState(theta.copy()), 3)
    assert (len(rows.cost), state.finished) == (0, Ending.LITTLE_PROMISED)
    np.testing.assert_array_equal(state.theta, theta)


@pytest.mark.parametrize(("share", "taken"), [(0.9, 1), (1.1, 0)])
def test_a_step_that_promises_less_than_tol_of_the_cost_ends_the_fit(edge, share, taken):
    X, T = edge.rows()
    problem, theta = edge.problem(X, T, alpha=0.1), edge.theta()
    g, H = edge.equations(theta, problem.penalty)
    step = damped(edge, theta, 1e-2, problem.penalty)
    promised = -(g @ step) - step @ H @ step / 2
    tol = share * promised / edge.cost(theta, problem.penalty)
    state = MarquardtState(theta.copy(), epoch=1)
    rows, _ = stepped(problem, state, tol=tol)
    assert len(rows.cost) == taken
    assert (state.finished == Ending.LITTLE_PROMISED) == (taken == 0)


def test_no_step_leaves_the_state_as_it_was(edge, monkeypatch):
    """All attempts but the last: the damping has grown by then, and is set back."""
    monkeypatch.setattr(lm, "ATTEMPTS", 3)
    problem, theta = far_targets(edge, 1e-9)
    state = MarquardtState(theta.copy())
    rows, _ = stepped(problem, state)
    assert (len(rows.cost), state.finished, state.epoch) == (0, Ending.NO_DESCENT, 0)
    assert (state.damping, state.growth) == (1e-2, 2.0)
    np.testing.assert_array_equal(state.theta, theta)


def test_a_row_twice_is_a_row_of_weight_2(edge):
    X, T = edge.rows(20)
    twice = np.repeat(np.arange(20), 1 + np.arange(20) % 2)
    states = []
    for x, t, s in ((X, T, 1.0 + np.arange(20) % 2), (X[twice], T[twice], None)):
        problem = edge.problem(x, t, s=s, alpha=0.1)
        states.append(stepped(problem, MarquardtState(edge.theta()), 5)[1])
    np.testing.assert_allclose(states[0].theta, states[1].theta, rtol=1e-8)


def test_equal_columns_and_no_penalty(edge):
    """J'J is singular; the damping alone makes steps, which share out evenly."""
    X, T = edge.rows()
    X[:, 1] = X[:, 0]
    problem, theta = edge.problem(X, T), edge.theta()
    V = edge.layout.views(theta)[0]
    V[2] = V[1]
    rows, state = stepped(problem, MarquardtState(theta.copy()), 12)
    assert (np.diff(rows.cost) < 0).all()
    V = edge.layout.views(state.theta)[0]
    np.testing.assert_allclose(V[1], V[2], rtol=1e-5, atol=1e-8)


def test_more_weights_than_rows_and_no_penalty_fit_them(edge):
    problem = edge.problem(*edge.rows(10), M=12)
    rows, _ = stepped(problem, MarquardtState(edge.theta()), 60)
    assert rows.cost[-1] < 1e-9 * rows.cost[0]
