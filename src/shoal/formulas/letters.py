"""The signs of formulas in Unicode and in LaTeX: one table of each, for all that is printed."""

from __future__ import annotations

LATEX = {  # in a formula; what is not here is the same sign in LaTeX
    "δ": r"\delta", "Δ": r"\Delta", "ρ": r"\rho", "π": r"\pi ", "∂": r"\partial ", "−": "-",
    "⊙": r"\odot", "←": r"\leftarrow", "∗": "*", "·": r"\cdot", "⋅": r"\cdot", "×": r"\times",
    "′": "'", "…": r"\dots", "≥": r"\ge", "ᵀ": r"\mathsf{T}",
}  # fmt: skip
LATEX_FUNCTIONS = frozenset(("exp", "log", "tanh", "sinh", "cosh", "sin", "cos", "max", "min"))
RAISED = str.maketrans(dict(zip("0123456789()-oTh∗", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁻ᵒᵀʰ*", strict=True)))
LOWERED = str.maketrans(dict(zip("0123456789njmk", "₀₁₂₃₄₅₆₇₈₉ₙⱼₘₖ", strict=True)))
ACCENTS = {"tilde": ("\u0303", "˜"), "hat": ("\u0302", "ˆ")}  # set over a letter, by itself
