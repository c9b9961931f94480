"""A formula as presentation MathML, which browsers draw themselves: no script, no font to load."""

from __future__ import annotations

from html import escape

from .formula import Formula, Tree

# How tightly each sign binds, and the least that its left and right part must.
_SIGNS = {"add": ("+", 1, 1, 1), "subtract": ("−", 1, 1, 2)}
_GREEK = {"pi": "π"}


def mathml(formula: Formula) -> str:
    """A ``<math>`` element, with the formula as plain text for those who hear it."""
    shown = _shown(formula.tree, formula.of)[0]
    return f'<math aria-label="{escape(str(formula))}">{shown}</math>'


def _row(*parts: str) -> str:
    return f"<mrow>{''.join(parts)}</mrow>"


def _sign(sign: str) -> str:
    return f"<mo>{sign}</mo>"


def _fenced(inside: str, left: str = "(", right: str = ")") -> str:
    return _row(_sign(left), inside, _sign(right))


def _shown(tree: Tree, of: str) -> tuple[str, int]:
    """The element of a tree, and how tightly its outermost sign binds (5: as one letter)."""
    name, *parts = tree
    if name == "number":
        p, q = parts
        size = f"<mn>{abs(p)}</mn>"
        if q != 1:
            size = f"<mfrac>{size}<mn>{q}</mn></mfrac>"
        return (size, 5 if q == 1 else 3) if p >= 0 else (_row(_sign("−"), size), 1)
    if name in ("variable", "pi", "e"):
        return f"<mi>{escape(of) if name == 'variable' else _GREEK.get(name, name)}</mi>", 5
    told = [_shown(part, of) for part in parts]

    def at_least(i: int, least: int) -> str:
        return told[i][0] if told[i][1] >= least else _fenced(told[i][0])

    if name in _SIGNS:
        sign, own, left, right = _SIGNS[name]
        return _row(at_least(0, left), _sign(sign), at_least(1, right)), own
    if name == "negate":
        return _row(_sign("−"), at_least(0, 2)), 1
    if name == "multiply":
        between = _sign("⋅") if parts[1][0] == "number" else _sign("&#x2062;")
        return _row(at_least(0, 2), between, at_least(1, 3)), 2
    if name == "divide":
        return f"<mfrac>{told[0][0]}{told[1][0]}</mfrac>", 3
    if name == "power":
        return _power(at_least(0, 5), parts[1], told[1][0]), 4
    if name == "exp":
        return f"<msup><mi>e</mi>{told[0][0]}</msup>", 4
    if name == "sqrt":
        return f"<msqrt>{told[0][0]}</msqrt>", 5
    if name == "abs":
        return _fenced(told[0][0], "|", "|"), 5
    if name == "where":
        return _where(*(text for text, _ in told)), 5
    inside = _sign(",").join(text for text, _ in told)
    return _row(f"<mi>{name}</mi>", _sign("&#x2061;"), _fenced(_row(inside))), 5


def _power(base: str, exponent: Tree, shown: str) -> str:
    if exponent[0] == "number" and exponent[2] != 1:  # 3/2 on one line: no tower of fractions
        shown = _row(f"<mn>{exponent[1]}</mn>", _sign("/"), f"<mn>{exponent[2]}</mn>")
    return f"<msup>{base}{shown}</msup>"


def _where(above: str, first: str, second: str) -> str:
    rows = (
        f"<mtr><mtd>{first}</mtd><mtd><mtext>for&#160;</mtext>{above}<mo>&gt;</mo><mn>0</mn></mtd></mtr>"
        f"<mtr><mtd>{second}</mtd><mtd><mtext>otherwise</mtext></mtd></mtr>"
    )
    return _row(_sign("{"), f'<mtable columnalign="left">{rows}</mtable>')
