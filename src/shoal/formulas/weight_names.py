"""What a weight and a unit are called in the lecture's letters (docs/notation.md).

Inputs, units and outputs count from 1, 0 is the constant, and a weight's first index is where it comes
from: v₁,₂, w₀,₁. Places in Python are counted from 0.
"""

from __future__ import annotations

from .letters import LOWERED, RAISED


def weight_letter(layer: int, last: int) -> str:
    """``v``; ``w`` for the weights of the output layer, of ``last`` layers of weights in all."""
    return "w" if layer == last - 1 else "v"


def weight_name(layer: int, row: int, column: int, last: int) -> str:
    """``v₁,₂``, ``v⁽⁰⁾₁,₂`` with several hidden layers, ``w₀,₁``: of a place counted from 0."""
    letter = weight_letter(layer, last)
    above = f"({layer})".translate(RAISED) if last > 2 and letter == "v" else ""
    return f"{letter}{above}{f'{row},{column + 1}'.translate(LOWERED)}"


def unit_name(layer: int, index: int, last: int) -> str:
    """``unit 3``, ``unit 3 of hidden layer 1`` where there are several; ``layer`` counts from 1."""
    return f"unit {index + 1}" + (f" of hidden layer {layer}" if last > 2 else "")
