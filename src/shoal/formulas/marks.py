"""What stands on the page: letters, numbers, signs and rows of them; each writes itself three ways.

``latex()`` for papers, ``text()`` for a terminal (Unicode, one line), ``mathml()`` for pages, which
every browser draws without a script. A mark knows how it looks and nothing of what it means; the
expressions that mean something build marks, so that the three forms cannot say different things.
Fractions, roots, scripts and brackets are in ``layouts``.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from unicodedata import normalize

from .letters import ACCENTS, LATEX


class Mark:
    """Something on the page."""

    def latex(self) -> str:
        raise NotImplementedError

    def text(self) -> str:
        raise NotImplementedError

    def mathml(self) -> str:
        raise NotImplementedError


def element(mark: Mark, attributes: str = "") -> str:
    """The ``<math>`` element of a formula, which browsers draw themselves: no script, no font to load."""
    return f"<math {attributes}>{mark.mathml()}</math>"


@dataclass(frozen=True)
class Name(Mark):
    """A letter: italic for numbers, bold for matrices, upright for words such as tanh."""

    letter: str
    bold: bool = False
    accent: str = ""
    upright: bool = False

    def latex(self) -> str:
        base = "".join(LATEX.get(c, c) for c in self.letter)
        if self.upright:
            base = rf"\mathrm{{{base}}}"
        if self.bold:
            base = rf"\mathbf{{{base}}}"
        return rf"\{self.accent}{{{base}}}" if self.accent else base

    def text(self) -> str:
        return normalize("NFC", self.letter + (ACCENTS[self.accent][0] if self.accent else ""))

    def mathml(self) -> str:
        kind = ' class="matrix" mathvariant="normal"' if self.bold else ""
        letter = self.letter.rstrip("′")
        primes = len(self.letter) - len(letter)
        base = f"<mi{kind}>{escape(letter)}</mi>"
        if primes:  # above the line, which is where the fonts of formulas expect their low prime
            base = f"<msup>{base}<mo>{'′' * primes}</mo></msup>"
        if not self.accent:
            return base
        sign = f'<mo stretchy="false">{ACCENTS[self.accent][1]}</mo>'
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
        sign = LATEX.get(self.sign, self.sign)
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
    """A thin space."""

    def latex(self) -> str:
        return r"\, "

    def text(self) -> str:
        return " "

    def mathml(self) -> str:
        return '<mspace width="0.22em"></mspace>'


@dataclass(frozen=True)
class Times(Mark):
    """The product of the two things beside it, unseen: a thin space, read aloud as "times"."""

    def latex(self) -> str:
        return r"\, "

    def text(self) -> str:
        return " "

    def mathml(self) -> str:
        return '<mo lspace="0.11em" rspace="0.11em">&#x2062;</mo>'


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
