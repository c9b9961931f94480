"""The diagram of a network on axes: units, signed weights, relevances."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..diagram.nodes import Diagram, Edge, Node
from ..style import Palette, library, palette_on, share, shortened
from .labels import Room

LARGEST = 6.0  # points, radius of a unit
SMALLEST_NUMBERED = 4.5
BAR = 30.0  # points, of the most relevant input
LETTER = 4.4  # points
NARROW = 200.0  # points, of axes with no room for the note
GAP = 5.0  # points, between a unit, its bar and its name
LINE = 10.0  # points, of the text beneath


def draw_network(axes: Any, diagram: Diagram, room: Room, whose: str = "") -> None:
    """Units as circles, weights as lines: blue positive, vermilion negative, width the size."""
    palette = palette_on(axes)
    axes.set_axis_off()
    pitch = room.high / max(diagram.tallest, 2)
    radius = min(LARGEST, 0.38 * pitch)
    letters = min(8.5, max(0.62 * pitch, 4.0))
    _draw_edges(axes, diagram, palette)
    nodes = [node for layer in diagram.layers for node in layer]
    for constant in (False, True):
        drawn = [n for n in nodes if n.kind != "more" and (n.kind == "constant") == constant]
        axes.scatter(
            [node.x for node in drawn],
            [node.y for node in drawn],
            s=(2 * radius * (0.8 if constant else 1)) ** 2,
            marker="s" if constant else "o",
            facecolors=palette.paper,
            edgecolors=palette.muted if constant else palette.model,
            linewidths=[2.0 if node.lit else 0.9 for node in drawn],
            zorder=3,
            clip_on=False,
        )
    for node in nodes:
        _write(axes, node, diagram, palette, radius, letters)
        if node.kind == "output" and diagram.bend and radius >= SMALLEST_NUMBERED:
            _bend(axes, node, diagram, palette, radius)
    _draw_relevances(axes, diagram, palette, radius)
    words = {"color": palette.muted, "fontsize": 8, "textcoords": "offset points"}
    headings = diagram.headed(0.6 * room.wide / (len(diagram.layers) - 1) / LETTER)
    for layer, heading in zip(diagram.layers, headings, strict=True):
        place = (layer[0].x, 1.0)
        axes.annotate(heading, place, xytext=(0, radius + 7), ha="center", va="bottom", **words)
    low = _write_beneath(axes, diagram, room, words, radius)
    if room.wide > NARROW:
        axes.annotate(
            _note(diagram), (0, 0), xycoords="axes fraction", xytext=(0, low), va="top", **words
        )
    axes.set_title(whose or "the network", pad=24)
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.03, 1.03)


def _note(diagram: Diagram) -> str:
    n, shown = diagram.n_edges, len(diagram.edges)
    some = "" if n == shown else f"; the {shown:,} largest of {n:,}"
    lit = f"lit: {shortened(diagram.told, 90)}\n" if diagram.told else ""
    return (
        f"{lit}weights: blue positive, red negative{some};\nwidth: size beside the layer's largest"
    )


def _write_beneath(
    axes: Any, diagram: Diagram, room: Room, words: dict[str, Any], radius: float
) -> float:
    """The matrices with their shapes; how many points below the axes the next line may begin."""
    letters = 0.6 * room.wide / max(2 * len(diagram.layers) - 2, 1) / LETTER
    low = radius + 2 * GAP
    for matrix, inner, outer in diagram.beneath(letters * (2 if diagram.chain else 1)):
        lines = [matrix.mathtext, inner, outer]
        for i, text in enumerate(filter(None, lines)):
            style = words | ({"fontsize": 10, "color": palette_on(axes).model} if i == 0 else {})
            place = (0, -low - (i and LINE * i + 3))
            at = (matrix.x, 0.5 if diagram.chain else 0.0)
            axes.annotate(text, at, xytext=place, ha="center", va="top", **style)
    return -10.0 if not diagram.matrices else -(low + 3 * LINE + 14)


def _draw_edges(axes: Any, diagram: Diagram, palette: Palette) -> None:
    edges, looks = diagram.edges, [diagram.line(edge) for edge in diagram.edges]
    lines = library("matplotlib.collections").LineCollection(
        [((e.start.x, e.start.y), (e.end.x, e.end.y)) for e in edges],
        colors=_colors(edges, palette),
        linewidths=[look.width for look in looks],
        alpha=[look.opacity for look in looks],
        capstyle="butt",
        zorder=2,
    )
    axes.add_collection(lines, autolim=False)
    if diagram.sent_back:
        _draw_heads(axes, diagram.sent_back, palette)
    for edge, letter, value in diagram.weights():
        _write_weight(axes, edge, f"${letter}$ = {value}", palette)


def _colors(edges: Sequence[Edge], palette: Palette) -> list[str]:
    return [palette.positive if edge.positive else palette.negative for edge in edges]


def _draw_heads(axes: Any, edges: Sequence[Edge], palette: Palette) -> None:
    """Heads of arrows to the left in the middle of the lines: this way the errors go."""
    axes.scatter(
        *zip(*(edge.middle for edge in edges), strict=True),
        s=26,
        marker="<",
        color=_colors(edges, palette),
        zorder=2.5,
    )


def _write_weight(axes: Any, edge: Edge, text: str, palette: Palette) -> None:
    """The letter and value of a weight above its line, where one unit follows the other."""
    axes.annotate(
        text,
        edge.middle,
        xytext=(0, 4),
        textcoords="offset points",
        ha="center",
        color=palette.model,
        fontsize=9,
        annotation_clip=False,
    )


def _bend(axes: Any, node: Node, diagram: Diagram, palette: Palette, radius: float) -> None:
    """The curve of an output that is not its sum itself, inside its circle."""
    reach = 0.6 * radius
    curve = library("matplotlib.collections").LineCollection(
        [[(reach * across, reach * up) for across, up in diagram.bend]],
        offsets=[(node.x, node.y)],
        offset_transform=axes.transData,
        colors=palette.model,
        linewidths=0.9,
        zorder=4,
        clip_on=False,
    )
    points = library("matplotlib.transforms").Affine2D().scale(1 / 72)
    curve.set_transform(points + axes.figure.dpi_scale_trans)
    axes.add_collection(curve, autolim=False)


def _write(
    axes: Any, node: Node, diagram: Diagram, palette: Palette, radius: float, letters: float
) -> None:
    """Names beside inputs and outputs, numbers from 1 inside units, the 1 inside a constant."""
    text, ha, away, color = shortened(node.text, 24), "center", 0.0, palette.model
    if node.kind in ("unit", "constant"):
        if radius < SMALLEST_NUMBERED:
            return
        text = diagram.inside(node)
        letters, color = (1.15 if len(text) < 3 else 0.8) * radius, palette.muted
    elif node.x == 0:
        ha, away = "right", -(radius + GAP)
        if node.relevance is not None:
            text, away = f"{text}  {share(node.relevance)}", away - BAR - GAP
    elif node.x == 1:
        ha, away = "left", radius + GAP
    axes.annotate(
        text,
        (node.x, node.y),
        xytext=(away, 0),
        textcoords="offset points",
        ha=ha,
        va="center_baseline" if ha == "center" else "center",
        color=palette.muted if node.kind == "more" else color,
        fontsize=letters,
        zorder=4,
        annotation_clip=False,
    )


def _draw_relevances(axes: Any, diagram: Diagram, palette: Palette, radius: float) -> None:
    """A bar between the name of an input and its unit: its share of all relevance."""
    known = [node for node in diagram.layers[0] if node.relevance]
    if not known:
        return
    left, high = -(radius + GAP + BAR), min(2.5, 0.4 * radius)
    bars = [
        [(left, -high), (left, high), (left + wide, high), (left + wide, -high)]
        for wide in (BAR * diagram.bar(node) for node in known)
    ]
    in_points = library("matplotlib.transforms").Affine2D().scale(1 / 72)
    collection = library("matplotlib.collections").PolyCollection(
        bars,
        offsets=[(node.x, node.y) for node in known],
        offset_transform=axes.transData,
        facecolors=palette.muted,
        linewidths=0,
        zorder=2,
        clip_on=False,
    )
    collection.set_transform(in_points + axes.figure.dpi_scale_trans)
    axes.add_collection(collection, autolim=False)
