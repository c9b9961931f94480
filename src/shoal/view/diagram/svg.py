"""The diagram of a network as a small SVG, without matplotlib: colours are classes of the page."""

from __future__ import annotations

from html import escape
from itertools import groupby

from ...formulas.weight_names import unit_name, weight_name
from ..style import DARK, LIGHT, Palette, cut, number, share
from .matrices import Matrix
from .nodes import Diagram, Edge, Node

WIDTH, TOP, BOTTOM = 620, 26, 8  # pixels
SIDES = (48, 230), (56, 150)  # least and most room for names, left and right
PITCH = 20  # pixels between two units
RADIUS = 5
BENT = 8  # radius of an output that has a curve of its own
LETTER = 5.8  # pixels
BAR = 44  # pixels, of the most relevant input
LEVELS = 5  # widths of lines that are told apart
LONGEST = 22  # letters of a name
LINE = 13  # pixels, of the text beneath


def svg_of(diagram: Diagram, label: str) -> str:
    """The diagram as one ``<svg>``, which inherits its text colour.

    Classes ``p`` and ``n`` are lines of positive and negative weights, ``u`` units, ``l`` those that
    are lit, ``m`` muted words, ``h`` words with a halo, ``b`` bars of relevance, ``x`` names of
    matrices; ``style_of`` gives them their looks. ``label`` is what a screen reader says.
    """
    place = _Places(diagram)
    beneath = diagram.beneath(place.room / 2 * (2 if diagram.chain else 1) / LETTER)
    rows = max((len(list(filter(None, lines[1:]))) for lines in beneath), default=-1) + 1
    height = place.bottom + (rows * LINE + 6 if rows else 0)
    nodes = [node for layer in diagram.layers for node in layer]
    out = [
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img"'
        f' aria-label="{escape(label)}">',
        *_lines(diagram, place),
        *(_unit(node, diagram, place) for node in nodes if node.kind != "more"),
        *(_words(node, diagram, place) for node in nodes),
        *_weights(diagram, place),
        *(
            f'<text class="m" x="{place.x(layer[0]):.0f}" y="11" text-anchor="middle">{escape(head)}</text>'
            for layer, head in zip(diagram.layers, diagram.headed(place.room / LETTER), strict=True)
        ),
        *(_beneath(lines, place) for lines in beneath),
        "</svg>",
    ]
    return "".join(out)


def style_of(scope: str) -> str:
    """Rules for the drawing inside elements of class ``scope``; light and dark as the page has it.

    Words take the page's own colour. Lines follow the page's theme where it names one (the attribute
    of JupyterLab or of documentation pages), else the reader's preference.
    """
    c, light, dark = f".{scope}", _colours(LIGHT), _colours(DARK)
    paper = "var(--jp-layout-color0,var(--paper))"
    return (
        f"{c}{{{light}}}@media(prefers-color-scheme:dark){{{c}{{{dark}}}}}"
        f"[data-jp-theme-light=true] {c},[data-theme=light] {c}{{{light}}}"
        f"[data-jp-theme-light=false] {c},[data-theme=dark] {c},.vscode-dark {c}{{{dark}}}"
        f"{c} svg{{display:block;max-width:100%;height:auto}}"
        f"{c} text{{font-size:11px;fill:currentColor}}{c} text.c{{font-size:8px}}"
        f"{c} text.x{{font-size:13px;font-weight:600}}"
        f"{c} .m{{color:var(--m);fill:var(--m)}}{c} .b{{fill:var(--m)}}"
        f"{c} .p{{stroke:var(--p);fill:none}}{c} .n{{stroke:var(--n);fill:none}}"
        f"{c} path.tp{{fill:var(--p)}}{c} path.tn{{fill:var(--n)}}"
        f"{c} .h{{paint-order:stroke;stroke:{paper};stroke-width:3px}}"
        f"{c} .u{{fill:{paper};stroke:currentColor}}{c} .u.l{{stroke-width:2.5}}"
        f"{c} .k{{fill:none;stroke:currentColor}}"
    )


def _colours(palette: Palette) -> str:
    return (
        f"--p:{palette.positive};--n:{palette.negative};--m:{palette.muted};--paper:{palette.paper}"
    )


class _Places:
    """From 0 ... 1 to pixels; the names decide how much is left between them."""

    def __init__(self, diagram: Diagram) -> None:
        known = any(node.relevance is not None for node in diagram.layers[0])
        self.left = _side(diagram.layers[0], 24 + known * (BAR + 38), *SIDES[0])
        self.right = _side(diagram.layers[-1], 24, *SIDES[1])
        self._wide = WIDTH - self.left - self.right
        self.room = self._wide / max(len(diagram.layers) - 1, 1)  # from one layer to the next
        self.bottom = TOP + PITCH * max(diagram.tallest, 2) + BOTTOM
        self._middle = TOP + (self.bottom - BOTTOM - TOP) / 2
        self._high = PITCH * max(diagram.tallest - 1, 1)

    def across(self, x: float) -> float:
        return self.left + x * self._wide

    def x(self, node: Node) -> float:
        return self.across(node.x)

    def up(self, y: float) -> float:
        return self._middle + (0.5 - y) * self._high

    def y(self, node: Node) -> float:
        return self.up(node.y)

    def middle(self, edge: Edge) -> tuple[float, float]:
        x, y = edge.middle
        return self.across(x), self.up(y)


def _side(nodes: tuple[Node, ...], other: float, least: int, most: int) -> float:
    longest = max(len(cut(node.text, LONGEST)) for node in nodes)
    return min(max(longest * 6.4 + other, least), most)


def _lines(diagram: Diagram, place: _Places) -> list[str]:
    """One path for each sign and width, from thin to thick; lit ones apart, each with its name."""
    plain = [edge for edge in diagram.edges if not edge.lit]

    def kind(edge: Edge) -> tuple[float, str]:
        level = min(int(edge.strength * LEVELS), LEVELS - 1)
        return level / (LEVELS - 1), "p" if edge.positive else "n"

    paths = []
    for (strength, sign), alike in groupby(sorted(plain, key=kind), key=kind):
        edges = list(alike)
        width, opacity = diagram.line(edges[0], strength)
        paths.append(
            f'<path class="{sign}" stroke-width="{width:.2f}" stroke-opacity="{opacity:.2f}" '
            f'd="{"".join(_step(edge, place) for edge in edges)}"/>'
        )
    last = len(diagram.layers) - 1
    for edge in (edge for edge in diagram.edges if edge.lit):
        width, sign = diagram.line(edge).width, kind(edge)[1]
        name = f"{weight_name(*edge.place, last)} = {number(edge.weight)}"
        paths.append(
            f'<path class="{sign} l" stroke-width="{width:.2f}" d="{_step(edge, place)}">'
            f"<title>{name}</title></path>"
        )
    for edge in diagram.sent_back:
        x, y = place.middle(edge)
        paths.append(f'<path class="t{kind(edge)[1]}" d="M{x - 5:.0f} {y:.1f}l8 -4v8z"/>')
    return paths


def _step(edge: Edge, place: _Places) -> str:
    return (
        f"M{place.x(edge.start):.0f} {place.y(edge.start):.0f}"
        f"L{place.x(edge.end):.0f} {place.y(edge.end):.0f}"
    )


def _unit(node: Node, diagram: Diagram, place: _Places) -> str:
    x, y = place.x(node), place.y(node)
    look = "u l" if node.lit else "u"
    if node.kind == "constant":
        side = 2 * RADIUS - 1
        return (
            f'<rect class="{look}" x="{x - side / 2:.1f}" y="{y - side / 2:.1f}" '
            f'width="{side}" height="{side}"/>'
        )
    if node.kind == "output" and diagram.bend:
        reach = 0.6 * BENT
        d = "".join(
            f"{'L' if i else 'M'}{x + reach * across:.1f} {y - reach * up:.1f}"
            for i, (across, up) in enumerate(diagram.bend)
        )
        return f'<circle class="{look}" cx="{x:.0f}" cy="{y:.0f}" r="{BENT}"/><path class="k" d="{d}"/>'
    title = ""
    if node.kind == "unit" and node.index is not None and node.lit:
        last = len(diagram.layers) - 1
        title = f"<title>{unit_name(round(node.x * last), node.index, last)}</title>"
    ends = "/>" if not title else f">{title}</circle>"
    radius = BENT if node.kind == "unit" and (diagram.chain or node.lit) else RADIUS
    return f'<circle class="{look}" cx="{x:.0f}" cy="{y:.0f}" r="{radius}"{ends}'


def _words(node: Node, diagram: Diagram, place: _Places) -> str:
    """What stands inside a unit, or beside an input or output."""
    x, y = place.x(node), place.y(node) + 3.5
    if node.kind == "unit":
        if not (diagram.chain or node.lit):
            return ""
        css = "c"
    elif node.kind == "constant":
        css = "m c"
    else:
        return _named(node, diagram, place)
    return (
        f'<text class="{css}" x="{x:.0f}" y="{y - 0.5:.1f}" text-anchor="middle">'
        f"{diagram.inside(node)}</text>"
    )


def _named(node: Node, diagram: Diagram, place: _Places) -> str:
    """Names beside inputs, with their bars, and beside outputs; what is not drawn is counted."""
    x, y = place.x(node), place.y(node) + 3.5
    side, css = "middle", "m h"  # halo: lines cross the words
    text = escape(cut(node.text, LONGEST))
    bar = ""
    if node.x == 0:
        x, side, css = x - RADIUS - 5, "end", "m" if node.kind == "more" else ""
        if node.relevance is not None:
            x -= BAR + 5
            text += f' <tspan class="m">{escape(share(node.relevance))}</tspan>'
            wide = BAR * diagram.bar(node)
            bar = (
                f'<rect class="b" x="{x + 5:.0f}" y="{y - 6.5:.1f}" width="{wide:.1f}" height="6"/>'
            )
    elif node.x == 1:
        away = BENT if diagram.bend else RADIUS
        x, side, css = x + away + 5, "start", "m" if node.kind == "more" else ""
    attribute = f' class="{css}"' if css else ""
    whole = f"<title>{escape(cut(node.text, 80))}</title>" if len(node.text) > LONGEST else ""
    return (
        f'{bar}<text{attribute} x="{x:.0f}" y="{y:.1f}" text-anchor="{side}">{text}{whole}</text>'
    )


def _weights(diagram: Diagram, place: _Places) -> list[str]:
    """The letter and value of each weight above its line, where one unit follows the other."""
    return [
        f'<text x="{place.middle(edge)[0]:.0f}" y="{place.middle(edge)[1] - 6:.1f}" '
        f'text-anchor="middle">{letter} = {value}</text>'
        for edge, letter, value in diagram.weights()
    ]


def _beneath(lines: tuple[Matrix, str, str], place: _Places) -> str:
    """A matrix's name, its shape in letters, and in numbers."""
    matrix, *shapes = lines
    x, y = place.across(matrix.x), place.bottom + LINE
    texts = [f'<text class="x" x="{x:.0f}" y="{y:.0f}" text-anchor="middle">{matrix.text}</text>']
    texts += [
        f'<text class="m" x="{x:.0f}" y="{y + LINE * i:.0f}" text-anchor="middle">{shape}</text>'
        for i, shape in enumerate(filter(None, shapes), 1)
    ]
    return "".join(texts)
