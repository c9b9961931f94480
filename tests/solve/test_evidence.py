"""Evidence: precisions and log evidence from their definitions, known noise found, noise inputs pruned."""

from math import lgamma, log, pi

import numpy as np
import pytest
from threadpoolctl import ThreadpoolController

from shoal import NeuralRegressor
from shoal.core.activations import ACTIVATIONS
from shoal.core.backpropagation import forward
from shoal.core.gauss_newton import GaussNewton
from shoal.core.layout import Layout
from shoal.core.objective import Objective, sums_over
from shoal.solve import evidence as module
from shoal.solve.evidence import Evidence, groups_of, symmetries_of
from shoal.solve.loop import solve
from shoal.solve.outcome import Converged

BLAS = ThreadpoolController()
IDENTITY, TANH = ACTIVATIONS["identity"], ACTIVATIONS["tanh"]


@pytest.fixture(autouse=True)
def one_blas_thread():
    with BLAS.limit(limits=1, user_api="blas"):
        yield


class Case:
    """A network on rows of a smooth function and noise, its evidence and its start."""

    def __init__(self, sizes=(2, 4, 1), kind="evidence", n=80, noise=0.2, seed=0, hidden=TANH):
        random = np.random.RandomState(seed)
        self.layout, self.hidden = Layout(sizes), hidden
        self.X = random.normal(size=(n, sizes[0]))
        truth = np.stack([np.sin(self.X[:, 0] + k) for k in range(sizes[-1])], axis=1)
        self.T = truth + noise * random.normal(size=truth.shape)
        self.s = random.uniform(0.5, 2, n)
        parts = self.layout, hidden, IDENTITY, self.X, self.T, self.s
        self.problem = Objective(
            sums_over(*parts), np.zeros(self.layout.n_weights), None, GaussNewton(*parts)
        )
        self.count = self.s.sum() * sizes[-1]
        self.groups = groups_of(self.layout, kind)
        odd = hidden is TANH
        self.evidence = Evidence(self.groups, self.count, symmetries_of(self.layout, odd))
        self.start = random.uniform(-0.7, 0.7, self.layout.n_weights)

    def errors(self, theta):
        """sqrt(s) (Y - T), flat: the data's squares without any normalization."""
        Y = forward(self.layout.views(theta), self.hidden, IDENTITY, self.X)[1][-1]
        return (np.sqrt(self.s)[:, None] * (Y - self.T)).ravel()

    def states(self, n):
        """Copies of the state before and after each of n steps."""
        state = self.evidence.start(self.start.copy())
        seen = []
        for _ in range(n):
            before = state.theta.copy(), state.alpha.copy(), state.beta
            self.evidence.run(self.problem, state, 1)
            seen.append((before, state))
            if state.finished:
                break
            state = type(state)(**vars(state))
        return seen


def recomputed(case, theta, alpha, beta):
    """gamma, new alpha, new beta and the log evidence as MacKay 1992 defines them."""
    steps = 1j * 1e-100 * np.eye(len(theta))
    J = np.stack([case.errors(theta + h).imag for h in steps], axis=1) / 1e-100
    A = beta * J.T @ J + np.diag(alpha[case.groups])  # the Hessian of the misfit, Gauss-Newton's
    inverse = np.linalg.inv(A)
    E_D = np.sum(case.errors(theta) ** 2) / 2
    gamma, new_alpha = [], []
    log_evidence = -beta * E_D - np.linalg.slogdet(A)[1] / 2 + case.count / 2 * log(beta / 2 / pi)
    for g, a in enumerate(alpha):
        mine = case.groups == g
        E_W = np.sum(theta[mine] ** 2) / 2
        gamma.append(mine.sum() - a * np.trace(inverse[np.ix_(mine, mine)]))
        new_alpha.append(gamma[-1] / (2 * E_W))
        log_evidence += mine.sum() / 2 * log(a) - a * E_W
    for M in case.layout.sizes[1:-1]:
        log_evidence += lgamma(M + 1) + (M * log(2) if case.hidden is TANH else 0)
    new_beta = (case.count - sum(gamma)) / (2 * E_D)
    return np.array(gamma), np.array(new_alpha), new_beta, log_evidence


@pytest.mark.parametrize("kind", ["evidence", "ard"])
@pytest.mark.parametrize("sizes", [(2, 4, 1), (3, 3, 2), (2, 3, 2, 1)])
def test_every_estimate_is_the_definitions(sizes, kind):
    case = Case(sizes, kind)
    checked = 0
    for (theta, alpha, beta), after in case.states(module.FIXED_STEPS + 6)[module.FIXED_STEPS :]:
        gamma, new_alpha, new_beta, log_evidence = recomputed(case, theta, alpha, beta)
        np.testing.assert_allclose(after.gamma, np.maximum(gamma, 1e-3), rtol=1e-5, atol=1e-6)
        assert after.beta == pytest.approx(new_beta, rel=1e-6)
        inside = (after.penalty > 1e-9).all() and (after.penalty < 1e5).all()
        if inside and (gamma > 1e-2).all():
            np.testing.assert_allclose(after.alpha, new_alpha, rtol=1e-4)
        assert after.log_evidence == pytest.approx(log_evidence, rel=1e-7)
        np.testing.assert_allclose(
            after.penalty, after.alpha[case.groups] / (after.beta * case.count), rtol=1e-12
        )
        checked += 1
    assert checked >= 2


@pytest.mark.parametrize("sizes", [(2, 4, 1), (2, 3, 2, 1)])
def test_held_precisions_are_judged_at_the_last_weights(sizes):
    case = Case(sizes)
    state = case.evidence.start(case.start.copy())
    case.evidence.run(case.problem, state, 20)
    held = state.firmer(3.0)
    case.evidence.run(case.problem, held, 4)
    gamma, _, _, log_evidence = recomputed(case, held.theta, 3 * state.alpha, state.beta)
    np.testing.assert_allclose(held.gamma, np.maximum(gamma, 1e-3), rtol=1e-5, atol=1e-6)
    assert held.log_evidence == pytest.approx(log_evidence, rel=1e-7)
    np.testing.assert_array_equal(held.alpha, 3 * state.alpha)


def test_gamma_lies_between_0_and_the_number_of_weights():
    for kind in ("evidence", "ard"):
        for noise in (0.0, 0.3, 3.0):
            case = Case((3, 8, 2), kind, n=40, noise=noise)
            sizes = np.bincount(case.groups)
            for _, after in case.states(60)[module.FIXED_STEPS :]:
                assert (after.gamma > 0).all()
                assert (after.gamma <= sizes).all()
                assert np.isfinite(after.alpha).all()
                assert after.beta > 0


def test_groups():
    layout = Layout((3, 2, 2, 1))
    first, second, out = layout.views(groups_of(layout, "evidence"))
    assert (first[0] == 0).all()
    assert (first[1:] == 1).all()
    assert (second[0] == 2).all()
    assert (second[1:] == 3).all()
    assert (out == 4).all()
    first, second, out = layout.views(groups_of(layout, "ard"))
    assert first.tolist() == [[0, 0], [1, 1], [2, 2], [3, 3]]
    assert second.tolist() == [[4, 4], [5, 5], [5, 5]]
    assert (out == 6).all()


def test_symmetries():
    assert symmetries_of(Layout((2, 3, 1)), odd=True) == pytest.approx(log(6 * 8))
    assert symmetries_of(Layout((2, 3, 2, 1)), odd=False) == pytest.approx(log(6 * 2))
    assert symmetries_of(Layout((2, 1)), odd=True) == 0


def test_it_settles_and_says_so(one_world):
    case = Case()
    one_world.target_scale = np.ones(1)
    watch = one_world.watch(max_epochs=300)
    final, outcome = solve(case.evidence, case.problem, case.evidence.start(case.start), watch)
    assert isinstance(outcome, Converged)
    assert "the evidence no longer changes" in outcome.sentence
    assert len(watch.history.cost) == final.epoch + 1
    assert watch.history.cost[-1] == pytest.approx(
        np.sum(case.errors(final.theta) ** 2) / (2 * case.count), rel=1e-12
    )


def test_slices_give_the_same_bits():
    ends = []
    for parts in ([25], [1] * 25, [4, 21], [12, 0, 13]):
        case = Case((2, 5, 1), "ard")
        state = case.evidence.start(case.start.copy())
        for n in parts:
            if not state.finished:
                case.evidence.run(case.problem, state, n)
        ends.append((state.theta.tobytes(), state.alpha.tobytes(), state.beta, state.log_evidence))
    assert len(set(ends)) == 1


@pytest.mark.parametrize("noise", [0.1, 0.5])
def test_the_noise_of_the_data_is_found(noise):
    """1/sqrt(beta) within four standard errors, sigma/sqrt(2 (N - gamma)), in each of five draws."""
    for seed in range(5):
        random = np.random.RandomState(seed)
        X = random.uniform(-2, 2, size=(400, 1))
        y = np.sin(2 * X[:, 0]) + noise * random.normal(size=400)
        model = NeuralRegressor(
            (8,), solver="lm", alpha="evidence", n_networks=1, random_state=seed, max_iter=300
        ).fit(X, y)
        found = model.network_.targets.scale[0] / np.sqrt(model.beta_)
        free = 400 - model.gamma_.sum()
        assert abs(found - noise) < 4 * noise / np.sqrt(2 * free)
        assert 3 < model.gamma_.sum() < 25


def test_weight_2_is_the_row_twice():
    random = np.random.RandomState(0)
    X = random.normal(size=(40, 2))
    y = np.sin(X[:, 0]) + 0.1 * random.normal(size=40)
    settings = {"solver": "lm", "alpha": "ard", "n_networks": 1, "random_state": 0}
    a = NeuralRegressor((4,), **settings).fit(X, y, sample_weight=np.full(40, 2.0))
    b = NeuralRegressor((4,), **settings).fit(np.tile(X, (2, 1)), np.tile(y, 2))
    for name in ("alpha_", "gamma_", "beta_", "log_evidence_"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))


def test_ard_prunes_inputs_of_noise():
    random = np.random.RandomState(1)
    X = random.normal(size=(200, 4))
    y = np.sin(X[:, 0]) + 0.5 * X[:, 1] + 0.1 * random.normal(size=200)
    model = NeuralRegressor(
        (6,), solver="lm", alpha="ard", n_networks=1, random_state=0, max_iter=300
    ).fit(X, y)
    constants, *inputs, _ = model.alpha_
    assert constants > 0
    assert min(inputs[2:]) > 30 * max(inputs[:2])
    assert model.gamma_[3:5].sum() < 2
    assert model.input_relevance_[2:].sum() < 0.03
    rms = np.sqrt((model.V_[1:] ** 2).mean(axis=1))
    assert rms[2:].max() < 0.1 * rms[:2].min()


def test_the_evidence_prefers_the_right_size():
    """A bump needs three units or so: one is too few by far, twelve spread their belief too thin.

    The copies by exchange of units are left out here: they count in full only where units differ,
    and of twelve most are pruned.
    """
    random = np.random.RandomState(2)
    X = np.linspace(-3, 3, 60)[:, None]
    y = np.exp(-(X[:, 0] ** 2)) + 0.05 * random.normal(size=60)
    best = {}
    for M in (1, 3, 12):
        settings = {"solver": "lm", "alpha": "evidence", "n_networks": 1, "max_iter": 300}
        fits = [NeuralRegressor((M,), **settings, random_state=i).fit(X, y) for i in range(4)]
        copies = symmetries_of(Layout((1, M, 1)), odd=True)
        best[M] = max(fit.log_evidence_ for fit in fits) - copies
    assert best[3] > best[1] + 5
    assert best[3] > best[12]


def test_targets_without_noise_do_not_run_away():
    X = np.linspace(-1, 1, 30)[:, None]
    model = NeuralRegressor((3,), solver="lm", alpha="evidence", n_networks=1, random_state=0)
    model.fit(X, 2 * X[:, 0] + 1)
    assert np.isfinite(model.beta_)
    assert model.beta_ <= 1 / module.LEAST_NOISE
    np.testing.assert_allclose(model.predict(X), 2 * X[:, 0] + 1, atol=1e-2)


def test_other_solvers_refuse():
    for solver in ("gd", "lbfgs", "scg"):
        with pytest.raises(ValueError, match="estimated by solver='lm'"):
            NeuralRegressor((3,), solver=solver, alpha="ard").fit(np.eye(4), np.arange(4.0))
