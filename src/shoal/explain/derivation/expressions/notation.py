"""What stands on the page: signs, subscripts, fractions, sums; each writes itself three ways.

``latex()`` for papers, ``text()`` for a terminal (Unicode, one line), ``mathml()`` for pages, which
every browser draws without a script. A mark knows how it looks and nothing of what it means; the
expressions that mean something build marks, so that the three forms cannot say different things.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from unicodedata import normalize

_LATEX = {
    "δ": r"\delta", "Δ": r"\Delta", "ρ": r"\rho", "∂": r"\partial ", "−": "-", "⊙": r"\odot",
    "←": r"\leftarrow", "∗": "*",
    "·": r"\cdot", "×": r"\times", "′": "'", "…": r"\dots", "≥": r"\ge", "ᵀ": r"\mathsf{T}",
}  # fmt: skip
_RAISED = dict(zip("0123456789()-oTh∗", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾⁻ᵒᵀʰ*", strict=True))
_LOWERED = dict(zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True))
_ACCENTS = {"tilde": ("\\tilde", "\u0303", "˜"), "hat": ("\\hat", "\u0302", "ˆ")}


class Mark:
    """Something on the page."""

    def latex(self) -> str:
        raise NotImplementedError

    def text(self) -> str:
        raise NotImplementedError

    def mathml(self) -> str:
        raise NotImplementedError


@dataclass(frozen=True)
class Name(Mark):
    """A letter: italic for numbers, bold for matrices, upright for words such as tanh."""

    letter: str
    bold: bool = False
    accent: str = ""
    upright: bool = False

    def latex(self) -> str:
        base = "".join(_LATEX.get(c, c) for c in self.letter)
        if self.upright:
            base = rf"\mathrm{{{base}}}"
        if self.bold:
            base = rf"\mathbf{{{base}}}"
        return f"{_ACCENTS[self.accent][0]}{{{base}}}" if self.accent else base

    def text(self) -> str:
        return normalize("NFC", self.letter + (_ACCENTS[self.accent][1] if self.accent else ""))

    def mathml(self) -> str:
        kind = ' class="matrix" mathvariant="normal"' if self.bold else ""
        letter = self.letter.rstrip("′")
        primes = len(self.letter) - len(letter)
        base = f"<mi{kind}>{escape(letter)}</mi>"
        if primes:  # above the line, which is where the fonts of formulas expect their low prime
            base = f"<msup>{base}<mo>{'′' * primes}</mo></msup>"
        if not self.accent:
            return base
        sign = f'<mo stretchy="false">{_ACCENTS[self.accent][2]}</mo>'
        return f'<mover accent="true">{base}{sign}</mover>'


@dataclass(frozen=True)
class Figure(Mark):
    """A number as printed."""

    digits: str

    def latex(self) -> str:
        return self.digits.replace("−", "-")

    def text(self) -> str:
        return self.digits

    def mathml(self) -> str:
        sign = "<mo>−</mo>" if self.digits.startswith("−") else ""
        return f"{sign}<mn>{self.digits.lstrip('−')}</mn>"


@dataclass(frozen=True)
class Sign(Mark):
    """An operator between two things: = − ⊙ ←; ``tight`` leaves no space about it."""

    sign: str
    tight: bool = False

    def latex(self) -> str:
        sign = _LATEX.get(self.sign, self.sign)
        return f"{{{sign}}}" if self.tight else f" {sign} "

    def text(self) -> str:
        return self.sign if self.tight else f" {self.sign} "

    def mathml(self) -> str:
        if self.tight and self.sign in "−+":  # of a term: a sign before it keeps its own space
            space = ' form="prefix"'
        else:
            space = ' lspace="0" rspace="0"' if self.tight else ""
        return f"<mo{space}>{escape(self.sign)}</mo>"


@dataclass(frozen=True)
class Gap(Mark):
    """The thin space between two factors."""

    def latex(self) -> str:
        return r"\, "

    def text(self) -> str:
        return " "

    def mathml(self) -> str:
        return '<mspace width="0.22em"></mspace>'


@dataclass(frozen=True)
class Row(Mark):
    """Marks side by side."""

    items: tuple[Mark, ...]

    def latex(self) -> str:
        return "".join(item.latex() for item in self.items)

    def text(self) -> str:
        return "".join(item.text() for item in self.items)

    def mathml(self) -> str:
        return f"<mrow>{''.join(item.mathml() for item in self.items)}</mrow>"


def row(*items: Mark) -> Mark:
    """The marks side by side; one alone stays as it is."""
    return items[0] if len(items) == 1 else Row(items)


def between(items: list[Mark], separator: Mark) -> Mark:
    """The marks with a separator between each two."""
    spread = [mark for item in items for mark in (separator, item)][1:]
    return row(*spread)


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
        tag = "".join(_LOWERED.get(c, "") for c in self.tag)
        tag = tag if len(tag) == len(self.tag) else f"_{self.tag}"
        raised = "".join(_RAISED.get(c, "^" + c) for c in self.above)
        inside = ",".join(mark.text() for mark in self.indices)
        stays = self.above.startswith(
            "("
        )  # a layer's number belongs to the name, ᵀ and ² come last
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
    """Brackets about something: round, or square for [condition]."""

    inside: Mark
    square: bool = False

    def latex(self) -> str:
        left, right = "[]" if self.square else "()"
        return rf"\left{left}{self.inside.latex()}\right{right}"

    def text(self) -> str:
        left, right = "[]" if self.square else "()"
        return left + self.inside.text() + right

    def mathml(self) -> str:
        left, right = "[]" if self.square else "()"
        return f"<mrow><mo>{left}</mo>{self.inside.mathml()}<mo>{right}</mo></mrow>"


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
