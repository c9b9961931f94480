"""Portable: right, and the same bits whatever BLAS and NumPy take of the processor."""

import os
import platform
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from shoal.core import portable

FITS = """
import hashlib
from math import exp
import numpy as np
from shoal import NeuralRegressor

def bits(*arrays):
    return hashlib.sha256(b"".join(np.ascontiguousarray(a).tobytes() for a in arrays)).hexdigest()

rng = np.random.RandomState(3)
g = rng.randn(120)
X = np.column_stack([rng.randn(120), [exp(2 * v) for v in g], rng.rand(120)])  # NumPy's exp differs
y = X[:, 0] / (1 + X[:, 0] ** 2) + g * X[:, 2] + 0.1 * rng.randn(120)
Y = np.column_stack([y, X[:, 0] * X[:, 2]])
for name, T, kw in (
    ("default", y, {}),
    ("two outputs", Y, {}),
    ("varying noise", y, {"noise": "varying"}),
    ("evidence", y, {"hidden_layer_sizes": (5,), "n_networks": 2, "alpha": "evidence"}),
    ("early stopping", y, {"hidden_layer_sizes": (5,), "n_networks": 3, "early_stopping": True}),
    ("adam", y, {"hidden_layer_sizes": (5,), "solver": "adam", "max_iter": 20, "learning_rate_init": 0.01,
                 "n_networks": 2}),
    ("gd", y, {"hidden_layer_sizes": (5,), "solver": "gd", "max_iter": 200, "learning_rate_init": 0.01,
               "n_networks": 2}),
):
    m = NeuralRegressor(random_state=0, **kw).fit(X, T)
    weights = [w for n in m.networks_ for w in n.weights]
    print(name, bits(*weights), bits(m.predict(X)), bits(*m.predict_interval(X)))
"""


def fits(**environment):
    """What a child process says of its fits."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FITS],
        cwd=root,
        env={**os.environ, "SHOAL_ISA": "portable", **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.skipif(platform.machine() != "x86_64", reason="other processors have other names")
def test_fits_do_not_depend_on_what_blas_and_numpy_take_of_the_processor():
    plain = fits(
        OPENBLAS_CORETYPE="Prescott",
        NPY_DISABLE_CPU_FEATURES="AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL "
        "AVX512_SPR AVX2 FMA3",
    )
    assert plain.count("\n") == 7
    assert fits(OPENBLAS_CORETYPE="Haswell") == plain
    assert fits(OPENBLAS_CORETYPE="SkylakeX") == plain


@pytest.mark.parametrize(
    ("A", "B"),
    [
        ((7,), (7,)),
        ((7,), (7, 3)),
        ((4, 7), (7,)),
        ((4, 7), (7, 3)),
        ((5, 4, 7), (7, 3)),
        ((1,), (1, 2)),
    ],
)
def test_products_are_products(A, B):
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=A), rng.normal(size=B)
    found = portable._matmul(A, B)
    assert np.shape(found) == np.shape(A @ B)
    np.testing.assert_allclose(found, A @ B, rtol=1e-13, atol=1e-14)


def test_a_mean_over_members_is_one():
    rng = np.random.default_rng(0)
    shares, Y = rng.random(9), rng.normal(size=(9, 4, 2))
    expected = np.tensordot(shares, Y, axes=1)
    np.testing.assert_allclose(portable._mean_over(shares, Y), expected, rtol=1e-13, atol=1e-14)


def test_equations_are_solved():
    rng = np.random.default_rng(0)
    J, b = rng.normal(size=(3, 20, 4)), rng.normal(size=(3, 4))
    A = np.swapaxes(J, 1, 2) @ J
    expected = np.linalg.solve(A, b[..., np.newaxis])[..., 0]
    np.testing.assert_allclose(portable._solve(A, b), expected, rtol=1e-11)


@pytest.mark.parametrize(
    ("function", "oracle", "low"),
    [
        (portable._log, np.log, 1e-300),
        (portable._log1p, np.log1p, 1e-12),
        (portable._arcsinh, np.arcsinh, 1e-12),
    ],
)
def test_functions_are_right_to_a_few_digits_of_the_last_place(function, oracle, low):
    rng = np.random.default_rng(0)
    x = np.exp(rng.uniform(np.log(low), 700, 20_000))
    x = np.concatenate([x, rng.uniform(0.01, 3, 20_000), [low, 1.0, 1e308]])
    np.testing.assert_allclose(function(x), oracle(x), rtol=1e-15)
    if oracle is np.arcsinh:
        np.testing.assert_array_equal(function(-x), -function(x))


def test_the_ends_of_the_logarithm():
    x = np.array([0.0, 1.0, np.inf, -1.0, np.nan, 5e-324])
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(portable._log(x), np.log(x), rtol=1e-15)
