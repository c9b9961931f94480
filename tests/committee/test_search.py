"""Which kinds of networks a fit tries: widths, starts, penalties and early stopping."""

from dataclasses import replace

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.committee import policy, search
from shoal.committee.kinds import Trial
from shoal.train.regularization import EarlyStopping, EvidencePenalty, FixedPenalty

ARD = EvidencePenalty("ard")


class Scripted:
    """A trainer whose kinds have the errors that a function states; it keeps what it was asked."""

    may_go_on = True

    def __init__(self, error, n_rows=500):
        self.error, self.rows, self.asked, self.announced = error, self, [], []
        self.X, self.T = np.zeros((n_rows, 4)), np.zeros((n_rows, 1))

    def try_first(self, kind, then):
        self.announced.append(then)
        return self.try_kind(kind)

    def try_kind(self, kind, rival=None, hopeless=1.0):
        self.asked.append(kind)
        error = self.error(kind)
        if rival is not None and error > hopeless * rival.error:
            return None
        return Trial(kind, (), np.zeros((0, 1)), error)

    def raise_penalties(self, trial, then):
        self.announced.append(then)
        return self.try_kind(replace(trial.kind, raised=trial.kind.raised + 1))


def is_cautious(kind):
    return isinstance(kind.way, EvidencePenalty) and kind.way.cautious


def widths(trainer):
    return [kind.hidden[0] for kind in trainer.asked if not kind.raised and not kind.stops_early]


def test_units_double_while_it_pays():
    trainer = Scripted(lambda kind: {6: 1.0, 12: 0.8, 24: 0.7, 48: 0.69, 96: 0.1}[kind.hidden[0]])
    search.search(trainer, None, ARD)
    assert widths(trainer) == [6, 12, 24, 48]
    falls_behind = Scripted(lambda kind: kind.hidden[0] / 6)
    search.search(falls_behind, None, ARD)
    assert widths(falls_behind) == [6, 12]


def test_no_more_units_than_rows():
    trainer = Scripted(lambda kind: 1 / kind.hidden[0], n_rows=30)
    search.search(trainer, None, ARD)
    assert widths(trainer) == [6, 12, 24]


def test_penalties_rise_while_it_pays():
    trainer = Scripted(lambda kind: [1.0, 0.9, 0.89, 0.1][kind.raised])
    search.search(trainer, (5,), None)
    assert [kind.raised for kind in trainer.asked if not kind.stops_early] == [0, 0, 1, 2]
    trainer = Scripted(lambda kind: 1.0 / (1 + kind.raised))
    search.search(trainer, (5,), None)
    assert max(kind.raised for kind in trainer.asked) == policy.MOST_RAISED


def test_the_better_start_goes_on():
    trainer = Scripted(lambda kind: 0.5 if is_cautious(kind) else 1.0)
    search.search(trainer, None, None)
    cautious = [is_cautious(kind) for kind in trainer.asked if not kind.stops_early]
    assert cautious == [False] + [True] * (len(cautious) - 1)
    (stopped,) = (kind for kind in trainer.asked if kind.stops_early)
    assert stopped.hidden == (policy.LEAST_STOPPED,)


@pytest.mark.parametrize("sizes", [None, (7,)])
def test_what_is_announced_is_tried(sizes):
    trainer = Scripted(lambda kind: 1 / kind.hidden[0] / (1 + kind.raised))
    search.search(trainer, sizes, None)
    assert len(trainer.announced) == 1 + policy.MOST_RAISED
    assert set(trainer.announced) <= set(trainer.asked)
    assert trainer.announced[0].way.cautious
    assert all(kind.stops_early for kind in trainer.announced[1:])


@pytest.mark.parametrize(
    "way", [FixedPenalty(0.1), EarlyStopping(0.1), ARD, EvidencePenalty("evidence")]
)
def test_a_way_that_is_named_is_the_only_one(way):
    trainer = Scripted(lambda kind: 1.0)
    search.search(trainer, (7, 3), way)
    assert {kind.way for kind in trainer.asked} == {way}
    assert {kind.hidden for kind in trainer.asked} == {(7, 3)}
    assert not any(kind.raised for kind in trainer.asked)


def test_nothing_more_is_tried_where_the_first_is_exact():
    X = np.random.RandomState(0).normal(size=(40, 2))
    model = NeuralRegressor(random_state=0).fit(X, np.full(40, 3.0))
    assert len(model.trials_) == 1


@pytest.mark.parametrize(("n", "folds"), [(249, 10), (250, 6), (1999, 6), (2000, 4)])
def test_the_fewer_the_rows_the_smaller_the_parts_left_out(n, folds):
    random = np.random.RandomState(0)
    X = random.normal(size=(n, 1))
    twice = np.vstack([X, X])  # what counts is distinct rows
    model = NeuralRegressor((2,), solver="lm", alpha="ard", max_iter=3, random_state=0)
    model.fit(twice, twice[:, 0] ** 2)
    assert {trial.n_networks for trial in model.trials_} == {folds}
