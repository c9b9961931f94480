"""A step as HTML for notebooks: the chain rule as a row of named factors, the arrays as small tables.

Nothing is fetched, colours follow the page's own text, and every name is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape

from ...model.network import Network
from ...model.scaling import Scaling
from ...tables.wording import count, inert
from .figures import excerpt, table_of
from .record import Addend, Factor, NamedArray, Step
from .telling import passes_of
from .text import PARTS, bracketed, formula, summary, sums

MOST_ROWS, MOST_COLUMNS, MOST_CARDS = 8, 12, 4
MOST_UNITS, MOST_EDGES = 20, 400  # of the drawing
DIGITS = 5
LONGEST = 200
QUOTED = re.compile(r"`([^`<>&]+)`")  # a column's name among words
LEFT, RIGHT = (  # in the cells: a notebook's own rule for tables is stronger than a style sheet's
    f' style="text-align:{side}"' for side in ("left", "right")
)

STYLE = """
.shoal-step { font: 13px/1.45 system-ui, sans-serif; font-variant-numeric: tabular-nums;
  color: inherit; max-width: 72em; }
.shoal-step h4 { font-size: 15px; font-weight: 600; margin: 20px 0 8px; }
.shoal-step table { border-collapse: collapse; border: 0; margin: 0; background: none;
  font-size: 13px; color: inherit; }
.shoal-step tr, .shoal-step tr:nth-child(odd), .shoal-step tr:hover { background: none; }
.shoal-step th, .shoal-step td { padding: 1px 8px; text-align: right; font-weight: normal;
  white-space: nowrap; border: 0; color: inherit; background: none; }
.shoal-step th { max-width: 16em; overflow: hidden; text-overflow: ellipsis; }
.shoal-step th { opacity: 0.72; }
.shoal-step thead th { border-bottom: 1px solid color-mix(in srgb, currentColor 30%, transparent); }
.shoal-step th[scope=row] { text-align: left; padding-left: 0; }
.shoal-step .text { text-align: left; white-space: pre-wrap; }
.shoal-step details { margin-top: 12px; }
.shoal-step summary { margin-bottom: 8px; }
.shoal-step .arrays { display: flex; flex-wrap: wrap; gap: 16px 32px; align-items: flex-start; }
.shoal-step figure { margin: 0; max-width: 100%; overflow-x: auto; }
.shoal-step figcaption { margin-bottom: 2px; color: inherit; font-size: 13px; text-align: left; }
.shoal-step .drawing { max-width: 620px; margin: 8px 0; }
.shoal-step p { margin: 4px 0 8px; }
.shoal-step .dim { opacity: 0.72; }
.shoal-step .factors { display: flex; flex-wrap: wrap; align-items: stretch; gap: 8px 4px;
  margin: 4px 0 12px; }
.shoal-step .factor { border-top: 2px solid currentColor; padding: 4px 8px; flex: 1 1 8.5em;
  min-width: 5em; max-width: 13.5em; overflow-wrap: anywhere; }
.shoal-step .factor b { display: block; font-size: 15px; font-weight: 600; }
.shoal-step .factor small { display: block; font-size: 12px; opacity: 0.72; }
.shoal-step .sign { align-self: center; font-size: 15px; }
.shoal-step .addends { margin: 0 0 12px 16px; padding-left: 12px;
  border-left: 1px solid color-mix(in srgb, currentColor 30%, transparent); }
.shoal-step .strong td, .shoal-step .strong th { font-weight: 600; opacity: 1; }
.shoal-step summary { cursor: pointer; }
"""


def page(step: Step) -> str:
    """The whole step as one element."""
    from ...view.diagram.svg import style_of  # the drawing is one and the same for every page

    facts = "".join(_tr(label, text) for label, text in summary(step))
    style = style_of("shoal-step .drawing") + STYLE
    return "".join(
        [
            f'<div class="shoal-step"><style>{style}</style><table><tbody>{facts}</tbody></table>',
            f'<div class="drawing">{_drawing(step)}</div>',
            _told(step),
            _chain(step),
            *(_part(step, part, title) for part, title in PARTS.items()),
            "</div>",
        ]
    )


def _drawing(step: Step) -> str:
    """The network with the chosen weight lit, and its path to the outputs."""
    from ...view.diagram.geometry import diagram_of
    from ...view.diagram.svg import svg_of

    weights = tuple(
        a.values for a in step.arrays if a.part == "forward" and not (a.by_row or a.formula)
    )
    network = Network(
        weights,
        *step.functions,
        Scaling.none(step.sizes[0]),
        Scaling.none(step.sizes[-1]),
    )
    chain = step.chain
    diagram = diagram_of(
        network,
        [inert(name, LONGEST) for name in step.inputs],
        [inert(name, LONGEST) for name in step.targets],
        most=MOST_UNITS,
        most_edges=MOST_EDGES,
        shapes=True,
        lit=(chain.layer, *chain.index),
        n_rows=step.n_rows,
    )
    return svg_of(diagram, f"The network; lit: {diagram.told}")


def _told(step: Step) -> str:
    """What happens to the first chosen row, a sentence or two for each pass."""
    items = zip(PARTS.values(), passes_of(step), strict=True)
    return "".join(
        f"<p><b>{name[0].upper() + name[1:]}.</b> {escape(said)}</p>" for name, said in items
    )


def _text(text: str) -> str:
    """A text that neither the page nor a terminal acts on; names of columns in italics."""
    return QUOTED.sub(r"<i>\1</i>", escape(inert(text, LONGEST)))


def _tr(label: str, text: str) -> str:
    return f'<tr><th scope="row"{LEFT}>{_text(label)}</th><td class="text"{LEFT}>{escape(text)}</td></tr>'


def _part(step: Step, part: str, title: str) -> str:
    figures = "".join(_matrix(array) for array in step.arrays if array.part == part)
    return (
        f"<details open><summary><b>{title[0].upper() + title[1:]}</b></summary>"
        f'<div class="arrays">{figures}</div></details>'
    )


def _matrix(array: NamedArray) -> str:
    part = excerpt(array, MOST_ROWS, MOST_COLUMNS, DIGITS)
    made = f" = {_text(array.formula)}" if array.formula else ""
    shape = f"{array.shape[0]:,} × {array.shape[1]:,}"
    return (
        f"<figure><figcaption><b>{_text(array.name)}</b>{made} "
        f'<span class="dim">{shape}; {_text(array.meaning)}</span></figcaption>'
        f"{_table(part.columns, part.rows)}</figure>"
    )


def _table(head: Sequence[str], body: Iterable[tuple[str, Sequence[str]]]) -> str:
    top = "".join(f'<th scope="col"{RIGHT}>{_text(name)}</th>' for name in head)
    rows = "".join(
        f'<tr><th scope="row"{LEFT}>{_text(label)}</th>'
        + "".join(f"<td{RIGHT}>{_text(cell)}</td>" for cell in cells)
        + "</tr>"
        for label, cells in body
    )
    return f"<table><thead><tr><td></td>{top}</tr></thead><tbody>{rows}</tbody></table>"


def _chain(step: Step) -> str:
    chain = step.chain
    cards = "".join(
        f"<p>{_text(step.row_names[i])}</p>" + _cards(chain.factors, float(chain.terms[i]), i)
        for i in range(min(len(step.rows), MOST_CARDS))
    )
    rows = "" if len(step.rows) <= MOST_CARDS else _rows(step)
    others = ""
    if chain.n_others:
        others = f"<p>{count(chain.n_others, 'other row')} together: {chain.others:.8g}</p>"
    lines = "".join(
        f'<tr class="{"strong" if label in ("gradient", "update") else ""}">'
        f'<th scope="row"{LEFT}>{_text(label)}</th><td{RIGHT}>{_text(text)}</td>'
        f'<td class="text"{LEFT}>{_text(remark)}</td></tr>'
        for label, text, remark in sums(step)
    )
    return (
        f"<h4>{_text(chain.weight)} = {chain.value:.8g}, the {_text(chain.meaning)} "
        f'<span class="dim">in Python {_text(chain.place)}</span></h4>'
        f"<p>{_text(formula(chain))}</p>{cards}{rows}{others}"
        f"<table><tbody>{lines}</tbody></table>"
    )


def _rows(step: Step) -> str:
    """The factors of many rows as a table."""
    chain = step.chain
    columns = [*(factor.values for factor in chain.factors), chain.terms]
    head = [*(factor.symbol for factor in chain.factors), "product"]
    return _table(head, table_of(columns, step.row_names, MOST_ROWS, DIGITS))


def _cards(factors: Sequence[Factor], product: float, i: int) -> str:
    """The product of the i-th chosen row, a card a factor; below, what a sum is the sum of."""
    cards = '<span class="sign">×</span>'.join(_card(factor, i) for factor in factors)
    sums_ = "".join(_addends(factor, i) for factor in factors if factor.addends)
    return (
        f'<div class="factors">{cards}<span class="sign">=</span>'
        f'<div class="factor"><small>product</small><b>{product:.5g}</b></div></div>{sums_}'
    )


def _card(factor: Factor, i: int) -> str:
    parts = [part for part in (factor.entry, factor.meaning, factor.unit) if part]
    below = "".join(f"<small>{_text(part)}</small>" for part in parts)
    value = float(factor.values[i])
    return f'<div class="factor">{_text(bracketed(factor.symbol))}<b>{value:.5g}</b>{below}</div>'


def _addends(factor: Factor, i: int) -> str:
    def one(addend: Addend) -> str:
        return f"<div>{_text(addend.label)}</div>" + _cards(
            addend.factors, float(addend.values[i]), i
        )

    return (
        f"<details><summary>{_text(factor.symbol)} = {factor.values[i]:.5g}, "
        f"the sum of {len(factor.addends)}</summary>"
        f'<div class="addends">{"".join(map(one, factor.addends))}</div></details>'
    )
