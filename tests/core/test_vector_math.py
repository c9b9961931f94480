"""The kernel's own tanh, exp and logistic: at most 4 ulp, whatever comes in, on every instruction set.

Truth is long double (80 bits) for float64 and double for float32; a sample of it is checked against
mpmath, so that the judge is judged.
"""

import mpmath
import numpy as np
import pytest

from shoal.core.kernel import _kernel

BOUND = 4.0  # ulp
TRUTH = {
    "tanh": np.tanh,
    "exp": np.exp,
    "logistic": lambda x: 1 / (1 + np.exp(-x)),
}
LIMITS = {"tanh": (-1.0, 1.0), "exp": (0.0, np.inf), "logistic": (0.0, 1.0)}
ISAS = _kernel.supported()
WIDE = {np.float64: np.longdouble, np.float32: np.float64}
LARGEST_SUM = {np.float64: 750.0, np.float32: 105.0}

long_double = pytest.mark.skipif(
    np.finfo(np.longdouble).nmant < 63, reason="long double is no wider than double here"
)


def apply(isa, name, x):
    out = np.full_like(x, np.nan)
    _kernel.apply(isa, name, x, out)
    return out


def truth(name, x):
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        return TRUTH[name](x.astype(WIDE[x.dtype.type]))


class Judge:
    """Units of the last place of the truth, by which any number of findings are measured."""

    def __init__(self, true, dtype):
        with np.errstate(over="ignore", under="ignore", invalid="ignore"):
            rounded = np.abs(true.astype(dtype))
        self.true, self.infinite = true, np.isinf(rounded)
        # Not of the largest number itself: the next, by which it is measured, is infinite.
        largest = np.nextafter(np.finfo(dtype).max, dtype(0))
        self.unit = np.spacing(np.minimum(rounded, largest)).astype(true.dtype)
        self.subnormal = rounded < np.finfo(dtype).tiny

    def worst_ulp(self, found):
        """The largest error; a subnormal truth may be found 0, an infinite one must be infinite."""
        with np.errstate(over="ignore", invalid="ignore"):
            error = np.abs(found - self.true) / self.unit
        error[self.subnormal & (found == 0)] = 0
        error[self.infinite & (found == np.copysign(np.inf, self.true))] = 0
        return float(error.max())


def worst_ulp(found, true, dtype):
    return Judge(true, dtype).worst_ulp(found)


def edges(dtype):
    info = np.finfo(dtype)
    points = [0.0, info.tiny, info.smallest_subnormal, info.eps, 1e-8, 0.01, 0.5, 1.0, 2.0]
    points += [9.01, 10.0, 18.7, 19.06, 20.0, 36.7, 37.0, 40.0, 80.0, 87.33, 88.72, 104.0]
    points += [709.78, 708.39, 708.4, 745.2, 1e4, info.max, np.inf]
    # Where the reduction goes over to the next whole number, and where its table does.
    points += [n * np.log(2) / 64 for n in range(200)]
    x = np.array(points, dtype=np.longdouble)
    with np.errstate(over="ignore"):
        x = x.astype(dtype)
        x = np.concatenate([x, np.nextafter(x, dtype(np.inf)), np.nextafter(x, dtype(0))])
    return np.concatenate([x, -x])


def samples(dtype, n, seed):
    """Half by size (uniform), half by exponent (uniform logarithm), both signs; then the edges."""
    rng = np.random.default_rng(seed)
    largest = LARGEST_SUM[dtype]
    parts = [rng.uniform(-b, b, n // 6) for b in (1.0, 20.0, largest)]
    small = np.exp(rng.uniform(np.log(1e-12), np.log(largest), n // 2))
    parts.append(small * rng.choice([-1.0, 1.0], len(small)))
    return np.concatenate([*(p.astype(dtype) for p in parts), edges(dtype)])


def check(name, dtype, n, chunks):
    lowest, highest = LIMITS[name]
    for seed in range(chunks):
        x = samples(dtype, n // chunks, seed)
        judge = Judge(truth(name, x), dtype)
        for isa in ISAS:
            found = apply(isa, name, x)
            assert judge.worst_ulp(found) <= BOUND, isa
            assert np.all((found >= lowest) & (found <= highest)), isa
            if name == "tanh":
                np.testing.assert_array_equal(apply(isa, name, -x), -found)
                np.testing.assert_array_equal(np.signbit(found), np.signbit(x))


@long_double
@pytest.mark.parametrize("name", TRUTH)
def test_ten_million_doubles(name):
    check(name, np.float64, 10_000_000, chunks=10)


@pytest.mark.parametrize("name", TRUTH)
def test_ten_million_floats(name):
    check(name, np.float32, 10_000_000, chunks=10)


@pytest.mark.parametrize("name", TRUTH)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_truth_agrees_with_mpmath(name, dtype):
    rng = np.random.default_rng(3)
    x = rng.choice(samples(dtype, 60_000, 1), 1000)
    x = x[np.isfinite(x) & (np.abs(x) < LARGEST_SUM[dtype])]
    with mpmath.workdps(60):
        functions = {
            "tanh": mpmath.tanh,
            "exp": mpmath.exp,
            "logistic": lambda a: 1 / (1 + mpmath.exp(-a)),
        }
        exact = [functions[name](mpmath.mpf(float(a))) for a in x]
        for isa in ISAS:
            found = apply(isa, name, x)
            for y, z in zip(found, exact, strict=True):
                if z > float(np.finfo(dtype).max):
                    assert y == np.inf
                    continue
                unit = mpmath.mpf(float(np.spacing(dtype(float(abs(z))))))
                assert abs(mpmath.mpf(float(y)) - z) <= BOUND * unit or (
                    y == 0 and abs(z) < float(np.finfo(dtype).tiny)
                )


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@pytest.mark.parametrize("name", TRUTH)
def test_no_decrease_larger_than_the_bound(name, dtype, isa):
    rng = np.random.default_rng(5)
    for width in (1e-3, 1.0, 30.0, LARGEST_SUM[dtype]):
        x = np.sort(rng.uniform(-width, width, 200_000).astype(dtype))
        # Runs of neighbouring numbers, where a rounding has the least slope to hide in.
        runs = x[::2000, np.newaxis].repeat(64, axis=1)
        for j in range(1, 64):
            runs[:, j] = np.nextafter(runs[:, j - 1], dtype(np.inf))
        for line in (x, runs.ravel()):
            y = apply(isa, name, np.sort(line))
            finite = y[np.isfinite(y)]
            assert np.all(finite[1:] >= finite[:-1] - BOUND * np.spacing(np.abs(finite[:-1])))


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_infinities_nan_and_zero(dtype, isa):
    x = np.array([np.inf, -np.inf, np.nan, -np.nan, 0.0, -0.0], dtype=dtype)
    nan = np.nan
    expected = {
        "tanh": [1, -1, nan, nan, 0, 0],
        "exp": [np.inf, 0, nan, nan, 1, 1],
        "logistic": [1, 0, nan, nan, 0.5, 0.5],
        "softplus": [np.inf, 0, nan, nan, np.log(2), np.log(2)],
        "gaussian": [0, 0, nan, nan, 1, 1],
    }
    for name, values in expected.items():
        found = apply(isa, name, x)
        np.testing.assert_allclose(found, np.array(values, dtype), rtol=2 * np.finfo(dtype).eps)
    assert np.signbit(apply(isa, "tanh", x)[5])


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_softplus_and_gaussian(dtype, isa):
    x = samples(dtype, 60_000, 7)
    x = x[np.abs(x) < LARGEST_SUM[dtype] / 2]
    wide = x.astype(WIDE[dtype])
    with np.errstate(under="ignore"):
        true = np.maximum(wide, 0) + np.log1p(np.exp(-np.abs(wide)))
    assert worst_ulp(apply(isa, "softplus", x), true, dtype) <= 6
    # The square is rounded before the exponential sees it, here as in exp(-a * a).
    with np.errstate(under="ignore"):
        true = np.exp((-x * x).astype(wide.dtype))
    assert worst_ulp(apply(isa, "gaussian", x), true, dtype) <= BOUND


@pytest.mark.parametrize("isa", ISAS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_every_length_and_the_value_of_a_number_does_not_depend_on_its_place(dtype, isa):
    x = samples(dtype, 60, 11)[:70]
    whole = apply(isa, "tanh", x)
    for n in range(len(x)):
        np.testing.assert_array_equal(apply(isa, "tanh", x[:n]), whole[:n])


def test_an_unknown_function_or_length_is_refused():
    x = np.zeros(3)
    with pytest.raises(ValueError, match="no function sinh"):
        _kernel.apply(ISAS[0], "sinh", x, np.empty(3))
    with pytest.raises(ValueError, match="differ in length"):
        _kernel.apply(ISAS[0], "tanh", x, np.empty(2))
    with pytest.raises(ValueError, match="does not run here"):
        _kernel.apply("pdp-11", "tanh", x, np.empty(3))


@pytest.mark.slow
@pytest.mark.parametrize("name", TRUTH)
def test_all_floats(name):
    lowest, highest = LIMITS[name]
    step = 1 << 16  # numbers that stay in the cache from one array operation to the next
    for start in range(0, 1 << 32, step):
        x = np.arange(start, start + step, dtype=np.uint32).view(np.float32)
        nan = np.isnan(x)
        if nan.any():
            for isa in ISAS:
                np.testing.assert_array_equal(np.isnan(apply(isa, name, x)), nan)
            x = x[~nan]
        if len(x) == 0:
            continue
        judge = Judge(truth(name, x), np.float32)
        for isa in ISAS:
            found = apply(isa, name, x)
            assert judge.worst_ulp(found) <= BOUND, isa
            assert found.min() >= lowest, isa
            assert found.max() <= highest, isa
            if name == "tanh" and start < 1 << 31:
                assert np.array_equal(apply(isa, name, -x), -found), isa
