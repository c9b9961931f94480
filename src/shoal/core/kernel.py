"""The compiled engine: the only door to ``_kernel``, which does no checking of what it is told.

``SHOAL_ISA`` forces an instruction set ("x86-64", "x86-64-v3", "x86-64-v4" or "neon"); without it
the best that this processor runs is taken. "portable" gives the same bits on every machine
(docs/portable.md), more slowly on large tables.
"""

from __future__ import annotations

import os
import threading
from typing import Any

import numpy as np

from ..errors import InputError
from . import _kernel
from .activations import ACTIVATIONS, Activation
from .layout import Array, Layout
from .updates import Adam, Rule

PORTABLE = "portable"
WORTH_SHARING = 1_000_000  # rows x weights: below, threads wait longer than they work

SixArrays = tuple[Array, Array, Array, Array, Array, Array]
MarquardtNumbers = _kernel.MarquardtNumbers

STEP_COLUMNS = ("accepted", "damping", "gradient_norm", "gamma")  # in the engine's order

_NO_EVIDENCE = {"beta": 1.0, "log_evidence": 0.0, "settled": 0}

_ENGINES = {
    np.dtype(np.float64): _kernel.SumsFloat64,
    np.dtype(np.float32): _kernel.SumsFloat32,
}
_ACTIVATIONS = frozenset(_kernel.activations())


def _choose() -> str:
    names = _kernel.supported()
    forced = os.environ.get("SHOAL_ISA")
    if not forced:
        return names[-1]
    if forced == PORTABLE:
        return forced
    if forced not in names:
        known = ", ".join(map(repr, [*names, PORTABLE]))
        raise ImportError(f"SHOAL_ISA is {forced!r}, but this processor and build run {known}")
    return forced


_ISA = _choose()


def isa() -> str:
    """The instruction set in use."""
    return _ISA


def elementary(name: str, x: Array) -> Array:
    """Exp or tanh of a contiguous float64 vector."""
    found = np.empty_like(x)
    _kernel.apply(_ISA, name, x, found)
    return found


def knows(activation: Activation) -> bool:
    """Whether the kernel computes it: one of Shoal's own, not a user's of the same name."""
    name = activation.name
    return name in _ACTIVATIONS and ACTIVATIONS.get(name) is activation


def interruptible(flag: Array | None) -> _kernel.Interruptible:
    """A context in whose thread a call of the kernel ends with KeyboardInterrupt once ``flag`` is set.

    ``flag`` is an array (1,) of uint8, 0 until someone sets it, from any thread; the threads of a fit
    share one. A call looks at it between blocks of rows and steps. In the main thread it also lets
    Python's signal handlers run every 50 milliseconds: one may set the flag, or raise what the call
    then raises. What a cut call writes is not to be used: arrays may be half changed. Contexts nest,
    the inner one counts; None lets calls inside run to their end, as they do without any context.

    Raises
    ------
    InputError
        If ``flag`` is another array.
    """
    if flag is not None and (flag.dtype != np.uint8 or flag.shape != (1,)):
        raise InputError(f"flag must be one uint8, not {flag.dtype} of shape {flag.shape}")
    main = threading.current_thread() is threading.main_thread()
    return _kernel.Interruptible(flag, main)


def cholesky(A: Array, shift: Array) -> _kernel.Cholesky:
    """The factor of A + diag(shift), float64: see ``cholesky.Cholesky``."""
    return _kernel.Cholesky(_ISA, A, shift)


class KernelSums:
    """``sums.Sums`` for the squared error, compiled: its errors are mean squares, half of them losses.

    Parameters
    ----------
    layout : Layout
    hidden, output : Activation
        Of all hidden layers, and of the outputs: such as ``knows`` is true of.
    X, T : arrays (N, D), (N, K)
        Both float64 or both float32, which is then the ``dtype`` of everything; copied.
    weights : array (N,), optional
        Row weights, not negative, not all zero.
    n_threads : int
        Changes the time, not a bit of the results.

    Raises
    ------
    InputError
        If an array has another shape, dtype or order than the contract says.
    """

    def __init__(
        self,
        layout: Layout,
        hidden: Activation,
        output: Activation,
        X: Array,
        T: Array,
        weights: Array | None = None,
        n_threads: int = 1,
        *,
        isa: str | None = None,
    ) -> None:
        for activation in (hidden, output):
            if not knows(activation):
                raise InputError(f"the kernel does not know the activation {activation.name!r}")
        if X.dtype not in _ENGINES or T.dtype != X.dtype:
            raise InputError(
                f"X and T must both be float64 or float32, not {X.dtype} and {T.dtype}"
            )
        D, K = layout.sizes[0], layout.sizes[-1]
        N = len(X)
        if X.shape != (N, D) or T.shape != (N, K) or N == 0:
            raise InputError(
                f"X and T must have shapes (N, {D}) and (N, {K}) with the same N > 0, "
                f"not {X.shape} and {T.shape}"
            )
        if n_threads < 1:
            raise InputError(f"n_threads must be at least 1, not {n_threads}")
        self.layout = layout
        self.n_rows = N
        self.dtype = X.dtype
        work = len(X) * layout.n_weights
        self.n_threads = n_threads if work >= WORTH_SHARING else 1
        self.isa = isa or _ISA
        self._sums = _ENGINES[X.dtype](
            self.isa,
            tuple(layout.sizes),
            hidden.name,
            output.name,
            _native(X),
            _native(T),
            None if weights is None else _mean_one(weights, N).astype(X.dtype),
            self.n_threads,
        )

    def forward(self, theta: Array) -> Array:
        Y = np.empty((self.n_rows, self.layout.sizes[-1]), self.dtype)
        self._sums.forward(self._like_theta("theta", theta), Y)
        return Y

    def losses(self, theta: Array) -> Array:
        mse = np.empty(self.layout.sizes[-1])
        self._sums.mse(self._like_theta("theta", theta), mse)
        mse /= 2
        return mse

    def gradient(self, theta: Array, out: Array) -> Array:
        mse = np.empty(self.layout.sizes[-1])
        self._sums.gradient(
            self._like_theta("theta", theta), self._like_theta("out", out, written=True), mse
        )
        mse /= 2
        return mse

    def descend(
        self,
        theta: Array,
        rates: Array,
        penalty: Array,
        n_epochs: int,
        validation: KernelSums | None = None,
    ) -> tuple[Array, Array, Array | None]:
        if n_epochs < 0:
            raise InputError(f"n_epochs must not be negative, but is {n_epochs}")
        if validation is not None and (
            not isinstance(validation, KernelSums)
            or validation.layout != self.layout
            or validation.dtype != self.dtype
        ):
            raise InputError("validation must be KernelSums of the same layout and dtype")
        K = self.layout.sizes[-1]
        cost, mse = np.empty(n_epochs), np.empty((n_epochs, K))
        watched = None if validation is None else np.empty((n_epochs, K))
        self._sums.descend(
            self._like_theta("theta", theta, written=True),
            self._like_theta("rates", rates),
            self._like_theta("penalty", penalty),
            None if validation is None else validation._sums,
            cost,
            mse,
            watched,
        )
        return cost, mse / 2, None if watched is None else watched / 2

    def batches(
        self, theta: Array, rule: Rule, order: Array, batch_size: int, penalty: Array
    ) -> None:
        order = np.ascontiguousarray(order, dtype=np.int64)
        if order.shape != (self.n_rows,) or order.min() < 0 or order.max() >= self.n_rows:
            raise InputError(f"order must hold {self.n_rows} indices of rows")
        if batch_size < 1:
            raise InputError(f"batch_size must be at least 1, not {batch_size}")
        if isinstance(rule, Adam):
            first, second = rule.first, self._like_theta("second", rule.second, written=True)
            numbers = (rule.beta_1, rule.beta_2, rule.epsilon, rule.n_steps)
            rule.n_steps += -(-self.n_rows // batch_size)
        else:
            first, second, numbers = rule.velocity, None, (rule.momentum, 0.0, 0.0, 0)
        self._sums.batches(
            self._like_theta("theta", theta, written=True),
            order,
            batch_size,
            self._like_theta("rates", rule.rates),
            self._like_theta("penalty", penalty),
            self._like_theta("first", first, written=True),
            second,
            *numbers,
        )

    def _like_theta(self, name: str, vector: Array, *, written: bool = False) -> Array:
        """``vector`` if the kernel may read (or write) it where it is."""
        P = self.layout.n_weights
        if vector.dtype != self.dtype or vector.shape != (P,) or not vector.flags.c_contiguous:
            raise InputError(
                f"{name} must be a contiguous {self.dtype} vector of {P} numbers, "
                f"not {vector.dtype} of shape {vector.shape}"
            )
        if written and not vector.flags.writeable:
            raise InputError(f"{name} must be writable")
        return vector


class KernelCurvature:
    """J'J, J'r and ``losses`` over the rows of float64 ``sums``: ``gauss_newton``, compiled.

    For one hidden layer and identity outputs. One thread, with the GIL released; a fixed order of
    additions.
    """

    def __init__(self, sums: KernelSums) -> None:
        self._sums = sums
        self._curvature = _kernel.GaussNewton(sums.isa, sums._sums)

    def normal_equations(self, theta: Array) -> tuple[Array, Array, Array]:
        """``losses`` (K,), J'r (P,) and J'J (P, P) at ``theta``, in memory of their own."""
        P = self._sums.layout.n_weights
        mse, g, H = np.empty(self._sums.layout.sizes[-1]), np.empty(P), np.empty((P, P))
        self._curvature.normal_equations(self._sums._like_theta("theta", theta), mse, g, H)
        return mse / 2, g, H


class KernelMarquardt:
    """Levenberg-Marquardt steps and the evidence's estimates over the rows of float64 ``sums``.

    What ``solve.lm`` and ``solve.evidence`` say, compiled: whole runs with the GIL released.
    """

    def __init__(
        self, sums: KernelSums, curvature: KernelCurvature, validation: KernelSums | None
    ) -> None:
        watched = None if validation is None else validation._sums
        self._watches = validation is not None
        self.n_outputs = sums.layout.sizes[-1]
        self._steps = _kernel.Marquardt(sums.isa, sums._sums, curvature._curvature, watched)

    def run(
        self,
        n_epochs: int,
        rules: dict[str, Any],
        numbers: dict[str, Any],
        arrays: SixArrays,
        groups: Array,
        own_penalty: Array,
    ) -> tuple[tuple[Array, Array, Array | None, Array], MarquardtNumbers]:
        """At most ``n_epochs`` accepted steps: rows measured before each, and the numbers after all.

        ``arrays`` are changed in place: theta, scale, penalty (P,), losses (K,), alpha and gamma of
        the ``groups`` of weights. Costs are recorded under ``own_penalty`` (P,). The rows are costs,
        losses, those of the validation rows, and ``STEP_COLUMNS`` (n, 4).
        """
        K = self.n_outputs
        cost, losses = np.empty(n_epochs), np.empty((n_epochs, K))
        watched = np.empty((n_epochs, K)) if self._watches else None
        columns = np.empty((len(STEP_COLUMNS), n_epochs))
        at = MarquardtNumbers(**{**_NO_EVIDENCE, **numbers})
        inside = *arrays, groups, own_penalty
        done = self._steps.run(
            _kernel.MarquardtRules(**rules), at, *inside, cost, losses, watched, columns
        )
        seen = None if watched is None else watched[:done]
        return (cost[:done], losses[:done], seen, columns[:, :done].T), at


def _native(matrix: Array) -> Array:
    """``matrix`` in C or Fortran order, which the kernel reads by its strides."""
    if matrix.flags.c_contiguous or matrix.flags.f_contiguous:
        return matrix
    return np.ascontiguousarray(matrix)


def _mean_one(weights: Array, N: int) -> Array:
    """Row weights divided by their mean, in float64; their largest goes first, lest the sum overflow."""
    s = np.asarray(weights, dtype=np.float64)
    if s.shape != (N,):
        raise InputError(f"weights must have shape ({N},), not {s.shape}")
    largest = s.max()
    if not (s.min() >= 0 and 0 < largest < np.inf):  # False where one is no number
        raise InputError("weights must be finite, not negative, and not all zero")
    s = s / largest
    found: Array = s * (N / s.sum())
    return found
