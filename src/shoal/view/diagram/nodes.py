"""What a drawing of a network consists of, for every drawer: nodes, edges, headings, matrices beneath."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ...formulas.weight_names import weight_letter
from ..style import number
from .lighting import Lit
from .matrices import Matrix

THINNEST, THICKEST = 0.25, 3.0  # of a line, for the largest weight of its layer
CHOSEN = 3.4  # of the one weight that is asked about
FAINT = 0.14  # of what is not lit where something is


class Line(NamedTuple):
    """How a weight is drawn: its width, in points or pixels, and its opacity in 0 ... 1."""

    width: float
    opacity: float


@dataclass(frozen=True)
class Node:
    """A unit at (x, y) in 0 ... 1, y upwards.

    ``kind`` is "input", "unit", "output", "constant" or "more"; ``index`` counts from 0 within the
    layer, as the columns of the weights do. ``text`` names inputs and outputs, the 1, and how many
    are not drawn. ``relevance``: of an input, or of all that are not drawn. ``lit``: it stands out.
    """

    kind: str
    x: float
    y: float
    text: str = ""
    index: int | None = None
    relevance: float | None = None
    lit: bool = False


@dataclass(frozen=True)
class Edge:
    """A weight between two nodes; ``strength`` is its size beside the largest of its layer.

    ``place`` is (layer, row, column) in the weights. ``lit``: it stands out.
    """

    start: Node
    end: Node
    weight: float
    strength: float
    place: tuple[int, int, int]
    lit: bool = False

    @property
    def positive(self) -> bool:
        """Of a line's two colours, which one; no weight at all counts as positive."""
        return self.weight >= 0

    @property
    def middle(self) -> tuple[float, float]:
        """Half the way between its nodes."""
        return (self.start.x + self.end.x) / 2, (self.start.y + self.end.y) / 2


@dataclass(frozen=True)
class Diagram:
    """Nodes layer by layer, edges from weak to strong, a heading for each layer, matrices beneath.

    ``n_edges`` counts the weights between drawn nodes, of which the strongest are in ``edges``.
    ``lit`` says what stands out, and is empty where nothing does; all else is then drawn faint.
    ``bend`` are points of the output's curve, in -1 ... 1, if it is not the sum itself. ``chain``:
    one unit follows the other, and no constant is drawn.
    """

    layers: tuple[tuple[Node, ...], ...]
    edges: tuple[Edge, ...]
    headings: tuple[str, ...]
    n_edges: int
    matrices: tuple[Matrix, ...] = ()
    lit: Lit | None = None
    told: str = ""
    bend: tuple[tuple[float, float], ...] = ()
    chain: bool = False

    @property
    def tallest(self) -> int:
        """Nodes of the fullest layer."""
        return max(len(nodes) for nodes in self.layers)

    @property
    def sent_back(self) -> tuple[Edge, ...]:
        """The edges along which errors go to the left, where these are lit."""
        if self.lit is None or self.lit.place is not None:
            return ()
        return tuple(edge for edge in self.edges if edge.lit)

    def line(self, edge: Edge, strength: float | None = None) -> Line:
        """How an edge is drawn, by its own strength or by that of all that share its line."""
        strength = edge.strength if strength is None else strength
        if edge.lit and self.lit is not None:
            chosen = edge.place == self.lit.place
            return Line(CHOSEN if chosen else 1.0 + 1.4 * strength, 1.0)
        width = THINNEST + (THICKEST - THINNEST) * strength
        return Line(width, 0.25 + 0.7 * strength if self.lit is None else FAINT)

    def inside(self, node: Node) -> str:
        """What stands inside a node: the 1 of a constant, a unit's number from 1, or its h in a chain."""
        if node.kind == "constant":
            return node.text
        if node.kind != "unit":
            return ""
        return "h" if self.chain else str((node.index or 0) + 1)

    def bar(self, node: Node) -> float:
        """Length of an input's bar, beside the longest one."""
        largest = max((of.relevance or 0.0 for of in self.layers[0]), default=0.0)
        return (node.relevance or 0.0) / largest if largest else 0.0

    def weights(self) -> tuple[tuple[Edge, str, str], ...]:
        """Letter and value of each weight to stand above its line: of a chain alone, which has room."""
        last = len(self.layers) - 1
        edges = self.edges if self.chain else ()
        return tuple((e, weight_letter(e.place[0], last), number(e.weight)) for e in edges)

    def headed(self, letters: float) -> tuple[str, ...]:
        """The headings; the counts alone where ``letters`` of room are too few for the words."""
        if max(map(len, self.headings)) < letters:
            return self.headings
        return tuple(heading.split()[0] for heading in self.headings)

    def beneath(self, letters: float) -> tuple[tuple[Matrix, str, str], ...]:
        """The matrices, each with its shape in letters and numbers; none where they have no room.

        ``letters`` is the room of one of them.
        """
        longest = max((len(m.letters or m.letter) for m in self.matrices), default=0)
        if longest >= letters:
            return ()
        return tuple((m, m.letters, m.shape) for m in self.matrices)
