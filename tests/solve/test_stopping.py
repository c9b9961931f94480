"""The watch, alone: its rules against a plain loop over random courses of a fit."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.solve.history import History, columns_of
from shoal.solve.outcome import (
    Converged,
    Diverged,
    EpochLimit,
    Interrupted,
    StoppedEarly,
    Unsettled,
)
from shoal.solve.stopping import Rules, Watch
from shoal.trace import Sinks


def watch_of(**rules):
    rules.setdefault("max_epochs", 10**6)
    return Watch(Rules(**rules), np.ones(1), 0.5, Sinks([]), clock=lambda: 0.0)


def rows_of(cost, watched=None):
    cost = np.asarray(cost, dtype=float)
    return History(
        cost, cost[:, None], None if watched is None else np.asarray(watched, float)[:, None] / 2
    )


def told_in_slices(watch, cost, watched, cuts):
    """Feed the watch slice by slice; the ending, or None."""
    edges = [0, *sorted({c % (len(cost) + 1) for c in cuts} - {0, len(cost)}), len(cost)]
    for a, b in itertools.pairwise(edges):
        ending = watch.see(rows_of(cost[a:b], None if watched is None else watched[a:b]))
        if ending is not None:
            return ending
    return None


def plain_loop(cost, value, tol, patience, size=0.5):
    """(epoch of the end, why, best epoch) by the words of the documentation."""
    best, best_epoch, stale = np.inf, 0, 0
    for epoch, (c, v) in enumerate(zip(cost, value, strict=True)):
        if epoch == 0 and not np.isfinite(c):
            return 0, "diverged", 0
        if epoch > 0 and not c <= 1e6 * max(cost[0], size):
            return epoch, "diverged", best_epoch
        fell = v <= best - tol
        if v < best:
            best, best_epoch = v, epoch
        stale = 0 if fell else stale + 1
        if tol > 0 and stale > patience:
            rose = v > 2 * best and v - best > tol
            return epoch, "unsettled" if rose else "stale", best_epoch
    return len(cost) - 1, None, best_epoch


numbers = st.one_of(
    st.floats(0, 3),
    st.integers(0, 12).map(lambda i: i / 4),
    st.sampled_from([np.nan, np.inf, 1e5, 1e7]),
)
calm = st.integers(0, 12).map(lambda i: i / 4)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(
    st.lists(st.tuples(numbers, calm), min_size=1, max_size=40),
    st.lists(st.integers(0, 100), max_size=5),
    st.sampled_from([0.0, 0.25, 1e-6, 1.0]),
    st.sampled_from([1, 2, 5, np.inf]),
    st.booleans(),
)
def test_the_rules_equal_a_plain_loop_however_the_rows_are_sliced(
    pairs, cuts, tol, patience, early
):
    cost, watched = map(np.array, zip(*pairs, strict=True))
    watch = watch_of(tol=tol, patience=patience, early_stopping=early)
    ending = told_in_slices(watch, cost, watched, cuts)
    value = watched if early else cost
    epoch, why, best = plain_loop(cost, value, tol, patience)
    kind = {None: type(None), "diverged": Diverged, "stale": Converged, "unsettled": Unsettled}
    if early:
        kind |= {"stale": StoppedEarly, "unsettled": StoppedEarly}
    assert isinstance(ending, kind[why])
    if ending is not None:
        assert ending.epoch == epoch
    assert watch.n_rows == (epoch if why == "diverged" else epoch + 1)
    assert watch.best_epoch == best
    trace = columns_of(watch.history, watch.scale)
    np.testing.assert_array_equal(trace["cost"], cost[: watch.n_rows])
    np.testing.assert_array_equal(trace["epoch"], np.arange(watch.n_rows))
    np.testing.assert_allclose(trace["rmse_train"], np.sqrt(2 * cost[: watch.n_rows]))


def test_which_epoch_is_kept():
    for early, ending, kept in [
        (False, Converged(9, 9), 2),
        (False, Interrupted(9, 9), 2),
        (False, Diverged(9, 9), 2),
        (True, Converged(9, 9), 4),
        (True, Interrupted(9, 9), 4),
    ]:
        watch = watch_of(early_stopping=early)
        watch.see(rows_of([3, 2, 1, 2, 3], [5, 4, 3, 2, 1]))
        assert watch.kept(ending) == kept


@pytest.mark.parametrize(
    ("cost", "kept"),
    [
        ([3, 2, 1, 2, 3], 2),
        ([3, 2, 1, 1.5, 2], 4),  # twice the best: as batches do
        ([3, 2, 1, 1.5, 2.01], 2),
        ([1, 2, 4, 8, 16], 0),
        ([1, 1e-3, 1e-9, 1e-9, 9e-9], 4),  # the tolerance calls it no change
        ([1, 0, 0, 0, 1e-17], 4),
    ],
)
def test_the_last_epoch_is_kept_unless_it_is_clearly_worse(cost, kept):
    ending = EpochLimit(4, 4)
    watch = watch_of(tol=1e-6)
    watch.see(rows_of(cost))
    assert watch.kept(ending) == kept
    # where the cost is not one objective's throughout, or the epochs to come go on from here
    watch = watch_of(tol=1e-6, tol_applies_to_cost=False)
    watch.see(rows_of(cost))
    assert watch.kept(ending) == 4


def test_a_cost_that_rises_is_not_called_converged():
    ending = watch_of(tol=1e-6, patience=2).see(rows_of([3, 1, 2, 4, 120]))
    assert type(ending) is Unsettled
    assert ending.sentence == (
        "did not settle: after 4 epochs the cost had risen to 120 times its best; "
        "try a smaller learning_rate_init"
    )


def test_early_stopping_by_the_cost_alone_where_nothing_is_watched():
    watch = watch_of(early_stopping=True, tol=0.1, patience=2)
    ending = watch.see(rows_of([3.0, 2.0, 1.0, 1.0, 1.0, 1.0, 1.0]))
    assert isinstance(ending, Converged)
    assert ending.epoch == 5


def test_tol_is_lbfgs_own_unless_a_validation_error_is_watched():
    flat = rows_of(np.ones(50), np.ones(50))
    assert watch_of(tol=0.1, tol_applies_to_cost=False).see(flat) is None
    assert watch_of(tol=0.1, tol_applies_to_cost=False, early_stopping=True).see(flat) is not None


def test_errors_of_huge_targets_do_not_overflow():
    for scale in (1e300, 1e-300):
        watch = Watch(Rules(1), np.array([scale, scale / 2]), 0.5, Sinks([]))
        watch.see(History(np.array([1.0]), np.array([[0.5, 2.0]])))
        trace = columns_of(watch.history, watch.scale)
        assert trace["rmse_train"][0] == pytest.approx(scale, rel=1e-15)
        assert trace["rmse_train_1"][0] == pytest.approx(scale, rel=1e-15)


def test_seconds_that_others_need_count_against_the_limit():
    def left(**rules):
        rules = Rules(max_epochs=1, **rules)
        return Watch(rules, np.ones(1), 1.0, Sinks(()), clock=lambda: 0.0).seconds_left

    assert left() == np.inf
    assert left(spent=5.0) == np.inf
    assert left(time_limit=1.0) == 1.0
    assert left(time_limit=1.0, spent=0.4) == pytest.approx(0.6)
    assert left(time_limit=1.0, spent=7.0) == 1e-3  # a step is taken, however little is left
    assert left(time_limit=1e-9) == 1e-9


@pytest.mark.parametrize("cut", [1, 4, 7, 9])
def test_a_watch_goes_on_from_what_another_has_seen(cut):
    cost = np.array([5.0, 4, 3, 2, 2.5, 2.4, 2.2, 2.1, 2.3, 2.6, 2.2, 2.1, 2.0])
    whole, first, then = (watch_of(tol=0.1, patience=6) for _ in range(3))
    ending = whole.see(rows_of(cost))
    assert ending is not None
    assert first.see(rows_of(cost[:cut])) is None
    then.go_on_from(first.standing)
    assert then.see(rows_of(cost[cut:])) == ending
    assert then.standing.best_epoch == whole.best_epoch
    np.testing.assert_array_equal(then.history.cost, whole.history.cost)
