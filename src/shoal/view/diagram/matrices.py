"""The matrices beneath a drawing, as the lecture writes them: X̃ V Z̃ W Y, each with its shape.

Row 0 of a matrix in Python is the constant; its columns count from 0, the lecture's from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...formulas.letters import ACCENTS, LOWERED
from ...formulas.weight_names import weight_letter

TILDE = ACCENTS["tilde"][0]  # set over the letter before it


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
