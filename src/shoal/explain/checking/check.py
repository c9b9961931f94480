"""``check_step``: a student's own step beside the lecture's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from numbers import Real
from typing import Any

import numpy as np

from ...core.activations import Activation, resolve
from ...errors import InputError
from .calling import Call, Run, call_of, run
from .faults import SHAPES_NEEDED, shapes_met, slip_of_one_unit, slip_of_shapes
from .lecture_epoch import Way
from .matching import SINGLE, Matching
from .problems import ONE_UNIT, SIZES, problem, shape_text
from .slips import Slip
from .verdict import Grade, StepCheck

LECTURE_RATES = (0.1, 0.01)


def check_step(
    step: Callable[..., Any],
    *,
    points: float = 4,
    activation: str | Activation = "tanh",
    rates: tuple[float, float] = LECTURE_RATES,
    random_state: int = 0,
) -> StepCheck:
    """Say whether a step of gradient descent is right, or which slip it has.

    The step is one full-batch epoch of a network with one hidden layer and linear outputs::

        Z = h([1 X] V)    V = V + rho_h / (NK) [1 X]' (((T - Y) W[1:]') * h')
        Y = [1 Z] W       W = W + rho_o / (NK) [1 Z]' (T - Y)        of the old V and W

    It is called on random tables and networks of several sizes (N, D, M, K, also K > 1), and its new
    weights are compared with the right ones and with those that each of some 40 known slips gives.
    A slip is named only if its numbers are the step's, to rounding, on every one of them.

    Parameters
    ----------
    step : callable
        ``step(V, W, X, T)``, which returns the new V and W. V is (D+1, M), W (M+1, K), the constant's
        row first; X (N, D) has no constant column, unless the argument is called ``X1``. Further
        arguments get the rates: ``rho_h, rho_o`` as in the formula, ``rh, ro`` as in the lecture's
        code, which hold the 1/(NK) already. Only the function is run, never a text.
    points : float, default=4
        What a right step is worth. One slip leaves half, two a quarter.
    activation : str or Activation, default="tanh"
        h.
    rates : (float, float), default=(0.1, 0.01)
        rho_h and rho_o that a step of four arguments is meant to have, the lecture's. Others are
        found out and noted; they are no slip unless they are twice these, or these swapped.
    random_state : int, default=0
        Seed of the tables and weights.

    Returns
    -------
    StepCheck
        ``right``, ``points``, ``slip``, ``hint``; prints as a few lines.

    Raises
    ------
    InputError
        If step is no function of V, W, X and T, or a parameter cannot be used.

    Examples
    --------
    >>> import numpy as np, shoal
    >>> def step(V, W, X, T, rho_h, rho_o):
    ...     X1 = np.insert(X, 0, 1, axis=1)
    ...     Z = np.tanh(X1 @ V)
    ...     Z1 = np.insert(Z, 0, 1, axis=1)
    ...     error = (T - Z1 @ W) / T.size
    ...     V = V + rho_h * X1.T @ ((error @ W[1:].T) * (1 - Z**2))
    ...     return V, W + rho_o * Z1.T @ error
    >>> shoal.check_step(step)
    ✓ right, 4 of 4 points
    """
    call = call_of(step)
    h = resolve(activation)
    given = _checked(points, rates)
    stream = np.random.RandomState(random_state)
    problems = [problem(sizes, stream) for sizes in (*SIZES, ONE_UNIT)]
    problems = [p.with_rates(call.rates_of(p) if call.takes_rates else given) for p in problems]
    runs = [run(call, p) for p in problems[: len(SIZES)]]
    grade = Grade(float(points))
    if any(r.fault for r in runs):
        return _stopped(runs, run(call, problems[-1]), h, grade)
    again = run(call, problems[0])
    if again.fault or not _same(runs[0], again):
        return grade.slip(
            Slip(
                "the step gives other weights each time for the same arrays",
                "It depends on something besides V, W, X and T: a random number, or a variable outside.",
                Way(),
            )
        )
    return _compared(runs, h, call, grade)


def _checked(points: Any, rates: Any) -> tuple[float, float]:
    if not isinstance(points, Real) or isinstance(points, bool) or not 0 < float(points) < np.inf:
        raise InputError(f"points must be a number above 0, not {points!r}")
    values = np.asarray(rates)
    if values.shape != (2,) or values.dtype.kind not in "fiu" or not (values > 0).all():
        raise InputError(f"rates must be two positive numbers, rho_h and rho_o, not {rates!r}")
    return float(values[0]), float(values[1])


def _stopped(runs: list[Run], one_unit: Run, h: Activation, grade: Grade) -> StepCheck:
    """The step raised, or returned no weights, on some problem."""
    failed = [r for r in runs if r.fault]
    first = failed[0]
    known = slip_of_shapes(failed[:2]) or slip_of_one_unit(one_unit, h)
    met = shapes_met(first)
    told = f"The {first.fault}. {first.reason}" + (f" There {met}." if met else "")
    if known is not None:
        return grade.slip(Slip(known.name, f"{known.hint} {told}", known.way))
    if met:
        return grade.nothing(
            "a transpose is missing, or a shape is wrong", f"{told} {SHAPES_NEEDED}"
        )
    N, D, M, K = first.problem.sizes
    where = "" if len(failed) == len(runs) else f" with N = {N}, D = {D}, M = {M}, K = {K}"
    return grade.nothing(first.fault + where, first.reason)


def _compared(runs: list[Run], h: Activation, call: Call, grade: Grade) -> StepCheck:
    """The step gave weights everywhere."""
    besides = []
    if all(_shapes(r) == (r.problem.W.shape, r.problem.V.shape) for r in runs):
        runs = [replace(r, V=r.W, W=r.V) for r in runs]
        besides.append(Slip("W is returned before V", "Return V, W in this order.", Way()))
    for r in runs:
        for name, new, old in zip("VW", r.weights, (r.problem.V, r.problem.W), strict=True):
            if new.shape != old.shape:
                return grade.nothing(
                    f"{name} comes back with another shape",
                    f"{shape_text(new.shape, r.problem.sizes)} where "
                    f"{shape_text(old.shape, r.problem.sizes)} is needed. {SHAPES_NEEDED}",
                )
    if not all(np.isfinite(new).all() for r in runs for new in r.weights):
        return grade.nothing(
            "the new weights are not finite numbers",
            "NaN or infinity: something is divided by 0, grows too large, or is never filled.",
        )
    if changed := sorted({name for r in runs for name in r.changed}):
        besides.append(
            Slip(
                f"the given {' and '.join(changed)} {'is' if len(changed) == 1 else 'are'} changed in place",
                "V += ... writes into the caller's array; V = V + ... makes a new one.",
                Way(),
            )
        )
    matching = Matching(runs, h, own_rates=not call.takes_rates)
    return _explained(matching, besides, call, grade)


def _explained(matching: Matching, besides: list[Slip], call: Call, grade: Grade) -> StepCheck:
    given = matching.runs[0].problem.rates
    if matching.right():
        return grade.slip(*besides) if besides else grade.right(_known(call, given))
    found = matching.slips()
    if not found and (own := matching.rates()) is not None:
        if call.takes_rates:
            found = (_unused(call, own),)
        elif not besides:
            return grade.right(own, _own_rates(own, given))
        else:
            return grade.slip(*besides)
    elif found and not call.takes_rates and (own := matching.rates()) is not None:
        meant = f"If rho_h = {own[0]:.6g} and rho_o = {own[1]:.6g} are meant, say rates=."
        return replace(grade.slip(*besides, *found), rates=own, note=meant)
    found = found or matching.two_slips() or matching.slips_at_own_rates()
    if found:
        return grade.slip(*besides, *found)
    if matching.right(SINGLE) and not besides:
        return grade.right(
            _known(call, given), "Right to the seven digits of float32; float64 shows more."
        )
    if single := matching.slips(SINGLE):
        return grade.slip(*besides, *single)
    if not call.takes_rates and not besides and (own := matching.rates(tolerance=SINGLE)):
        return grade.right(own, _own_rates(own, given))
    return _unknown(matching, besides, grade)


def _known(call: Call, rates: tuple[float, float]) -> tuple[float, float] | None:
    return None if call.takes_rates else rates


def _unused(call: Call, own: tuple[float, float]) -> Slip:
    return Slip(
        "the rates given are not used",
        f"It moves with {own[0]:.6g} and {own[1]:.6g} whatever {' and '.join(call.rates)} are.",
        Way(),
    )


def _own_rates(own: tuple[float, float], given: tuple[float, float]) -> str:
    return (
        f"Its rates are rho_h = {own[0]:.6g} and rho_o = {own[1]:.6g} where rates= says {given[0]:g} and "
        f"{given[1]:g}; the step itself is right."
    )


def _unknown(matching: Matching, besides: list[Slip], grade: Grade) -> StepCheck:
    parts = matching.right_parts()
    told = [f"{slip.name}." for slip in besides]
    if parts:
        other = {"V": "W", "W": "V"}[parts[0]]
        told.append(f"{parts[0]}'s update is right, {other}'s is not.")
    if (closest := matching.closest()) is not None:
        told.append(f"Closest: {closest.name}; but that does not explain all numbers.")
    return grade.nothing("at least two things are off, or one that is not known", " ".join(told))


def _shapes(run: Run) -> tuple[tuple[int, ...], ...]:
    return tuple(new.shape for new in run.weights)


def _same(one: Run, other: Run) -> bool:
    pairs = zip(one.weights, other.weights, strict=True)
    return all(np.array_equal(a, b, equal_nan=True) for a, b in pairs)
