"""Levenberg-Marquardt: cost falls with every step, any network, the same bits however it is sliced."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from shoal.core.activations import ACTIVATIONS, Activation
from shoal.core.gauss_newton import GaussNewton
from shoal.core.layout import Layout
from shoal.core.objective import Objective, penalty_of, sums_over
from shoal.solve import lm
from shoal.solve.history import columns_of
from shoal.solve.lm import LevenbergMarquardt, MarquardtState
from shoal.solve.loop import solve
from shoal.solve.outcome import (
    Converged,
    Ending,
    EpochLimit,
    Interrupted,
    NoDescent,
    NotFinite,
    StoppedEarly,
    TimeLimit,
)

BLAS = ThreadpoolController()
IDENTITY = ACTIVATIONS["identity"]


@pytest.fixture(autouse=True)
def one_blas_thread():
    with BLAS.limit(limits=1, user_api="blas"):
        yield


def problem_of(sizes, hidden="tanh", output="identity", n=50, alpha=0.01, seed=0, validation=False):
    """An objective with its Gauss-Newton sums on random rows of random weights, and a start."""
    random = np.random.RandomState(seed)
    layout = Layout(sizes)
    h = hidden if isinstance(hidden, Activation) else ACTIVATIONS[hidden]
    out = ACTIVATIONS[output]
    X, T = random.normal(size=(n, sizes[0])), random.normal(size=(n, sizes[-1]))
    s = random.uniform(0.5, 2, n)
    watched = None
    if validation:
        V = random.normal(size=(20, sizes[0]))
        watched = sums_over(layout, h, out, V, random.normal(size=(20, sizes[-1])))
    objective = Objective(
        sums_over(layout, h, out, X, T, s),
        penalty_of(layout, alpha, s.sum(), X.dtype),
        watched,
        GaussNewton(layout, h, out, X, T, s),
    )
    return objective, random.uniform(-0.7, 0.7, layout.n_weights)


def steps(problem, theta, n, tol=0.0):
    """Costs at the start and after each accepted step, one call of ``run`` a step."""
    solver, state = LevenbergMarquardt(tol), MarquardtState(theta.copy())
    costs = []
    for _ in range(n):
        rows = solver.run(problem, state, 1)
        if state.finished:
            break
        costs.append(rows.cost[0])
    return [*costs, problem.measure(state.theta)[0]], state


@pytest.mark.parametrize("alpha", [0.0, 0.1])
@pytest.mark.parametrize(
    ("sizes", "hidden", "output"),
    [
        ((2, 1), "tanh", "identity"),
        ((2, 3), "tanh", "logistic"),
        ((2, 6, 1), "tanh", "identity"),
        ((2, 6, 3), "logistic", "identity"),
        ((2, 6, 1), "relu", "identity"),
        ((2, 6, 2), "gaussian", "identity"),
        ((2, 4, 1), "polynomial", "identity"),
        ((2, 4, 4, 1), "tanh", "identity"),
        ((2, 4, 3, 4, 2), "softplus", "tanh"),
        ((3, 30, 2), "tanh", "identity"),  # more weights than numbers to fit
    ],
)
def test_the_cost_falls_at_every_step(sizes, hidden, output, alpha):
    problem, start = problem_of(sizes, hidden, output, alpha=alpha)
    costs, state = steps(problem, start, 25)
    assert len(costs) >= 2
    assert (np.diff(costs) < 0).all()
    assert state.epoch == len(costs) - 1
    assert np.isfinite(state.theta).all()


def test_a_minimum_has_no_gradient():
    problem, start = problem_of((2, 3, 2), alpha=0.3)
    _, state = steps(problem, start, 500)
    assert state.finished
    slope = np.empty_like(start)
    problem.cost_and_gradient(state.theta, slope)
    assert np.abs(slope).max() < 1e-8


@pytest.mark.parametrize("K", [1, 3])
def test_least_squares_of_a_linear_network_in_a_few_steps(K):
    random = np.random.RandomState(0)
    X, T, s = random.normal(size=(60, 4)), random.normal(size=(60, K)), random.uniform(0.1, 2, 60)
    root = np.sqrt(s)[:, None]
    best = np.linalg.lstsq(root * np.insert(X, 0, 1, axis=1), root * T, rcond=None)[0]
    layout = Layout((4, K))
    parts = layout, IDENTITY, IDENTITY, X, T, s
    problem = Objective(sums_over(*parts), np.zeros(layout.n_weights), None, GaussNewton(*parts))
    _, state = steps(problem, random.normal(size=layout.n_weights), 12)
    np.testing.assert_allclose(state.theta, best.ravel(), atol=1e-9)
    deep = Layout((4, 3, K))  # as wide as the rank for K <= 3: the same answers
    parts = deep, IDENTITY, IDENTITY, X, T, s
    problem = Objective(sums_over(*parts), np.zeros(deep.n_weights), None, GaussNewton(*parts))
    _, state = steps(problem, random.normal(size=deep.n_weights), 200)
    np.testing.assert_allclose(
        problem.training.forward(state.theta), np.insert(X, 0, 1, axis=1) @ best, atol=1e-5
    )


def test_the_step_is_the_damped_one():
    """(J'J + penalty + damping * diagonal) step = -gradient, by an explicit solution."""
    problem, start = problem_of((2, 3, 2), alpha=0.1)
    _, _, g, H = problem.normal_equations(start)
    state = MarquardtState(start.copy(), damping=0.5)
    LevenbergMarquardt(0.0).run(problem, state, 1)
    step = np.linalg.solve(H + 0.5 * np.diag(np.diagonal(H)), -g)
    np.testing.assert_allclose(state.theta - start, step, rtol=1e-9, atol=1e-12)
    assert state.damping < 0.5


def test_units_of_the_weights_do_not_matter():
    """Inputs in other units lead through the same answers: the scale is the curvature's own."""
    random = np.random.RandomState(3)
    X, T = random.normal(size=(40, 2)), random.normal(size=(40, 1))
    layout, h = Layout((2, 4, 1)), ACTIVATIONS["tanh"]
    start = random.uniform(-0.5, 0.5, layout.n_weights)
    unit = np.array([30.0, 0.1])
    answers = []
    for c in (np.ones(2), unit):
        theta = start.copy()
        layout.views(theta)[0][1:] *= c[:, None]
        parts = layout, h, IDENTITY, X / c, T, np.ones(40)
        problem = Objective(
            sums_over(*parts), np.zeros(layout.n_weights), None, GaussNewton(*parts)
        )
        _, state = steps(problem, theta, 6)
        answers.append(problem.training.forward(state.theta))
    np.testing.assert_allclose(answers[0], answers[1], rtol=1e-6, atol=1e-8)


class Cliff:
    """The cost of another problem, but no number where a weight leaves its range."""

    marquardt = None

    def __init__(self, problem, start, reach, value):
        self.problem, self.start, self.reach, self.value = problem, start, reach, value
        self.trials = []

    def losses(self, theta):
        inside = bool((np.abs(theta - self.start) <= self.reach).all())
        self.trials.append(inside)
        found = self.problem.losses(theta)
        return found if inside else np.full_like(found, self.value)

    def __getattr__(self, name):
        return getattr(self.problem, name)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_trials_that_are_no_numbers_are_rejected(value):
    problem, start = problem_of((2, 5, 1))
    _, free = steps(problem, start, 1)
    cliff = Cliff(problem, start, np.abs(free.theta - start).max() / 3, value)
    costs, state = steps(cliff, start, 3)
    assert not all(cliff.trials)
    assert (np.diff(costs) < 0).all()
    assert np.abs(state.theta - start).max() <= cliff.reach


def test_overflowing_trials_cause_no_warning():
    problem, start = problem_of((2, 5, 5, 1), "polynomial", alpha=0.0)
    costs, state = steps(problem, 3 * start, 20)
    assert np.isfinite(costs).all()
    assert np.isfinite(state.theta).all()


def test_slopes_that_are_no_numbers_end_the_fit():
    problem, start = problem_of((2, 4, 1), "polynomial")
    state = MarquardtState(1e70 * start)
    rows = LevenbergMarquardt(0.0).run(problem, state, 5)
    assert len(rows.cost) == 0
    assert state.finished is Ending.NOT_FINITE


def test_where_no_step_lowers_the_cost(monkeypatch):
    problem, start = problem_of((2, 4, 1))
    cliff = Cliff(problem, start, 0.0, np.nan)
    state = MarquardtState(start.copy())
    assert len(LevenbergMarquardt(0.0).run(cliff, state, 5).cost) == 0
    assert state.finished is Ending.NO_DESCENT
    np.testing.assert_array_equal(state.theta, start)
    assert state.damping == lm.FIRST_DAMPING  # as before the attempt
    assert len(cliff.trials) == 1 + 40  # doublings of a doubling damping


def test_tol_ends_when_little_is_promised():
    problem, start = problem_of((2, 4, 1), alpha=0.1)
    loose, a = steps(problem, start, 500, tol=1e-2)
    tight, b = steps(problem, start, 500, tol=1e-9)
    assert a.epoch < b.epoch
    assert a.finished is Ending.LITTLE_PROMISED
    assert tight[-1] < loose[-1]
    assert loose[-1] < 1.5 * tight[-1]


def test_more_weights_than_rows_and_no_penalty():
    problem, start = problem_of((3, 20, 1), n=10, alpha=0.0)
    costs, _ = steps(problem, start, 60)
    assert costs[-1] < 1e-12 * costs[0]


def test_the_trace_has_one_row_an_epoch(one_world):
    problem, start = problem_of((2, 4, 2), validation=True)
    watch = one_world.watch(max_epochs=7)
    final, outcome = solve(LevenbergMarquardt(0.0), problem, MarquardtState(start), watch)
    trace = columns_of(watch.history, watch.scale)
    assert outcome == EpochLimit(7, 7)
    assert trace["epoch"].tolist() == list(range(8))
    thetas, state = [start.copy()], MarquardtState(start.copy())
    for _ in range(7):
        LevenbergMarquardt(0.0).run(problem, state, 1)
        thetas.append(state.theta.copy())
    np.testing.assert_array_equal(final.theta, thetas[7])
    for e, theta in enumerate(thetas):
        cost, losses, watched = problem.measure(theta)
        assert trace["cost"][e] == pytest.approx(cost, rel=1e-12)
        for k, scale in enumerate(one_world.target_scale):
            assert trace[f"rmse_train_{k}"][e] == pytest.approx(
                scale * (2 * losses[k]) ** 0.5, rel=1e-12
            )
            found = trace[f"rmse_validation_{k}"][e]
            assert found == pytest.approx(scale * (2 * watched[k]) ** 0.5, rel=1e-12)


def test_slices_and_repeats_give_the_same_bits():
    problem, start = problem_of((2, 5, 2))
    ends = []
    for parts in ([12], [1] * 12, [5, 7], [0, 3, 0, 9]):
        state = MarquardtState(start.copy())
        rows = [LevenbergMarquardt(0.0).run(problem, state, n) for n in parts]
        cost = np.concatenate([r.cost for r in rows])
        ends.append((state.theta.tobytes(), state.damping, state.scale.tobytes(), cost.tobytes()))
    assert len(set(ends)) == 1


def test_early_stopping_returns_the_best_epochs_weights(one_world):
    problem, start = problem_of((2, 12, 1), n=25, alpha=0.0, validation=True)
    one_world.target_scale = np.ones(1)
    watch = one_world.watch(max_epochs=60, early_stopping=True, patience=4, tol=1e-9)
    final, outcome = solve(LevenbergMarquardt(0.0), problem, MarquardtState(start), watch)
    assert isinstance(outcome, StoppedEarly)
    trace = columns_of(watch.history, watch.scale)
    assert outcome.kept == int(np.argmin(trace["rmse_validation"])) < outcome.epoch
    state = MarquardtState(start.copy())
    LevenbergMarquardt(0.0).run(problem, state, outcome.kept)
    np.testing.assert_array_equal(final.theta, state.theta)
    assert final.epoch == outcome.kept


def test_convergence_is_told(one_world):
    problem, start = problem_of((2, 3, 2), alpha=1.0)
    watch = one_world.watch(max_epochs=500)
    final, outcome = solve(LevenbergMarquardt(1e-8), problem, MarquardtState(start), watch)
    assert isinstance(outcome, Converged)
    assert outcome.epoch == final.epoch == len(watch.history.cost) - 1
    assert "promises too little" in outcome.sentence


class Interrupts:
    """A problem whose n-th look at its normal equations is interrupted."""

    marquardt = None

    def __init__(self, problem, at):
        self.problem, self.at, self.looks = problem, at, 0

    def normal_equations(self, theta):
        self.looks += 1
        if self.looks == self.at:
            raise KeyboardInterrupt
        return self.problem.normal_equations(theta)

    def __getattr__(self, name):
        return getattr(self.problem, name)


@pytest.mark.parametrize("at", [1, 2, 5])
def test_an_interrupt_keeps_the_weights_there_are(one_world, at):
    problem, start = problem_of((2, 4, 2))
    watch = one_world.watch(max_epochs=50)
    solver = LevenbergMarquardt(0.0, longest_slice=1)
    interrupted = Interrupts(problem, at)
    final, outcome = solve(solver, interrupted, MarquardtState(start.copy()), watch)
    assert isinstance(outcome, Interrupted)
    assert outcome.kept == at - 1
    state = MarquardtState(start.copy())
    interrupted.at = 0
    solver.run(interrupted, state, at - 1)
    np.testing.assert_array_equal(final.theta, state.theta)
    assert len(watch.history.cost) == at


def test_the_time_limit(one_world):
    problem, start = problem_of((2, 4, 2))
    watch = one_world.watch(clock=one_world.Clock(0.1), max_epochs=500, time_limit=3.0)
    final, outcome = solve(LevenbergMarquardt(0.0), problem, MarquardtState(start), watch)
    assert isinstance(outcome, TimeLimit)
    assert 0 < outcome.kept < 40
    cost = replace(problem, validation=None).measure(final.theta)[0]
    assert watch.history.cost[outcome.kept] == pytest.approx(cost, rel=1e-12)


def test_a_users_activation():
    h = Activation("sine", np.sin, np.cos, df_of="sum")
    problem, start = problem_of((2, 6, 1), h)
    costs, _ = steps(problem, start, 15)
    assert (np.diff(costs) < 0).all()


def test_a_copy_goes_its_own_way():
    """Copies of a state share their arrays: no step may write to them."""
    problem, start = problem_of((2, 5, 1))
    state = MarquardtState(start)
    LevenbergMarquardt(0.0).run(problem, state, 3)
    arrays = {name: value for name, value in vars(state).items() if isinstance(value, np.ndarray)}
    before = {name: value.copy() for name, value in arrays.items()}
    mark = deepcopy(state)
    LevenbergMarquardt(0.0).run(problem, state, 3)
    assert mark.epoch == 3
    assert state.epoch == 6
    for name, value in before.items():
        assert getattr(mark, name) is arrays[name]
        np.testing.assert_array_equal(arrays[name], value)


class Steep:
    """The cost of another problem with slopes that are infinite from the first."""

    marquardt = None

    def __init__(self, problem):
        self.problem = problem

    def normal_equations(self, theta):
        cost, losses, g, H = self.problem.normal_equations(theta)
        return cost, losses, g, np.full_like(H, np.inf)

    def __getattr__(self, name):
        return getattr(self.problem, name)


def test_an_ending_is_a_type(one_world):
    problem, start = problem_of((2, 3, 1), alpha=0.1)
    nowhere = Cliff(problem, start, 0.0, np.nan)
    expected = [(Steep(problem), NotFinite, False), (nowhere, NoDescent, True)]
    for stated, kind, success in expected:
        watch = one_world.watch(max_epochs=50)
        final, outcome = solve(LevenbergMarquardt(0.0), stated, MarquardtState(start), watch)
        assert type(outcome) is kind
        assert outcome.success is success
        assert np.isfinite(watch.history.cost).all()
        np.testing.assert_array_equal(final.theta, start)
    assert "no longer finite" in NotFinite(0, 0, Ending.NOT_FINITE.value).sentence


@pytest.mark.parametrize("sizes", [(2, 4, 1), (2, 3, 3, 1)])  # compiled, and in Python
def test_the_history_tells_of_the_steps(one_world, sizes):
    problem, start = problem_of(sizes)
    sink, one_world.target_scale = one_world.Recorder(1), np.ones(1)
    watch = one_world.watch(max_epochs=6, sinks=[sink])
    solve(LevenbergMarquardt(0.0), problem, MarquardtState(start.copy()), watch)
    told = watch.history.columns
    assert list(told) == ["accepted", "damping", "gradient_norm"]
    state = MarquardtState(start.copy())
    for e in range(6):
        slope = np.empty_like(start)
        problem.cost_and_gradient(state.theta, slope)
        assert told["gradient_norm"][e] == pytest.approx(np.abs(slope).max(), rel=1e-9)
        assert told["damping"][e] == pytest.approx(state.damping, rel=1e-12)
        LevenbergMarquardt(0.0).run(problem, state, 1)
    assert ((told["accepted"][:6] > 0) & (told["accepted"][:6] <= 1)).all()
    assert all(np.isnan(values[6]) for values in told.values())
    assert {tuple(event.columns) for event in sink.events} == {tuple(sink.events[0].columns)}


@pytest.mark.parametrize("form", ["compiled", "python"])
def test_accepted_is_one_over_the_trials(form):
    """A damping that is far too small: trials are rejected until it has grown."""
    problem, start = problem_of((2, 8, 1), alpha=0.0)
    stated = problem if form == "compiled" else Cliff(problem, start, np.inf, np.nan)
    state = MarquardtState(3 * start, damping=1e-12)
    trials = []
    for _ in range(12):
        counted = Cliff(problem, state.theta, np.inf, np.nan)
        LevenbergMarquardt(0.0).run(counted, deepcopy(state), 1)
        trials.append(len(counted.trials) - (not len(state.losses)))
        rows = LevenbergMarquardt(0.0).run(stated, state, 1)
        assert rows.columns["accepted"][0] <= 1 / trials[-1]
    assert max(trials) > 1
