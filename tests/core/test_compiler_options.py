"""exp, tanh and their kin compiled with other options than the kernel's: as accurate, bits aside.

A compiler fuses products and sums as it likes, or not at all; what accuracy rests on is written fused.
"""

import ctypes
import shutil
import subprocess
from pathlib import Path

import mpmath
import numpy as np
import pytest

from tests.core.test_vector_math import ISAS, LARGEST_SUM, edges

ROOT = Path(__file__).parents[2]
COMPILER = shutil.which("c++")
OPTIONS = {"O0": ["-O0"], "never fused": ["-O1", "-ffp-contract=off"]}
BOUND = 5.0  # ulp; the compiled tanh of a sum also rounds the sum
FUNCTIONS = {  # in the order of elementary_functions.cpp, with the signs of x that they take
    "exp": (mpmath.exp, (-1, 1)),
    "tanh": (mpmath.tanh, (-1, 1)),
    "logistic": (lambda x: 1 / (1 + mpmath.exp(-x)), (-1, 1)),
    "softplus": (lambda x: mpmath.log1p(mpmath.exp(x)), (-1, 1)),
    "expm1": (mpmath.expm1, (-1,)),
    "tanh of a sum": (mpmath.tanh, (-1, 1)),
}
pytestmark = pytest.mark.skipif(COMPILER is None, reason="needs a compiler")


def points(dtype):
    """Sizes over the whole range, and the edges of the reduction."""
    rng = np.random.default_rng(1)
    sizes = np.exp(rng.uniform(np.log(1e-6), np.log(LARGEST_SUM[dtype]), 300))
    sizes = np.concatenate([sizes, rng.uniform(0, LARGEST_SUM[dtype], 200)]).astype(dtype)
    x = np.abs(np.concatenate([sizes, edges(dtype)[::3]]))
    return np.unique(x[(x > 1e-30) & (x < 0.94 * LARGEST_SUM[dtype])])


@pytest.fixture(scope="module")
def truths():
    """Of each function and number type: points and values, from mpmath."""
    found = {}
    with mpmath.workdps(40):
        for dtype in (np.float64, np.float32):
            for name, (function, signs) in FUNCTIONS.items():
                x = np.concatenate([sign * points(dtype) for sign in signs]).astype(dtype)
                values = [function(mpmath.mpf(float(a))) for a in x]
                high = np.array([float(value) for value in values])
                low = np.array([float(value - h) for value, h in zip(values, high, strict=True)])
                found[name, dtype] = x, high, low
    return found


def library(isa, options, folder):
    target = [f"-march={isa}"] if isa.startswith("x86") else []
    out = folder / "functions.so"
    source = Path(__file__).parent / "elementary_functions.cpp"
    subprocess.run(
        [COMPILER, "-std=c++20", "-shared", "-fPIC", "-fvisibility=hidden", "-Wno-psabi", *target,
         *options, "-fno-signed-zeros", f"-I{ROOT / 'native'}", source, "-o", out],
        check=True,
    )  # fmt: skip
    return ctypes.CDLL(str(out))


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("isa", ISAS)
def test_accuracy_does_not_rest_on_the_compilers_choice(isa, options, truths, tmp_path):
    functions = library(isa, OPTIONS[options], tmp_path)
    for (name, dtype), (x, high, low) in truths.items():
        whole = np.resize(x, -(-len(x) // 16) * 16)
        y = np.empty_like(whole)
        apply = getattr(functions, f"apply_{np.dtype(dtype)}")
        number = list(FUNCTIONS).index(name)
        pointers = [ctypes.c_void_p(array.ctypes.data) for array in (whole, y)]
        apply(ctypes.c_int(number), *pointers, ctypes.c_long(len(whole)))
        limits = np.finfo(dtype)
        normal = (np.abs(high) > limits.tiny) & (np.abs(high) < float(limits.max) / 2)
        unit = np.spacing(np.abs(high[normal]).astype(dtype)).astype(float)
        error = np.abs((y[: len(x)].astype(float) - high)[normal] - low[normal]) / unit
        assert error.max() <= BOUND, (name, dtype, x[normal][error.argmax()])
