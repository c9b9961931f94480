"""SymPy's integrals and inverses, sought in a process of its own under a time limit.

SymPy may think about an integral for minutes, and no thread can be stopped. The child writes each
answer as one line of JSON when it has it, so that an end by the clock loses only what was not found.
No answer is believed: an integral must agree with a numerical one before it is written.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from threading import Timer
from typing import Any

import numpy as np

from ....formulas.formula import Formula
from ....formulas.tree import Tree
from ..sympy_trees import NoTreeError, expression, sympy, tree_of
from .quadrature import NumericalIntegral

POLISHING_SECONDS = 2.0  # for a simpler form, once an integral is found


def ask(task: str, trees: list[Tree], seconds: float) -> list[dict[str, Any]]:
    """The answers found within the time, none if there is no process to be had.

    Parameters
    ----------
    task : {"integrate", "invert"}
        ``integrate`` [slope]: antiderivatives ``{"value", "left", "zero"}``, with their limit at
        minus infinity and their value at 0, each a tree or None; later ones are simpler.
        ``invert`` [value, slope]: slopes as functions of the output, ``{"slope"}``.
    trees : list of tuple
        The formulas of the task.
    seconds : float
        The time limit.
    """
    request = json.dumps({"task": task, "trees": trees})
    path = os.pathsep.join(folder for folder in sys.path if folder)
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "shoal.explain.laboratory.integrals.solving"],
            input=request.encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
            env={**os.environ, "PYTHONPATH": path},
        ).stdout
    except subprocess.TimeoutExpired as end:
        done = end.stdout or b""
    except OSError:  # a platform without processes
        return []
    complete = done[: done.rfind(b"\n") + 1]
    return [
        {name: _tuples(tree) for name, tree in json.loads(line).items()}
        for line in complete.splitlines()
    ]


def _tuples(tree: Any) -> Any:
    return tuple(map(_tuples, tree)) if isinstance(tree, list) else tree


def agrees(value: Tree, slope: Tree) -> bool:
    """Whether ``value`` is an antiderivative of ``slope``: against the numerical integral, to 1e-9."""
    s = np.linspace(-18, 18, 289) + 0.01
    found, expected = Formula(value)(s), NumericalIntegral(Formula(slope))(s)
    found = found - found[144]
    expected = expected - expected[144]
    with np.errstate(all="ignore"):
        scale = 1 + np.abs(expected) + np.max(np.abs(expected[np.abs(s) < 2]))
        close = np.abs(found - expected) <= 1e-9 * scale
    far = Formula(value)(np.array([-1000.0, 1000.0]))
    return bool(close.all() and not np.isnan(far).any())


def integrals(slope: Tree) -> Iterator[dict[str, Tree | None]]:
    """Antiderivatives that agree with the numerical integral, each with fewer operations."""
    sp = sympy()
    s = sp.Symbol("s", real=True)
    given = expression(slope, s)
    forms = (lambda: given, lambda: given.rewrite(sp.exp), lambda: sp.simplify(given))
    fewest = None
    for form in forms:
        found = sp.integrate(form(), s)  # type: ignore[no-untyped-call]
        for shape in (lambda x: x, sp.simplify, lambda x: sp.simplify(x.rewrite(sp.exp))):
            try:
                tree = tree_of(shape(found), s)
            except NoTreeError:
                continue
            count = Formula(tree).n_operations
            if (fewest is None or count < fewest) and agrees(tree, slope):
                fewest = count
                yield {"value": tree, **_anchors(expression(tree, s), s)}
        if fewest is not None:
            return


def _anchors(value: Any, s: Any) -> dict[str, Tree | None]:
    """The limit at minus infinity and the value at 0, where they are finite numbers."""
    sp = sympy()
    leftmost = value
    if isinstance(value, sp.Piecewise):
        leftmost = next(piece for piece, where in value.args if where.subs(s, -(10**9)) == True)  # noqa: E712
    found: dict[str, Tree | None] = {}
    for name, seek in (
        ("left", lambda: sp.limit(leftmost, s, -sp.oo)),
        ("zero", lambda: sp.simplify(value.subs(s, 0))),
    ):
        try:
            number = seek()  # type: ignore[no-untyped-call]
            found[name] = tree_of(number, s) if number.is_finite and number.is_real else None
        except (NoTreeError, NotImplementedError, ValueError, TypeError):
            found[name] = None
    return found


def inverses(value: Tree, slope: Tree) -> Iterator[dict[str, Tree]]:
    """The slope with s replaced by each solution of y = f(s), for the caller to verify."""
    sp = sympy()
    s, y, output = sp.Symbol("s"), sp.Symbol("y"), sp.Symbol("y", real=True)
    for solution in sp.solve(expression(value, s) - y, s):
        if solution.has(s):
            continue
        found = expression(slope, s).subs(s, solution).subs(y, output)
        for shape in (sp.simplify(found), found):
            try:
                yield {"slope": tree_of(shape, output)}
            except NoTreeError:
                continue


def main() -> None:
    """Read one request, write the answers."""
    request = json.loads(sys.stdin.read())
    trees = [_tuples(tree) for tree in request["trees"]]
    answers: Any = integrals if request["task"] == "integrate" else inverses
    for number, answer in enumerate(answers(*trees)):
        print(json.dumps(answer), flush=True)
        if number == 0 and request["task"] == "integrate":
            timer = Timer(POLISHING_SECONDS, os._exit, [0])
            timer.daemon = True
            timer.start()


if __name__ == "__main__":
    main()
