"""What the layers, units and weights of a step are called.

One rule for all that is read (docs/notation.md): inputs, units and outputs count from 1 as in the
lecture, 0 is the constant, and a weight is v or w with the place it comes from first: v₁,₂. A capital
with brackets, V[1,1], is Python's place of it, from 0.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass

from ...core.activations import Activation
from ...errors import InputError
from ...formulas.letters import LOWERED, RAISED
from ...formulas.weight_names import unit_name, weight_name
from ...tables.wording import unknown

_POWER = re.compile(r"\*\*(\d+)")
_SIDE_BY_SIDE = re.compile(r"\*(?=\()|(?<=\d)\*(?=[sz](?![a-z]))")
_LETTER = re.compile(r"(?<![a-zA-Z])[sz](?![a-zA-Z])")


def slope_text(h: Activation, z: str, a: str) -> str:
    """dz/da as a formula of the names given: ``1 − z²``; ``h′(a)`` where h declares none."""
    if not h.slope_formula:
        return f"h′({z if h.df_of == 'output' else a})"
    text = h.slope_formula.replace("-", "−")
    text = _POWER.sub(lambda power: power[1].translate(RAISED), text)
    text = _SIDE_BY_SIDE.sub("", text).replace("*", " ")
    return _LETTER.sub(lambda letter: z if letter[0] == "z" else a, text)


def low(*indices: int | str) -> str:
    """Indices below the line: ``₁,₂`` or ``ₙ,₂``."""
    return ",".join(str(index).translate(LOWERED) for index in indices)


@dataclass(frozen=True)
class Names:
    """Names for the layers 0 ... L of a network.

    With one hidden layer V and W, A and Z, ``delta_h`` and ``delta_o``; with several, V(0), V(1)
    ... and W, A(0) ... and so on, W being the output layer always.
    """

    sizes: tuple[int, ...]
    inputs: tuple[str, ...]
    targets: tuple[str, ...]

    @property
    def L(self) -> int:
        return len(self.sizes) - 2

    def of(self, stem: str, layer: int) -> str:
        """``stem`` with the number of a hidden layer where there are several."""
        return f"{stem}({layer})" if self.L > 1 else stem

    def weights(self, layer: int) -> str:
        return "W" if layer == self.L else self.of("V", layer)

    def Z1(self, layer: int) -> str:
        """The array that layer ``layer``'s weights multiply, the constant 1 first."""
        return "X1" if layer == 0 else self.of("Z1", layer - 1)

    def Z(self, layer: int) -> str:
        """The outputs of layer ``layer``."""
        return "Y" if layer == self.L else self.of("Z", layer)

    def A(self, layer: int) -> str:
        return "A_o" if layer == self.L else self.of("A", layer)

    def delta(self, layer: int) -> str:
        return "delta_o" if layer == self.L else self.of("delta_h", layer)

    def letter(self, stem: str, layer: int) -> str:
        """``stem`` as a letter of a formula: ``z``, with several hidden layers ``z⁽⁰⁾``; ``y`` last."""
        if layer == self.L:
            return {"v": "w", "z": "y", "δ": "δ⁽ᵒ⁾"}.get(stem, stem)
        above = f"({layer})" if self.L > 1 else "(h)" if stem == "δ" else ""
        return stem + above.translate(RAISED)

    def entry(self, stem: str, layer: int, *indices: int | str) -> str:
        """An entry in the lecture's indices: ``v₁,₂``, ``zₙ,₂``, ``δ⁽ʰ⁾ₙ,₂``."""
        return self.letter(stem, layer) + low(*indices)

    def weight(self, layer: int, j: int, column: int) -> str:
        """The weight in row ``j`` and column ``column`` of the layer's matrix, both from 0."""
        return weight_name(layer, j, column, self.L + 1)

    def place(self, layer: int, j: int, column: int) -> str:
        """The same in Python."""
        return f"{self.weights(layer)}[{j},{column}]"

    def unit(self, layer: int, m: int) -> str:
        """The unit in column m of the layer's weights: a hidden unit or a target."""
        if layer == self.L:
            return f"`{self.targets[m]}`"
        name = unit_name(layer + 1, m, self.L + 1)
        return name if self.L > 1 else f"hidden {name}"

    def units(self, layer: int) -> tuple[str, ...]:
        """Names for the columns of the layer's weights."""
        if layer == self.L:
            return self.targets
        return tuple(f"unit {m + 1}" for m in range(self.sizes[layer + 1]))

    def source(self, layer: int, j: int) -> str:
        """What row j of a weight matrix is multiplied with."""
        if j == 0:
            return "the constant 1"
        return f"`{self.inputs[j - 1]}`" if layer == 0 else self.unit(layer - 1, j - 1)

    def joins(self, layer: int, j: int, m: int) -> str:
        """``weight of `speed` to hidden unit 5``."""
        return f"weight of {self.source(layer, j)} to {self.unit(layer, m)}"

    def place_of(self, weight: object) -> tuple[int, int, int]:
        """(layer, row, column) from 0 of a weight: ``("v", j, m)`` or ``("w", m, k)`` in the lecture's
        indices, ``("V", row, column)``, ``("W", row, column)`` or ``(layer, row, column)`` in Python's;
        the row may be an input's name.

        Raises
        ------
        InputError
            If it is none of these, or lies beyond the matrix; the message names the range.
        """
        if not isinstance(weight, tuple | list) or len(weight) != 3:
            raise InputError(
                f"weight must be ('v', j, m) or ('w', m, k), or from 0 ('V', row, column), "
                f"('W', row, column) or (layer, row, column), not {weight!r}"
            )
        layer, first = self._layer(weight[0])
        rows, columns = self.sizes[layer] + 1, self.sizes[layer + 1]
        j = self._input(weight[1]) if isinstance(weight[1], str) and layer == 0 else weight[1]
        matrix = self.weights(layer)
        row, column = ("m", "k") if 0 < layer == self.L else ("j", "m")
        if not first:
            row, column = "row", "column"
        places = ((row, j, 0, rows), (column, weight[2], first, columns))
        for called, index, least, n in places:
            zero = " (0 is the constant's row)" if called == row else ""
            most = n - 1 + least
            if not _is_whole(index) or not least <= index <= most:
                raise InputError(
                    f"{matrix} has shape ({rows}, {columns}): {called} must be a whole number from "
                    f"{least} to {most}{zero}, not {index!r}"
                )
        return layer, int(j), int(weight[2]) - first

    def _layer(self, given: object) -> tuple[int, int]:
        """The layer, and the number that its columns are counted from: small letters from 1."""
        known = {self.weights(layer): (layer, 0) for layer in range(self.L + 1)}
        known |= {name.lower(): (layer, 1) for name, (layer, _) in known.items()}
        if isinstance(given, str) and given in known:
            return known[given]
        if _is_whole(given) and 0 <= given <= self.L:  # type: ignore[operator]
            return int(given), 0  # type: ignore[call-overload]
        listed = ", ".join(f"{self.weights(layer)!r} or {layer}" for layer in range(self.L + 1))
        raise InputError(f"this network has no weights {given!r}; its matrices are {listed}")

    def _input(self, name: str) -> int:
        if name not in self.inputs:
            raise InputError(f"the network has no input {name!r}; {unknown(name, self.inputs)}")
        return self.inputs.index(name) + 1


def _is_whole(value: object) -> bool:
    if isinstance(value, bool):
        return False
    try:
        operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return False
    return True
