"""The activation laboratory: a function from its name, its formula or the derivative one wishes for."""

from __future__ import annotations

from collections.abc import Callable
from numbers import Real
from typing import Any

import numpy as np

from ...core.activations import ACTIVATIONS, Activation, Function, resolve
from ...errors import InputError
from ...formulas.differentiation import ONE, ZERO, differentiate
from ...formulas.formula import Formula
from ...formulas.grammar import parse
from ...formulas.tokens import check_variable, variable_of
from ...formulas.tree import Tree
from .activation_report import ActivationReport
from .integrals.integration import Constant, integrate
from .integrals.output_form import EXACT, output_form
from .integrals.quadrature import CentralDifference
from .slope_figures import Slopes, measure
from .sympy_trees import given_expression, sympy, text_of
from .wishes import figure, judge

NAMED = {  # every activation of Shoal as a formula of s, and the lecture's first try
    h.name: h.formula for h in ACTIVATIONS.values() if h.formula
} | {"exp": "exp(-s)"}
FIRST_TRY = (
    "The lecture's first try for a derivative, e**(-s): it falls on the right as wished, and "
    "grows without limit on the left."
)
AGREEING = 1e-9  # how well a declared formula must agree with the function, relative to 1 + |z|
SUMMED = 1e-8  # the error of a numerical integral that is not worth a word
NUMERICAL = 1e-9  # how well an output form must agree with a slope taken by differences


def activation(
    what: str | Activation | Callable[[Any], Any] | None = None,
    *,
    derivative: str | Callable[[Any], Any] | None = None,
    of: str | None = None,
    at_zero: float | None = None,
    name: str | None = None,
    seconds: float = 10.0,
) -> ActivationReport:
    """Study an activation function, or build one from its derivative (the lecture's way).

    Parameters
    ----------
    what : str, SymPy expression, Activation or callable, optional
        A name ("tanh", "logistic", "relu", "softplus", "gaussian", "polynomial", "identity", or
        "exp" for e**-s), an expression such as ``"s*exp(-s**2)"``, ``"1 / (1 + np.exp(-s))"`` or
        ``"3+2x+x^2+3x^5"`` (see `shoal.formulas.grammar.parse`; a text is read,
        never run), a
        SymPy expression, an `Activation`, or a Python function of an array.
    derivative : str, SymPy expression or callable, optional
        Instead of ``what``: the derivative wished for, such as
        ``"1/(1+exp(-s)) * (1 - 1/(1+exp(-s)))"``. It is integrated.
    of : str, default=None
        The variable; by default the one name in the expression that is no function, else s.
    at_zero : float, optional
        With ``derivative``: the value f(0), which fixes the constant of integration. By default f
        goes to 0 for s to minus infinity where it has a finite limit there, else f(0) = 0.
    name : str, optional
        The name of the activation made. By default the expression.
    seconds : float, default=10.0
        The time limit of each symbolic search (an integral; a slope in terms of the output). What
        is not found by then is computed numerically, and the report says so.

    Returns
    -------
    ActivationReport
        Formulas, the five wishes, warnings, both curves, and ``activation``: give that to
        ``NeuralRegressor(activation=...)``.

    Raises
    ------
    InputError
        If not exactly one of ``what`` and ``derivative`` is given, an expression cannot be read, or
        the function has no finite value somewhere from -10 to 10.
    MissingExtraError
        If SymPy is not installed (extra [explain]); a Python function or an `Activation` needs none.

    Examples
    --------
    >>> from shoal.explain import activation
    >>> made = activation(derivative="1/(1+exp(-s)) * (1 - 1/(1+exp(-s)))")
    >>> made.value, made.of_output
    (1/(1 + exp(-s)), y*(1 - y))
    """
    if of is not None:
        check_variable(of)
    _check(what, derivative, at_zero, seconds, name)
    what, of = _read(what, of)
    derivative, of = _read(derivative, of)
    of = of or "s"
    if derivative is not None:
        return _from_derivative(derivative, of, at_zero, name, seconds)
    if isinstance(what, str) and what not in ACTIVATIONS:
        return _from_formula(what, of, name, seconds)
    if isinstance(what, str | Activation):
        given = resolve(what)
        if given.formula:
            return _from_formula(_agreeing(given), of, name or given.name, seconds, given)
        return _report(given.name, given.f, lambda s: given.slope(s, given.f(s)), of=of, made=given)
    f = _on_arrays(what, "what")
    label = name or _called(what)
    return _report(label, f, CentralDifference(f), of=of, tolerance=NUMERICAL)


def _check(what: Any, derivative: Any, at_zero: Any, seconds: Any, name: Any) -> None:
    if (what is None) == (derivative is None):
        raise InputError(
            "give either a function, as in activation('tanh'), or activation(derivative=...)"
        )
    for parameter, given in (("what", what), ("derivative", derivative)):
        known = isinstance(given, str | Activation) or callable(given) or given_expression(given)
        if given is not None and not known:
            raise InputError(
                f"{parameter} must be a name, an expression or a function, not {type(given).__name__}"
            )
    if isinstance(derivative, Activation):
        raise InputError("derivative must be an expression or a function, not an Activation")
    if at_zero is not None and (
        isinstance(at_zero, bool) or not isinstance(at_zero, Real) or not abs(float(at_zero)) <= 1e6
    ):
        raise InputError(f"at_zero must be a number from -1e6 to 1e6, not {at_zero!r}")
    if at_zero is not None and derivative is None:
        raise InputError("at_zero fixes the constant of an integral: it goes with derivative=...")
    if (
        isinstance(seconds, bool)
        or not isinstance(seconds, int | float)
        or not (0 < seconds <= 600)
    ):
        raise InputError(f"seconds must be a number above 0 and up to 600, not {seconds!r}")
    if name is not None and (not isinstance(name, str) or not name or name in ACTIVATIONS):
        raise InputError(
            f"name must be a text that is no name of Shoal's own activations, not {name!r}"
        )


def _read(given: Any, of: str | None) -> tuple[Any, str | None]:
    """A SymPy expression as text, and the variable of a text where none was named."""
    if given_expression(given):
        return text_of(given, of)
    if isinstance(given, str) and given not in (*NAMED, *ACTIVATIONS) and of is None:
        of = variable_of(given)
        check_variable(of)
    return given, of


def _called(function: Any) -> str:
    return f"function {getattr(function, '__name__', type(function).__name__)}"


def _tree(text: str, of: str) -> Tree:
    return parse(NAMED[text]) if text in NAMED else parse(text, of)


def _agreeing(given: Activation) -> str:
    """The formula that an activation declares, once it has been held against its function."""
    s = np.linspace(-3.0, 3.0, 61)
    z, told = given.f(s), Formula(parse(given.formula))(s)
    if not np.max(np.abs(z - told) / (1 + np.abs(z))) <= AGREEING:
        raise InputError(
            f"activation {given.name!r} declares the formula {given.formula!r}, but computes "
            "another function"
        )
    return given.formula


def _slope_of_output(h: Activation | None) -> Tree | None:
    """The slope that an activation declares as a formula of its output, as a tree of that."""
    text = h.slope_formula if h is not None else ""
    if text.startswith("["):
        above, _, rest = text[1:].partition(" > 0]")
        return (
            None if rest or variable_of(above) != "z" else ("where", parse(above, "z"), ONE, ZERO)
        )
    return parse(text, "z") if text and variable_of(text) == "z" else None


def _from_formula(
    text: str, of: str, name: str | None, seconds: float, declares: Activation | None = None
) -> ActivationReport:
    tree = _tree(text, of) if declares is None else parse(text)
    sympy()
    formula, slope = Formula(tree, of), Formula(differentiate(tree), of)
    measure(formula, formula, str(formula))
    return _report(
        name or (text if text in NAMED else str(formula)),
        formula,
        slope,
        of=of,
        formula=formula,
        derivative=slope,
        made=declares,
        known=_slope_of_output(declares),
        notes=_remarks(text, declares),
        seconds=seconds,
    )


def _remarks(text: str, declares: Activation | None) -> tuple[str, ...]:
    remark = FIRST_TRY if text == "exp" else declares.remark if declares is not None else ""
    return (remark,) if remark else ()


def _from_derivative(
    wished: Any, of: str, at_zero: float | None, name: str | None, seconds: float
) -> ActivationReport:
    if isinstance(wished, str):
        tree: Tree | None = _tree(wished, of)
        sympy()
        slope: Function = Formula(tree or (), of)
        label = str(slope)
    else:
        tree, slope = None, _on_arrays(wished, "derivative")
        label = _called(wished)
    measure(slope, slope, f"the derivative {label}")
    found = integrate(slope, tree, of, None if at_zero is None else float(at_zero), seconds)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    if not found.error <= SUMMED:
        warnings = (
            f"The numerical integral may be off by {figure(found.error)}: the derivative jumps, or "
            "varies over less than 1/16.",
        )
    if found.formula is None:
        why = "SymPy found no formula of the integral" if tree else "It has no formula"
        notes = (f"{why}: it is summed numerically, and goes on as a straight line beyond ±40.",)
    return _report(
        name or f"integral of {label}",
        found.f,
        found.g,
        of=of,
        formula=found.formula,
        derivative=None if tree is None else Formula(tree, of),
        constant=found.constant,
        warnings=warnings,
        notes=notes,
        seconds=seconds,
        tolerance=EXACT if found.formula else NUMERICAL,
        summed=found.formula is None,
    )


def _on_arrays(function: Callable[[Any], Any] | None, parameter: str) -> Function:
    assert function is not None
    s = np.array([-1.0, 0.5, 2.0])
    try:
        with np.errstate(all="ignore"):
            z = np.asarray(function(s), dtype=float)
    except (TypeError, ValueError) as error:
        raise InputError(
            f"{parameter} must take an array and give one (np.vectorize helps): {error}"
        ) from error
    if z.shape != s.shape:
        raise InputError(f"{parameter} must give one value a sum: {s.shape} became {z.shape}")
    return function


def _report(
    name: str,
    f: Function,
    g: Function,
    *,
    of: str,
    formula: Formula | None = None,
    derivative: Formula | None = None,
    made: Activation | None = None,
    known: Tree | None = None,
    constant: Constant | None = None,
    warnings: tuple[str, ...] = (),
    notes: tuple[str, ...] = (),
    seconds: float = 10.0,
    tolerance: float = EXACT,
    summed: bool = False,
) -> ActivationReport:
    slopes = measure(f, g, name)
    trees = (formula.tree, derivative.tree) if formula and derivative else None
    output = output_form(f, g, trees, known, tolerance, seconds)
    if made is None:
        from_output = output.formula
        made = (
            Activation(name, f, g, "sum")
            if from_output is None or summed
            else Activation(name, f, from_output, "output")
        )
    return ActivationReport(
        name=name,
        of=of,
        activation=made,
        formula=formula,
        derivative_formula=derivative,
        output=output,
        slopes=slopes,
        wishes=judge(formula, derivative, output, f, g, slopes, summed),
        constant=constant,
        warnings=(*warnings, *_warnings(f, g, slopes)),
        notes=notes,
    )


def _warnings(f: Function, g: Function, slopes: Slopes) -> tuple[str, ...]:
    found = []
    if slopes.unbounded:
        with np.errstate(all="ignore"):
            told = [figure(float(g(np.array(s)))) for s in (-10.0, -5.0, 5.0, 10.0)]
        sides = " and ".join(side.name for side in slopes.unbounded)
        found.append(
            f"The slope grows without bound on the {sides}: f' = {told[0]}, {told[1]}, {told[2]}, "
            f"{told[3]} at s = -10, -5, 5, 10. One row with a large sum can throw the weights far away; "
            "gradient descent needs a very small rate, or diverges."
        )
    with np.errstate(all="ignore"):
        far = f(np.array([-1000.0, 1000.0]))
    if np.isnan(far).any():
        found.append(
            "f gives nan at s = ±1000: it overflows on the way; write it with tanh or exp(-|s|)."
        )
    return tuple(found)
