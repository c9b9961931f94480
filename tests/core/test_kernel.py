"""The compiled engine against the reference in NumPy, on every instruction set that runs here."""

import hashlib
import itertools
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from shoal.core import kernel
from shoal.core.activations import ACTIVATIONS, Activation
from shoal.core.backpropagation import ReferenceSums
from shoal.core.kernel import KernelSums
from shoal.core.layout import Layout
from shoal.core.updates import Adam, Momentum
from shoal.errors import InputError

ISAS = kernel._kernel.supported()
kernel.WORTH_SHARING = 0  # in these tests small tables run on several threads too
DEPTHS = {0: (), 1: (5,), 2: (5, 4), 3: (5, 4, 6)}
TOLERANCE = {np.float64: 1e-12, np.float32: 2e-5}


def problem(sizes, N, dtype, weighted=False, seed=0, scale=0.4):
    """Arrays of a network and a table whose errors are not small: nothing cancels."""
    rng = np.random.default_rng([seed, N, *sizes])
    layout = Layout(sizes)
    X = rng.uniform(-1, 1, (N, sizes[0])).astype(dtype)
    T = (3 + rng.uniform(-1, 1, (N, sizes[-1]))).astype(dtype)
    s = None
    if weighted:
        s = rng.uniform(0.5, 2, N).astype(dtype)
        s[1::3] = 0
    return layout, X, T, s, rng.uniform(-scale, scale, layout.n_weights).astype(dtype)


def engines(layout, hidden, output, X, T, s, **options):
    """The kernel, and the reference in float64 on the same numbers."""
    h, o = ACTIVATIONS[hidden], ACTIVATIONS[output]
    wide = None if s is None else s.astype(float)
    oracle = ReferenceSums(layout, h, o, X.astype(float), T.astype(float), wide)
    return KernelSums(layout, h, o, X, T, s, **options), oracle


def momentum(rates, velocity=0.01):
    return Momentum(rates, 0.9, np.full_like(rates, velocity))


def adam(rates):
    """In the middle of its way: moments are there, and their bias is not yet gone."""
    return Adam(rates, 0.8, 0.95, 1e-3, np.full_like(rates, 0.02), np.full_like(rates, 0.05), 4)


def assert_close(found, expected, bound, label=""):
    scale = np.max(np.abs(expected))
    np.testing.assert_allclose(found, expected, rtol=0, atol=bound * scale, err_msg=label)


def compare(sizes, N, dtype, hidden, output, weighted, isa):
    layout, X, T, s, theta = problem(sizes, N, dtype, weighted)
    found, oracle = engines(layout, hidden, output, X, T, s, isa=isa)
    wide = theta.astype(float)
    # The fifth power multiplies a rounding before it by five.
    bound = TOLERANCE[dtype] * (5 if "polynomial" in (hidden, output) else 1)
    label = f"{sizes} N={N} {hidden} {output} weighted={weighted} {isa}"
    G, expected = np.full_like(theta, np.nan), np.empty_like(wide)
    losses, expected_losses = found.gradient(theta, G), oracle.gradient(wide, expected)
    assert losses.dtype == np.float64
    assert_close(G, expected, bound, label)
    assert_close(losses, expected_losses, bound, label)
    np.testing.assert_array_equal(found.losses(theta), losses, err_msg=label)
    Y = found.forward(theta)
    assert Y.dtype == dtype
    assert_close(Y, oracle.forward(wide), bound, label)


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_pair_of_activations(dtype, isa):
    for hidden, output, depth in itertools.product(ACTIVATIONS, ACTIVATIONS, DEPTHS):
        if "polynomial" in (hidden, output) and depth == 3:
            continue  # its powers leave the numbers
        for K, weighted in ((1, True), (2, False)):
            compare((3, *DEPTHS[depth], K), 33, dtype, hidden, output, weighted, isa)


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_shape(dtype, isa):
    numbers = (1, 7, 8, 31, 32, 33, 1000)
    for depth, K, weighted, N in itertools.product(DEPTHS, (1, 2, 5), (False, True), numbers):
        compare((3, *DEPTHS[depth], K), N, dtype, "tanh", "identity", weighted, isa)
        compare((3, *DEPTHS[depth], K), N, dtype, "gaussian", "logistic", weighted, isa)


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_size_of_a_tile(dtype, isa):
    for M, D in itertools.product((1, 2, 3, 4, 5, 6, 7, 9, 50), (1, 2, 4, 9)):
        compare((D, M, 3), 131, dtype, "tanh", "identity", False, isa)
        compare((D, M, 1), 131, dtype, "logistic", "identity", True, isa)


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_one_output_with_few_inputs(dtype, isa):
    # Up to eight (elsewhere four) inputs go with the hidden layer's own pass over the rows.
    for D in range(1, 10):
        for M, N in itertools.product((1, 2, 3, 4, 5, 7), (1, 9, 33, 300)):
            compare((D, M, 1), N, dtype, "tanh", "identity", N == 33, isa)
        for hidden in ACTIVATIONS:
            compare((D, 5, 1), 70, dtype, hidden, "tanh", True, isa)
            compare((D, 5, 4, 1), 70, dtype, hidden, "identity", False, isa)


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_weight_of_zero_or_one_that_is_no_number(dtype, isa):
    layout, X, T, s, theta = problem((2, 5, 1), 37, dtype, weighted=True)
    V, W = layout.views(theta)
    W[2] = 0
    found, oracle = engines(layout, "tanh", "identity", X, T, s, isa=isa)
    G, expected = np.empty_like(theta), np.empty(len(theta))
    found.gradient(theta, G)
    oracle.gradient(theta.astype(float), expected)
    assert_close(G, expected, TOLERANCE[dtype])
    assert not layout.views(G)[0][:, 1].any()
    V[1, 3] = np.nan
    losses = found.gradient(theta, G)
    assert np.isnan(losses).all()
    dV, dW = layout.views(G)
    assert np.isnan(dW).all()
    assert np.isnan(dV).all()
    V[1, 3] = np.inf  # its unit is 1 or -1, whichever sign the input has
    assert np.isfinite(found.gradient(theta, G)).all()
    assert np.isfinite(G).all()


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_tanh_of_a_unit_is_exact_to_a_few_ulp(dtype, isa):
    # One row more than whole tiles of vectors, so that every place in a tile is met; and the middles
    # between two steps of the reduction, where either side will do if all of it takes the same.
    rng = np.random.default_rng(2)
    middles = np.outer(np.log(2) / np.array([2, 16, 32]), np.arange(0.5, 300)).ravel()
    middles = np.concatenate([middles.astype(dtype)] * 3 + [np.nextafter(middles, 0, dtype=dtype)])
    size = np.exp(rng.uniform(np.log(1e-6), np.log(30), 20_001 - len(middles)))
    size = np.concatenate([size, middles])
    x = (size * rng.choice([-1.0, 1.0], len(size))).astype(dtype)
    layout = Layout((1, 1, 1))
    tanh, identity = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
    sums = KernelSums(layout, tanh, identity, x[:, None], x[:, None], isa=isa)
    z = sums.forward(np.array([0, 1, 0, 1], dtype))[:, 0]
    true = np.tanh(x.astype(np.longdouble if dtype is np.float64 else float))
    unit = np.spacing(np.abs(true).astype(dtype))
    assert float(np.max(np.abs(z - true) / unit)) < 5
    assert np.max(np.abs(z)) <= 1


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_many_rows_lose_no_accuracy(dtype):
    layout, X, T, s, theta = problem((4, 6, 2), 200_003, dtype, weighted=True)
    found, oracle = engines(layout, "tanh", "identity", X, T, s, n_threads=2)
    G, expected = np.empty_like(theta), np.empty(len(theta))
    losses, expected_losses = (
        found.gradient(theta, G),
        oracle.gradient(theta.astype(float), expected),
    )
    bound = {np.float64: 1e-13, np.float32: 1e-6}[dtype]
    np.testing.assert_allclose(losses, expected_losses, rtol=bound)
    np.testing.assert_allclose(G, expected, rtol=0, atol=bound * np.abs(expected).max())


def test_integer_weights_are_repeated_rows_and_their_scale_is_nothing():
    layout, X, T, _, theta = problem((3, 5, 2), 40, np.float64)
    counts = np.arange(40) % 4
    G, H, J = (np.empty_like(theta) for _ in range(3))
    h, o = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
    weighted = KernelSums(layout, h, o, X, T, counts.astype(float))
    huge = KernelSums(layout, h, o, X, T, counts * 4e307)
    repeated = KernelSums(layout, h, o, X.repeat(counts, axis=0), T.repeat(counts, axis=0))
    losses = repeated.gradient(theta, H)
    np.testing.assert_allclose(weighted.gradient(theta, G), losses, rtol=1e-13)
    np.testing.assert_allclose(huge.gradient(theta, J), losses, rtol=1e-13)
    np.testing.assert_allclose(G, H, rtol=0, atol=1e-14 * np.abs(H).max())
    np.testing.assert_allclose(J, H, rtol=0, atol=1e-14 * np.abs(H).max())


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("penalized", [False, True])
def test_descend_is_a_step_of_the_gradient_after_the_other(dtype, isa, penalized):
    layout, X, T, s, theta = problem((3, 5, 2), 37, dtype, weighted=True)
    _, X_held, T_held, _, _ = problem((3, 5, 2), 11, dtype, seed=1)
    sums, _ = engines(layout, "tanh", "identity", X, T, s, isa=isa)
    held, _ = engines(layout, "tanh", "identity", X_held, T_held, None, isa=isa)
    rates = layout.per_layer((0.05, 0.01), dtype)
    penalty = (0.1 * penalized * layout.not_constant()).astype(dtype)
    stepped = theta.copy()
    cost, losses, watched = sums.descend(theta, rates, penalty, 20, held)
    assert cost.shape == (20,)
    assert losses.shape == watched.shape == (20, 2)
    assert cost.dtype == losses.dtype == watched.dtype == np.float64
    G = np.empty_like(theta)
    close = {"rtol": 1e-13 if dtype is np.float64 else 1e-5}
    for epoch in range(20):
        expected = sums.gradient(stepped, G)
        np.testing.assert_allclose(losses[epoch], expected, **close)
        np.testing.assert_allclose(watched[epoch], held.losses(stepped), **close)
        pull = float((penalty * stepped**2).sum(dtype=float)) / 2
        np.testing.assert_allclose(cost[epoch], expected.mean() + pull, **close)
        stepped -= rates * (G + penalty * stepped)
    np.testing.assert_allclose(theta, stepped, rtol=0, atol=close["rtol"])
    assert losses[-1].mean() < losses[0].mean()


def test_descend_without_validation_and_for_no_epochs():
    layout, X, T, s, theta = problem((3, 5, 2), 37, np.float64)
    sums, oracle = engines(layout, "tanh", "identity", X, T, s)
    before, zero = theta.copy(), np.zeros_like(theta)
    cost, losses, watched = sums.descend(theta, zero + 0.1, zero, 0, None)
    assert (cost.shape, losses.shape, watched) == ((0,), (0, 2), None)
    np.testing.assert_array_equal(theta, before)
    expected = oracle.descend(before, zero + 0.1, zero, 50, None)
    cost, losses, watched = sums.descend(theta, zero + 0.1, zero, 50, None)
    np.testing.assert_allclose(cost, expected[0], rtol=1e-12)
    np.testing.assert_allclose(losses, expected[1], rtol=1e-12)
    np.testing.assert_allclose(theta, before, rtol=0, atol=1e-12)
    assert watched is None


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("batch_size", [1, 3, 8, 20, 37, 100])
@pytest.mark.parametrize("rule", [momentum, adam])
def test_batches(dtype, isa, batch_size, rule):
    layout, X, T, s, theta = problem((3, 5, 2), 37, dtype, weighted=True)
    sums, oracle = engines(layout, "tanh", "logistic", X, T, s, isa=isa)
    order = np.random.default_rng(4).permutation(37)
    rates = layout.per_layer((0.05, 0.01), dtype)
    penalty = (0.1 * layout.not_constant()).astype(dtype)
    wide, moves, wide_moves = theta.astype(float), rule(rates), rule(rates.astype(float))
    for _ in range(3):
        sums.batches(theta, moves, order, batch_size, penalty)
        oracle.batches(wide, wide_moves, order, batch_size, penalty.astype(float))
    bound = 1e-12 if dtype is np.float64 else 2e-5
    np.testing.assert_allclose(theta, wide, rtol=0, atol=bound)
    for name, found in vars(moves).items():
        np.testing.assert_allclose(found, vars(wide_moves)[name], rtol=0, atol=bound)


def test_momentum_in_one_batch_of_many_blocks_is_descend():
    layout, X, T, s, theta = problem((6, 40, 1), 5000, np.float64, weighted=True)
    sums, _ = engines(layout, "tanh", "identity", X, T, s)
    zero, other = np.zeros_like(theta), theta.copy()
    sums.descend(theta, zero + 0.01, zero, 1, None)
    sums.batches(other, momentum(zero + 0.01, 0.0), np.arange(5000)[::-1], 5000, zero)
    np.testing.assert_allclose(other, theta, rtol=0, atol=1e-15)


def digest(n_threads):
    """Of weights and records after epochs of a few problems: sizes with several chunks among them."""
    seen = hashlib.sha256()
    for dtype, N in itertools.product((np.float64, np.float32), (30, 700, 5003)):
        layout, X, T, s, theta = problem((8, 20, 2), N, dtype, weighted=True)
        _, X_held, T_held, _, _ = problem((8, 20, 2), 2003, dtype, seed=1)
        sums, _ = engines(layout, "tanh", "identity", X, T, s, n_threads=n_threads)
        held, _ = engines(layout, "tanh", "identity", X_held, T_held, None, n_threads=n_threads)
        rates, zero = np.full_like(theta, 0.05), np.zeros_like(theta)
        results = [*sums.descend(theta, rates, zero + 0.01, 10, held), theta]
        results += [sums.gradient(theta, zero), zero, sums.losses(theta), sums.forward(theta)]
        for array in results:
            seen.update(np.ascontiguousarray(array))
    return seen.hexdigest()


def test_same_bits_for_any_number_of_threads_and_in_another_process():
    once = digest(1)
    assert [digest(1), digest(2), digest(4), digest(7)] == [once] * 4
    script = f"import sys; sys.path.insert(0, {os.path.dirname(__file__)!r}); "
    script += "import test_kernel; print(test_kernel.digest(3))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == once


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e308, -1e300])
@pytest.mark.parametrize("hidden", list(ACTIVATIONS))
def test_weights_that_are_no_numbers_give_no_numbers(bad, hidden):
    layout, X, T, s, theta = problem((3, 5, 2), 37, np.float64, weighted=True)
    sums, oracle = engines(layout, hidden, "identity", X, T, s, n_threads=2)
    theta[-1] = bad  # of an output: nothing bounds what follows
    G = np.empty_like(theta)
    with np.errstate(over="ignore", invalid="ignore"):
        expected = oracle.losses(theta)
    found = sums.gradient(theta, G)
    assert not np.isfinite(found[1])
    np.testing.assert_array_equal(np.isfinite(found), np.isfinite(expected))
    zero = np.zeros_like(theta)
    cost, losses, _ = sums.descend(theta, zero + 0.1, zero, 5, None)
    assert not np.isfinite(cost).any()
    assert not np.isfinite(losses[:, 1]).any()


def test_rows_beyond_the_table_never_overflow_where_its_rows_do_not():
    # 1e80 - 1e80 x with x = 1 is 0; a row of zeros in its place would give the fifth power of 1e80.
    layout = Layout((1, 1))
    polynomial = ACTIVATIONS["polynomial"]
    for dtype, large in ((np.float64, 1e80), (np.float32, 1e20)):
        sums = KernelSums(
            layout, polynomial, polynomial, np.ones((3, 1), dtype), np.ones((3, 1), dtype)
        )
        G = np.empty(2, dtype)
        losses = sums.gradient(np.array([large, -large], dtype), G)
        np.testing.assert_allclose(losses, [2.0])
        np.testing.assert_allclose(G, [4.0, 4.0])


def test_arrays_in_any_order_are_read_where_they_are():
    layout, X, T, s, theta = problem((3, 5, 2), 37, np.float64)
    expected = engines(layout, "tanh", "identity", X, T, s)[0].losses(theta)
    wide = np.zeros((74, 6))
    wide[::2, ::2] = X
    for other in (np.asfortranarray(X), wide[::2, ::2], X[::-1][::-1]):
        found = engines(layout, "tanh", "identity", other, np.asfortranarray(T), s)[0].losses(theta)
        np.testing.assert_array_equal(found, expected)


def test_the_table_is_copied():
    layout, X, T, s, theta = problem((3, 5, 2), 37, np.float64, weighted=True)
    sums, _ = engines(layout, "tanh", "identity", X, T, s)
    before = sums.losses(theta)
    X[:] = T[:] = s[:] = np.nan
    np.testing.assert_array_equal(sums.losses(theta), before)


def test_what_the_kernel_knows():
    assert all(kernel.knows(activation) for activation in ACTIVATIONS.values())
    mine = Activation("tanh", np.tanh, lambda z: 1 - z * z)
    assert not kernel.knows(mine)
    layout, X, T, _, _ = problem((3, 5, 2), 37, np.float64)
    with pytest.raises(InputError, match="does not know the activation 'tanh'"):
        KernelSums(layout, mine, ACTIVATIONS["identity"], X, T)


def test_wrong_arrays_are_refused():
    layout, X, T, s, theta = problem((3, 5, 2), 37, np.float64)
    h, o = ACTIVATIONS["tanh"], ACTIVATIONS["identity"]
    for sentence, arrays in {
        "both be float64": (X, T.astype(np.float32), None),
        "both be float64 ": (X.astype(int), T.astype(int), None),
        r"shapes \(N, 3\) and \(N, 2\)": (X[:, :2], T, None),
        r"shapes \(N, 3\) and \(N, 2\) ": (X[:0], T[:0], None),
        "weights must have shape": (X, T, np.ones(36)),
        "not all zero": (X, T, np.zeros(37)),
        "not negative": (X, T, -np.ones(37)),
    }.items():
        with pytest.raises(InputError, match=sentence.strip()):
            KernelSums(layout, h, o, *arrays)
    with pytest.raises(InputError, match="n_threads"):
        KernelSums(layout, h, o, X, T, n_threads=0)
    sums = KernelSums(layout, h, o, X, T, s)
    G, zero = np.empty_like(theta), np.zeros_like(theta)
    locked = np.empty_like(theta)
    locked.flags.writeable = False
    for call in (
        lambda: sums.losses(theta[:-1]),
        lambda: sums.losses(theta.astype(np.float32)),
        lambda: sums.losses(np.repeat(theta, 2)[::2]),
        lambda: sums.gradient(theta, locked),
        lambda: sums.descend(locked, zero, zero, 1, None),
        lambda: sums.descend(theta, zero, zero, -1, None),
        lambda: sums.batches(theta, momentum(zero), np.arange(36), 1, zero),
        lambda: sums.batches(theta, momentum(zero), np.arange(37) + 1, 1, zero),
        lambda: sums.batches(theta, momentum(zero), np.arange(37), 0, zero),
        lambda: sums.batches(theta, momentum(zero[1:]), np.arange(37), 1, zero),
        lambda: sums.batches(theta, replace(adam(zero), first=locked), np.arange(37), 1, zero),
        lambda: sums.batches(theta, replace(adam(zero), second=zero[1:]), np.arange(37), 1, zero),
    ):
        with pytest.raises(InputError):
            call()
    with pytest.raises(InputError, match="validation"):
        sums.descend(theta, zero, zero, 1, ReferenceSums(layout, h, o, X, T))
    assert np.isfinite(sums.gradient(theta, G)).all()


@pytest.mark.parametrize("name", ISAS)
def test_an_instruction_set_can_be_forced(name):
    run = subprocess.run(
        [sys.executable, "-c", "from shoal.core import kernel; print(kernel.isa())"],
        env={**os.environ, "SHOAL_ISA": name},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == name


def test_an_instruction_set_that_does_not_run_here_is_one_sentence():
    run = subprocess.run(
        [sys.executable, "-c", "import shoal.core.kernel"],
        env={**os.environ, "SHOAL_ISA": "pdp-11"},
        capture_output=True,
        text=True,
    )
    assert run.returncode != 0
    assert run.stderr.splitlines()[-1].startswith("ImportError: SHOAL_ISA is 'pdp-11', but")
