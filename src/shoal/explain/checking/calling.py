"""Running a student's step: how it is called, and what came of it. No text is ever run."""

from __future__ import annotations

import inspect
import linecache
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...core.layout import Array
from ...errors import InputError
from .problems import Problem

ARRAYS = ("V", "W", "X", "T")
MEAN_RATES = ("rho_h", "rho_o")  # multiply the mean over rows and outputs
SUM_RATES = ("rh", "ro")  # of the lecture's code: multiply the sum, and hold 1/(NK)
ONE_RATE = ("rho", "rate", "learning_rate")


@dataclass(frozen=True)
class Call:
    """How a step is called.

    Attributes
    ----------
    step : callable
    by_name : tuple of str
        The names of its arrays where it has the lecture's; else they go by position.
    rates : tuple of str
        Names of the rates it takes; empty if it has its own.
    """

    step: Callable[..., Any]
    by_name: tuple[str, ...]
    rates: tuple[str, ...]

    @property
    def takes_rates(self) -> bool:
        return bool(self.rates)

    def rates_of(self, problem: Problem) -> tuple[float, float]:
        """The rates that a problem is stepped with: one for both, where the step takes one."""
        one = len(self.rates) == 1 and self.rates[0] != "rates"
        return (problem.rates[0],) * 2 if one else problem.rates

    def __call__(self, arrays: dict[str, Array], problem: Problem) -> Any:
        N, _, _, K = problem.sizes
        rho = self.rates_of(problem)
        folded = self.rates == SUM_RATES
        numbers = [rate / (N * K) if folded else rate for rate in rho]
        given: dict[str, Any] = dict(zip(self.rates, numbers, strict=False))
        if self.rates == ("rates",):
            given = {"rates": tuple(numbers)}
        if not self.by_name:
            return self.step(*arrays.values(), *given.values())
        named = {
            name: np.insert(arrays["X"], 0, 1, axis=1) if name == "X1" else arrays[name]
            for name in self.by_name
        }
        return self.step(**named, **given)


def call_of(step: Any) -> Call:
    """How the function wants to be called, by the names and number of its arguments.

    Raises
    ------
    InputError
        If it is no function, or does not take V, W, X and T.
    """
    if isinstance(step, str):
        raise InputError(
            "step must be the function itself, check_step(step) and not its text: no text is run"
        )
    if not callable(step):
        raise InputError(
            f"step must be a function step(V, W, X, T) that returns V and W, not {type(step).__name__}"
        )
    try:
        parameters = list(inspect.signature(step).parameters.values())
    except (TypeError, ValueError):  # a function without a signature, such as one written in C
        return Call(step, (), ())
    if any(p.kind is p.VAR_POSITIONAL for p in parameters):
        return Call(step, (), ())
    positional = [p for p in parameters if p.kind is not p.VAR_KEYWORD]
    names = [p.name for p in positional]
    needed = [p.name for p in positional if p.default is p.empty]
    keywords = all(p.kind is not p.POSITIONAL_ONLY for p in positional)
    arrays = tuple("X1" if name == "X" and "X1" in names else name for name in ARRAYS)
    if keywords and set(arrays) <= set(names):
        rest = [name for name in needed if name not in arrays]
        return Call(step, arrays, _rates([n for n in names if n not in arrays], rest))
    if len(needed) > 6 or len(names) < 4:
        raise InputError(
            f"step must take V, W, X, T, and perhaps rho_h and rho_o; it takes "
            f"{', '.join(names) or 'nothing'}"
        )
    return Call(step, (), tuple(MEAN_RATES[: len(needed) - 4]) if len(needed) > 4 else ())


def _rates(names: list[str], needed: list[str]) -> tuple[str, ...]:
    """The rates among the further arguments; those with a default of another name are let be."""
    for pair in (MEAN_RATES, SUM_RATES, ("rates",)):
        if set(pair) <= set(names) and set(needed) <= set(pair):
            return pair
    for name in ONE_RATE:
        if name in names and set(needed) <= {name}:
            return (name,)
    if len(needed) > 2:
        raise InputError(
            f"step takes {', '.join(needed)} besides V, W, X and T; only rho_h and rho_o can be given"
        )
    return tuple(needed)


@dataclass(frozen=True, eq=False)
class Run:
    """What came of one call: the new weights, or why there are none: ``fault`` and ``reason``."""

    problem: Problem
    V: Array | None = None
    W: Array | None = None
    fault: str = ""
    reason: str = ""
    raised: BaseException | None = field(default=None, repr=False)
    changed: tuple[str, ...] = ()

    @property
    def weights(self) -> tuple[Array, Array]:
        """V and W of a call that gave them."""
        assert self.V is not None
        assert self.W is not None
        return self.V, self.W


def run(call: Call, problem: Problem) -> Run:
    """One call with arrays of its own."""
    given = {name: getattr(problem, name).copy() for name in ARRAYS}
    try:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            came = call(given, problem)
    except (Exception, SystemExit) as error:  # a student's function may fail in any way
        kind = type(error).__name__
        return Run(
            problem, fault=f"step stops with {kind}", reason=_told(error, call), raised=error
        )
    changed = tuple(
        name for name in ARRAYS if not np.array_equal(given[name], getattr(problem, name))
    )
    if not isinstance(came, tuple | list) or len(came) != 2:
        found = "nothing (return is missing)" if came is None else f"a {type(came).__name__}"
        found = "one array" if isinstance(came, np.ndarray) else found
        found = f"{len(came)} things" if isinstance(came, tuple | list) else found
        return Run(problem, fault=f"step must return V and W; it returned {found}", changed=changed)
    try:
        V, W = (np.array(new, dtype=float) for new in came)
    except (TypeError, ValueError):
        return Run(problem, fault="what step returned is no array of numbers", changed=changed)
    return Run(problem, V, W, changed=changed)


def _told(error: BaseException, call: Call) -> str:
    """What was raised, and at which of the student's lines, in one sentence."""
    said = " ".join(str(error).split())[:200]
    line = _line(error, getattr(call.step, "__code__", None))
    where = f"In the line `{line}`: " if line else ""
    return f"{where}{said or 'no further word'}."


def _line(error: BaseException, code: Any) -> str:
    trace, found = error.__traceback__, ""
    while trace is not None:
        if trace.tb_frame.f_code is code:
            found = linecache.getline(trace.tb_frame.f_code.co_filename, trace.tb_lineno).strip()
        trace = trace.tb_next
    return found[:120]
