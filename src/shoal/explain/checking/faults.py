"""What shapes that do not meet say: which line is off, in the letters N, D, M, K.

The sizes of a problem all differ, so numpy's message tells which arrays met. A slip is named only where
it alone leads to this message; where two do, a problem with one unit decides, on which numpy refuses
nothing.
"""

from __future__ import annotations

import re

import numpy as np

from ...core.activations import Activation
from ...core.layout import Array
from .calling import Run
from .problems import letters, shape_text
from .slips import NO_CONSTANT_X, NO_CONSTANT_Z, WHOLE_W, Slip

_SHAPE = re.compile(r"\(((?:\d+,? ?)+)\)")
_CORE = re.compile(r"\(size (\d+) is different from (\d+)\)")
_ALIGNED = re.compile(r"not aligned: (\d+) \(dim \d\) != (\d+) \(dim \d\)")
SLOPE_OF_Z1 = Slip(
    "h' of Z1 instead of Z",
    "h' belongs to the units, not to the constant: of Z, N × M; and errors come back through W[1:].",
    WHOLE_W.way,
)
SHAPES_NEEDED = (
    "Needed: X1 is N × (D+1), V (D+1) × M, Z1 N × (M+1), W (M+1) × K, the error N × K; V's update is "
    "X1.T @ ((error @ W[1:].T) * h'), W's is Z1.T @ error."
)


def shapes_met(run: Run) -> str:
    """``N × K = 13 × 7 meets M × K = 4 × 7`` and the like; empty where shapes were not the matter."""
    sizes = run.problem.sizes
    if inner := _inner(run):
        left, right = (f"{letters(size, sizes)} = {size}" for size in inner)
        return f"in a matrix product the left array has {left} columns, the right one {right} rows"
    shapes = _shapes(run)
    return " meets ".join(shape_text(s, sizes) for s in shapes[:2]) if len(shapes) > 1 else ""


def slip_of_shapes(runs: list[Run]) -> Slip | None:
    """The slip that leads to these messages, the same one on every problem."""
    found = {_slip_of(run) for run in runs}
    return found.pop() if len(found) == 1 else None


def _slip_of(run: Run) -> Slip | None:
    _, D, M, K = run.problem.sizes
    inner, pair = _inner(run), sorted(_shapes(run)[:2])
    if inner == (D, D + 1):  # X @ V
        return NO_CONSTANT_X
    if inner == (M, M + 1):  # Z @ W
        return NO_CONSTANT_Z
    if pair == [(D, M), (D + 1, M)]:  # V + X.T @ ...
        return Slip("X instead of X1 in V's update", NO_CONSTANT_X.hint, NO_CONSTANT_X.way)
    if pair == [(M, K), (M + 1, K)]:  # W + Z.T @ ...
        return Slip("Z instead of Z1 in W's update", NO_CONSTANT_Z.hint, NO_CONSTANT_Z.way)
    return None


def slip_of_one_unit(run: Run, h: Activation) -> Slip | None:
    """With one unit: whether errors came back through all of W, or the slope was taken of Z1.

    The array with a column too many (N, 2) is then broadcast with the one of a unit (N, 1), and V
    comes back with two columns, whose changes each slip foretells up to the step's own rate.
    """
    problem = run.problem
    if run.V is None or run.V.shape != (len(problem.V), 2):
        return None
    X1 = np.insert(problem.X, 0, 1, axis=1)
    A = X1 @ problem.V
    Z = h.f(A)
    Z1 = np.insert(Z, 0, 1, axis=1)
    error = problem.T - Z1 @ problem.W
    slope, slope1 = h.slope(A, Z), h.slope(np.insert(A, 0, 1, axis=1), Z1)
    change = run.V - problem.V
    if _along(change, X1.T @ ((error @ problem.W.T) * slope)):
        return WHOLE_W
    through = (problem.W[1:], problem.W)
    if any(_along(change, X1.T @ ((error @ W.T) * slope1)) for W in through):
        return SLOPE_OF_Z1
    return None


def _along(change: Array, foretold: Array) -> bool:
    """Whether one is a positive multiple of the other."""
    unit, wanted = (a / max(float(np.linalg.norm(a)), 1e-300) for a in (change, foretold))
    return bool(np.allclose(unit, wanted, rtol=0, atol=1e-6))


def _inner(run: Run) -> tuple[int, int] | None:
    """Columns of the left and rows of the right array of a product that numpy refused."""
    said = str(run.raised)
    if core := _CORE.search(said):
        return int(core[2]), int(core[1])
    if aligned := _ALIGNED.search(said):
        return int(aligned[1]), int(aligned[2])
    return None


def _shapes(run: Run) -> list[tuple[int, ...]]:
    """Shapes of the arrays that numpy would not combine entry by entry."""
    if not isinstance(run.raised, ValueError):
        return []
    found = _SHAPE.findall(str(run.raised))
    return [tuple(int(n) for n in re.findall(r"\d+", shape)) for shape in found]
