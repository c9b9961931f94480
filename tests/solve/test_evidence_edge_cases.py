"""The evidence where its estimates run against their bounds: each case in both forms, K = 1 and 2."""

import numpy as np
import pytest

from shoal.solve import lm
from shoal.solve.evidence import Evidence, groups_of, symmetries_of
from shoal.solve.lm import LevenbergMarquardt, MarquardtState
from shoal.solve.outcome import Ending


def evidence_of(edge, kind="ard", **settings):
    count = edge.s.sum() * edge.K
    return Evidence(
        groups_of(edge.layout, kind), count, symmetries_of(edge.layout, True), **settings
    )


def estimated(edge, problem, theta, epoch=10, kind="ard", **state):
    """The state after one estimate and one step, and the gamma and noise before the step."""
    evidence = evidence_of(edge, kind)
    start = evidence.start(theta.copy())
    start.epoch = epoch
    for name, value in state.items():
        setattr(start, name, value)
    rows = evidence.run(problem, start, 1)
    return start, rows


def test_estimates_begin_after_ten_steps(edge):
    problem = edge.problem(*edge.rows(30))
    for epoch, changed in ((9, False), (10, True)):
        state, _ = estimated(edge, problem, edge.theta(), epoch)
        assert (state.beta != 1.0) == changed
        assert np.ptp(state.penalty) > 0 or not changed


def test_exact_targets_leave_a_noise_of_a_hundred_millionth(edge):
    """Hardly any outputs, hardly any targets."""
    X, _ = edge.rows(40)
    problem = edge.problem(X, 1e-7 * X[:, :1] + np.zeros((40, edge.K)))
    theta = edge.theta(0.1)
    edge.layout.views(theta)[1][:] *= 1e-9
    state, rows = estimated(edge, problem, theta)
    assert rows.losses.max() < 1e-12
    free = 40 * edge.K - state.gamma.sum()
    assert state.beta == pytest.approx(free / (40 * edge.K * 1e-8), rel=1e-9)


def test_a_twentieth_of_all_rows_is_left_to_the_noise(edge):
    """More weights than numbers to fit: gamma is next to all of them."""
    problem = edge.problem(*edge.rows(10), M=12)
    state, rows = estimated(edge, problem, edge.theta(2.0), alpha=np.full(4, 1e-9),
                            penalty=np.full(edge.layout.n_weights, 1e-10))  # fmt: skip
    count = 10 * edge.K
    assert state.gamma.sum() > 0.95 * count
    assert state.beta == pytest.approx(0.05 / (2 * rows.losses.mean()), rel=1e-9)


@pytest.mark.parametrize(
    ("size", "penalty"), [(0.0, 1e6), (1e8, 1e-10)], ids=["no weights", "huge weights"]
)
def test_a_group_without_influence_has_a_thousandth_of_a_weight_and_a_bounded_penalty(
    edge, size, penalty
):
    X, T = edge.rows(40)
    X[:, 1] = 0
    problem = edge.problem(X, T)
    theta = edge.theta()
    edge.layout.views(theta)[0][2] = size
    state, _ = estimated(edge, problem, theta)
    assert state.gamma[2] == pytest.approx(1e-3, rel=1e-6)
    assert edge.layout.views(state.penalty)[0][2] == pytest.approx(penalty, rel=1e-9)
    assert (np.delete(state.gamma, 2) > 0.1).all()


def test_no_group_determines_more_than_its_weights(edge):
    problem = edge.problem(*edge.rows(40))
    state, _ = estimated(edge, problem, edge.theta(), penalty=np.full(edge.layout.n_weights, -1e-9))
    assert (state.gamma <= np.bincount(groups_of(edge.layout, "ard"))).all()


@pytest.mark.parametrize(("change", "settled"), [(0.0099, True), (0.0101, False), (-0.0101, False)])
@pytest.mark.parametrize(("before", "finished"), [(4, True), (3, False)])
def test_five_changes_of_gamma_by_less_than_a_hundredth_end_it(
    edge, change, settled, before, finished
):
    problem = edge.problem(*edge.rows(40))
    gamma = estimated(edge, problem, edge.theta())[0].gamma
    state, rows = estimated(edge, problem, edge.theta(), gamma=gamma * (1 + change), settled=before)
    assert state.settled == (before + 1 if settled else 0)
    assert (state.finished is Ending.EVIDENCE_SETTLED) == (settled and finished)
    assert len(rows.cost) == 1


def test_no_step_leaves_the_estimates_as_they_were(edge, monkeypatch):
    problem = edge.problem(*edge.rows(40))
    evidence = evidence_of(edge)
    state = evidence.start(edge.theta())
    evidence.run(problem, state, 14)
    monkeypatch.setattr(lm, "ATTEMPTS", 0)
    before = dict(vars(state))
    assert len(evidence.run(problem, state, 2).cost) == 0
    assert state.finished is Ending.NO_DESCENT
    for name, value in before.items():
        if name != "finished":
            np.testing.assert_array_equal(getattr(state, name), value, err_msg=name)


def test_the_trace_tells_of_the_data_alone(edge):
    problem = edge.problem(*edge.rows(40))
    evidence, theta = evidence_of(edge), edge.theta()
    rows = evidence.run(problem, evidence.start(theta.copy()), 3)
    assert rows.cost[0] == pytest.approx(edge.cost(theta), rel=1e-9)


def test_held_precisions_stay_and_end_where_a_thousandth_of_the_cost_is_promised(edge):
    problem = edge.problem(*edge.rows(40))
    evidence = evidence_of(edge)
    state = evidence.start(edge.theta())
    evidence.run(problem, state, 20)
    held = state.firmer(8.0)
    plain = MarquardtState(held.theta.copy())
    LevenbergMarquardt(1e-3).run(problem.with_penalty(held.penalty), plain, 200)
    evidence.run(problem, held, 200)
    assert held.epoch == plain.epoch > 0
    np.testing.assert_allclose(held.theta, plain.theta, rtol=1e-6)
    np.testing.assert_array_equal(held.alpha, 8 * state.alpha)
    assert held.beta == state.beta


def test_where_it_begins(edge):
    """A free start has 3e-4 of a sum of squares; a cautious one is what its maker says."""
    edge.problem(*edge.rows(40))
    theta = edge.theta()
    for first, settings in ((3e-4, {}), (1.0, {"first_penalty": 1.0})):
        state = evidence_of(edge, **settings).start(theta)
        np.testing.assert_allclose(state.alpha, first)
        np.testing.assert_allclose(state.penalty, first / (40 * edge.K))


def test_the_cautious_start_is_thousands_of_times_firmer():
    from shoal.solve.evidence import CAUTIOUS_PENALTY, FIRST_PENALTY

    assert (FIRST_PENALTY, CAUTIOUS_PENALTY) == (3e-4, 1.0)
