"""Each tuned number of search and weighing as a rule, on kinds with errors that a script states."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from shoal import NeuralRegressor
from shoal.committee import trainer as trainer_module
from shoal.committee.kinds import Kind, Member, Slot, Trial
from shoal.committee.search import search
from shoal.committee.weighing import weigh
from shoal.core.activations import ACTIVATIONS
from shoal.core.rows import Rows
from shoal.model.network import Network
from shoal.model.scaling import Scaling
from shoal.solve.evidence import CAUTIOUS_PENALTY, FIRST_PENALTY
from shoal.train.parameters import Parameters
from shoal.train.regularization import (
    EarlyStopping,
    EvidencePenalty,
    FixedPenalty,
    regularization_of,
    regularized,
)
from shoal.train.settings import settings_of

ARD = EvidencePenalty("ard")
IDENTITY = ACTIVATIONS["identity"]


class Scripted:
    """A trainer whose kinds have the errors that ``error`` states."""

    may_go_on = True

    def __init__(self, error, n_rows=400, n_inputs=4):
        self.error, self.tried, self.given_up_beyond = error, [], set()
        X, T = np.broadcast_to(0.0, (n_rows, n_inputs)), np.broadcast_to(0.0, (n_rows, 1))
        self.rows = SimpleNamespace(X=X, T=T)

    def try_first(self, kind, then):
        self.tried.append(kind)
        return Trial(kind, (), np.zeros((0, 1)), self.error(kind))

    def try_kind(self, kind, rival, hopeless):
        self.given_up_beyond.add(hopeless)
        return self.try_first(kind, None)

    def raise_penalties(self, trial, then):
        return self.try_first(replace(trial.kind, raised=trial.kind.raised + 1), None)


def widths(error, way=ARD, **rows):
    """The widths tried where kinds have the errors ``error(width)``."""
    trainer = Scripted(lambda kind: error(kind.hidden[0]), **rows)
    search(trainer, None, way)
    return [kind.hidden[0] for kind in trainer.tried]


def halving(width):
    return 1 / width


def test_the_first_width_is_6_and_12_from_2_000_rows_on():
    assert widths(halving, n_rows=1_999)[0] == 6
    assert widths(halving, n_rows=2_000)[0] == 12


@pytest.mark.parametrize(("lowered", "tried"), [(0.029, [6, 12]), (0.031, [6, 12, 24])])
def test_doubling_goes_on_while_it_lowers_the_mean_square_error_by_3_per_cent(lowered, tried):
    errors = {6: 1.0, 12: 1 - lowered, 24: 1.0}
    assert widths(errors.get) == tried


def test_no_more_than_96_units():
    assert widths(halving, n_rows=400) == [6, 12, 24, 48, 96]


def test_a_wider_kind_that_is_worse_is_not_doubled_again():
    assert widths({6: 1.0, 12: 1.01, 24: 0.1}.get) == [6, 12]


def test_of_two_starts_the_better_one_is_doubled():
    for worse in (False, True):
        trainer = Scripted(
            lambda kind, worse=worse: (
                (1.05 if getattr(kind.way, "cautious", None) is worse else 1.0) / kind.hidden[0]
            )
        )
        search(trainer, None, None)
        wide = [kind.way for kind in trainer.tried if kind.hidden[0] > 6 and not kind.stops_early]
        assert {way.cautious for way in wide} == {not worse}


def test_rows_times_weights_squared_stay_below_150_million():
    """48 units have 289 weights of 4 inputs: 1,795 rows are the most."""
    assert 48 in widths(halving, n_rows=1_795)
    assert 48 not in widths(halving, n_rows=1_797)


def test_a_kind_of_at_most_270_weights_is_tried_however_many_the_rows():
    assert widths(halving, n_rows=10**7, n_inputs=9) == [12, 24]  # 265 weights
    assert widths(halving, n_rows=10**7, n_inputs=10) == [12]  # 289


@pytest.mark.parametrize(("each", "raised"), [(0.979, 3), (0.981, 1)])
def test_penalties_are_raised_again_while_it_lowers_the_error_by_2_per_cent_thrice_at_most(
    each, raised
):
    trainer = Scripted(lambda kind: 2.0 if kind.stops_early else each**kind.raised)
    search(trainer, (5,), None)
    assert max(kind.raised for kind in trainer.tried) == raised


def test_early_stopping_has_at_least_8_units_and_hardly_a_penalty():
    for best, units in ((6, 8), (12, 12)):
        trainer = Scripted(lambda kind, best=best: abs(kind.hidden[0] - best) + 1.0)
        search(trainer, None, None)
        (stopped,) = (kind for kind in trainer.tried if kind.stops_early)
        assert stopped == Kind((units,), EarlyStopping(1e-4))
    given = Scripted(lambda kind: 1.0)
    search(given, (3,), None)
    assert given.tried[-1] == Kind((3,), EarlyStopping(1e-4))


def test_a_kind_is_given_up_where_it_is_10_per_cent_worse():
    trainer = Scripted(lambda kind: 1.0)
    search(trainer, None, None)
    assert trainer.given_up_beyond == {1.1}


@pytest.mark.parametrize(("error", "more"), [(0.9e-12, False), (1.1e-12, True)])
def test_nothing_more_is_tried_where_the_error_is_rounding(error, more):
    trainer = Scripted(lambda kind: error)
    search(trainer, None, None)
    assert (len(trainer.tried) > 1) == more


def test_without_time_only_the_first_is_tried():
    trainer = Scripted(lambda kind: 1 / kind.hidden[0])
    trainer.may_go_on = False
    search(trainer, None, None)
    assert len(trainer.tried) == 1


def test_where_each_kind_of_regularization_begins():
    settings = settings_of(Parameters(), "lm", 100, 2)
    free, cautious = (regularized(settings, EvidencePenalty("ard", c)) for c in (False, True))
    assert free.first_penalty == FIRST_PENALTY < cautious.first_penalty == CAUTIOUS_PENALTY
    assert regularization_of(Parameters(alpha=0.1), "lm") == FixedPenalty(0.1)
    early = Parameters(alpha=0.1, early_stopping=True)
    assert regularization_of(early, "lm") == EarlyStopping(0.1)
    assert regularization_of(Parameters(alpha="auto"), "lm") is None


def trained_settings(monkeypatch, **parameters):
    """The settings of each training of a fit, and whether it went on from another."""
    seen, real = [], trainer_module.train

    def train(start, problem, settings, sinks, random, earlier=None, kept_at=None):
        seen.append((settings, earlier is not None))
        return real(start, problem, settings, sinks, random, earlier)

    monkeypatch.setattr(trainer_module, "train", train)
    random = np.random.RandomState(0)
    X = random.normal(size=(70, 2))
    y = np.sin(X[:, 0]) + random.normal(size=70)
    NeuralRegressor((4,), solver="lm", random_state=0, **parameters).fit(X, y)
    return seen


def test_a_raised_network_goes_on_for_15_steps_at_most(monkeypatch):
    seen = trained_settings(monkeypatch)
    assert {settings.rules.max_epochs for settings, raised in seen if raised} == {15}
    assert {settings.rules.max_epochs for settings, raised in seen if not raised} == {100}


@pytest.mark.parametrize(("asked", "patience"), [(10, 5), (3, 3)])
def test_five_steps_without_a_better_validation_error_end_a_member(monkeypatch, asked, patience):
    seen = trained_settings(monkeypatch, n_iter_no_change=asked)
    stopped = [settings.rules for settings, _ in seen if settings.rules.early_stopping]
    assert stopped
    assert {rules.patience for rules in stopped} == {patience}


class Judged:
    """What weighing asks of a trainer: rows, folds, guard; and networks of all rows."""

    n_folds = 2

    def __init__(self, n_rows, weights=None):
        random = np.random.RandomState(0)
        weights = np.ones(n_rows) if weights is None else weights
        self.rows = Rows(random.normal(size=(n_rows, 1)), random.normal(size=(n_rows, 1)), weights)
        self.fold, self.guard = np.arange(n_rows) % 2, np.array([[-1e9], [1e9]])
        self.on_all_rows = []

    def train_on_all_rows(self, trial):
        self.on_all_rows.append(trial.kind)
        return replace(trial, of_all_rows=trial.members)

    def trial(self, errors, answers=(0.0, 0.0), way=ARD):
        """A kind with these errors (N,) out of fold, whose networks answer constants."""
        members = tuple(
            Member(SimpleNamespace(network=constant(answer)), Slot(k), None)
            for k, answer in enumerate(answers)
        )
        return Trial(Kind((3,), way), members, self.rows.T + errors[:, None], np.mean(errors**2))


def constant(answer):
    nothing = Scaling.none(1)
    return Network((np.array([[answer], [0.0]]),), IDENTITY, IDENTITY, nothing, nothing)


def shares(trainer, *errors):
    found = weigh(trainer, [trainer.trial(e) for e in errors], "constant")
    return found.ensemble.shares[::2] * 2


def behind(n, worse=0.5):
    """Errors of a best kind and of one sqrt(n) standard errors behind it, row by row.

    Its squares are larger by 0 or by 2 ``worse``: their mean and their deviation are ``worse``.
    """
    common = np.random.RandomState(1).uniform(0.5, 3.0, n)
    return common, np.sqrt(common**2 + 2 * worse * (np.arange(n) // 2 % 2))


@pytest.mark.parametrize("n", [4, 16, 36])
@pytest.mark.parametrize("worse", [0.01, 5.0])
def test_a_kind_k_standard_errors_behind_weighs_exp_of_minus_half_k(n, worse):
    found = shares(Judged(n), *behind(n, worse))
    expected = np.exp(-np.sqrt(n) / 2)
    np.testing.assert_allclose(found, [1 / (1 + expected), expected / (1 + expected)], rtol=1e-9)


def test_rows_of_next_to_no_weight_count_as_absent():
    best, other = (np.concatenate([e, [5.0, 1.0, 7.0, 3.0]]) for e in behind(16))
    best[-4:] = [0, 9, 9, 9]
    weights = np.append(np.full(16, 3.0), np.full(4, 1e-13))
    expected = np.exp(-2)
    np.testing.assert_allclose(
        shares(Judged(20, weights), best, other)[1], expected / (1 + expected), rtol=1e-9
    )


def test_a_share_below_2_per_cent_is_left_out():
    """exp(-k / 2) / (1 + exp(-k / 2)) is 0.0204 for k = sqrt(60), 0.0183 for sqrt(64)."""
    assert len(shares(Judged(60), *behind(60))) == 2
    np.testing.assert_allclose(shares(Judged(64), *behind(64)), [1.0])


def test_the_best_network_is_the_closest_to_all_of_those_with_the_largest_share():
    trainer = Judged(64)
    one = trainer.trial(behind(64)[0], (0.0, 1.0, 1.2))
    assert weigh(trainer, [one], "constant").ensemble.best == 1
    errors, others = behind(16)
    trainer = Judged(16)
    kinds = [trainer.trial(errors, (0.0, 1.8)), trainer.trial(others, (0.9, 0.91))]
    assert weigh(trainer, kinds, "constant").ensemble.best == 1


def test_networks_of_a_kind_divide_its_share_evenly():
    trainer = Judged(64)
    found = weigh(trainer, [trainer.trial(behind(64)[0], (0.0, 1.0, 1.2))], "constant")
    np.testing.assert_allclose(found.ensemble.shares, 1 / 3)


@pytest.mark.parametrize(("n", "of_all_rows"), [(59, True), (60, False)])
def test_below_60_rows_networks_of_all_rows_answer_but_for_early_stopping(n, of_all_rows):
    trainer = Judged(n)
    errors = np.random.RandomState(0).normal(size=n)
    trials = [trainer.trial(errors), trainer.trial(errors, way=EarlyStopping(1e-4))]
    weigh(trainer, trials, "constant")
    assert [kind.way for kind in trainer.on_all_rows] == ([ARD] if of_all_rows else [])


@pytest.mark.parametrize("weighted", [False, True])
def test_the_noise_is_that_of_answers_out_of_fold(weighted):
    random = np.random.RandomState(3)
    errors, weights = random.normal(size=80), random.uniform(0.1, 5, 80) if weighted else None
    trainer = Judged(80, weights)
    found = weigh(trainer, [trainer.trial(errors)], "constant").ensemble.noise[0]
    expected = np.sqrt(np.average(errors**2, weights=weights))
    np.testing.assert_allclose(found.std(np.zeros(1), np.zeros((1, 1))), expected, rtol=1e-3)
