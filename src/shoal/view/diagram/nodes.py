"""What a drawing of a network consists of, for every drawer: nodes, edges, headings, matrices beneath."""

from __future__ import annotations

from dataclasses import dataclass

from .lighting import Lit
from .matrices import Matrix


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


@dataclass(frozen=True)
class Diagram:
    """Nodes layer by layer, edges from weak to strong, a heading for each layer, matrices beneath.

    ``n_edges`` counts the weights between drawn nodes, of which the strongest are in ``edges``.
    ``lit`` says what stands out, and is empty where nothing does; all else is then drawn faint.
    ``bend`` are heights in 0 ... 1 of the output's curve, if it is not the sum itself. ``chain``:
    one unit follows the other, and no constant is drawn.
    """

    layers: tuple[tuple[Node, ...], ...]
    edges: tuple[Edge, ...]
    headings: tuple[str, ...]
    n_edges: int
    matrices: tuple[Matrix, ...] = ()
    lit: Lit | None = None
    told: str = ""
    bend: tuple[float, ...] = ()
    chain: bool = False

    @property
    def tallest(self) -> int:
        """Nodes of the fullest layer."""
        return max(len(nodes) for nodes in self.layers)

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
