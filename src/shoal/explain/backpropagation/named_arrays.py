"""Every array of an epoch under its name, with its formula, in the order of computing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ...core.layout import Array
from .figures import CONSTANT
from .kept_epoch import Epoch
from .lecture_names import Names
from .record import NamedArray


def arrays_of(
    epoch: Epoch, names: Names, s: Array, rows: Array, labels: tuple[str, ...], weighted: bool
) -> tuple[NamedArray, ...]:
    """The arrays; of those with a row for each row of the table only the chosen ``rows``."""
    writer = _Writer(epoch, names, rows, labels)
    return (
        *writer.forward(),
        *writer.backward(s if weighted else None),
        *writer.gradients(weighted),
        *writer.update(),
    )


@dataclass(frozen=True)
class _Writer:
    epoch: Epoch
    names: Names
    rows: Array
    labels: tuple[str, ...]

    def forward(self) -> Iterator[NamedArray]:
        epoch, names, L, ones = self.epoch, self.names, self.names.L, "the constant 1 first"
        columns = (CONSTANT, *names.inputs)
        yield self._rows("forward", "X1", "[1 X]", f"inputs, scaled, {ones}", epoch.Z1[0], columns)
        for layer, W in enumerate(epoch.weights):
            w, units, last = names.weights(layer), names.units(layer), layer == L
            what, product = "output" if last else "hidden", f"{names.Z1(layer)} {w}"
            meaning = f"weights of the {what} units, the constant's row first"
            yield self._weights("forward", w, "", meaning, layer, W)
            z, h = names.Z(layer), epoch.output if last else epoch.hidden
            if last and h.is_identity:
                yield self._rows("forward", z, product, "outputs, scaled", epoch.Z[-1], units)
                return
            a = names.A(layer)
            meaning = f"sums of the {what} units"
            yield self._rows("forward", a, product, meaning, epoch.A[layer], units)
            meaning = f"outputs of the {what} units"
            yield self._rows("forward", z, f"{h.name}({a})", meaning, epoch.Z[layer + 1], units)
            if not last:
                z1, columns = names.Z1(layer + 1), (CONSTANT, *units)
                values = epoch.Z1[layer + 1]
                yield self._rows("forward", z1, f"[1 {z}]", f"the same, {ones}", values, columns)

    def backward(self, s: Array | None) -> Iterator[NamedArray]:
        epoch, names, targets = self.epoch, self.names, self.names.targets
        yield self._rows("backward", "T", "", "targets, scaled", epoch.T, targets)
        error = epoch.T - epoch.Z[-1]
        yield self._rows("backward", "error", "T − Y", "targets less outputs", error, targets)
        if s is not None:
            yield self._rows("backward", "s", "", "weights of the rows", s[:, np.newaxis], ("s",))
        for layer in reversed(range(names.L + 1)):
            last = layer == names.L
            h, to = (epoch.output, "outputs") if last else (epoch.hidden, "hidden units")
            sent = "error"
            if not last:
                sent = f"({names.delta(layer + 1)} {names.weights(layer + 1)}[1:]ᵀ)"
            slope = "" if h.is_identity else f" ∗ h′({names.A(layer)})"
            meaning, values = f"error at the sums of the {to}", epoch.deltas[layer]
            name, units = names.delta(layer), names.units(layer)
            yield self._rows("backward", name, sent + slope, meaning, values, units)

    def gradients(self, weighted: bool) -> Iterator[NamedArray]:
        names, S = self.names, "S" if weighted else "N"
        meaning = "gradient of the cost, E/2 with the penalty"
        for layer in reversed(range(names.L + 1)):
            w, delta = names.weights(layer), names.delta(layer)
            sent = f"(s ∗ {delta})" if weighted else delta
            pull = f" + α {w} / {S}" if self.epoch.penalty[layer].any() else ""
            formula = f"−{names.Z1(layer)}ᵀ {sent} / ({S} K){pull}"
            yield self._weights("backward", f"G_{w}", formula, meaning, layer, self.epoch.G[layer])

    def update(self) -> Iterator[NamedArray]:
        for layer, W in enumerate(self.epoch.new):
            w, rate = self.names.weights(layer), self.epoch.rates[layer]
            formula = f"{w} − {rate:g} G_{w}"
            yield self._weights("update", f"{w}_new", formula, "weights after this epoch", layer, W)

    def _rows(
        self,
        part: str,
        name: str,
        formula: str,
        meaning: str,
        values: Array,
        columns: Sequence[str],
    ) -> NamedArray:
        shape, kept = (values.shape[0], values.shape[1]), _frozen(values[self.rows])
        columns = tuple(columns)
        return NamedArray(name, formula, meaning, part, shape, True, kept, self.labels, columns)

    def _weights(
        self, part: str, name: str, formula: str, meaning: str, layer: int, W: Array
    ) -> NamedArray:
        shape, kept = (W.shape[0], W.shape[1]), _frozen(W)
        below = self.names.units(layer - 1) if layer else self.names.inputs
        rows, columns = (CONSTANT, *below), self.names.units(layer)
        return NamedArray(name, formula, meaning, part, shape, False, kept, rows, columns)


def _frozen(values: Array) -> Array:
    kept = np.array(values, dtype=np.float64)
    kept.flags.writeable = False
    return kept
