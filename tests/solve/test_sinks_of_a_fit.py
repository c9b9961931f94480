"""What a fit tells its listeners: each row once, exact stops, and never at the fit's cost."""

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.solve.history import columns_of
from shoal.solve.lbfgs import lbfgs


def told(events):
    names = events[0].columns
    return {name: np.concatenate([e.columns[name] for e in events]) for name in names}


@pytest.mark.parametrize("method", ["gd", "sgd", "adam"])
@pytest.mark.parametrize("every", [1, 7, 10, 100])
@pytest.mark.parametrize("tick", [1e-9, 1e-3, 1.0])
def test_every_means_exactly_these_epochs_with_the_weights_of_a_shorter_run(
    world, method, every, tick
):
    sink, slow = world.Recorder(every), world.Recorder()
    fit = world.fit(method, sinks=[sink, slow], max_epochs=45, clock=world.Clock(tick))
    stops = sorted({*range(0, 45, every), 45})
    assert [e.epoch for e in sink.events if e.weights is not None] == stops
    assert [e.final for e in sink.events if e.weights is not None] == [
        epoch == 45 for epoch in stops
    ]
    for event in sink.events:
        if event.weights is not None and event.epoch % 9 in (0, 1):
            shorter = world.fit(method, max_epochs=event.epoch).final.theta
            np.testing.assert_array_equal(world.layout.flatten(event.weights), shorter)
    assert all(e.weights is None for e in slow.events)
    for events in (sink.events, slow.events):
        assert events[-1].final
        for name, column in told(events).items():
            np.testing.assert_array_equal(column, fit.trace[name])
        for event in events[:-1]:
            assert event.columns["epoch"][-1] == event.epoch


@pytest.mark.parametrize("method", ["gd", "sgd", "adam"])
@pytest.mark.parametrize("tick", [1e-9, 1e-3, 1.0])
def test_stops_before_the_end_are_told_even_if_the_rules_end_the_fit_in_that_slice(
    world, method, tick
):
    sink = world.Recorder(5)
    fit = world.fit(
        method,
        rate=1.0,
        problem=world.watched,
        sinks=[sink],
        clock=world.Clock(tick),
        max_epochs=5000,
        tol=1e-3,
        early_stopping=True,
    )
    end = fit.outcome.epoch
    assert fit.outcome.success
    assert [e.epoch for e in sink.events if e.weights] == sorted({*range(0, end, 5), end})
    np.testing.assert_array_equal(told(sink.events)["cost"], fit.trace["cost"])
    kept = world.layout.flatten(sink.events[-1].weights)
    np.testing.assert_array_equal(kept, fit.final.theta)


def test_lbfgs_tells_every_second_iteration_and_the_weights_it_keeps(one_world):
    sink = one_world.Recorder(2)
    watch = one_world.watch(sinks=[sink], max_epochs=9)
    theta, _ = lbfgs(one_world.objective, one_world.start, watch)
    assert [e.epoch for e in sink.events] == [0, 2, 4, 6, 8, 9]
    trace = columns_of(watch.history, watch.scale)
    for event in sink.events:
        at = one_world.layout.flatten(event.weights)
        assert one_world.objective.measure(at)[0] == trace["cost"][event.epoch]
    np.testing.assert_array_equal(one_world.layout.flatten(sink.events[-1].weights), theta)
    np.testing.assert_array_equal(told(sink.events)["cost"], trace["cost"])


def test_lbfgs_with_early_stopping_tells_the_weights_it_keeps(one_world):
    sink = one_world.Recorder(100)
    watch = one_world.watch(
        sinks=[sink], max_epochs=200, early_stopping=True, tol=1e-9, patience=30
    )
    theta, outcome = lbfgs(one_world.watched, one_world.start, watch)
    assert outcome.kept < outcome.epoch
    np.testing.assert_array_equal(one_world.layout.flatten(sink.events[-1].weights), theta)


class Vandal:
    """Writes into all that it is handed, then raises."""

    every = 3

    def receive(self, event):
        for column in event.columns.values():
            column[...] = -1
        for w in event.weights or ():
            w[...] = np.nan
        if event.epoch >= 6:
            raise RuntimeError("the window was closed")


@pytest.mark.parametrize("method", ["gd", "sgd", "adam"])
def test_a_sink_changes_no_bit_and_one_that_raises_is_dropped(world, method):
    quiet = world.fit(method)
    vandal, recorder = Vandal(), world.Recorder(1)
    with pytest.warns(RuntimeWarning, match=r"dropped.*the window was closed") as caught:
        fit = world.fit(method, sinks=[vandal, recorder])
    assert len(caught) == 1
    assert recorder.events[-1].final
    np.testing.assert_array_equal(fit.final.theta, quiet.final.theta)
    for name, column in quiet.trace.items():
        np.testing.assert_array_equal(fit.trace[name], column)


def test_a_slow_sink_costs_a_tenth_of_the_time(one_world):
    clock = one_world.Clock(2e-2)  # a slice of few epochs, so that there are many

    class Slow(one_world.Recorder):
        def receive(self, event):
            clock.now += 2.0
            super().receive(event)

    sink = Slow()
    fit = one_world.fit(sinks=[sink], clock=clock, max_epochs=3000)
    assert fit.outcome.epoch == 3000
    spent = 2.0 * len(sink.events)
    assert spent <= 0.1 * clock.now + 4.0
    np.testing.assert_array_equal(told(sink.events)["cost"], fit.trace["cost"])


def test_events_of_quick_slices_are_at_most_20_a_second(one_world):
    sink = one_world.Recorder()
    clock = one_world.Clock(2e-3)
    lbfgs(one_world.objective, one_world.start, one_world.watch(clock, sinks=[sink], max_epochs=60))
    assert len(sink.events) <= 20 * clock.now + 2
    assert sink.events[0].epoch == 0


@pytest.mark.parametrize("several", [False, True])
def test_a_sink_with_an_ear_for_it_hears_what_the_fit_begins_with(several):
    random = np.random.RandomState(0)
    X, y = random.uniform(-1, 1, (30, 2)), random.uniform(-1, 1, 30)

    class Ear:
        every = None
        opening = None

        def begin(self, opening):
            self.opening = opening

        def receive(self, event):
            assert self.opening is not None

    ear = Ear()
    NeuralRegressor((3,), n_networks=2 if several else 1, max_iter=3, tol=0).fit(X, y, sinks=[ear])
    assert ear.opening.training.X.shape == (30, 2)
    assert ear.opening.network.layout.sizes == (2, 3, 1)
    assert ear.opening.several is several
    assert ear.opening.max_epochs == 3
