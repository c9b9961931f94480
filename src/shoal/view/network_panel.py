"""The diagram of a network on axes: units, signed weights, relevances."""

from __future__ import annotations

from typing import Any

from .diagram import Diagram, Node
from .labels import Room
from .style import Palette, library, palette_on, share, shortened

THICKEST = 3.0  # points, of the largest weight of a layer
THINNEST = 0.25
LARGEST = 6.0  # points, radius of a unit
SMALLEST_NUMBERED = 4.5
BAR = 30.0  # points, of the most relevant input
LETTER = 4.4  # points
NARROW = 200.0  # points, of axes with no room for the note
GAP = 5.0  # points, between a unit, its bar and its name


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
            linewidths=0.9,
            zorder=3,
            clip_on=False,
        )
    for node in nodes:
        _write(axes, node, palette, radius, letters)
    _draw_relevances(axes, diagram, palette, radius)
    words = {"color": palette.muted, "fontsize": 8, "textcoords": "offset points"}
    headings = diagram.headed(0.6 * room.wide / (len(diagram.layers) - 1) / LETTER)
    for layer, heading in zip(diagram.layers, headings, strict=True):
        place = (layer[0].x, 1.0)
        axes.annotate(heading, place, xytext=(0, radius + 7), ha="center", va="bottom", **words)
    if room.wide > NARROW:
        axes.annotate(
            _note(diagram), (0, 0), xycoords="axes fraction", xytext=(0, -10), va="top", **words
        )
    axes.set_title(whose or "the network", pad=24)
    axes.set_xlim(-0.02, 1.02)
    axes.set_ylim(-0.03, 1.03)


def _note(diagram: Diagram) -> str:
    n, shown = diagram.n_edges, len(diagram.edges)
    some = "" if n == shown else f"; the {shown:,} largest of {n:,}"
    return f"weights: blue positive, red negative{some};\nwidth: size beside the layer's largest"


def _draw_edges(axes: Any, diagram: Diagram, palette: Palette) -> None:
    edges = diagram.edges
    lines = library("matplotlib.collections").LineCollection(
        [((e.start.x, e.start.y), (e.end.x, e.end.y)) for e in edges],
        colors=[palette.positive if e.weight >= 0 else palette.negative for e in edges],
        linewidths=[THINNEST + (THICKEST - THINNEST) * e.strength for e in edges],
        alpha=[0.25 + 0.7 * e.strength for e in edges],
        capstyle="butt",
        zorder=2,
    )
    axes.add_collection(lines, autolim=False)


def _write(axes: Any, node: Node, palette: Palette, radius: float, letters: float) -> None:
    """Names beside inputs and outputs, numbers inside units, the 1 inside a constant."""
    text, ha, away, color = shortened(node.text, 24), "center", 0.0, palette.model
    if node.kind in ("unit", "constant"):
        if radius < SMALLEST_NUMBERED:
            return
        text = text if node.kind == "constant" else str(node.index)
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
    largest = max(node.relevance or 0.0 for node in known)
    left, high = -(radius + GAP + BAR), min(2.5, 0.4 * radius)
    bars = [
        [(left, -high), (left, high), (left + wide, high), (left + wide, -high)]
        for wide in (BAR * (node.relevance or 0.0) / largest for node in known)
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
