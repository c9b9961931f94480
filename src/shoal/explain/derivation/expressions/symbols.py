"""The letters of the lecture: what each is called, how it is indexed, and where its numbers lie.

The same symbol prints as an entry (``z̃[n,m]``), as a matrix (``Z̃``) and in code (``Z1``). An axis
that begins with 0 holds the constant: x̃, z̃ have a column of ones, v and w a row for it; n, and the
units, inputs and outputs themselves, count from 1.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace

from ....formulas.layouts import Fraction, Script
from ....formulas.marks import Mark, Name, Row, row

Axis = tuple[int, str]  # first index, size: (0, "D") is 0..D, D + 1 entries
Marks = tuple[Mark, ...]


@dataclass(frozen=True)
class Index:
    """A counting letter and its range, ``lower .. size``."""

    letter: str
    lower: int
    size: str

    def primed(self) -> Index:
        return replace(self, letter=self.letter + "′")

    def counted_from(self, lower: int) -> Index:
        return replace(self, lower=lower)

    @property
    def axis(self) -> Axis:
        return self.lower, self.size

    def mark(self) -> Mark:
        return Name(self.letter)

    def range_text(self) -> str:
        return f"{self.letter} = {self.lower}..{size_mark(self.size).text()}"


def size_mark(size: str) -> Mark:
    """N, D, M, K; M_1, M_2 ... for the layers of a deeper network."""
    letter, _, tag = size.partition("_")
    return Script(Name(letter), tag=tag) if tag else Name(letter)


@dataclass(frozen=True)
class Symbol:
    """A quantity of the network; ``key`` finds its numbers."""

    key: Hashable
    letter: str
    axes: tuple[Axis, ...] = ()
    tag: str = ""
    above: str = ""
    accent: str = ""
    code: str = ""
    is_weight: bool = False

    def entry(self, indices: Marks = (), raised: str = "") -> Mark:
        """As an entry; ``raised`` is T or an exponent."""
        name = Name(self.letter, accent=self.accent)
        return Script(name, indices, self.tag, self.above + raised)

    def matrix(self, raised: str = "", hat: bool = False) -> Mark:
        """As a matrix; ``hat`` leaves out the constant's row."""
        above = self.above + raised
        letter = "Δ" if self.letter == "δ" else self.letter.upper()
        name = Name(letter, bold=True, accent="hat" if hat else self.accent)
        return Script(name, tag=self.tag, above=above) if above or self.tag else name


@dataclass(frozen=True)
class Gradient(Symbol):
    """∂E/∂w for each entry of a weight matrix; its truth is the complex step."""

    of: Symbol | None = None

    def entry(self, indices: Marks = (), raised: str = "") -> Mark:
        assert self.of is not None
        return _slope_of_cost(self.of.entry(indices))

    def matrix(self, raised: str = "", hat: bool = False) -> Mark:
        assert self.of is not None
        return _slope_of_cost(self.of.matrix())


def _slope_of_cost(below: Mark) -> Mark:
    return Fraction(Row((Name("∂"), Name("E"))), row(Name("∂"), below))


def gradient(weight: Symbol, layer: int) -> Gradient:
    return Gradient(("gradient", layer), "g", weight.axes, of=weight)


def updated(weight: Symbol, layer: int) -> Symbol:
    """The weight after the step, printed by the same letter on the left of an arrow."""
    return replace(weight, key=("new", layer))


E = Symbol("E", "E")
N = Index("n", 1, "N")
K = Index("k", 1, "K")
T = Symbol("t", "t", (N.axis, K.axis), code="T")


@dataclass(frozen=True)
class Letters:
    """The symbols of a network, layer by layer, and the letters that count its units.

    ``z[l]`` and ``z1[l]`` go into layer l, without and with the constant (``z[0]`` is X); ``w[l]``
    are its weights, ``a[l]`` its sums, the last of which are the outputs Y; ``delta[l]`` are
    -NK/2 ∂E/∂a. ``units[l]`` counts what goes in, ``units[l + 1]`` what comes out, from 1.
    """

    units: tuple[Index, ...]
    z: tuple[Symbol, ...]
    z1: tuple[Symbol, ...]
    w: tuple[Symbol, ...]
    a: tuple[Symbol, ...]
    delta: tuple[Symbol, ...]


_KINDS = ("z", "z1", "w", "a", "delta")
_LECTURE = {  # letter, mark above and name in code, for the hidden and the output layer
    "z": (("x", "", "X"), ("z", "", "Z")),
    "z1": (("x", "", "X1"), ("z", "", "Z1")),
    "w": (("v", "", "V"), ("w", "", "W")),
    "a": (("a", "", "A"), ("y", "", "Y")),
    "delta": (("δ", "(h)", "delta_h"), ("δ", "(o)", "delta_o")),
}
_BY_LAYER = {
    "z": ("z", "Z"),
    "z1": ("z", "Z1"),
    "w": ("w", "W"),
    "a": ("a", "A"),
    "delta": ("δ", "delta"),
}
_HIDDEN_INDICES = "mpqrsu"  # neighbouring layers count with different letters


def lecture_letters() -> Letters:
    """x̃, v, a, z, z̃, w, y: one hidden layer."""
    return _letters(("D", "M", "K"), _LECTURE)


def layer_letters(n_hidden: int) -> Letters:
    """One letter a kind, the layer above it: ``w⁽⁰⁾`` is V, the last is W."""
    sizes = ("D", *(f"M_{i + 1}" for i in range(n_hidden)), "K")
    rows = {
        kind: tuple((letter, f"({i})", f"{code}[{i}]") for i in range(n_hidden + 1))
        for kind, (letter, code) in _BY_LAYER.items()
    }
    rows["a"] = (*rows["a"][:-1], ("y", "", "Y"))
    return _letters(sizes, rows)


def _letters(
    sizes: tuple[str, ...], names: Mapping[str, tuple[tuple[str, str, str], ...]]
) -> Letters:
    hidden = [_HIDDEN_INDICES[i % len(_HIDDEN_INDICES)] for i in range(len(sizes) - 2)]
    units = tuple(Index(c, 1, s) for c, s in zip(["j", *hidden, "k"], sizes, strict=True))

    def symbol(kind: str, layer: int) -> Symbol:
        letter, above, code = names[kind][layer]
        into, out = units[layer].axis, units[layer + 1].axis
        with_constant = (0, into[1])
        axes = {"z": (N.axis, into), "z1": (N.axis, with_constant), "w": (with_constant, out)}
        return Symbol(
            (kind, layer),
            letter,
            axes.get(kind, (N.axis, out)),
            above=above,
            accent="tilde" if kind == "z1" else "",
            code=code,
            is_weight=kind == "w",
        )

    layers = range(len(sizes) - 1)
    return Letters(units, *(tuple(symbol(kind, i) for i in layers) for kind in _KINDS))
