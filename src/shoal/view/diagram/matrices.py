"""How a drawing writes what the lecture names: matrices with their shapes, weights with their indices.

Counting is the lecture's: inputs j = 1 ... D, units m = 1 ... M, outputs k = 1 ... K, and 0 is the
constant; a weight's first index is where it comes from. Row 0 of a matrix in Python is the constant
too; its columns count from 0, one less than here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

TILDE = "\u0303"  # set over the letter before it
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
RAISED = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")


@dataclass(frozen=True)
class Matrix:
    """What stands beneath a drawing at x in 0 ... 1: a matrix, its shape in letters and in numbers.

    ``layer`` is the number in brackets of a matrix that is one of several, "" else; without
    ``letters`` the name is a whole expression ("z = h(a)") and not a matrix.
    """

    x: float
    letter: str
    tilde: bool = False
    layer: str = ""
    letters: str = ""
    shape: str = ""

    @property
    def text(self) -> str:
        """``X̃``, ``V(0)``."""
        return f"{self.letter}{TILDE if self.tilde else ''}{self.layer}"

    @property
    def mathtext(self) -> str:
        """The same for matplotlib, whose plain text sets a tilde beside its letter."""
        if not self.letters:
            return f"${self.letter}$"
        bold = rf"\mathbf{{{self.letter}}}"
        return f"${self._tilde(bold)}${self.layer}"

    def _tilde(self, letter: str) -> str:
        return rf"\tilde{{{letter}}}" if self.tilde else letter


def matrices(
    sizes: Sequence[int], constants: bool = True, n_rows: int | None = None
) -> tuple[Matrix, ...]:
    """The matrices of a network of these layers, from left to right: X̃ V Z̃ W Y.

    A layer's matrix stands below the layer, its weights' between two. Without ``constants`` there is
    neither tilde nor row 0; a single chain, x to y by one unit, is written as its equations.
    """
    last = len(sizes) - 1
    if not constants and set(sizes) == {1}:
        return _chain(last)
    N = "N" if n_rows is None else f"{n_rows:,}"
    letters = ["D", *(_size(layer, last) for layer in range(1, last)), "K"]
    found = []
    for k in range(last + 1):
        feeds = constants and k < last
        letter = "X" if k == 0 else "Y" if k == last else "Z"
        number = f"({k - 1})" if letter == "Z" and last > 2 else ""
        columns = _one_more(letters[k]) if feeds else letters[k]
        found.append(
            Matrix(k / last, letter, feeds, number, f"N × {columns}", f"{N} × {sizes[k] + feeds:,}")
        )
        if k < last:
            number = f"({k})" if k < last - 1 and last > 2 else ""
            rows = _one_more(letters[k]) if constants else letters[k]
            found.append(
                Matrix(
                    (k + 0.5) / last,
                    weight_letter(k, last).upper(),
                    False,
                    number,
                    f"{rows} × {letters[k + 1]}",
                    f"{sizes[k] + constants:,} × {sizes[k + 1]:,}",
                )
            )
    return tuple(found)


def _chain(last: int) -> tuple[Matrix, ...]:
    """The equations of one unit after the other, each below what it gives."""
    if last == 1:
        return Matrix(0, "x"), Matrix(1, "y = w x")
    if last == 2:
        return Matrix(0, "x"), Matrix(0.5, "z = h(v x)"), Matrix(1, "y = w z")
    return (
        Matrix(0, "x"),
        *(Matrix(k / last, f"z{k}".translate(LOWERED)) for k in range(1, last)),
        Matrix(1, "y"),
    )


def _size(layer: int, last: int) -> str:
    return "M" if last == 2 else f"M{layer}".translate(LOWERED)


def _one_more(letter: str) -> str:
    return f"({letter}+1)"


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
