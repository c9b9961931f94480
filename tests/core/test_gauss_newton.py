"""Gauss-Newton sums against the Jacobian itself, by the complex step, and against the gradient."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from shoal.core import gauss_newton, kernel
from shoal.core.activations import ACTIVATIONS, Activation
from shoal.core.backpropagation import ReferenceSums, forward
from shoal.core.gauss_newton import GaussNewton
from shoal.core.layout import Layout
from shoal.core.objective import Objective, sums_over

STEP = 1e-100
IDENTITY = ACTIVATIONS["identity"]
SMOOTH = sorted(ACTIVATIONS)


class Case:
    """Rows, weights and a network; residuals r = sqrt(s / (K sum(s))) (Y - T), output by output."""

    def __init__(self, sizes, hidden, output, n=37, seed=0, weighted=True):
        random = np.random.RandomState(seed)
        self.layout = Layout(sizes)
        self.hidden, self.output = ACTIVATIONS[hidden], ACTIVATIONS[output]
        self.X = random.normal(size=(n, sizes[0]))
        self.T = random.normal(size=(n, sizes[-1]))
        self.s = random.uniform(0.1, 3, n) if weighted else np.ones(n)
        self.theta = random.uniform(-0.7, 0.7, self.layout.n_weights)

    def parts(self):
        return self.layout, self.hidden, self.output, self.X, self.T, self.s

    def sums(self):
        return GaussNewton(*self.parts()).normal_equations(self.theta)

    def residuals(self, theta):
        Y = forward(self.layout.views(theta), self.hidden, self.output, self.X)[1][-1]
        share = self.s / self.s.sum() / self.layout.sizes[-1]
        return (np.sqrt(share)[:, None] * (Y - self.T)).ravel()

    def jacobian(self):
        steps = 1j * STEP * np.eye(len(self.theta))
        return np.stack([self.residuals(self.theta + h).imag for h in steps], axis=1) / STEP


def engines(case):
    """The sums as GaussNewton takes them, of NumPy alone, and of each instruction set."""
    yield case.sums()
    sums = GaussNewton(*case.parts())
    if sums.compiled is not None:
        yield sums._in_numpy(case.theta)
        for isa in kernel._kernel.supported():
            rows = kernel.KernelSums(*case.parts(), isa=isa)
            yield kernel.KernelCurvature(rows).normal_equations(case.theta)


def check(case):
    for found in engines(case):
        check_sums(case, *found)


def check_sums(case, losses, g, H):
    J, r = case.jacobian(), case.residuals(case.theta)
    expected = J.T @ J
    bound = 1e-12 * np.sqrt(np.outer(np.diagonal(expected), np.diagonal(expected)))
    assert (np.abs(H - expected) <= bound + 1e-300).all()
    assert (np.abs(g - J.T @ r) <= 1e-12 * np.sqrt(np.diagonal(expected)) * np.linalg.norm(r)).all()
    np.testing.assert_array_equal(H, H.T)
    assert losses.mean() == pytest.approx(r @ r / 2, rel=1e-12)
    slope = np.empty_like(case.theta)
    truth = ReferenceSums(*case.parts()).gradient(case.theta, slope)
    np.testing.assert_allclose(losses, truth, rtol=1e-12)
    np.testing.assert_allclose(g, slope, rtol=0, atol=1e-12 * np.abs(slope).max())


@pytest.mark.parametrize("K", [1, 2, 5])
@pytest.mark.parametrize("hidden", SMOOTH)
def test_structured_sums(hidden, K):
    case = Case((3, 4, K), hidden, "identity")
    assert GaussNewton(*case.parts())._structured
    check(case)


@pytest.mark.parametrize("K", [1, 2, 5])
@pytest.mark.parametrize("hidden", SMOOTH)
def test_two_hidden_layers(hidden, K):
    case = Case((3, 4, 3, K), hidden, "identity")
    assert not GaussNewton(*case.parts())._structured
    check(case)


@pytest.mark.parametrize("K", [1, 2, 5])
@pytest.mark.parametrize("output", [name for name in SMOOTH if name != "identity"])
def test_other_outputs(output, K):
    check(Case((2, 3, K), "tanh", output))


@pytest.mark.parametrize("K", [1, 2, 5])
def test_no_hidden_layer(K):
    check(Case((3, K), "tanh", "identity"))
    check(Case((3, K), "tanh", "logistic"))


@pytest.mark.parametrize("sizes", [(1, 1, 1), (1, 7, 1), (6, 1, 2), (1, 1, 1, 1)])
def test_least_sizes(sizes):
    check(Case(sizes, "tanh", "identity"))
    check(Case(sizes, "logistic", "identity", n=1))


@pytest.mark.parametrize("sizes", [(12, 9, 1), (15, 3, 2), (2, 40, 1)])
def test_more_pairs_than_a_tile_or_a_panel_holds(sizes):
    """Beyond 64 pairs of inputs, and rows beyond one block of the kernel (at most 256)."""
    check(Case(sizes, "tanh", "identity", n=300))


@pytest.mark.parametrize("n", [1, 8, 100, 101, 256, 257, 700])
@pytest.mark.parametrize("sizes", [(1, 20, 1), (3, 4, 1), (5, 6, 1)])
def test_either_way_of_one_output(sizes, n):
    """By the Jacobian itself for few inputs or up to 100 rows, else by pairs; blocks of 256 rows."""
    check(Case(sizes, "gaussian", "identity", n=n))


def test_who_computes():
    for sizes, hidden, output, compiled in (
        ((3, 4, 2), "tanh", "identity", True),
        ((3, 4, 3, 2), "tanh", "identity", False),
        ((3, 4, 2), "tanh", "logistic", False),
        ((3, 2), "tanh", "identity", False),
    ):
        case = Case(sizes, hidden, output)
        assert (GaussNewton(*case.parts()).compiled is not None) == compiled
        rows = kernel.KernelSums(*case.parts())
        if not compiled:
            with pytest.raises(ValueError, match="one hidden layer and identity outputs"):
                kernel.KernelCurvature(rows)


def test_two_threads_give_the_bits_of_one():
    sizes = [(6, 12, 1), (2, 12, 1)] * 4
    cases = [Case(s, "tanh", "identity", n=500, seed=seed) for seed, s in enumerate(sizes)]
    alone = [b"".join(a.tobytes() for a in case.sums()) for case in cases]
    with ThreadPoolExecutor(4) as pool:
        together = pool.map(lambda case: b"".join(a.tobytes() for a in case.sums()), cases)
        assert list(together) == alone
    one = GaussNewton(*cases[0].parts())  # shared: each call has the memory to itself
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda _: one.normal_equations(cases[0].theta), range(20))
        assert all(b"".join(a.tobytes() for a in sums) == alone[0] for sums in found)


@pytest.mark.parametrize("n", [1, 63, 64, 65, 127, 128, 129, 200, 255, 256, 257])
@pytest.mark.parametrize("sizes", [(3, 4, 2), (3, 3, 2, 2)])
def test_around_the_edge_of_a_block(sizes, n, monkeypatch):
    monkeypatch.setattr(gauss_newton, "BLOCK_NUMBERS", 1)  # blocks of the least length, 64
    case = Case(sizes, "tanh", "identity", n=n)
    assert len(GaussNewton(*case.parts())._blocks(1000)) == -(-n // 64)
    check(case)


def test_both_ways_agree_where_both_apply():
    case = Case((4, 5, 3), "tanh", "identity", n=500)
    sums = GaussNewton(*case.parts())
    weights = case.layout.views(case.theta)
    for a, b in zip(sums._structured_sums(weights), sums._blocked_sums(weights), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-13 * np.abs(b).max())


def test_weight_2_is_the_row_twice():
    case = Case((3, 4, 2), "tanh", "identity", weighted=False)
    once = case.sums()
    case.X, case.T, case.s = np.tile(case.X, (2, 1)), np.tile(case.T, (2, 1)), np.ones(74)
    for a, b in zip(once, case.sums(), strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-11, atol=1e-14 * np.abs(b).max())


def test_a_users_activation():
    h = Activation("cubic", lambda a: a**3, lambda a: 3 * a**2, df_of="sum")
    for sizes in ((3, 4, 2), (3, 2, 2, 1)):
        case = Case(sizes, "tanh", "identity")
        case.hidden = h
        check(case)


def test_fortran_order_and_repeated_calls_give_the_same_bits():
    case = Case((3, 4, 2), "tanh", "identity", n=300)
    sums = GaussNewton(*case.parts())
    first = [a.copy() for a in sums.normal_equations(case.theta)]
    sums.normal_equations(case.theta + 1)
    case.X, case.T = np.asfortranarray(case.X), np.asfortranarray(case.T)
    for again in (sums.normal_equations(case.theta), case.sums()):
        for a, b in zip(first, again, strict=True):
            np.testing.assert_array_equal(a, b)


def test_the_results_are_the_callers_own():
    case = Case((3, 4, 1), "tanh", "identity")
    sums = GaussNewton(*case.parts())
    losses, g, H = sums.normal_equations(case.theta)
    kept = H.copy()
    H += 1
    g += 1
    losses += 1
    np.testing.assert_array_equal(sums.normal_equations(case.theta)[2], kept)


def test_the_penalty_joins_gradient_and_diagonal():
    case = Case((3, 4, 2), "tanh", "identity")
    penalty = np.random.RandomState(1).uniform(0, 0.1, case.layout.n_weights)
    objective = Objective(sums_over(*case.parts()), penalty, None, GaussNewton(*case.parts()))
    cost, _, g, H = objective.normal_equations(case.theta)
    J, r = case.jacobian(), case.residuals(case.theta)
    np.testing.assert_allclose(H, J.T @ J + np.diag(penalty), rtol=0, atol=1e-13 * np.abs(H).max())
    np.testing.assert_allclose(g, J.T @ r + penalty * case.theta, rtol=0, atol=1e-13)
    assert cost == pytest.approx(r @ r / 2 + penalty @ case.theta**2 / 2, rel=1e-12)
    slope = np.empty_like(g)
    same, _ = objective.cost_and_gradient(case.theta, slope)
    assert same == pytest.approx(cost, rel=1e-12)
    np.testing.assert_allclose(slope, g, rtol=0, atol=1e-13)


def test_an_objective_without_the_sums_says_so():
    case = Case((3, 4, 2), "tanh", "identity")
    objective = Objective(sums_over(*case.parts()), np.zeros(case.layout.n_weights))
    with pytest.raises(ValueError, match="without its Gauss-Newton sums"):
        objective.normal_equations(case.theta)


def test_overflow_is_told_by_numbers_and_not_by_warnings():
    case = Case((3, 4, 2), "polynomial", "identity")
    objective = Objective(
        sums_over(*case.parts()),
        np.zeros(case.layout.n_weights),
        None,
        GaussNewton(*case.parts()),
    )
    cost, _, g, H = objective.normal_equations(1e80 * case.theta)
    assert not np.isfinite(cost)
    assert not np.isfinite(H).all()
    assert not np.isfinite(g).all()
