"""The loop: the weights kept are those of the epoch named, to the bit, however the run is sliced."""

import itertools
from types import SimpleNamespace

import numpy as np
import pytest

from shoal.solve.history import History
from shoal.solve.loop import solve
from shoal.solve.outcome import Diverged, EpochLimit, StoppedEarly, TimeLimit
from shoal.solve.stopping import Rules, Watch
from shoal.trace import Sinks

METHODS = ["gd", "sgd", "adam"]


@pytest.mark.parametrize("method", METHODS)
def test_the_trace_and_the_last_weights_equal_a_step_by_step_run(world, method):
    thetas, rows = world.step_by_step(method, problem=world.watched)
    fit = world.fit(method, problem=world.watched)
    assert fit.outcome == EpochLimit(40, 40)
    assert fit.final.epoch == 40
    np.testing.assert_array_equal(fit.final.theta, thetas[40])
    np.testing.assert_array_equal(fit.trace["epoch"], np.arange(41))
    cost, losses, watched = zip(*rows, strict=True)
    np.testing.assert_allclose(fit.trace["cost"], cost, rtol=1e-12)
    scale = world.target_scale
    for name, halves in (("rmse_train", losses), ("rmse_validation", watched)):
        in_units = 2 * np.array(halves) * scale**2
        np.testing.assert_allclose(fit.trace[name], np.sqrt(in_units.mean(axis=1)), rtol=1e-12)
        for k in range(2):
            np.testing.assert_allclose(
                fit.trace[f"{name}_{k}"], np.sqrt(in_units[:, k]), rtol=1e-12
            )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("rate", [0.5, 3.0])
def test_the_best_epoch_is_found_again_to_the_bit(world, method, rate):
    """Rough training, so that the best epoch lies anywhere: within a slice, or many slices back."""
    thetas, rows = world.step_by_step(method, rate=rate, problem=world.watched, n_epochs=60)
    value = [watched.mean() for _, _, watched in rows]
    for max_epochs, ticks in itertools.product((1, 7, 25, 60), ((1e-4,), (1e-9, 3e-2), (1.0,))):
        fit = world.fit(
            method,
            rate=rate,
            problem=world.watched,
            max_epochs=max_epochs,
            early_stopping=True,
            clock=world.Clock(*ticks),
        )
        if isinstance(fit.outcome, Diverged):
            continue
        best = int(np.argmin(value[: max_epochs + 1]))
        assert fit.outcome.kept == fit.final.epoch == best
        np.testing.assert_array_equal(fit.final.theta, thetas[best])


@pytest.mark.parametrize("method", METHODS)
def test_slicing_changes_no_bit(world, method):
    """Neither of the weights, nor of the trace, nor of the state that goes on from there."""
    fits = [
        world.fit(method, problem=world.watched, clock=world.Clock(*ticks), first=n, **rules)
        for rules in ({}, {"early_stopping": True, "tol": 1e-3, "patience": 3})
        for ticks, n in (((1e-9,), 1), ((1e-3,), 1), ((1.0,), 7), ((1e-6, 0.04, 1e-3, 0.3), 30))
    ]
    for fit, first in [(f, fits[i - i % 4]) for i, f in enumerate(fits)]:
        assert fit.outcome == first.outcome
        np.testing.assert_array_equal(fit.final.theta, first.final.theta)
        for name, column in first.trace.items():
            np.testing.assert_array_equal(fit.trace[name], column)
        for moment in {"sgd": ["velocity"], "adam": ["first", "second"]}.get(method, []):
            expected = getattr(first.final, moment)
            np.testing.assert_array_equal(getattr(fit.final, moment), expected)
        if method != "gd":
            for a, b in zip(
                fit.final.random.get_state(), first.final.random.get_state(), strict=True
            ):
                np.testing.assert_array_equal(a, b)


def test_slices_are_short_in_time_and_grow_where_epochs_are_quick(one_world, monkeypatch):
    solver, _ = one_world.solver("gd")
    sizes, run = [], type(solver).run

    def counted(self, problem, state, n):
        sizes.append(n)
        return run(self, problem, state, n)

    monkeypatch.setattr(type(solver), "run", counted)
    one_world.fit(max_epochs=2000, clock=one_world.Clock(1e-9))
    assert sizes[:3] == [1, 64, 1935]
    sizes.clear()
    one_world.fit(max_epochs=50, clock=one_world.Clock(1.0))
    assert set(sizes) == {1}
    sizes.clear()
    one_world.fit(max_epochs=50, clock=one_world.Clock(1.0), first=40)
    assert sizes == [40, 2, *[1] * 8]


@pytest.mark.parametrize("method", METHODS)
def test_the_time_limit_ends_the_fit_and_says_so(world, method):
    thetas, _ = world.step_by_step(method)
    fit = world.fit(method, time_limit=1.0, clock=world.Clock(0.05))
    assert isinstance(fit.outcome, TimeLimit)
    assert 0 < fit.outcome.epoch < 40
    assert fit.outcome.kept == fit.outcome.epoch == len(fit.trace["epoch"]) - 1
    assert not fit.outcome.success
    assert "time limit of 1 s" in fit.outcome.sentence
    np.testing.assert_array_equal(fit.final.theta, thetas[fit.outcome.epoch])


def test_no_epoch_begins_that_would_end_behind_the_limit():
    """Epochs of a second each: of 3.5 seconds three are used, and half a one is left."""
    now = [0.0]

    class Second:
        first_slice, longest_slice = 1, None

        def run(self, problem, state, n_epochs):
            now[0] += n_epochs
            state.epoch += n_epochs
            return History(np.ones(n_epochs), np.ones((n_epochs, 1)))

    class Still:
        def measure(self, theta):
            return 1.0, np.ones(1), None

        def weights(self, theta):
            return [theta]

    rules = Rules(max_epochs=100, time_limit=3.5)
    watch = Watch(rules, np.ones(1), 1.0, Sinks(()), clock=lambda: now[0])
    start = SimpleNamespace(theta=np.ones(1), epoch=0, finished=None)
    _, outcome = solve(Second(), Still(), start, watch)
    assert outcome == TimeLimit(3, 3, 3.5)
    assert now == [3.0]


def test_the_best_epoch_is_found_again_from_its_own_slice():
    """Best after 10 epochs, ended after 16: at most the slice of the best runs once more."""
    ran = []

    class Single:
        first_slice, longest_slice = 1, 1

        def run(self, problem, state, n_epochs):
            ran.extend(range(state.epoch, state.epoch + n_epochs))
            watched = np.abs(10.0 - np.array(ran[-n_epochs:]))[:, np.newaxis]
            state.epoch += n_epochs
            return History(np.ones(n_epochs), np.ones((n_epochs, 1)), watched)

    problem = SimpleNamespace(weights=lambda theta: [theta])
    rules = Rules(max_epochs=100, tol=1e-3, patience=5, early_stopping=True)
    watch = Watch(rules, np.ones(1), 1.0, Sinks(()), clock=itertools.count().__next__)
    start = SimpleNamespace(theta=np.ones(1), epoch=0, finished=None)
    state, outcome = solve(Single(), problem, start, watch)
    assert isinstance(outcome, StoppedEarly)
    assert state.epoch == outcome.kept == 10
    assert set(ran) == set(range(17))
    assert len(ran) <= 17 + 1


def test_one_step_is_taken_however_short_the_time(world):
    thetas, _ = world.step_by_step("gd", n_epochs=1)
    fit = world.fit("gd", time_limit=1e-9, clock=world.Clock(1.0))
    assert fit.outcome == TimeLimit(1, 1, 1e-9)
    np.testing.assert_array_equal(fit.final.theta, thetas[1])
    assert len(fit.trace["epoch"]) == 2


def test_no_epochs_asked_for(world):
    fit = world.fit(max_epochs=0)
    assert fit.outcome == EpochLimit(0, 0)
    np.testing.assert_array_equal(fit.final.theta, world.start)
    assert len(fit.trace["cost"]) == 1


@pytest.mark.parametrize("method", METHODS)
def test_divergence_names_the_epoch_and_keeps_the_best_weights(world, method):
    rate = 1e6 if method == "adam" else 40.0  # whose steps are of the rate's own size
    thetas, rows = world.step_by_step(method, rate=rate, n_epochs=30)
    costs = np.array([cost for cost, _, _ in rows])
    limit = 1e6 * max(costs[0], world.target_size)
    first = int(np.argmin(costs <= limit))
    assert first > 0
    for ticks in ((1e-9,), (1.0,)):
        fit = world.fit(method, rate=rate, clock=world.Clock(*ticks))
        assert isinstance(fit.outcome, Diverged)
        assert fit.outcome.epoch == first
        assert fit.outcome.kept == int(np.argmin(costs[:first]))
        np.testing.assert_array_equal(fit.final.theta, thetas[fit.outcome.kept])
        assert len(fit.trace["epoch"]) == first
        assert all(np.isfinite(column).all() for column in fit.trace.values())


def test_early_stopping_stops_and_keeps_the_best(world):
    fit = world.fit(
        "gd", rate=1.0, problem=world.watched, max_epochs=500, tol=1e-4, early_stopping=True
    )
    assert isinstance(fit.outcome, StoppedEarly)
    value = np.square(
        [fit.trace[f"rmse_validation_{k}"] / s for k, s in enumerate(world.target_scale)]
    )
    assert fit.outcome.kept == np.argmin(value.mean(axis=0))
    assert fit.outcome.kept < fit.outcome.epoch == len(fit.trace["epoch"]) - 1
    assert f"kept the weights of epoch {fit.outcome.kept}" in fit.outcome.sentence


def test_sgd_goes_on_from_its_state_to_the_same_bits(world):
    whole = world.fit("sgd", max_epochs=40)
    solver, state = world.solver("sgd")
    half, _ = solve(solver, world.objective, state, world.watch(max_epochs=15))
    rest, _ = solve(solver, world.objective, half, world.watch(max_epochs=40))
    np.testing.assert_array_equal(rest.theta, whole.final.theta)
    np.testing.assert_array_equal(rest.velocity, whole.final.velocity)
    assert rest.random.uniform() == whole.final.random.uniform()
