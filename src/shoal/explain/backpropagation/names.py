"""What the layers, units and weights of a step are called."""

from __future__ import annotations

import operator
from dataclasses import dataclass

from ...errors import InputError
from ...tables.wording import unknown

SLOPES = {  # dz/da as the lecture writes it, of the output z where that is cheapest
    "identity": "1",
    "tanh": "1 − {z}²",
    "logistic": "{z}(1 − {z})",
    "relu": "[{z} > 0]",
    "softplus": "1 − exp(−{z})",
    "gaussian": "−2{a} exp(−{a}²)",
    "polynomial": "2 + 2{a} + 15{a}⁴",
}


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

    def unit(self, layer: int, m: int) -> str:
        """Unit m of the layer behind the weights of ``layer``: a hidden unit or a target."""
        if layer == self.L:
            return f"`{self.targets[m]}`"
        return f"hidden unit {m}" + (f" of layer {layer}" if self.L > 1 else "")

    def units(self, layer: int) -> tuple[str, ...]:
        """Names for the columns of the layer's weights."""
        if layer == self.L:
            return self.targets
        return tuple(f"unit {m}" for m in range(self.sizes[layer + 1]))

    def source(self, layer: int, j: int) -> str:
        """What row j of a weight matrix is multiplied with."""
        if j == 0:
            return "the constant 1"
        return f"`{self.inputs[j - 1]}`" if layer == 0 else self.unit(layer - 1, j - 1)

    def joins(self, layer: int, j: int, m: int) -> str:
        """``weight of `speed` to hidden unit 4``."""
        return f"weight of {self.source(layer, j)} to {self.unit(layer, m)}"

    def place_of(self, weight: object) -> tuple[int, int, int]:
        """(layer, j, m) of ("V", j, m), ("W", m, k) or (layer, j, m); j may be an input's name.

        Raises
        ------
        InputError
            If it is none of these, or lies beyond the matrix; the message names the range.
        """
        if not isinstance(weight, tuple | list) or len(weight) != 3:
            raise InputError(
                f"weight must be ('V', j, m), ('W', m, k) or (layer, j, m), not {weight!r}"
            )
        layer = self._layer(weight[0])
        rows, columns = self.sizes[layer] + 1, self.sizes[layer + 1]
        j = self._input(weight[1]) if isinstance(weight[1], str) and layer == 0 else weight[1]
        matrix = self.weights(layer)
        row, column = ("m", "k") if 0 < layer == self.L else ("j", "m")
        for letter, index, n in ((row, j, rows), (column, weight[2], columns)):
            zero = " (0 is the constant's row)" if letter == row else ""
            if not _is_whole(index) or not 0 <= index < n:
                raise InputError(
                    f"{matrix} has shape ({rows}, {columns}): {letter} must be a whole number from "
                    f"0 to {n - 1}{zero}, not {index!r}"
                )
        return layer, int(j), int(weight[2])

    def _layer(self, given: object) -> int:
        known = {self.weights(layer): layer for layer in range(self.L + 1)}
        if isinstance(given, str) and given in known:
            return known[given]
        if _is_whole(given) and 0 <= given <= self.L:  # type: ignore[operator]
            return int(given)  # type: ignore[call-overload]
        listed = ", ".join(f"{name!r} or {layer}" for name, layer in known.items())
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
