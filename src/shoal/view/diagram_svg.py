"""The diagram of a network as a small SVG, without matplotlib: colours are classes of the page."""

from __future__ import annotations

from html import escape
from itertools import groupby

from .diagram import Diagram, Edge, Node
from .style import cut, share

WIDTH, LEFT, RIGHT, TOP = 620, 230, 150, 26  # pixels; the sides are for names
PITCH = 20  # pixels between two units
RADIUS = 5
LETTER = 5.8  # pixels
BAR = 44  # pixels, of the most relevant input
LEVELS = 5  # widths of lines that are told apart


def svg_of(diagram: Diagram, label: str) -> str:
    """The diagram as one ``<svg>``, which inherits its text colour.

    Classes ``p`` and ``n`` are lines of positive and negative weights, ``u`` units, ``m`` muted
    words, ``h`` words with a halo, ``b`` bars of relevance. ``label`` is what a screen reader says.
    """
    height = TOP + PITCH * max(diagram.tallest, 2)
    place = _Places(height, max(diagram.tallest - 1, 1))
    nodes = [node for layer in diagram.layers for node in layer]
    largest = max((node.relevance or 0.0 for node in diagram.layers[0]), default=0.0)
    room = (WIDTH - LEFT - RIGHT) / (len(diagram.layers) - 1) / LETTER
    out = [
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img"'
        f' aria-label="{escape(label)}">',
        *_lines(diagram, place),
        *(_unit(node, place) for node in nodes if node.kind != "more"),
        *(_words(node, place, largest) for node in nodes),
        *(
            f'<text class="m" x="{place.x(layer[0]):.0f}" y="11" text-anchor="middle">{escape(head)}</text>'
            for layer, head in zip(diagram.layers, diagram.headed(room), strict=True)
        ),
        "</svg>",
    ]
    return "".join(out)


class _Places:
    """From 0 ... 1 to pixels."""

    def __init__(self, height: int, steps: int) -> None:
        self._middle, self._high = TOP + (height - TOP) / 2, PITCH * steps

    def x(self, node: Node) -> float:
        return LEFT + node.x * (WIDTH - LEFT - RIGHT)

    def y(self, node: Node) -> float:
        return self._middle + (0.5 - node.y) * self._high


def _lines(diagram: Diagram, place: _Places) -> list[str]:
    """One path for each sign and width, from thin to thick."""

    def kind(edge: Edge) -> tuple[int, str]:
        level = min(int(edge.strength * LEVELS), LEVELS - 1)
        return level, "p" if edge.weight >= 0 else "n"

    paths = []
    for (level, sign), edges in groupby(sorted(diagram.edges, key=kind), key=kind):
        steps = "".join(
            f"M{place.x(e.start):.0f} {place.y(e.start):.0f}"
            f"L{place.x(e.end):.0f} {place.y(e.end):.0f}"
            for e in edges
        )
        width, opacity = 0.4 + 0.65 * level, 0.3 + 0.16 * level
        paths.append(
            f'<path class="{sign}" stroke-width="{width:.2f}" stroke-opacity="{opacity:.2f}" d="{steps}"/>'
        )
    return paths


def _unit(node: Node, place: _Places) -> str:
    x, y = place.x(node), place.y(node)
    if node.kind == "constant":
        side = 2 * RADIUS - 1
        return (
            f'<rect class="u" x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" '
            f'width="{side}" height="{side}"/>'
        )
    return f'<circle class="u" cx="{x:.0f}" cy="{y:.0f}" r="{RADIUS}"/>'


def _words(node: Node, place: _Places, largest: float) -> str:
    """Names beside inputs, with their bars, and beside outputs; what is not drawn is counted."""
    if node.kind == "unit":
        return ""
    x, y = place.x(node), place.y(node) + 3.5
    text, side, css = escape(cut(node.text, 22)), "middle", "m h"  # halo: lines cross the words
    bar = ""
    if node.kind == "constant":
        return f'<text class="m c" x="{x:.0f}" y="{y - 0.5:.1f}" text-anchor="middle">1</text>'
    if node.x == 0:
        x, side, css = x - RADIUS - 5, "end", "m" if node.kind == "more" else ""
        if node.relevance is not None:
            x -= BAR + 5
            text += f' <tspan class="m">{escape(share(node.relevance))}</tspan>'
            wide = BAR * node.relevance / largest if largest else 0.0
            bar = (
                f'<rect class="b" x="{x + 5:.0f}" y="{y - 6.5:.1f}" width="{wide:.1f}" height="6"/>'
            )
    elif node.x == 1:
        x, side, css = x + RADIUS + 5, "start", "m" if node.kind == "more" else ""
    attribute = f' class="{css}"' if css else ""
    whole = f"<title>{escape(cut(node.text, 80))}</title>" if len(node.text) > 22 else ""
    return (
        f'{bar}<text{attribute} x="{x:.0f}" y="{y:.1f}" text-anchor="{side}">{text}{whole}</text>'
    )
