"""What stands out in a drawing: one weight with its path to the outputs, or the way of all deltas.

The path of weight v_{j,m} is the path of its chain rule: the edge itself, the unit that it feeds, and
every edge from there on to the outputs. Deltas go back through the weights of units, never through a
constant's.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from ...errors import InputError
from ...formulas.weight_names import unit_name, weight_name

Wish = tuple[str | int, int | str, int] | Literal["deltas"] | None
LETTERS = {"v": 1, "w": 1, "V": 0, "W": 0}  # of a place, and from where its columns count


@dataclass(frozen=True)
class Lit:
    """Which edges and nodes of a network of these ``sizes`` stand out.

    ``place`` is (layer, row, column) of a weight, counted from 0, or None for all deltas.
    """

    sizes: tuple[int, ...]
    place: tuple[int, int, int] | None

    def node(self, layer: int, index: int | None) -> bool:
        """Whether unit ``index`` of layer 0 ... L + 1 does; None is the layer's constant."""
        if self.place is None:
            return layer > 0 and index is not None
        begin, row, column = self.place
        if layer <= begin:
            return layer == begin and index == (row - 1 if row else None)
        return index is not None and (layer > begin + 1 or index == column)

    def edge(self, layer: int, row: int, column: int) -> bool:
        """Whether the weight in this place does."""
        if self.place is None:
            return layer > 0 and row > 0
        if (layer, row, column) == self.place:
            return True
        return layer > self.place[0] and row > 0 and self.node(layer, row - 1)

    def told(self, inputs: Sequence[str], targets: Sequence[str]) -> str:
        """``v₁,₃ from speed to unit 3, and its path to the output``."""
        last = len(self.sizes) - 1
        if self.place is None:
            return "deltas: the errors t − y, sent back through the weights"
        layer, row, column = self.place
        source = "the constant 1"
        if row:
            source = inputs[row - 1] if layer == 0 else unit_name(layer, row - 1, last)
        end = layer == last - 1
        goal = targets[column] if end else unit_name(layer + 1, column, last)
        way = "" if end else f", and its path to the output{'s' if self.sizes[-1] > 1 else ''}"
        return f"{weight_name(layer, row, column, last)} from {source} to {goal}{way}"


def lit_of(wish: Wish, sizes: Sequence[int], inputs: Sequence[str]) -> Lit | None:
    """What is to be lit, from ("v", j, m) or ("w", m, k) as the lecture counts, or as Python does.

    Python's places are ("V", row, column), ("W", row, column) or (layer, row, column), from 0; of the
    first layer the row may be an input's name. "deltas" lights the way back, None nothing.

    Raises
    ------
    InputError
        If there is no such weight; the message names the range.
    """
    if wish is None:
        return None
    sizes = tuple(sizes)
    if wish == "deltas":
        return Lit(sizes, None)
    if not isinstance(wish, tuple | list) or len(wish) != 3:
        raise InputError(
            f"lit must be 'deltas' or a weight, ('v', j, m), ('w', m, k) or (layer, row, column), "
            f"not {wish!r}"
        )
    matrix, row, column = wish
    first = LETTERS.get(matrix, 0) if isinstance(matrix, str) else 0
    layer = _layer(matrix, len(sizes) - 1)
    if isinstance(row, str):
        if layer or row not in inputs:
            raise InputError(f"there is no input {row!r} in this layer; it has {', '.join(inputs)}")
        row = list(inputs).index(row) + 1
    place = [_whole(row), _whole(column)]
    n_rows, n_columns = sizes[layer] + 1, sizes[layer + 1]
    if not 0 <= place[0] < n_rows or not first <= place[1] < n_columns + first:
        raise InputError(
            f"there is no weight {wish!r}: its first index goes from 0 (the constant) to "
            f"{n_rows - 1}, its second from {first} to {n_columns - 1 + first}"
        )
    return Lit(sizes, (layer, place[0], place[1] - first))


def _layer(matrix: object, n_layers: int) -> int:
    """Of the name or number of a weight matrix."""
    hidden = n_layers - 1
    names = {"W": hidden, "w": hidden}
    if hidden == 1:
        names |= {"V": 0, "v": 0}
    names |= {f"V({layer})": layer for layer in range(hidden) if hidden > 1}
    if isinstance(matrix, str) and matrix in names:
        return names[matrix]
    if not isinstance(matrix, str) and 0 <= _whole(matrix) < n_layers:
        return _whole(matrix)
    raise InputError(f"this network has no weights {matrix!r}; it has {', '.join(names)}")


def _whole(value: object) -> int:
    """A whole number, or -1, which no index is."""
    try:
        return -1 if isinstance(value, bool) else operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return -1
