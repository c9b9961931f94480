"""Where the units and weights of a network stand in its diagram: geometry alone, for every drawer."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...core.activations import Activation
from ...errors import InputError
from ...model.network import Network
from ..style import cut
from ..subject.picture import Array
from .lighting import Lit, Wish, lit_of
from .matrices import matrices
from .nodes import Diagram, Edge, Node

MOST_EDGES = 600  # the strongest of so many are told apart; more are a grey cloud
BEND = np.linspace(-6.0, 6.0, 17)  # sums over which an output's own curve is drawn


def diagram_of(
    network: Network,
    inputs: Sequence[str],
    targets: Sequence[str],
    relevance: Array | None = None,
    *,
    most: int = 20,
    most_edges: int = MOST_EDGES,
    shapes: bool = False,
    constants: bool = True,
    lit: Wish = None,
    n_rows: int | None = None,
) -> Diagram:
    """The diagram of a network, with at most ``most`` units in a layer and a line on the others.

    Inputs stay by ``relevance`` (D,), the most relevant first, units by the size of the weights that
    leave them, in their order, the first outputs; what is ``lit`` stays, and with it all inputs
    keep their order. ``shapes`` writes the matrices beneath, with
    ``n_rows`` where N is known; without ``constants`` the 1 of each
    layer and its weights are left out.

    Raises
    ------
    InputError
        If names or relevances are not as many as the network's inputs and outputs, ``most`` < 2, or
        there is no weight ``lit``.
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
    if sizes[0] == 1:
        relevance = None  # all of it is the one input's: nothing that a bar could say
    light = lit_of(lit, sizes, inputs)
    shown = _shown(weights, sizes, relevance, most, light)
    layers = _placed(shown, sizes, inputs, targets, relevance, constants, light)
    edges = [
        edge
        for k, w in enumerate(weights)
        for edge in _edges(layers[k], layers[k + 1], w, k, light)
    ]
    edges.sort(key=lambda edge: (edge.lit, edge.strength))
    chain = not constants and set(sizes) == {1}
    return Diagram(
        tuple(layers),
        tuple(edges[-most_edges:]),
        _headings(sizes, network.hidden, network.output),
        len(edges),
        matrices(sizes, constants, n_rows) if shapes else (),
        light,
        "" if light is None else light.told(inputs, targets),
        _bend(network.output),
        chain,
    )


def _shown(
    weights: Sequence[Array],
    sizes: Sequence[int],
    relevance: Array | None,
    most: int,
    light: Lit | None,
) -> list[Array]:
    """Indices of the nodes that are drawn, a layer an array, from top to bottom."""
    worth = [np.linalg.norm(w[1:], axis=1) for w in weights]  # of each unit: what leaves it
    if relevance is not None:
        worth[0] = np.array(relevance, dtype=float)
    worth.append(-np.arange(sizes[-1], dtype=float))
    if light is not None and light.place is not None:
        layer, row, column = light.place
        worth[layer + 1] = worth[layer + 1].astype(float)
        worth[layer + 1][column] = np.inf
        if row:
            worth[layer][row - 1] = np.inf
    shown = [_chosen(values, most) for values in worth]
    if relevance is not None and light is None:
        shown[0] = shown[0][np.argsort(-worth[0][shown[0]], kind="stable")]
    return shown


def _chosen(worth: Array, most: int) -> Array:
    """Indices of all, or of the ``most - 1`` of greatest worth, in their order."""
    if len(worth) <= most:
        return np.arange(len(worth))
    return np.sort(np.argsort(-worth, kind="stable")[: most - 1])


def _placed(
    shown: Sequence[Array],
    sizes: Sequence[int],
    inputs: Sequence[str],
    targets: Sequence[str],
    relevance: Array | None,
    constants: bool,
    light: Lit | None,
) -> list[tuple[Node, ...]]:
    """The nodes of each layer: the constant first, as in the rows of the weights."""
    last = len(sizes) - 1
    tallest = max(
        len(s) + (len(s) < n) + (constants and k < last)
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
        if constants and k < last:
            rows.insert(0, ("constant", "1", None, None))
        top = 0.5 + step * (len(rows) - 1) / 2
        layers.append(
            tuple(
                Node(
                    kind, k / last, top - step * i, text, index, value, _lit(light, k, kind, index)
                )
                for i, (kind, text, index, value) in enumerate(rows)
            )
        )
    return layers


def _lit(light: Lit | None, layer: int, kind: str, index: int | None) -> bool:
    return light is not None and kind != "more" and light.node(layer, index)


def _at(values: Array | None, rows: Sequence[int] | Array) -> float | None:
    return None if values is None else float(np.asarray(values)[rows].sum())


def _edges(
    left: Sequence[Node], right: Sequence[Node], w: Array, layer: int, light: Lit | None
) -> list[Edge]:
    largest = float(np.abs(w).max()) or 1.0
    edges = []
    for start in left:
        row = 0 if start.kind == "constant" else None if start.index is None else start.index + 1
        for end in right:
            if row is not None and end.index is not None:
                weight, place = float(w[row, end.index]), (layer, row, end.index)
                lit = light is not None and light.edge(*place)
                edges.append(Edge(start, end, weight, abs(weight) / largest, place, lit))
    return edges


def _headings(sizes: Sequence[int], hidden: Activation, output: Activation) -> tuple[str, ...]:
    """What each layer holds; an output with a curve of its own is a unit, as the lecture's first."""
    D, *between, K = sizes
    what = "output"
    if not output.is_identity:
        what = f"{cut(output.name, 16)} {'output' if between else 'unit'}"
    return (
        _counted(D, "input"),
        *(_counted(M, f"{cut(hidden.name, 16)} unit") for M in between),
        _counted(K, what),
    )


def _bend(output: Activation) -> tuple[tuple[float, float], ...]:
    if output.is_identity:
        return ()
    with np.errstate(all="ignore"):
        z = np.asarray(output.f(BEND), dtype=float)
    low, high = z.min(), z.max()
    if not np.isfinite([low, high]).all() or low == high:
        return ()
    across, up = BEND / BEND[-1], 2 * (z - low) / (high - low) - 1
    return tuple(zip(across.tolist(), up.tolist(), strict=True))


def _counted(n: int, what: str) -> str:
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"
