"""Ctrl-C at every place: the best weights are kept, and trace, epoch and weights agree."""

from types import SimpleNamespace

import numpy as np
import pytest

from shoal.core.backpropagation import ReferenceSums
from shoal.solve.history import columns_of
from shoal.solve.lbfgs import lbfgs
from shoal.solve.outcome import EpochLimit, Interrupted, StoppedEarly
from shoal.solve.stopping import Watch


class At:
    """Raises KeyboardInterrupt at the n-th call of a function, before or behind its work."""

    def __init__(self, function, n, after):
        self.function, self.n, self.after, self.calls = function, n, after, 0

    def __get__(self, owner, kind=None):
        return lambda *a, **k: self(owner, *a, **k)

    def __call__(self, *args, **kwargs):
        self.calls += 1
        if self.calls == self.n and not self.after:
            raise KeyboardInterrupt
        result = self.function(*args, **kwargs)
        if self.calls == self.n and self.after:
            raise KeyboardInterrupt
        return result


PLACES = {
    "descend": (ReferenceSums, "descend"),
    "batches": (ReferenceSums, "batches"),
    "losses": (ReferenceSums, "losses"),
    "gradient": (ReferenceSums, "gradient"),
    "see": (Watch, "see"),
    "tell": (Watch, "tell"),
}


def check(world, fit, thetas, problem):
    """What must hold wherever it was interrupted."""
    assert isinstance(fit.outcome, Interrupted)
    assert not fit.outcome.success
    assert "interrupted after" in fit.outcome.sentence
    costs = fit.trace["cost"]
    assert len(costs) == len(fit.trace["epoch"]) == fit.watch.n_rows
    assert fit.outcome.epoch in (len(costs) - 1, len(costs))
    assert fit.outcome.kept == np.argmin(costs)
    kept = fit.final.theta if hasattr(fit.final, "theta") else fit.final
    np.testing.assert_array_equal(kept, thetas[fit.outcome.kept])
    assert problem.measure(kept)[0] == pytest.approx(costs.min(), rel=1e-12)


@pytest.mark.parametrize("after", [False, True], ids=["before", "behind"])
@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize(
    ("method", "place"),
    [("gd", p) for p in ("descend", "see", "tell")]
    + [(m, p) for m in ("sgd", "adam") for p in ("batches", "losses", "see", "tell")],
)
def test_gd_sgd_and_adam(reference_world, monkeypatch, method, place, n, after):
    world = reference_world
    thetas, _ = world.step_by_step(method, rate=3.0, n_epochs=60)
    owner, name = PLACES[place]
    trap = At(getattr(owner, name), n, after)
    monkeypatch.setattr(owner, name, trap)
    fit = world.fit(method, rate=3.0, clock=world.Clock(2e-2), max_epochs=10**6)
    assert trap.calls >= n
    monkeypatch.undo()
    check(world, fit, thetas, world.objective)


def step_by_step_lbfgs(world, problem):
    thetas = []

    class Steps:
        every = 1

        def receive(self, event):
            if not event.final:
                thetas.append(world.layout.flatten(event.weights))

    lbfgs(problem, world.start, world.watch(max_epochs=30, sinks=[Steps()]))
    return thetas


@pytest.mark.parametrize("after", [False, True], ids=["before", "behind"])
@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("place", ["gradient", "losses", "see", "tell"])
def test_lbfgs(reference_world, monkeypatch, place, n, after):
    world = reference_world
    thetas = step_by_step_lbfgs(world, world.watched)
    owner, name = PLACES[place]
    monkeypatch.setattr(owner, name, At(getattr(owner, name), n, after))
    watch = world.watch(max_epochs=10**6)
    theta, outcome = lbfgs(world.watched, world.start, watch)
    monkeypatch.undo()
    fit = SimpleNamespace(
        final=theta, outcome=outcome, watch=watch, trace=columns_of(watch.history, watch.scale)
    )
    check(world, fit, thetas, world.watched)


class Presses:
    """A sink at which the user presses Ctrl-C."""

    def __init__(self, at, every=None, final=False):
        self.at, self.every, self.final = at, every, final

    def receive(self, event):
        if event.epoch >= self.at and event.final == self.final:
            raise KeyboardInterrupt


@pytest.mark.parametrize("method", ["gd", "sgd"])
def test_in_a_sink(world, method):
    thetas, _ = world.step_by_step(method, n_epochs=60)
    fit = world.fit(method, sinks=[Presses(12, every=6)], max_epochs=10**6)
    check(world, fit, thetas, world.objective)
    assert 12 <= fit.outcome.epoch <= 60


def test_in_a_sink_of_lbfgs(one_world):
    watch = one_world.watch(sinks=[Presses(4, every=2)])
    theta, outcome = lbfgs(one_world.objective, one_world.start, watch)
    assert outcome == Interrupted(4, 4)
    assert one_world.objective.measure(theta)[0] == watch.history.cost[4]


def test_while_the_last_event_is_told_the_fit_is_not_lost(one_world):
    thetas, _ = one_world.step_by_step("gd")
    fit = one_world.fit("gd", sinks=[Presses(0, final=True)])
    assert fit.outcome == EpochLimit(40, 40)
    np.testing.assert_array_equal(fit.final.theta, thetas[40])
    watch = one_world.watch(sinks=[Presses(0, final=True)], max_epochs=5)
    _, outcome = lbfgs(one_world.objective, one_world.start, watch)
    assert outcome == EpochLimit(5, 5)


def test_once_the_rules_have_ended_the_fit_their_word_stands(one_world):
    """Ctrl-C while the beginning of the last slice is told: the epochs behind the end are nobody's."""
    rules = {"max_epochs": 5000, "tol": 1e-4, "early_stopping": True}
    rough = {"rate": 1.0, "problem": one_world.watched}
    quiet = one_world.fit(**rough, **rules)
    before = quiet.outcome.epoch - 3
    sink = Presses(before, every=before)
    fit = one_world.fit(**rough, **rules, sinks=[sink], clock=one_world.Clock(1e-9))
    assert fit.outcome == quiet.outcome
    assert isinstance(fit.outcome, StoppedEarly)
    np.testing.assert_array_equal(fit.final.theta, quiet.final.theta)
    np.testing.assert_array_equal(fit.trace["cost"], quiet.trace["cost"])


def test_with_early_stopping_the_best_by_validation_is_kept(world):
    thetas, rows = world.step_by_step("gd", rate=1.0, problem=world.watched, n_epochs=400)
    fit = world.fit(
        "gd",
        rate=1.0,
        problem=world.watched,
        sinks=[Presses(300, every=100)],
        max_epochs=10**6,
        early_stopping=True,
    )
    assert isinstance(fit.outcome, Interrupted)
    value = [watched.mean() for _, _, watched in rows[: fit.watch.n_rows]]
    assert fit.outcome.kept == np.argmin(value) < 300
    np.testing.assert_array_equal(fit.final.theta, thetas[fit.outcome.kept])
