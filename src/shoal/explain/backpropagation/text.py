"""A step as lines of text: aligned columns, wide matrices elided."""

from __future__ import annotations

import itertools
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from ...core.layout import Array
from ...tables.wording import count, inert
from .figures import CELL, GAP, aligned, excerpt, shown, table_of
from .record import Chain, Factor, NamedArray, Step

LABEL = 12  # width of the first column
WIDTH = 80
LEAST_CELL = 9  # of a column of factors
LONGEST_STUB = 20  # of the names of rows
MOST_ROWS = 6  # of a matrix
SUM_DIGITS, SUM_CELL = 10, 16  # of the lines that lead from the sum to the new weight
PARTS = {"forward": "forward pass", "backward": "backward pass", "update": "update"}
SUBSCRIPTS = str.maketrans("", "", "₀₁₂₃₄₅₆₇₈₉")


class Line(NamedTuple):
    """A line of the report: its label, the text behind it, and whether it is the point of it all."""

    label: str
    text: str
    strong: bool = False


def plain_text(step: Step, width: int = WIDTH) -> str:
    """All lines, the labels padded to one width."""
    return "\n".join(f"{line.label:<{LABEL}}{line.text}".rstrip() for line in lines(step, width))


def lines(step: Step, width: int = WIDTH) -> Iterator[Line]:
    """The network, every array, and the chosen weight's chain rule, in lines of at most ``width``."""
    for label, text in summary(step):
        yield from _wrapped(label, text, width)
    part, stub = "", _stub(step)
    for array in step.arrays:
        if array.part != part:
            part = array.part
            yield Line("", "")
            yield Line(PARTS[part], "", True)
        yield from _matrix(array, stub, width)
    yield Line("", "")
    yield from _chain(step, width)


def summary(step: Step) -> list[tuple[str, str]]:
    """What the step is of: pairs of a label and a text, names inert."""
    hidden = "".join(f" - {units} {step.hidden}" for units in step.sizes[1:-1])
    output = "" if step.functions[1].is_identity else f" {step.output}"
    n_weights = sum((a + 1) * b for a, b in zip(step.sizes, step.sizes[1:], strict=False))
    rates = "   ".join(
        f"{array.name} {rate:g}"
        for array, rate in zip(
            [array for array in step.arrays if not array.formula and not array.by_row],
            step.rates,
            strict=True,
        )
    )
    alpha = step.chain.alpha
    found = [
        ("step", "one full-batch epoch of gradient descent, in scaled units"),
        ("model", step.model),
        (
            "network",
            f"{count(step.sizes[0], 'input')}{hidden} - {step.sizes[-1]}{output} "
            f"{'output' if step.sizes[-1] == 1 else 'outputs'}   {count(n_weights, 'weight')}",
        ),
        ("target", ", ".join(inert(name) for name in step.targets)),
        ("rows", _rows(step)),
        ("rates", rates + (f"   penalty alpha {alpha:.6g}" if alpha else "")),
        ("cost", f"{step.cost:.8g}, after the update {step.cost_after:.8g}   (E {step.E:.8g})"),
    ]
    found += [("note", inert(note, 200)) for note in step.notes]
    return [(label, text) for label, text in found if text]


def _wrapped(
    label: str, text: str, width: int, hang: int = 0, strong: bool = False
) -> Iterator[Line]:
    """The text in as many lines as it takes, the further ones indented by ``hang``."""
    begins = len(text) - len(text.lstrip())
    pieces = textwrap.wrap(
        text.lstrip(),
        width - LABEL,
        initial_indent=" " * begins,
        subsequent_indent=" " * hang,
        break_on_hyphens=False,
    )
    for i, piece in enumerate(pieces):
        yield Line("" if i else label, piece, strong)


def _rows(step: Step) -> str:
    text = f"N = {step.n_rows:,}"
    if step.weighted:
        text += f", their weights sum to S = {step.total_weight:.6g}"
    if len(step.rows) == step.n_rows:
        return f"{text}; all of them shown"
    some = [step.row_names[i] if i is not None else GAP for i in shown(len(step.rows), MOST_ROWS)]
    return f"{text}; shown: {', '.join(inert(name) for name in some)}"


def _matrix(array: NamedArray, stub: int, width: int) -> Iterator[Line]:
    shape = f"({array.shape[0]:,}, {array.shape[1]:,})"
    text = "   ".join(t for t in (array.formula, array.meaning) if t)
    yield from _wrapped(array.name, f"{shape:<11} {text}", width, hang=12)
    part = excerpt(array, MOST_ROWS, (width - stub) // CELL, CELL - 6)
    yield Line("", " " * (stub - LABEL) + "".join(_cell(name, CELL) for name in part.columns))
    for name, cells in part.rows:
        label = f"  {_cut(_short(name), stub - 3)}"
        yield Line(f"{label:<{stub}}", "".join(_cell(cell, CELL) for cell in cells))


def _short(row: str) -> str:
    """A row's name without its line in the file, which the head of the report names."""
    return row.split(" (line")[0]


def _stub(step: Step) -> int:
    """Width of the names of all arrays' rows."""
    names = [
        _short(name)
        for array in step.arrays
        for name, _ in excerpt(array, MOST_ROWS, 1, CELL - 6).rows
    ]
    longest = max(len(inert(name)) for name in names)
    return min(max(longest + 3, LABEL), LONGEST_STUB)


def _cell(text: str, cell: int) -> str:
    return f"{_cut(text, cell - 1):>{cell}}"


def _cut(text: str, most: int) -> str:
    """An inert text of at most so many signs: escapes make it longer than it was."""
    whole = inert(text, most)
    return whole if len(whole) <= most else whole[: most - 1] + GAP


def _chain(step: Step, width: int) -> Iterator[Line]:
    chain = step.chain
    text = (
        f"{chain.weight} = {chain.value:.8g}   {inert(chain.meaning, 200)}; in Python {chain.place}"
    )
    yield from _wrapped("weight", text, width, strong=True)
    yield from _wrapped("chain rule", formula(chain), width)
    yield Line("", "")
    columns = [factor.values for factor in chain.factors]
    symbols = [factor.symbol for factor in chain.factors]
    yield from _table(symbols, columns, chain.terms, step.row_names, width)
    if chain.n_others:
        yield Line("others", f"{count(chain.n_others, 'other row')} together {chain.others:.8g}")
    for factor in chain.factors:
        yield from _meaning(factor, width)
    for factor in chain.factors:
        if factor.addends:
            yield from _unfolded(factor, step.row_names[0], width)
    yield Line("", "")
    for label, text, remark in sums(step):
        strong = label in ("gradient", "update")
        yield from _wrapped(label, f"{text}   {remark}", width, hang=len(text) + 3, strong=strong)


def _table(
    symbols: Sequence[str],
    columns: Sequence[Array],
    products: Array,
    labels: Sequence[str],
    width: int,
) -> Iterator[Line]:
    """A row for each label: the factors and their product; broken where it is too wide."""
    heads_, values = [*symbols, "product"], [*columns, products]
    cell = max(LEAST_CELL, min(CELL, (width - LABEL) // len(heads_)))
    widths = [max(cell, len(head) + 2) for head in heads_]
    rows = table_of(values, labels, MOST_ROWS, cell - 5, cell)
    begin = 0
    while begin < len(heads_):
        end = begin + 1
        while end < len(heads_) and sum(widths[begin : end + 1]) <= width - LABEL:
            end += 1
        yield Line("", "".join(f"{heads_[c]:>{widths[c]}}" for c in range(begin, end)))
        for name, cells in rows:
            text = "".join(f"{cells[c]:>{widths[c]}}" for c in range(begin, end)) if cells else ""
            yield Line(f"  {_cut(_short(name), LABEL - 3)}", text)
        begin = end


def formula(chain: Chain) -> str:
    """``∂E/∂v₁,₅ = Σₙ −2/(NK) · (t − y) · w · (1 − z²) · x``."""
    factors = " · ".join(bracketed(factor.symbol) for factor in chain.factors)
    return f"∂E/∂{chain.weight} = Σₙ {factors}"


def bracketed(symbol: str) -> str:
    """A factor's symbol as it stands in a product."""
    spaced = " " in symbol and not symbol.startswith("[")
    return f"({symbol})" if spaced else symbol


def _meaning(factor: Factor, width: int) -> Iterator[Line]:
    parts = [part for part in (factor.entry, inert(factor.meaning, 200)) if part]
    text = f"{factor.symbol:<8}  " + "   ".join(parts)
    if factor.unit:
        text += f"; {inert(factor.unit, 200)}"
    yield from _wrapped("", text, width, hang=10)


def _unfolded(factor: Factor, row: str, width: int) -> Iterator[Line]:
    """The addends of a sum, for the first chosen row."""
    first = factor.addends[0].factors
    symbols = [part.symbol.translate(SUBSCRIPTS) for part in first]
    yield Line("", "")
    text = f"{factor.symbol} at {inert(row)} is {factor.values[0]:.8g}, the sum of"
    yield from _wrapped("sum", text, width)
    columns = [
        np.array([addend.factors[i].values[0] for addend in factor.addends])
        for i in range(len(first))
    ]
    products = np.array([addend.values[0] for addend in factor.addends])
    labels = [addend.label for addend in factor.addends]
    yield from _table(symbols, columns, products, labels, width)
    yield Line("", f"where for {labels[0]}")
    for part in first:
        yield from _meaning(part, width)


def sums(step: Step) -> list[tuple[str, str, str]]:
    """From the sum over all rows to the new weight: label, number, and how it comes about."""
    chain = step.chain
    S = "S" if step.weighted else "N"
    away = abs(chain.gradient - chain.difference)
    slopes = [
        ("∂E/∂w", chain.total, f"the sum over all {count(step.n_rows, 'row')}"),
        ("half", chain.half, "training's cost is E/2, as the lecture's last update"),
        *_penalty(chain, S, step.total_weight),
        ("gradient", chain.gradient, "what training applies"),
        ("matrices", chain.by_matrices, f"the same entry of G_{chain.matrix}"),
        ("difference", chain.difference, f"central difference of the cost, {away:.1e} away"),
        ("update", chain.update, f"−{chain.rate:g} · gradient"),
    ]
    weights = [
        ("weight", chain.value, f"{chain.weight} before"),
        ("new weight", chain.new, "weight + update"),
    ]
    blocks = [
        aligned([entry[1] for entry in block], SUM_DIGITS, SUM_CELL) for block in (slopes, weights)
    ]
    width = max(len(text) for block in blocks for text in block)
    return [
        (label, f"{text:>{width}}", remark)
        for (label, _, remark), text in zip(
            [*slopes, *weights], itertools.chain(*blocks), strict=True
        )
    ]


def _penalty(chain: Chain, S: str, total: float) -> list[tuple[str, float, str]]:
    if not chain.alpha:
        return []
    return [("penalty", chain.penalty, f"+ α w / {S} = {chain.alpha:.6g} · w / {total:.6g}")]
