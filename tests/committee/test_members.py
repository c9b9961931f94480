"""Several networks: the same bits whatever the threads, rows' order and weights; folds; cuts; limits."""

import hashlib
import subprocess
import sys
import time
from dataclasses import replace

import numpy as np
import pytest
from sklearn.datasets import make_friedman1
from threadpoolctl import ThreadpoolController

from shoal import Activation, NeuralRegressor
from shoal.committee import policy, shared_problems, trainer
from shoal.committee.kinds import Slot
from shoal.core.rows import Rows
from shoal.solve.outcome import Interrupted, StoppedEarly
from shoal.train.training_problem import problem_of


def data(n=60, D=3, K=1, seed=0, noise=0.1):
    random = np.random.RandomState(seed)
    X = random.normal(size=(n, D))
    Y = np.stack([np.sin(X[:, 0] + k) + 0.3 * X[:, 1] for k in range(K)], axis=1)
    Y += noise * random.normal(size=Y.shape)
    return X, Y[:, 0] if K == 1 else Y


def digest(model):
    """SHA-256 of everything that answers: weights, shares, guard, noise, relevance."""
    e = model.ensemble_
    parts = [n.theta.tobytes() for n in e.networks] + [e.shares.tobytes(), e.guard.tobytes()]
    parts += [n.slopes.tobytes() + n.quantiles.tobytes() for n in e.noise]
    parts += [model.input_relevance_.tobytes(), model.trace_["cost"].tobytes()]
    return hashlib.sha256(b"".join(parts)).hexdigest()


CODE = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("test_members", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
for settings in module.SETTINGS:
    X, y = module.data()
    model = module.NeuralRegressor(**settings, random_state=0, n_jobs=int(sys.argv[2]))
    print(module.digest(model.fit(X, y)))
"""
SETTINGS = (
    {},
    {"hidden_layer_sizes": (5,), "solver": "lm", "alpha": "evidence", "n_networks": 3},
    {"hidden_layer_sizes": (4, 3), "solver": "lbfgs", "n_networks": 2},
)


@pytest.fixture(scope="module")
def here():
    X, y = data()
    return [digest(NeuralRegressor(**s, random_state=0).fit(X, y)) for s in SETTINGS]


@pytest.mark.parametrize("n_jobs", [2, 4])
def test_threads_change_no_bit(here, n_jobs):
    X, y = data()
    for settings, expected in zip(SETTINGS, here, strict=True):
        model = NeuralRegressor(**settings, random_state=0, n_jobs=n_jobs).fit(X, y)
        assert digest(model) == expected


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_another_process_gives_the_same_bits(here, n_jobs):
    run = [sys.executable, "-c", CODE, __file__, str(n_jobs)]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert done.stdout.split() == here


def test_seeds_differ():
    X, y = data()
    a, b = (NeuralRegressor((4,), solver="lm", random_state=i).fit(X, y) for i in (0, 1))
    assert digest(a) != digest(b)


def test_order_of_rows_at_defaults(here):
    X, y = data()
    order = np.random.RandomState(5).permutation(len(X))
    assert digest(NeuralRegressor(random_state=0).fit(X[order], y[order])) == here[0]


def test_weight_2_is_the_row_twice_at_defaults():
    X, y = data(40)
    twice = np.repeat(np.arange(40), 1 + (np.arange(40) % 2))
    weights = 1.0 + (np.arange(40) % 2)
    a = NeuralRegressor(random_state=0).fit(X, y, sample_weight=weights)
    b = NeuralRegressor(random_state=0).fit(X[twice], y[twice])
    assert digest(a) == digest(b)


def test_rows_of_weight_0_are_absent(here):
    X, y = data()
    with_others = np.vstack([X, 1e3 + X[:5]]), np.append(y, 1e6 * np.ones(5))
    weights = np.append(np.ones(60), np.zeros(5))
    assert digest(NeuralRegressor(random_state=0).fit(*with_others, weights)) == here[0]


def test_sinks_and_validation_change_no_bit(here):
    X, y = data()
    events = []

    class Sink:
        every = None

        def receive(self, event):
            events.append(event)

    model = NeuralRegressor(random_state=0).fit(X, y, sinks=[Sink()])
    assert digest(model) == here[0]
    assert [e.network for e in events] == list(range(1, len(events) + 1))
    assert len(events) >= model.n_networks_
    watched = NeuralRegressor(random_state=0).fit(X, y, validation=data(20, seed=1))
    assert [n.theta.tobytes() for n in watched.networks_] == [
        n.theta.tobytes() for n in model.networks_
    ]
    Xv, yv = data(20, seed=1)
    rmse = np.sqrt(np.mean((watched.network_.predict(Xv)[:, 0] - yv) ** 2))
    kept = watched.outcome_.kept
    assert watched.trace_["rmse_validation"][kept] == pytest.approx(rmse, rel=1e-9)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"n_networks": 3},
        {"hidden_layer_sizes": (5,), "alpha": "ard", "n_networks": 2},
        {"hidden_layer_sizes": (4, 3)},
        {"hidden_layer_sizes": (4,), "solver": "scg", "n_networks": 3},
        {"hidden_layer_sizes": (4,), "solver": "lbfgs", "n_networks": 3},
        {"hidden_layer_sizes": (4,), "alpha": 0.01, "early_stopping": True},
        {"hidden_layer_sizes": (4,), "activation": "softplus"},
        {"hidden_layer_sizes": (4,), "standardize": False},
    ],
)
@pytest.mark.parametrize("K", [1, 2])
def test_shares_best_and_faces(settings, K):
    X, Y = data(K=K)
    model = NeuralRegressor(random_state=0, **settings).fit(X, Y)
    e = model.ensemble_
    assert e.shares.sum() == pytest.approx(1, abs=1e-12)
    assert (e.shares > 0).all()
    assert len(e.networks) == len(e.shares) == model.n_networks_
    assert model.networks_[model.best_] is model.network_
    assert e.shares[model.best_] == e.shares.max()
    assert model.predict(X).shape == Y.shape
    assert len(e.noise) == K
    assert model.score(X, Y) > 0.7
    np.testing.assert_array_equal(model.coefs_[0], model.network_.weights[0][1:])
    assert len(model.trace_["epoch"]) == model.n_iter_ + 1


def test_kinds_are_weighed_by_the_rows_left_out(committee):
    X, y = data()
    found = committee(NeuralRegressor((5,), solver="lm", n_networks=5, random_state=0), X, y)
    scale = found.best.network.targets.scale
    rows = Rows(X, y[:, None], np.ones(60)).distinct()
    fold = rows.folds(5, np.random.RandomState(0))
    for trial in found.trials:
        answers = np.empty((60, 1))
        for k, member in enumerate(trial.members):
            answers[fold == k] = member.trained.network.predict(rows.X[fold == k])
        answers = np.clip(answers, *found.ensemble.guard)
        np.testing.assert_allclose(trial.out_of_fold, answers)
        assert trial.error == pytest.approx(np.mean(((answers - rows.T) / scale) ** 2))
    best = min(found.trials, key=lambda trial: trial.error)

    def behind(trial):  # the statistic of a paired test
        more = (trial.out_of_fold - rows.T) ** 2 - (best.out_of_fold - rows.T) ** 2
        return 0.0 if trial is best else more.mean() / (more.std() / np.sqrt(60))

    share = np.exp(-policy.SHARPNESS * np.array([behind(trial) for trial in found.trials]))
    share /= share.sum()
    kept = share[share >= policy.NEGLIGIBLE]
    assert len(found.trials) >= 3
    np.testing.assert_allclose(found.ensemble.shares, np.repeat(kept / kept.sum(), 5) / 5)


def test_penalties_are_raised_step_by_step(committee):
    """The held precisions are twice those before; the cost under them never rises."""
    X, y = data(60, noise=1.0)
    found = committee(NeuralRegressor((8,), solver="lm", random_state=0), X, y)
    raised = [trial for trial in found.trials if trial.kind.raised]
    assert raised
    for second in raised:
        (first,) = (
            trial
            for trial in found.trials
            if trial.kind == replace(second.kind, raised=second.kind.raised - 1)
        )
        for lighter, firmer in zip(first.members, second.members, strict=True):
            assert firmer.before is lighter
            before, after = lighter.trained, firmer.trained
            np.testing.assert_array_equal(after.evidence.alpha, 2 * before.evidence.alpha)
            assert after.evidence.beta == before.evidence.beta
            assert (
                before.outcome.kept < after.outcome.kept <= before.outcome.kept + policy.HELD_STEPS
            )
            assert len(after.trace["epoch"]) == after.outcome.epoch + 1
            assert (after.trace["epoch"] == np.arange(after.outcome.epoch + 1)).all()
            penalty = after.evidence.penalty
            costs = [
                t.trace["cost"][t.outcome.kept] + penalty @ t.evidence.theta**2 / 2
                for t in (before, after)
            ]
            assert costs[1] <= costs[0] * (1 + 1e-9)


def test_trainings_of_one_size_share_a_problem_where_tables_are_small(monkeypatch):
    asked = []

    def counted(network, training, validation, settings):
        asked.append((network.layout.sizes, len(training.X)))
        return problem_of(network, training, validation, settings)

    monkeypatch.setattr(shared_problems, "problem_of", counted)
    X, y = data()
    three = {"solver": "lm", "n_networks": 3, "random_state": 0}
    model = NeuralRegressor((5,), **three).fit(X, y)
    assert len(model.trials_) > 1
    assert len(asked) == 3
    asked.clear()
    monkeypatch.setattr(shared_problems, "SMALL", 0)
    apart = NeuralRegressor((5,), **three).fit(X, y)
    assert len(asked) >= 3 * len(apart.trials_)
    assert digest(model) == digest(apart)


def test_few_rows_are_all_learned_by_networks_that_answer(committee):
    X, y = data(policy.FEW_ROWS - 1)
    five = {"solver": "lm", "alpha": "evidence", "n_networks": 5, "random_state": 0}
    found = committee(NeuralRegressor((5,), **five), X, y)
    slots = [member.slot for trial in found.trials for member in trial.of_all_rows]
    assert {slot.index for slot in slots} == set(range(5))
    assert {slot.fold for slot in slots} == {None}
    judges = [m.trained.network for trial in found.trials for m in trial.members]
    assert not any(network is judge for network in found.ensemble.networks for judge in judges)
    watched = NeuralRegressor((5,), **five)
    watched.fit(X, y, validation=(X, y))
    np.testing.assert_allclose(
        watched.trace_["rmse_validation"], watched.trace_["rmse_train"], rtol=1e-9
    )
    more = committee(NeuralRegressor((5,), **five), *data(policy.FEW_ROWS))
    assert not any(trial.of_all_rows for trial in more.trials)


def test_a_network_in_a_poor_optimum_has_another_start(monkeypatch, committee):
    """Friedman 1, a draw whose fifth member finds three times the noise of the others."""
    X, y = make_friedman1(500, n_features=10, noise=1.0, random_state=108)
    found = {}
    for stuck in (np.inf, policy.STUCK):
        monkeypatch.setattr(policy, "STUCK", stuck)
        model = NeuralRegressor((6,), solver="lm", alpha="ard", n_networks=5, random_state=8)
        found[stuck] = committee(model, X, y).trials[0]
    free, kept = found[policy.STUCK], found[np.inf]
    pairs = zip(free.members, kept.members, strict=True)
    changed = [a.slot for a, b in pairs if a.trained.cost != b.trained.cost]
    assert changed == [Slot(4, restart=True)]
    assert free.error < 0.8 * kept.error


@pytest.mark.parametrize("named", [False, True])
def test_folds_keep_equal_inputs_and_groups_together(named):
    random = np.random.RandomState(0)
    X = random.randint(0, 6, size=(80, 2)).astype(float)
    groups = random.randint(0, 9, 80) if named else None
    rows = Rows(X, random.normal(size=(80, 1)), np.ones(80), groups)
    fold = rows.folds(5, random)
    keys = groups if named else [tuple(x) for x in X]
    seen = {}
    for key, k in zip(keys, fold, strict=True):
        assert seen.setdefault(key, k) == k
    assert set(fold) == set(range(5))
    weights = np.bincount(fold)
    assert weights.max() <= weights.min() + max(
        np.bincount(np.unique(keys, axis=0, return_inverse=True)[1])
    )


def test_fewer_groups_than_folds():
    X, y = data(30)
    for n_groups in (2, 3):
        groups = np.arange(30) % n_groups
        model = NeuralRegressor((3,), solver="lm", alpha="ard", random_state=0)
        trials = model.fit(X, y, groups=groups).trials_
        assert {trial.n_networks for trial in trials} == {n_groups}
    one = NeuralRegressor((3,), solver="lm", alpha="ard", random_state=0)
    one.fit(X, y, groups=np.zeros(30))
    assert one.n_networks_ == 1
    assert one.ensemble_.noise == ()


def test_the_guard_cuts_far_answers():
    X, y = data(30)
    model = NeuralRegressor(random_state=0).fit(X, y)
    room = 0.1 * (y.max() - y.min())
    far = model.predict(1e6 * np.random.RandomState(0).normal(size=(200, 3)))
    assert far.max() <= y.max() + room + 1e-9
    assert far.min() >= y.min() - room - 1e-9
    np.testing.assert_allclose(model.ensemble_.guard.ravel(), [y.min() - room, y.max() + room])


@pytest.mark.parametrize("n", range(2, 13))
def test_tiny_tables(n):
    random = np.random.RandomState(n)
    for D, K in ((1, 1), (4, 2)):
        X, Y = random.normal(size=(n, D)), random.normal(size=(n, K))
        model = NeuralRegressor(random_state=0).fit(X, Y)
        assert np.isfinite(model.predict(X)).all()
        low, high = model.predict_interval(X)
        assert (low <= high).all()
        assert np.isfinite(model.log_likelihood(X, Y)).all()


def test_one_row():
    X, y = np.array([[1.0, 2.0]]), np.array([5.0])
    model = NeuralRegressor(random_state=0).fit(X, y)
    assert model.n_networks_ == 1
    np.testing.assert_allclose(model.predict(X), 5.0)


def test_rows_that_are_all_the_same_inputs():
    X, y = np.ones((10, 2)), np.arange(10.0)
    model = NeuralRegressor(random_state=0).fit(X, y)
    assert model.n_networks_ == 1
    np.testing.assert_allclose(model.predict(X), 4.5, rtol=0.2)


def test_a_constant_target():
    X, _ = data(40)
    model = NeuralRegressor(random_state=0).fit(X, np.full(40, 7.0))
    np.testing.assert_allclose(model.predict(2 * X), 7.0)
    low, high = model.predict_interval(X)
    np.testing.assert_allclose(low, 7.0, atol=1e-4)
    np.testing.assert_allclose(high, 7.0, atol=1e-4)


def test_one_target_constant_and_one_not():
    X, y = data(60)
    model = NeuralRegressor(random_state=0).fit(X, np.stack([y, np.full(60, -3.0)], axis=1))
    np.testing.assert_allclose(model.predict(X)[:, 1], -3.0, atol=1e-6)
    assert np.corrcoef(model.predict(X)[:, 0], y)[0, 1] > 0.9


def test_float32():
    X, y = data(60)
    wide = NeuralRegressor(random_state=0).fit(X, y)
    model = NeuralRegressor(random_state=0).fit(X.astype(np.float32), y)
    assert model.predict(X.astype(np.float32)).dtype == np.float32
    assert {w.dtype for n in model.networks_ for w in n.weights} == {np.dtype(np.float32)}
    assert np.std(model.predict(X.astype(np.float32)) - wide.predict(X)) < 0.1
    for solver in ("lm", "scg", "lbfgs"):
        one = NeuralRegressor((4,), solver=solver, n_networks=2, random_state=0)
        assert one.fit(X.astype(np.float32), y).score(X.astype(np.float32), y) > 0.8


def test_a_users_activation():
    h = Activation("bend", lambda a: a / np.sqrt(1 + a * a), lambda a: (1 + a * a) ** -1.5, "sum")
    X, y = data(60)
    model = NeuralRegressor((4,), h, solver="lm", random_state=0, n_jobs=2).fit(X, y)
    assert model.score(X, y) > 0.9


def test_logistic_outputs():
    X, y = data(80)
    y = (y > 0).astype(float)
    model = NeuralRegressor((4,), output_activation="logistic", random_state=0).fit(X, y)
    assert model.solver_ == "lm"
    assert ((model.predict(X) > 0.5) == (y > 0.5)).mean() > 0.85
    assert (model.predict(X) >= 0 - 0.1).all()
    assert (model.predict(X) <= 1 + 0.1).all()


def test_large_and_small_units():
    X, y = data(50)
    plain = NeuralRegressor((4,), solver="lm", random_state=0).fit(X, y)
    for unit in (2.0**40, 2.0**-40):
        model = NeuralRegressor((4,), solver="lm", random_state=0).fit(X * unit, y * unit)
        np.testing.assert_allclose(model.predict(X * unit) / unit, plain.predict(X), rtol=1e-6)
        low, _ = model.predict_interval(X * unit)
        np.testing.assert_allclose(low / unit, plain.predict_interval(X)[0], rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("n_jobs", [1, 2])
@pytest.mark.parametrize("limit", [1e-6, 0.01, 0.05, 0.3])
def test_a_time_limit_keeps_a_usable_model(limit, n_jobs):
    X, y = data(400, D=6)
    began = time.perf_counter()
    model = NeuralRegressor(random_state=0, time_limit=limit, n_jobs=n_jobs).fit(X, y)
    assert time.perf_counter() - began < 1.1 * limit + 0.5  # a busy machine, the noise, one step
    assert np.isfinite(model.predict(X)).all()
    low, high = model.predict_interval(X)
    assert (low < high).all()
    assert model.ensemble_.shares.sum() == pytest.approx(1)
    if limit < 0.001:
        assert model.n_iter_ > 0  # one step at least


class Interrupter:
    """Interrupts a fit when the n-th member's normal equations are asked for the m-th time."""

    def __init__(self, monkeypatch, member, look):
        from shoal.core.gauss_newton import GaussNewton

        original, made, self.looks = GaussNewton.__init__, [], 0

        def init(sums, *arguments):
            original(sums, *arguments)
            sums.compiled = None  # in Python each step asks for its sums
            made.append(sums)

        normal = GaussNewton.normal_equations

        def normal_equations(sums, theta):
            if len(made) == member:
                self.looks += 1
                if self.looks == look:
                    raise KeyboardInterrupt
            return normal(sums, theta)

        monkeypatch.setattr(GaussNewton, "__init__", init)
        monkeypatch.setattr(GaussNewton, "normal_equations", normal_equations)


@pytest.mark.parametrize(("member", "look"), [(1, 1), (1, 8), (2, 3), (5, 2), (6, 4), (8, 1)])
def test_an_interrupt_keeps_a_usable_model(monkeypatch, committee, member, look):
    X, y = data(60)
    interrupter = Interrupter(monkeypatch, member, look)
    found = committee(NeuralRegressor(random_state=0), X, y)
    assert interrupter.looks >= look
    outcomes = [m.trained.outcome for trial in found.trials for m in trial.members]
    if member == 1:
        assert [type(o) for o in outcomes] == [Interrupted]
    else:  # those that ended by themselves answer alone
        assert not any(isinstance(o, Interrupted) for o in outcomes)
        assert 0 < len(outcomes) < member
    assert isinstance(found.best.outcome, Interrupted)
    mean, spread = found.ensemble.spread(X)
    assert np.isfinite(mean).all()
    assert (spread.total > 0).all()


def test_blas_has_one_thread_while_any_member_trains(monkeypatch):
    """The limit is the process's: a task that ends must not free the threads of those that run."""
    seen, original = [], trainer.train

    def train(*arguments):
        trained = original(*arguments)
        info = ThreadpoolController().info()
        seen.extend(pool["num_threads"] for pool in info if pool["user_api"] == "blas")
        return trained

    monkeypatch.setattr(trainer, "train", train)
    X, y = data(40)
    for n_jobs in (1, 2):
        with ThreadpoolController().limit(limits=2, user_api="blas"):
            NeuralRegressor((4,), solver="lm", random_state=0, n_jobs=n_jobs).fit(X, y)
    assert len(seen) >= 20
    assert set(seen) == {1}


def test_a_cut_fit_judges_its_noise_by_rows_left_out_alone(monkeypatch, committee):
    """One member of five: rows it learned from say nothing of the noise."""
    random = np.random.RandomState(0)
    X, y = random.normal(size=(40, 4)), random.normal(size=40)
    Interrupter(monkeypatch, 1, 3)
    model = NeuralRegressor((20,), solver="lm", alpha="ard", n_networks=5, random_state=0)
    found = committee(model, X, y)
    (trial,) = found.trials
    assert len(trial.members) == 1
    judged = np.isfinite(trial.out_of_fold).all(axis=1)
    assert 7 <= judged.sum() <= 9
    assert found.ensemble.noise[0].n_rows == judged.sum()


def test_a_penalty_that_is_given_is_no_early_stopping(committee):
    """A number for alpha is a weight decay; the best epoch is kept where it is asked for."""
    X, y = data(noise=1.0)
    settings = {"hidden_layer_sizes": (12,), "solver": "lm", "alpha": 1e-3, "n_networks": 3}
    trained = committee(NeuralRegressor(**settings, random_state=0), X, y)
    early = committee(NeuralRegressor(**settings, early_stopping=True, random_state=0), X, y)
    for found, stops in ((trained, False), (early, True)):
        (trial,) = found.trials
        outcomes = [member.trained.outcome for member in trial.members]
        assert {isinstance(o, StoppedEarly) for o in outcomes} == {stops}
        assert all((o.kept < o.epoch) == stops for o in outcomes)
    for member in trained.trials[0].members:  # of the last weights the penalized cost is the lowest
        cost = member.trained.trace["cost"]
        assert cost[-1] == cost.min()
