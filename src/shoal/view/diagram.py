"""Where the units and weights of a network stand in its diagram: geometry alone, for every drawer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..core.network import Network
from ..errors import InputError
from .picture import Array
from .style import cut

MOST_EDGES = 600  # the strongest of so many are told apart; more are a grey cloud


@dataclass(frozen=True)
class Node:
    """A unit at (x, y) in 0 ... 1, y upwards.

    ``kind`` is "input", "unit", "output", "constant" or "more"; ``index`` counts from 0 within the
    layer, as the columns and rows of the weights do. ``text`` names inputs and outputs, the 1, and
    how many are not drawn. ``relevance``: of an input, or of all that are not drawn.
    """

    kind: str
    x: float
    y: float
    text: str = ""
    index: int | None = None
    relevance: float | None = None


@dataclass(frozen=True)
class Edge:
    """A weight between two nodes; ``strength`` is its size beside the largest of its layer."""

    start: Node
    end: Node
    weight: float
    strength: float


@dataclass(frozen=True)
class Diagram:
    """Nodes layer by layer, edges from weak to strong, and a heading for each layer.

    ``n_edges`` counts the weights between drawn nodes, of which the strongest are in ``edges``.
    """

    layers: tuple[tuple[Node, ...], ...]
    edges: tuple[Edge, ...]
    headings: tuple[str, ...]
    n_edges: int

    @property
    def tallest(self) -> int:
        """Nodes of the fullest layer."""
        return max(len(nodes) for nodes in self.layers)

    def headed(self, letters: float) -> tuple[str, ...]:
        """The headings; the counts alone where ``letters`` of room are too few for the words."""
        if max(map(len, self.headings)) < letters:
            return self.headings
        return tuple(heading.split()[0] for heading in self.headings)


def diagram_of(
    network: Network,
    inputs: Sequence[str],
    targets: Sequence[str],
    relevance: Array | None = None,
    *,
    most: int = 20,
    most_edges: int = MOST_EDGES,
) -> Diagram:
    """The diagram of a network, with at most ``most`` units in a layer and a line on the others.

    Inputs stay by ``relevance`` (D,), units by the size of the weights that leave them, the first
    outputs; all stay in their order.

    Raises
    ------
    InputError
        If names or relevances are not as many as the network's inputs and outputs, or ``most`` < 2.
    """
    sizes, weights = network.layout.sizes, network.weights
    for name, given, n in (
        ("inputs", inputs, sizes[0]),
        ("targets", targets, sizes[-1]),
        ("relevance", relevance, sizes[0]),
    ):
        if given is not None and len(given) != n:
            raise InputError(f"{name} has {len(given)} entries; the network has {n}")
    if most < 2:
        raise InputError(f"most must be at least 2, not {most!r}")
    worth = [np.linalg.norm(w[1:], axis=1) for w in weights]  # of each unit: what leaves it
    if relevance is not None:
        worth[0] = np.asarray(relevance)
    worth.append(-np.arange(sizes[-1], dtype=float))
    shown = [_chosen(values, most) for values in worth]
    last = len(sizes) - 1
    tallest = max(
        len(s) + (len(s) < n) + (k < last)
        for k, (s, n) in enumerate(zip(shown, sizes, strict=True))
    )
    step = 1 / max(tallest - 1, 1)
    layers = []
    for k, n in enumerate(sizes):
        kind = "input" if k == 0 else "output" if k == last else "unit"
        names = inputs if k == 0 else targets if k == last else None
        known = relevance if k == 0 else None
        rows: list[tuple[str, str, int | None, float | None]] = [
            (kind, "" if names is None else str(names[i]), int(i), _at(known, [i]))
            for i in shown[k]
        ]
        if len(shown[k]) < n:
            hidden = np.setdiff1d(np.arange(n), shown[k])
            rows.append(("more", f"… {len(hidden):,} more", None, _at(known, hidden)))
        if k < last:
            rows.append(("constant", "1", None, None))
        top = 0.5 + step * (len(rows) - 1) / 2
        layers.append(
            tuple(
                Node(kind, k / last, top - step * i, text, index, value)
                for i, (kind, text, index, value) in enumerate(rows)
            )
        )
    edges = [edge for k, w in enumerate(weights) for edge in _edges(layers[k], layers[k + 1], w)]
    edges.sort(key=lambda edge: edge.strength)
    return Diagram(tuple(layers), tuple(edges[-most_edges:]), _headings(network), len(edges))


def _chosen(worth: Array, most: int) -> Array:
    """Indices of all, or of the ``most - 1`` of greatest worth, in their order."""
    if len(worth) <= most:
        return np.arange(len(worth))
    return np.sort(np.argsort(-worth, kind="stable")[: most - 1])


def _at(values: Array | None, rows: Sequence[int] | Array) -> float | None:
    return None if values is None else float(np.asarray(values)[rows].sum())


def _edges(left: Sequence[Node], right: Sequence[Node], w: Array) -> list[Edge]:
    largest = float(np.abs(w).max()) or 1.0
    edges = []
    for start in left:
        row = 0 if start.kind == "constant" else None if start.index is None else start.index + 1
        for end in right:
            if row is not None and end.index is not None:
                weight = float(w[row, end.index])
                edges.append(Edge(start, end, weight, abs(weight) / largest))
    return edges


def _headings(network: Network) -> tuple[str, ...]:
    D, *hidden, K = network.layout.sizes
    output = "" if network.output.name == "identity" else f"{cut(network.output.name, 16)} "
    return (
        _counted(D, "input"),
        *(_counted(M, f"{cut(network.hidden.name, 16)} unit") for M in hidden),
        _counted(K, f"{output}output"),
    )


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"
