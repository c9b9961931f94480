"""How marks are put together: scripts, fractions, roots, sums with bounds, brackets, calls and cases.

The schemata of MathML, each with its LaTeX and its line of Unicode.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from .letters import LATEX_FUNCTIONS, LOWERED, RAISED
from .marks import Figure, Mark, Name, Sign, between


@dataclass(frozen=True)
class Script(Mark):
    """A letter with indices below, or with a tag below that belongs to its name (ρ_h), and a mark above."""

    base: Mark
    indices: tuple[Mark, ...] = ()
    tag: str = ""
    above: str = ""

    def latex(self) -> str:
        low = self._low()
        above = self.above.replace("T", r"\mathsf{T}").replace("∗", "*")
        return (
            self.base.latex()
            + (f"_{{{low.latex()}}}" if low else "")
            + (f"^{{{above}}}" if above else "")
        )

    def text(self) -> str:
        tag = "".join(LOWERED.get(ord(c), "") for c in self.tag)
        tag = tag if len(tag) == len(self.tag) else f"_{self.tag}"
        raised = "".join(RAISED.get(ord(c), "^" + c) for c in self.above)
        inside = ",".join(mark.text() for mark in self.indices)
        # A layer's number belongs to the name, ᵀ and ² come last.
        stays = self.above.startswith("(")
        low = f"[{inside}]" if inside else ""
        return self.base.text() + tag + (raised + low if stays else low + raised)

    def mathml(self) -> str:
        low = self._low()
        above = f"<mi>{escape(self.above)}</mi>" if self.above else ""
        if self.above.isdigit():
            above = f"<mn>{self.above}</mn>"
        if low and above:
            return f"<msubsup>{self.base.mathml()}{low.mathml()}{above}</msubsup>"
        if low:
            return f"<msub>{self.base.mathml()}{low.mathml()}</msub>"
        return f"<msup>{self.base.mathml()}{above}</msup>" if above else self.base.mathml()

    def _low(self) -> Mark | None:
        tag = [Figure(self.tag) if self.tag.isdigit() else Name(self.tag)] if self.tag else []
        items: list[Mark] = [*tag, *self.indices]
        return between(items, Sign(",", tight=True)) if items else None


@dataclass(frozen=True)
class Fraction(Mark):
    """Top over bottom; ``product_below``, ``sum_above`` ask for brackets where the line is a slash."""

    top: Mark
    bottom: Mark
    product_below: bool = False
    sum_above: bool = False

    def latex(self) -> str:
        return rf"\frac{{{self.top.latex()}}}{{{self.bottom.latex()}}}"

    def text(self) -> str:
        above, below = self.top.text(), self.bottom.text()
        above = f"({above})" if self.sum_above else above
        return f"{above}/{f'({below})' if self.product_below else below}"

    def mathml(self) -> str:
        return f"<mfrac>{self.top.mathml()}{self.bottom.mathml()}</mfrac>"


@dataclass(frozen=True)
class Raised(Mark):
    """Something with an exponent of its own: e to the minus a."""

    base: Mark
    exponent: Mark

    def latex(self) -> str:
        return f"{self.base.latex()}^{{{self.exponent.latex()}}}"

    def text(self) -> str:
        above = self.exponent.text()
        return f"{self.base.text()}^{above if len(above) == 1 else f'({above})'}"

    def mathml(self) -> str:
        return f"<msup>{self.base.mathml()}{self.exponent.mathml()}</msup>"


@dataclass(frozen=True)
class Root(Mark):
    """The square root."""

    inside: Mark

    def latex(self) -> str:
        return rf"\sqrt{{{self.inside.latex()}}}"

    def text(self) -> str:
        return f"√({self.inside.text()})"

    def mathml(self) -> str:
        return f"<msqrt>{self.inside.mathml()}</msqrt>"


@dataclass(frozen=True)
class Sigma(Mark):
    """The sign of a sum with its bounds."""

    index: Mark
    lower: str
    upper: Mark

    def latex(self) -> str:
        return rf"\sum_{{{self.index.latex()}={self.lower}}}^{{{self.upper.latex()}}} "

    def text(self) -> str:
        return f"Σ[{self.index.text()}={self.lower}..{self.upper.text()}] "

    def mathml(self) -> str:
        low = f"<mrow>{self.index.mathml()}<mo>=</mo><mn>{self.lower}</mn></mrow>"
        sign = '<mo class="sigma" largeop="false" movablelimits="false">∑</mo>'
        return f"<munderover>{sign}{low}{self.upper.mathml()}</munderover>"


@dataclass(frozen=True)
class Fence(Mark):
    """Brackets about something: round, square for a condition, bars for a size."""

    inside: Mark
    left: str = "("
    right: str = ")"

    def latex(self) -> str:
        return rf"\left{self.left}{self.inside.latex()}\right{self.right}"

    def text(self) -> str:
        return self.left + self.inside.text() + self.right

    def mathml(self) -> str:
        return f"<mrow><mo>{self.left}</mo>{self.inside.mathml()}<mo>{self.right}</mo></mrow>"


@dataclass(frozen=True)
class Call(Mark):
    """A function by its name, upright, of what stands in brackets."""

    name: str
    arguments: tuple[Mark, ...]

    def latex(self) -> str:
        known = self.name in LATEX_FUNCTIONS
        name = rf"\{self.name}" if known else rf"\operatorname{{{self.name}}}"
        return rf"{name}\left({', '.join(part.latex() for part in self.arguments)}\right)"

    def text(self) -> str:
        return f"{self.name}({', '.join(part.text() for part in self.arguments)})"

    def mathml(self) -> str:
        inside = "<mo>,</mo>".join(part.mathml() for part in self.arguments)
        fenced = f"<mrow><mo>(</mo><mrow>{inside}</mrow><mo>)</mo></mrow>"
        return f"<mrow><mi>{self.name}</mi><mo>&#x2061;</mo>{fenced}</mrow>"


@dataclass(frozen=True)
class Cases(Mark):
    """One thing under a condition, else another."""

    condition: Mark
    first: Mark
    second: Mark

    def latex(self) -> str:
        first = rf"{self.first.latex()} & \text{{for }} {self.condition.latex()}"
        second = rf"{self.second.latex()} & \text{{otherwise}}"
        return rf"\begin{{cases}}{first} \\ {second}\end{{cases}}"

    def text(self) -> str:
        return f"{{{self.first.text()} for {self.condition.text()}, else {self.second.text()}}}"

    def mathml(self) -> str:
        condition = f"<mtext>for&#160;</mtext>{self.condition.mathml()}"
        rows = "".join(
            f"<mtr><mtd>{value.mathml()}</mtd><mtd>{when}</mtd></mtr>"
            for value, when in (
                (self.first, condition),
                (self.second, "<mtext>otherwise</mtext>"),
            )
        )
        return f'<mrow><mo>{{</mo><mtable columnalign="left">{rows}</mtable></mrow>'


@dataclass(frozen=True)
class Measured(Mark):
    """Something with its shape below it: the lecture's bar."""

    base: Mark
    shape: Mark

    def latex(self) -> str:
        return rf"\underset{{{self.shape.latex()}}}{{{self.base.latex()}}}"

    def text(self) -> str:
        return f"{self.base.text()}⟨{self.shape.text()}⟩".replace(" × ", "×")

    def mathml(self) -> str:
        return (
            f'<munder><mrow class="measured">{self.base.mathml()}</mrow>'
            f'<mrow class="shape">{self.shape.mathml()}</mrow></munder>'
        )
