"""The chain rule of one weight: for each chosen row a product of named factors.

dE/dw = sum_n -2 s_n / (K sum(s)) * (sum over the units above of delta * weight) * h'(a) * input,

where a unit's delta is again such a sum times its slope, up to the outputs' t - y. A sum of one
addend is written as its factors. (Lecture: scalar chain rule, one output, then two.)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...core.layout import Array
from ...model.scaling import Scaling
from ..checking.gradient import CENTRAL_STEP
from .kept_epoch import Epoch
from .lecture_names import Names, low, slope_text
from .record import Addend, Chain, Factor

UNFOLDED = 256  # addends: deeper sums are given by their value, which an array of the epoch holds


@dataclass(frozen=True)
class _Rule:
    """Factors of one epoch at the chosen rows."""

    epoch: Epoch
    names: Names
    inputs: Scaling
    targets: Scaling
    rows: Array
    weighted: bool

    def lead(self) -> Factor:
        """-2 s / (S K), the same for every row without weights."""
        K = self.epoch.T.shape[1]
        values = -2 * self.epoch.share[self.rows, 0] / K
        if self.weighted:
            meaning = "of E, the mean square: the 2 of the square, the row's weight s over S, 1/K"
            return _factor("−2s/(SK)", "s[n]", meaning, "", (), values)
        meaning = "of E, the mean square: the 2 of the square, 1/N and 1/K of the mean"
        return _factor("−2/(NK)", "", meaning, "", (), values)

    def error(self, k: int, sub: str) -> Factor:
        name, scale = self.names.targets[k], self.targets.scale[k]
        return _factor(
            f"t{sub} − y{sub}",
            f"t{low('n', k + 1)} − y{low('n', k + 1)}",
            f"target less output of `{name}`",
            "" if scale == 1 else f"scaled: 1 is {scale:.6g} of `{name}`",
            self.epoch.T.shape,
            (self.epoch.T - self.epoch.Z[-1])[self.rows, k],
        )

    def slope(self, layer: int, m: int, sub: str = "") -> Factor:
        """h'(a) of unit m; its name says whether it is taken from the output or the sum."""
        h = self.epoch.output if layer == self.names.L else self.epoch.hidden
        z, a = ("y" if layer == self.names.L else "z") + sub, "a" + sub
        letter = z if h.df_of == "output" else a
        symbol = slope_text(h, z, a)
        return _factor(
            symbol,
            f"{letter} = {self.names.entry('z' if letter == z else 'a', layer, 'n', m + 1)}",
            f"slope of {h.name} at {self.names.unit(layer, m)}",
            "",
            self.epoch.A[layer].shape,
            self.epoch.slopes[layer][self.rows, m],
        )

    def weight(self, layer: int, j: int, m: int, sub: str) -> Factor:
        W = self.epoch.weights[layer]
        return _factor(
            f"w{sub}",
            self.names.weight(layer, j, m),
            self.names.joins(layer, j, m),
            "",
            W.shape,
            np.full(len(self.rows), W[j, m]),
        )

    def source(self, layer: int, j: int) -> Factor:
        """What the weight is multiplied with: an input, a hidden output or the constant 1."""
        symbol, entry, unit = "x", f"x{low('n', j)}", ""
        if layer > 0:
            symbol, entry = (
                self.names.letter("z", layer - 1),
                self.names.entry("z", layer - 1, "n", j),
            )
        if j == 0:
            symbol, entry = "1", ""
        elif layer == 0:
            name = self.names.inputs[j - 1]
            scaled = self.inputs.formula(j - 1, name)
            unit = "" if scaled == name else f"scaled: {scaled}"
        meaning = self.names.source(layer, j)
        values = self.epoch.Z1[layer][self.rows, j]
        return _factor(symbol, entry, meaning, unit, self.epoch.Z1[layer].shape, values)

    def sent_back(self, layer: int, m: int, room: int) -> list[Factor]:
        """What reaches the output of hidden unit m: the sum of delta * weight over the units above."""
        above = self.epoch.weights[layer + 1].shape[1]
        addends = []
        for u in range(above):
            sub = low(u + 1) if above > 1 else ""
            factors = [
                *self.delta(layer + 1, u, sub, room // above),
                self.weight(layer + 1, m + 1, u, sub),
            ]
            label = f"{'k' if layer + 1 == self.names.L else 'm'} = {u + 1}"
            addends.append(Addend(label, tuple(factors), _product(factors)))
        if above == 1:
            return list(addends[0].factors)
        last = layer + 1 == self.names.L
        symbol = "Σₖ δₖ wₖ" if last else "Σₘ δₘ wₘ"
        if last and self.epoch.output.is_identity:
            symbol = "Σₖ (tₖ − yₖ) wₖ"
        letter = "k" if last else "m"
        delta = self.names.entry("δ", layer + 1, "n", letter)
        entry = f"Σ{low(letter)} {delta} {self.names.entry('v', layer + 1, m + 1, letter)}"
        return [
            _factor(
                symbol,
                entry,
                f"error sent back to {self.names.unit(layer, m)} from the {above} units above it",
                "",
                (),
                np.sum([addend.values for addend in addends], axis=0),
                tuple(addends),
            )
        ]

    def delta(self, layer: int, m: int, sub: str, room: int) -> list[Factor]:
        """Unit m's delta as factors; as a single one where there is no room to unfold its sum."""
        if layer == self.names.L:
            return self.ends(m, sub)
        above = self.epoch.weights[layer + 1].shape[1]
        if above <= max(room, 1):
            return [*self.sent_back(layer, m, room), self.slope(layer, m, sub)]
        return [
            _factor(
                f"δ{sub}",
                self.names.entry("δ", layer, "n", m + 1),
                f"error sent back to the sum of {self.names.unit(layer, m)}",
                "",
                self.epoch.deltas[layer].shape,
                self.epoch.deltas[layer][self.rows, m],
            )
        ]

    def ends(self, k: int, sub: str = "") -> list[Factor]:
        """Delta of output k: t - y, times the slope where the output is not the sum itself."""
        if self.epoch.output.is_identity:
            return [self.error(k, sub)]
        return [self.error(k, sub), self.slope(self.names.L, k, sub)]

    def factors(self, layer: int, j: int, m: int) -> tuple[Factor, ...]:
        if layer == self.names.L:
            middle = self.ends(m)
        else:
            middle = [*self.sent_back(layer, m, UNFOLDED), self.slope(layer, m)]
        return (self.lead(), *middle, self.source(layer, j))


def chain_of(
    epoch: Epoch,
    names: Names,
    scaling: tuple[Scaling, Scaling],
    place: tuple[int, int, int],
    rows: Array,
    total_weight: float,
    weighted: bool,
) -> Chain:
    """The chain rule of the weight at ``place`` = (layer, j, m) for the rows at ``rows``."""
    layer, j, m = place
    factors = _Rule(epoch, names, *scaling, rows, weighted).factors(layer, j, m)
    terms = _product(factors)
    others = np.ones(len(epoch.T), dtype=bool)
    others[rows] = False
    every = -2 * epoch.share[:, 0] / epoch.T.shape[1] * epoch.deltas[layer][:, m]
    rest = float((every * epoch.Z1[layer][:, j])[others].sum())
    w, rate = float(epoch.weights[layer][j, m]), float(epoch.rates[layer])
    total = float(terms.sum()) + rest
    pull = float(epoch.penalty[layer][j, m])
    gradient = total / 2 + pull * w
    width = CENTRAL_STEP * max(1.0, abs(w))
    return Chain(
        weight=names.weight(layer, j, m),
        place=names.place(layer, j, m),
        meaning=names.joins(layer, j, m),
        matrix=names.weights(layer),
        layer=layer,
        index=(j, m),
        value=w,
        factors=factors,
        terms=terms,
        others=rest,
        n_others=int(others.sum()),
        total=total,
        half=total / 2,
        alpha=pull * total_weight,
        penalty=pull * w,
        gradient=gradient,
        by_matrices=float(epoch.G[layer][j, m]),
        difference=_central_difference(epoch, place, width),
        width=width,
        rate=rate,
        update=-rate * gradient,
        new=w - rate * gradient,
    )


def _central_difference(epoch: Epoch, place: tuple[int, int, int], width: float) -> float:
    layer, j, m = place
    costs = []
    for step in (width, -width):
        weights = [w.copy() for w in epoch.weights]
        weights[layer][j, m] += step
        costs.append(epoch.cost_at(weights)[1])
    return (costs[0] - costs[1]) / (2 * width)


def _factor(
    symbol: str,
    entry: str,
    meaning: str,
    unit: str,
    shape: tuple[int, ...],
    values: Array,
    addends: tuple[Addend, ...] = (),
) -> Factor:
    values = np.array(values, dtype=np.float64)
    values.flags.writeable = False
    return Factor(symbol, entry, meaning, unit, tuple(shape), values, addends)


def _product(factors: Sequence[Factor]) -> Array:
    values: Array = np.prod([factor.values for factor in factors], axis=0)
    values.flags.writeable = False
    return values
