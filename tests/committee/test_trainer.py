"""Who learns which rows, who judges on which, who is given up: members whose answers a script states."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from shoal.committee import trainer as trainer_module
from shoal.committee.kinds import Kind, Member, Slot, Trial
from shoal.committee.threads import TrainingThreads
from shoal.committee.trainer import Trainer
from shoal.core.activations import ACTIVATIONS
from shoal.core.layout import Layout
from shoal.core.losses import SQUARED_ERROR
from shoal.core.rows import Rows
from shoal.model.network import Network
from shoal.model.scaling import Scaling
from shoal.solve.history import NOTHING
from shoal.solve.outcome import EpochLimit
from shoal.train.parameters import Parameters
from shoal.train.regularization import EarlyStopping, EvidencePenalty
from shoal.train.settings import settings_of
from shoal.train.training import Trained

KIND = Kind((3,), EvidencePenalty("ard"))
FOLD = np.repeat(np.arange(4), 5)
N = len(FOLD)


def start(layout, random):
    weights = tuple(random.normal(size=shape) for shape in layout.shapes)
    h = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
    return Network(weights, *h, Scaling.none(layout.sizes[0]), Scaling.none(layout.sizes[-1]))


def trainer_of(make=Trainer, seed=7, weights=None, fold=FOLD):
    random = np.random.RandomState(0)
    weights = random.uniform(0.1, 5.0, N) if weights is None else weights
    rows = Rows(random.normal(size=(N, 2)), random.normal(size=(N, 1)), weights)
    settings = settings_of(Parameters(), "lm", N, 2)
    threads = TrainingThreads(1, settings.rules, 0.0, lambda *_: None)
    return make(rows, start, settings, fold, seed, threads)


@dataclass
class Estimated:
    """What an evidence has found."""

    beta: float = 1.0
    log_evidence: float = 0.0


class Scripted(Trainer):
    """Its members err by ``errors`` (N,) on the rows they leave out; ``evidence`` by slot."""

    errors = np.zeros(N)

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.asked, self.evidence = [], {}

    def _member(self, kind, slot, watched=None, epochs=None):
        self.asked.append(slot)
        network = start_network()
        found = self.evidence.get(slot, Estimated())
        trained = Trained(network, NOTHING, EpochLimit(0, 0), 0.0, SQUARED_ERROR, evidence=found)
        out = self.fold == slot.index
        return Member(trained, slot, self.rows.T[out] + self.errors[out, np.newaxis])


def start_network():
    return start(Layout((2, 3, 1)), np.random.RandomState(0))


def test_the_error_of_a_kind_is_weighed_by_the_rows_weights():
    trainer = trainer_of(Scripted)
    trainer.guard = np.array([[-1e9], [1e9]])
    trainer.errors = np.random.RandomState(1).normal(size=N)
    trial = trainer.try_first(KIND, None)
    expected = np.average(trainer.errors**2, weights=trainer.rows.weights)
    assert trial.error == pytest.approx(expected, rel=1e-12)
    np.testing.assert_allclose(trial.out_of_fold, trainer.rows.T + trainer.errors[:, np.newaxis])


def rival_of(trainer, errors):
    return Trial(KIND, (), trainer.rows.T + errors[:, np.newaxis], 0.0)


@pytest.mark.parametrize(("worse", "trained"), [(1.09, 4), (1.11, 2)])
def test_a_kind_is_given_up_after_two_folds_that_are_10_per_cent_worse(worse, trained):
    """Weights and the other folds tell another story: both must be heard, and not heard."""
    weights = np.where(np.arange(N) % 5 == 0, 1.0, 1e-9)
    trainer = trainer_of(Scripted, weights=weights)
    trainer.guard = np.array([[-1e9], [1e9]])
    errors = np.where(np.arange(N) % 5 == 0, 1.0, 3.0)
    errors[FOLD >= 2] = 10.0
    rival = rival_of(trainer, errors)
    others = np.random.RandomState(2).uniform(0.1, 9.0, N)
    trainer.errors = np.where(np.arange(N) % 5 == 0, errors * np.sqrt(worse), others)
    trainer.errors[FOLD >= 2] = 0.1
    trial = trainer.try_kind(KIND, rival, 1.1)
    assert trainer.asked == [Slot(k) for k in range(trained)]
    assert (trial is None) == (trained == 2)


def test_out_of_fold_answers_stay_within_a_tenth_of_the_range_of_the_targets():
    trainer = trainer_of(Scripted)
    low, high = trainer.rows.T.min(), trainer.rows.T.max()
    trainer.errors = np.where(np.arange(N) % 2, 1e6, -1e6)
    answers = trainer.try_first(KIND, None).out_of_fold
    room = (high - low) / 10
    np.testing.assert_allclose(answers[1::2], high + room)
    np.testing.assert_allclose(answers[::2], low - room)
    assert trainer._compared([trainer._member(KIND, Slot(0))], rival_of(trainer, np.ones(N))) < 1e3


@pytest.mark.parametrize(("beta", "restarted"), [(0.66, True), (0.68, False)])
@pytest.mark.parametrize("better", [False, True])
def test_who_finds_one_and_a_half_times_the_noise_is_restarted_and_the_better_kept(
    beta, restarted, better
):
    trainer = trainer_of(Scripted)
    again = Slot(2, restart=True)
    trainer.evidence = {Slot(2): Estimated(beta, 5.0), again: Estimated(1.0, 6.0 if better else 4)}
    members = trainer.try_first(KIND, None).members
    assert (again in trainer.asked) == restarted
    assert members[2].slot == (again if restarted and better else Slot(2))


def test_every_slot_has_a_number_of_its_own():
    slots = [Slot(k, *flags) for k in range(4) for flags in
             ((False, False), (True, False), (False, True), (True, True))]  # fmt: skip
    assert len({slot.seed(4) for slot in slots}) == len(slots)


@pytest.fixture
def trainings(monkeypatch):
    """What each training is given; nobody is moved."""
    seen = []

    def train(network, problem, settings, sinks, random, earlier=None, kept_at=None):
        seen.append((network, problem, settings))
        return Trained(network, NOTHING, EpochLimit(0, 0), 0.0, SQUARED_ERROR)

    monkeypatch.setattr(trainer_module, "train", train)
    return seen


def test_each_member_learns_all_rows_but_its_fold_and_watches_that(trainings):
    trainer = trainer_of()
    trainer.try_first(KIND, None)
    for k, (_, problem, _) in enumerate(trainings):
        np.testing.assert_array_equal(problem.training.X, trainer.rows.X[FOLD != k])
        np.testing.assert_array_equal(problem.validation.X, trainer.rows.X[FOLD == k])
    assert len(trainings) == 4


def test_networks_of_all_rows_leave_none_out(trainings):
    trainer = trainer_of()
    trial = trainer.try_first(KIND, None)
    trainings.clear()
    answering = trainer.train_on_all_rows(trial).answering
    for _, problem, _ in trainings:
        np.testing.assert_array_equal(problem.training.X, trainer.rows.X)
    assert [member.slot for member in answering] == [Slot(k, of_all_rows=True) for k in range(4)]
    assert len(trainings) == 4


def test_every_network_has_a_start_of_its_own_that_the_seed_decides(trainings):
    def starts(seed):
        trainings.clear()
        trainer = trainer_of(seed=seed)
        first = trainer.try_first(KIND, None)
        trainer.try_first(KIND.cautious(), None)
        trainer.try_first(replace(KIND, way=EarlyStopping(1e-4)), None)
        trainer.train_on_all_rows(first)
        return [network.theta.tobytes() for network, *_ in trainings]

    one, same, other = starts(1), starts(1), starts(2)
    assert one == same
    assert len({*one, *other}) == 32
