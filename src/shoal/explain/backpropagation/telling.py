"""What happens in a step, in plain sentences: forward, the error back, the update, for one row and weight.

Each says what the drawing beside it shows, with the step's own numbers, rounded to three digits.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from ...tables.wording import count, inert
from .lecture_names import Names
from .record import Step

MOST_INPUTS = 3  # that a sentence names
FEW_DIGITS, MOST_DECIMALS = 3, 9


class Passes(NamedTuple):
    """A sentence or two for each pass of an epoch."""

    forward: str
    backward: str
    update: str


def passes_of(step: Step, i: int = 0, row: str | None = None) -> Passes:
    """The sentences for the ``i``-th of the step's chosen rows and the weight that it follows.

    ``row`` is what the row is called, by default its name in the step.
    """
    called = step.row_names[i] if row is None else row
    teller = _Teller(step, Names(step.sizes, step.inputs, step.targets), i, called)
    return Passes(teller.forward(), teller.backward(), teller.update())


@dataclass(frozen=True)
class _Teller:
    step: Step
    names: Names
    i: int
    row: str

    @property
    def _place(self) -> tuple[int, int, int]:
        return (self.step.chain.layer, *self.step.chain.index)

    @property
    def _output(self) -> int:
        """The output that is spoken of: the one that the weight leads to, or the first."""
        layer, _, column = self._place
        return column if layer == self.names.L else 0

    def _at(self, array: str, column: int) -> str:
        return _shown(float(self.step[array][self.i, column]))

    def forward(self) -> str:
        layer, row, column = self._place
        L = self.names.L
        begin = f"{_capital(inert(self.row))} goes in as {self._inputs()}."
        if L == 0:
            return f"{begin} {self._answer('Its weighted sum')}"
        of, unit = (layer, column) if layer < L else (L - 1, row - 1)
        if unit < 0:  # the constant's weight to an output leaves no unit
            return f"{begin} {self._answer('The weighted sum of all units')}"
        a, z = self._at(self.names.A(of), unit), self._at(self.names.Z(of), unit)
        middle = (
            f"{_capital(self.names.unit(of, unit))} adds up what reaches it, each times its weight: "
            f"{self.names.letter('a', of)} = {a}; and answers "
            f"{self.names.letter('z', of)} = {inert(self.step.hidden)}({a}) = {z}."
        )
        return f"{begin} {middle} {self._answer('The weighted sum of all units')}"

    def _inputs(self) -> str:
        names = self.names.inputs
        if len(names) > MOST_INPUTS:
            return f"{len(names)} inputs in scaled units"
        values = [f"{_named(name)} = {self._at('X1', j + 1)}" for j, name in enumerate(names)]
        return f"{_listed(values)}, in scaled units"

    def _answer(self, who: str) -> str:
        y, t = self._at("Y", self._output), self._at("T", self._output)
        targets, output = self.step.targets, self.step.functions[1]
        which = f" for {_named(targets[self._output])}" if len(targets) > 1 else ""
        bend = "" if output.is_identity else f", sent through {inert(output.name)},"
        return f"{who}{bend} gives y = {y}{which}; the target is t = {t}."

    def backward(self) -> str:
        step, names, k = self.step, self.names, self._output
        layer, _, column = self._place
        error, delta = self._at("error", k), self._at(names.delta(names.L), k)
        which = f" at {_named(step.targets[k])}" if len(step.targets) > 1 else ""
        bend = "" if step.functions[1].is_identity else f"times the slope of {inert(step.output)} "
        begin = (
            f"The output is off by t − y = {error}{which}; {bend}this is its delta, "
            f"{names.letter('δ', names.L)} = {delta}."
        )
        weight = step.chain.weight
        if layer == names.L:
            return f"{begin} {weight} leads straight to this output, so nothing has to go further back."
        unit, n = names.unit(layer, column), step.sizes[layer + 2]
        way = f"The deltas of the {n} units above go back, each through its weight, and add up"
        if n == 1:
            w = float(step[names.weights(layer + 1)][column + 1, 0])
            way = f"It goes back through {names.weight(layer + 1, column + 1, 0)} = {_shown(w)}"
        return (
            f"{begin} {way}; times the slope of {unit}{self._slope(layer, column)} that makes the "
            f"unit's own delta, {names.letter('δ', layer)} = {self._at(names.delta(layer), column)}."
        )

    def _slope(self, layer: int, column: int) -> str:
        """Its value."""
        h = self.step.functions[0]
        a, z = (
            self.step[name][self.i, column] for name in (self.names.A(layer), self.names.Z(layer))
        )
        return f", {_shown(float(h.slope(a, z)))},"

    def update(self) -> str:
        chain, step = self.step.chain, self.step
        source = self.names.source(*self._place[:2]).replace("`", "")
        mean = "weighted mean" if step.weighted else "mean"
        outputs = f" and {len(step.targets)} outputs" if len(step.targets) > 1 else ""
        pull = f", less the penalty's {_shown(chain.penalty)}," if chain.alpha else ""
        before, after = _told_apart(chain.value, chain.new)
        return (
            f"Every row pulls at {chain.weight} by its delta times what comes from {inert(source)}. "
            f"The {mean} of these pulls over all {count(step.n_rows, 'row')}{outputs}{pull} is "
            f"{_shown(-chain.gradient)}, downhill in E/2. The rate {chain.rate:g} times that moves "
            f"{chain.weight} {'up' if chain.update >= 0 else 'down'}, from {before} to {after}."
        )


def _shown(value: float) -> str:
    """Three digits, with a minus that is one."""
    size = abs(value)
    if size >= 1e6 or 0 < size < 1e-4:
        return f"{value:.2e}".replace("-", "−")
    decimals = (
        min(max(FEW_DIGITS - 1 - math.floor(math.log10(size)), 0), 12) if size else FEW_DIGITS
    )
    return f"{value:.{decimals}f}".replace("-", "−")


def _told_apart(before: float, after: float) -> tuple[str, str]:
    """Both with so many decimals that one sees them differ."""
    away = abs(after - before)
    needed = 1 - math.floor(math.log10(away)) if away else FEW_DIGITS
    decimals = min(max(needed, FEW_DIGITS), MOST_DECIMALS)
    first, second = (f"{value:.{decimals}f}".replace("-", "−") for value in (before, after))
    return first, second


def _named(name: str) -> str:
    return inert(name, 40)


def _listed(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
