"""What the laboratory found about one activation, as data, text and a page for notebooks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...core.activations import Activation
from ...formulas.formula import Formula
from ...formulas.tree import Tree
from .integrals.integration import Constant
from .integrals.output_form import OutputForm
from .slope_figures import Slopes
from .sympy_trees import expression, sympy
from .wishes import Wish, figure, largest


@dataclass(frozen=True)
class ActivationReport:
    """One activation, studied.

    Parameters
    ----------
    name : str
        How it is called.
    of : str
        The variable of its formulas.
    activation : Activation
        What trains: ``NeuralRegressor(activation=report.activation)``.
    formula, derivative_formula : Formula or None
        f and f' as functions on arrays, where they have formulas.
    output : OutputForm
        f' as a function of the output y = f(s), or the reason why there is none.
    slopes : Slopes
        Values and slopes on -10 to 10, the largest slope, growth on each side.
    wishes : tuple of Wish
        The lecture's five, in order.
    constant : Constant or None
        The constant of integration, for a function made from its derivative.
    warnings, notes : tuple of str
        Slopes without bound, overflow; remarks on the lecture and on what was done numerically.
    """

    name: str
    of: str
    activation: Activation
    formula: Formula | None
    derivative_formula: Formula | None
    output: OutputForm
    slopes: Slopes
    wishes: tuple[Wish, ...]
    constant: Constant | None = None
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def value(self) -> Any:
        """f(s) as a SymPy expression, None for a function without a formula."""
        return _expression(self.formula)

    @property
    def derivative(self) -> Any:
        """f'(s) as a SymPy expression, None for a function without a formula."""
        return _expression(self.derivative_formula)

    @property
    def of_output(self) -> Any:
        """The slope as a SymPy expression of the output y, None where there is none (``output.reason``)."""
        return _expression(self.output.formula)

    @property
    def value_latex(self) -> str | None:
        """f(s) in LaTeX."""
        return _latex(self.value)

    @property
    def derivative_latex(self) -> str | None:
        """f'(s) in LaTeX."""
        return _latex(self.derivative)

    @property
    def of_output_latex(self) -> str | None:
        """The slope as a function of the output y, in LaTeX."""
        return _latex(self.of_output)

    @property
    def largest_slope(self) -> tuple[float, float]:
        """The largest size of the slope, and the sum where it is taken (±inf: only approached)."""
        return self.slopes.largest, self.slopes.at

    @property
    def value_range(self) -> tuple[float, float]:
        """Least and largest value on -10 to 10."""
        return float(self.slopes.value.min()), float(self.slopes.value.max())

    @property
    def slope_range(self) -> tuple[float, float]:
        """Least and largest slope on -10 to 10."""
        return float(self.slopes.slope.min()), float(self.slopes.slope.max())

    def facts(self) -> list[tuple[str, str]]:
        """Name and text of each figure, as the terminal and the page show them."""
        rows = []
        if self.constant is not None:
            rows.append(("constant", str(self.constant)))
        if self.output.formula is not None:
            rows.append(("of the output", f"f' = {self.output.formula}, {self.output.reason}"))
        else:
            rows.append(("of the output", f"no formula: {self.output.reason}"))
        rows.append(("largest slope", largest(self.slopes)))
        for what, (low, high) in (("values", self.value_range), ("slopes", self.slope_range)):
            rows.append((what, f"{figure(low)} to {figure(high)} for {self.of} from -10 to 10"))
        return rows

    def __str__(self) -> str:
        from .report_display import as_text

        return as_text(self)

    def __repr__(self) -> str:
        told = ", ".join(f"{wish.number} {wish.verdict}" for wish in self.wishes)
        return f"<ActivationReport {self.name!r}: wishes {told}>"

    def __rich__(self) -> Any:
        from .report_display import as_rich

        return as_rich(self)

    def _repr_html_(self) -> str:
        from .report_display import as_html

        return as_html(self)


def _expression(formula: Formula | None) -> Any:
    if formula is None:
        return None
    tree: Tree = formula.tree
    return expression(tree, sympy().Symbol(formula.of), evaluate=False)


def _latex(found: Any) -> str | None:
    return None if found is None else str(sympy().latex(found))
