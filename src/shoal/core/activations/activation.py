"""``Activation``: a function h(a), its derivative, and the facts about it that others go by.

The lecture takes a derivative from the *value* where that is cheapest: ``1 - z**2`` for tanh,
``z * (1 - z)`` for the logistic function. ``Activation.df_of`` says which argument ``df`` takes,
so that calling it with the wrong one is an error one can name (see ``Activation.check``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from ...errors import InputError
from ..layout import Array

Function = Callable[[Array], Array]

UNBOUNDED = (-np.inf, np.inf)
ACTIVATIONS: dict[str, Activation] = {}  # Shoal's own by name, which ``table`` lists


@dataclass(frozen=True)
class Activation:
    """A function ``f`` of the sum ``a``, its derivative ``df``, and declared facts about it.

    The facts are optional. Each default is safe: it claims nothing of a function that is not known.
    Code, LaTeX and MathML are printed from ``formula``, so they are not facts of their own.

    Parameters
    ----------
    name : str
        How the function is called in messages and model files.
    f : callable
        ``z = f(a)``, elementwise, an array of any shape in, the same shape and dtype out.
    df : callable
        The derivative dz/da, elementwise, of the output ``z`` or of the sum ``a`` (``df_of``).
    df_of : {"output", "sum"}
        What ``df`` takes: the output ``z = f(a)``, as the lecture's ``df(f_value)``, or ``a``.
    odd : bool
        Whether f(-a) = -f(a): a unit with all its weights negated is then the same model.
    range : (float, float)
        No output lies below or above; ``-inf`` or ``inf`` where there is no bound.
    saturates : bool
        Whether the outputs go to the lower bound on one side, to the upper on the other, and the
        slope to 0 on both.
    flat : bool
        Whether the slope is exactly 0 over a half line of sums: a unit there has died.
    start : {"glorot", "nguyen-widrow"}
        The initial weights that ``start="auto"`` takes for hidden units of this kind.
    gain : float
        By what the variance of Glorot's weights is multiplied (1/3 for the logistic function).
    stretch : float
        How many times wider than tanh's the bend of f is, for the start of Nguyen and Widrow.
    complex_step : bool
        Whether ``f`` takes complex sums too, so that a complex step gives its slope exactly.
    in_page : bool
        Whether the front end computes it as well (front/src/draw): a saved page then answers.
    label : str
        What a list of choices shows; the name where it is empty.
    formula : str
        z of the sum ``s``, in the grammar of `shoal.explain.laboratory`, such as ``"tanh(s)"``.
    slope_formula : str
        dz/da of ``s`` and the output ``z``, such as ``"1 - z**2"``; ``"[z > 0]"`` is 1 where it
        holds, else 0.
    slope_reason : str
        A sentence on why the slope may be written so.
    remark : str
        What is to be known before one takes it, a sentence or two.

    Raises
    ------
    InputError
        If ``df_of`` or ``start`` is no word of theirs, ``f`` or ``df`` cannot be called, the
        bounds of ``range`` are not in order, or ``gain`` or ``stretch`` is not positive.
    """

    name: str
    f: Function
    df: Function
    df_of: Literal["output", "sum"] = "output"
    odd: bool = False
    range: tuple[float, float] = UNBOUNDED
    saturates: bool = False
    flat: bool = False
    start: Literal["glorot", "nguyen-widrow"] = "glorot"
    gain: float = 1.0
    stretch: float = 1.0
    complex_step: bool = False
    in_page: bool = False
    label: str = ""
    formula: str = ""
    slope_formula: str = ""
    slope_reason: str = ""
    remark: str = ""

    def __post_init__(self) -> None:
        who = f"activation {self.name!r}"
        if self.df_of not in ("output", "sum"):
            raise InputError(f"df_of must be 'output' or 'sum', not {self.df_of!r}")
        if not callable(self.f) or not callable(self.df):
            raise InputError(f"{who}: f and df must be functions")
        if self.start not in ("glorot", "nguyen-widrow"):
            raise InputError(
                f"{who}: start must be 'glorot' or 'nguyen-widrow', not {self.start!r}"
            )
        low, high = self.range
        if not low < high:
            raise InputError(f"{who}: range must be two numbers in order, not {self.range!r}")
        if self.saturates and not self.bounded:
            raise InputError(f"{who}: what saturates has a range with two finite ends")
        if not (self.gain > 0 and self.stretch > 0):
            raise InputError(f"{who}: gain and stretch must be positive")

    def __reduce__(self) -> tuple[object, ...]:
        """Copies and pickles of one of Shoal's own are that very activation."""
        from .table import resolve

        if self.own:
            return resolve, (self.name,)
        return Activation, tuple(getattr(self, field.name) for field in fields(self))

    @property
    def own(self) -> bool:
        """Whether it is one of Shoal's own, which its name finds again, not a user's so called."""
        return ACTIVATIONS.get(self.name) is self

    @property
    def is_identity(self) -> bool:
        """Whether the outputs are the sums: linear outputs have closed forms, and targets a scale."""
        return self is ACTIVATIONS.get("identity")

    @property
    def bounded(self) -> bool:
        """Whether the range has two finite ends."""
        return bool(np.isfinite(self.range).all())

    def slope(self, a: Array, z: Array) -> Array:
        """dz/da, given both the sum ``a`` and the output ``z = f(a)``."""
        return self.df(z) if self.df_of == "output" else self.df(a)

    def check(self, a: Array | None = None, tolerance: float = 1e-6) -> float:
        """Largest difference between ``df`` and the central difference of ``f``, relative to ``1 + |df|``.

        Raises
        ------
        InputError
            If it exceeds ``tolerance``: ``df`` is not the derivative of ``f``, or it takes the
            other argument than ``df_of`` says (the lecture's ``df`` takes f(s), not s). Also if
            ``f`` is not odd or leaves its range, and declares otherwise.
        """
        a = np.linspace(-3.0, 3.0, 61) + 0.01 if a is None else np.asarray(a, dtype=float)
        step = 1e-6
        z = self.f(a)
        numeric = (self.f(a + step) - self.f(a - step)) / (2 * step)
        found = self.slope(a, z)
        worst = float(np.max(np.abs(found - numeric) / (1 + np.abs(numeric))))
        if not worst <= tolerance:
            other = self.df(a) if self.df_of == "output" else self.df(z)
            swapped = np.max(np.abs(other - numeric) / (1 + np.abs(numeric))) <= tolerance
            hint = (
                f"df takes the {'sum' if self.df_of == 'output' else 'output'}: say so with df_of"
                if swapped
                else "df is not the derivative of f"
            )
            raise InputError(
                f"activation {self.name!r}: df differs from the central difference of f by "
                f"{worst:.2g} at worst; {hint}"
            )
        if self.odd and not np.max(np.abs(z + self.f(-a)) / (1 + np.abs(z))) <= tolerance:
            raise InputError(f"activation {self.name!r} declares odd, but f(-a) is not -f(a)")
        low, high = self.range
        if not ((z >= low - tolerance) & (z <= high + tolerance)).all():
            raise InputError(
                f"activation {self.name!r} declares the range {self.range!r}, but gives "
                f"{float(z.min()):.4g} to {float(z.max()):.4g}"
            )
        return worst
