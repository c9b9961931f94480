"""Scaled conjugate gradients: SciPy's minimum, and a cost that falls at every step."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize

from shoal.core.activations import ACTIVATIONS
from shoal.core.layout import Layout
from shoal.core.objective import Objective, penalty_of, sums_over
from shoal.solve.loop import solve
from shoal.solve.outcome import Converged, Ending, EpochLimit, Interrupted, TimeLimit
from shoal.solve.scg import ConjugateState, ScaledConjugateGradients


def problem_of(sizes, hidden="tanh", output="identity", alpha=0.5, n=50, dtype=np.float64):
    random = np.random.RandomState(0)
    layout, h, out = Layout(sizes), ACTIVATIONS[hidden], ACTIVATIONS[output]
    X = random.normal(size=(n, sizes[0])).astype(dtype)
    T = random.normal(size=(n, sizes[-1])).astype(dtype)
    s = random.uniform(0.5, 2, n)
    problem = Objective(
        sums_over(layout, h, out, X, T, s), penalty_of(layout, alpha, s.sum(), X.dtype)
    )
    return problem, random.uniform(-0.7, 0.7, layout.n_weights).astype(dtype)


def minimum_near(problem, theta):
    """Cost of the minimum in whose basin ``theta`` lies, by SciPy's BFGS."""

    def both(x):
        g = np.empty_like(x)
        return problem.cost_and_gradient(x, g)[0], g

    return minimize(both, theta, jac=True, method="BFGS", options={"gtol": 1e-10}).fun


@pytest.mark.parametrize(
    ("sizes", "output"),
    [((3, 2), "identity"), ((2, 4, 1), "identity"), ((2, 4, 3, 2), "identity"), ((2, 3), "tanh")],
)
def test_ends_in_a_minimum(sizes, output):
    problem, start = problem_of(sizes, output=output)
    state = ConjugateState(start.copy())
    ScaledConjugateGradients(1e-7).run(problem, state, 3_000)
    assert state.finished is Ending.SMALL_GRADIENT
    slope = np.empty_like(start)
    cost, _ = problem.cost_and_gradient(state.theta, slope)
    assert np.abs(slope).max() <= 1e-7
    assert cost == pytest.approx(minimum_near(problem, state.theta + 1e-4), rel=1e-9)


def test_least_squares_in_about_as_many_steps_as_weights():
    random = np.random.RandomState(1)
    X, T = random.normal(size=(60, 5)), random.normal(size=(60, 1))
    layout, identity = Layout((5, 1)), ACTIVATIONS["identity"]
    problem = Objective(sums_over(layout, identity, identity, X, T), np.zeros(6))
    best = np.linalg.lstsq(np.insert(X, 0, 1, axis=1), T, rcond=None)[0].ravel()
    state = ConjugateState(random.normal(size=6))
    ScaledConjugateGradients(1e-10).run(problem, state, 30)
    np.testing.assert_allclose(state.theta, best, atol=1e-8)
    assert state.epoch <= 18


def test_directions_are_moellers():
    """Moller 1993, algorithm SCG, step 7: beta = (|r1|^2 - r1 r0) / (p0 r0); anew every P steps."""
    problem, start = problem_of((1, 1, 1))
    state, solver, P = ConjugateState(start.copy()), ScaledConjugateGradients(0.0), len(start)
    before, r0, p0 = start, None, None
    for k in range(1, 2 * P + 1):
        solver.run(problem, state, 1)
        slopes = np.empty((2, P))
        for slope, theta in zip(slopes, (before, state.theta), strict=True):
            problem.cost_and_gradient(theta, slope)
        r0, r1 = -slopes
        p0 = r0 if p0 is None else p0
        beta = 0.0 if k % P == 0 else (r1 @ r1 - r1 @ r0) / (p0 @ r0)
        np.testing.assert_allclose(state.direction, r1 + beta * p0, rtol=1e-9)
        before, p0 = state.theta, state.direction
    assert state.epoch == 2 * P


@pytest.mark.parametrize("hidden", ["tanh", "relu", "polynomial", "gaussian"])
@pytest.mark.parametrize("alpha", [0.0, 0.1])
def test_the_cost_falls_at_every_step(hidden, alpha):
    problem, start = problem_of((2, 6, 2), hidden, alpha=alpha)
    state = ConjugateState(start.copy())
    rows = ScaledConjugateGradients(0.0).run(problem, state, 120)
    assert len(rows.cost) == state.epoch > 10
    assert (np.diff(rows.cost) < 0).all()
    assert problem.measure(state.theta)[0] < rows.cost[-1]


def test_overflowing_trials_are_rejected_without_a_warning():
    problem, start = problem_of((2, 5, 5, 1), "polynomial", alpha=0.0)
    state = ConjugateState(2 * start)
    rows = ScaledConjugateGradients(0.0).run(problem, state, 60)
    assert np.isfinite(rows.cost).all()
    assert (np.diff(rows.cost) < 0).all()
    assert np.isfinite(state.theta).all()


class Cliff:
    """The cost of another problem, but no number where a weight strays from the start."""

    def __init__(self, problem, start, reach, value):
        self.problem, self.start, self.reach, self.value = problem, start, reach, value
        self.refused = 0

    def losses(self, theta):
        found = self.problem.losses(theta)
        if (np.abs(theta - self.start) <= self.reach).all():
            return found
        self.refused += 1
        return np.full_like(found, self.value)

    def __getattr__(self, name):
        return getattr(self.problem, name)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_trials_that_are_no_numbers_are_rejected(value):
    problem, start = problem_of((2, 5, 1))
    free = ConjugateState(start.copy())
    ScaledConjugateGradients(0.0).run(problem, free, 1)
    cliff = Cliff(problem, start, np.abs(free.theta - start).max() / 3, value)
    state = ConjugateState(start.copy())
    rows = ScaledConjugateGradients(0.0).run(cliff, state, 3)
    assert cliff.refused
    assert (np.diff(rows.cost) < 0).all()
    assert np.abs(state.theta - start).max() <= cliff.reach


def test_slices_give_the_same_bits():
    problem, start = problem_of((2, 5, 2))
    ends = []
    for parts in ([40], [1] * 40, [7, 33], [0, 39, 1]):
        state = ConjugateState(start.copy())
        rows = [ScaledConjugateGradients(0.0).run(problem, state, n) for n in parts]
        cost = np.concatenate([r.cost for r in rows])
        ends.append((state.theta.tobytes(), state.damping, cost.tobytes()))
    assert len(set(ends)) == 1


def test_float32():
    problem, start = problem_of((2, 4, 1), dtype=np.float32)
    state = ConjugateState(start.copy())
    rows = ScaledConjugateGradients(1e-4).run(problem, state, 500)
    assert state.finished
    assert state.theta.dtype == np.float32
    exact, _ = problem_of((2, 4, 1))
    assert rows.cost[-1] == pytest.approx(
        minimum_near(exact, state.theta.astype(np.float64)), rel=1e-3
    )


def test_the_loop_around_it(one_world):
    problem, start = problem_of((2, 4, 2))
    watch = one_world.watch(max_epochs=9)
    final, outcome = solve(ScaledConjugateGradients(0.0), problem, ConjugateState(start), watch)
    assert outcome == EpochLimit(9, 9)
    assert len(watch.history.cost) == 10
    assert watch.history.cost[9] == pytest.approx(problem.measure(final.theta)[0], rel=1e-12)
    watch = one_world.watch(max_epochs=3_000)
    _, outcome = solve(ScaledConjugateGradients(1e-6), problem, ConjugateState(start), watch)
    assert isinstance(outcome, Converged)
    watch = one_world.watch(clock=one_world.Clock(0.1), max_epochs=3_000, time_limit=2.0)
    _, outcome = solve(ScaledConjugateGradients(0.0), problem, ConjugateState(start), watch)
    assert isinstance(outcome, TimeLimit)


def test_a_start_in_the_minimum(one_world):
    problem, start = problem_of((2, 1), alpha=0.0)
    state = ConjugateState(start.copy())
    ScaledConjugateGradients(1e-12).run(problem, state, 200)
    again = ConjugateState(state.theta.copy())
    rows = ScaledConjugateGradients(1e-9).run(problem, again, 5)
    assert len(rows.cost) == 0
    assert again.epoch == 0
    assert again.finished


def test_a_gradient_of_zero_is_an_end_and_not_a_division(one_world):
    """The zero start: hidden units have no slope; with targets of mean 0, nor has anything else."""
    layout, h = Layout((1, 3, 1)), ACTIVATIONS["tanh"]
    X, T = np.array([[-1.0], [1.0]]), np.array([[-1.0], [1.0]])
    problem = Objective(sums_over(layout, h, ACTIVATIONS["identity"], X, T), np.zeros(10))
    state = ConjugateState(np.zeros(10))
    assert len(ScaledConjugateGradients(0.0).run(problem, state, 5).cost) == 0
    assert state.finished


class Interrupts:
    def __init__(self, problem, at):
        self.problem, self.at, self.looks = problem, at, 0

    def cost_and_gradient(self, theta, out):
        self.looks += 1
        if self.looks == self.at:
            raise KeyboardInterrupt
        return self.problem.cost_and_gradient(theta, out)

    def __getattr__(self, name):
        return getattr(self.problem, name)


@pytest.mark.parametrize("at", [1, 2, 3, 4, 8])
def test_an_interrupt_keeps_weights_that_were_measured(one_world, at):
    problem, start = problem_of((2, 4, 2))
    watch = one_world.watch(max_epochs=50)
    final, outcome = solve(
        ScaledConjugateGradients(0.0), Interrupts(problem, at), ConjugateState(start.copy()), watch
    )
    assert isinstance(outcome, Interrupted)
    cost = replace(problem, validation=None).measure(final.theta)[0]
    assert watch.history.cost[outcome.kept] == pytest.approx(cost, rel=1e-12)


def test_a_finished_state_is_what_its_steps_alone_make():
    """The loop keeps it as it stands, in the place of the same steps run again."""
    problem, theta = problem_of((2, 4, 1))
    finished, again = ConjugateState(theta.copy()), ConjugateState(theta.copy())
    solver = ScaledConjugateGradients(0.0)
    solver.run(problem, finished, 5000)
    assert finished.finished
    solver.run(problem, again, finished.epoch)
    assert not again.finished
    for name, value in vars(again).items():
        if name != "finished":
            np.testing.assert_array_equal(getattr(finished, name), value)
