"""The derivation as a whole: its steps, their checks, and the ways to read it."""

from __future__ import annotations

import re
import sys
import textwrap
from dataclasses import dataclass, replace
from unicodedata import normalize

from ...core.activations import Activation
from ...errors import InputError
from ...formulas.letters import ACCENTS, LATEX, LOWERED
from .page import listed, page, revealed
from .program import Program
from .step import Step

WIDTH = 100


@dataclass(frozen=True, repr=False)
class Derivation:
    """The derivation of the gradient, a list of steps.

    ``print(derivation)`` writes it for a terminal, a notebook shows it as formulas, ``to_latex()``
    gives a document's body, ``to_html()`` a page without scripts, ``show()`` one line after the other.
    ``derivation[i]`` is a step,
    ``derivation.part("2")`` the derivation of what stands under the headings that begin so.

    Attributes
    ----------
    sizes : tuple of int
        D, hidden layers, K of the network it was derived for.
    activation : Activation
        h.
    steps : tuple of Step and Program
        The lines; each has ``title``, ``text``, ``latex``, ``mathml``, ``shapes``, ``why``, ``slip``
        and ``check()``.
    first : int
        Number of the first step, for a part of a longer derivation.
    """

    sizes: tuple[int, ...]
    activation: Activation
    steps: tuple[Step | Program, ...]
    first: int = 0

    def __len__(self) -> int:
        return len(self.steps)

    def __getitem__(self, number: int) -> Step | Program:
        return self.steps[number]

    def check(self, symbolic: bool = True) -> float:
        """Largest discrepancy of all steps: rounding, some 1e-15, if every line holds.

        The single-number lines of part 2 are worked out by SymPy too, unless ``symbolic`` is False.

        Raises
        ------
        MissingExtraError
            If SymPy is needed and absent (extra ``explain``).
        """
        return max(step.check(symbolic) for step in self.steps)

    def __repr__(self) -> str:
        return f"<{self.heading}: {len(self)} lines; print(...) writes them, .show() one by one>"

    @property
    def heading(self) -> str:
        network = " - ".join(map(str, self.sizes))
        hidden = f", {self.activation.name}" if len(self.sizes) > 2 else ""
        return f"The gradient of the mean squared error: {network}{hidden}"

    @property
    def parts(self) -> dict[str, list[tuple[int, Step | Program]]]:
        """Steps by the heading they stand under, with their numbers."""
        found: dict[str, list[tuple[int, Step | Program]]] = {}
        for number, step in enumerate(self.steps, self.first):
            found.setdefault(step.part, []).append((number, step))
        return found

    def part(self, heading: str) -> Derivation:
        """The steps under the headings that begin with ``heading``, numbered as in the whole.

        Parameters
        ----------
        heading : str
            ``"4"`` is all of part 4, ``"3  All weights, in indices: ∂E/∂v"`` one heading of part 3.

        Raises
        ------
        InputError
            If no heading begins so; the message lists those there are.
        """
        at = [i for i, step in enumerate(self.steps) if step.part.startswith(heading)]
        if not at:
            known = "; ".join(repr(part) for part in self.parts)
            raise InputError(
                f"no heading of this derivation begins with {heading!r}; it has {known}"
            )
        return replace(self, steps=self.steps[at[0] : at[-1] + 1], first=self.first + at[0])

    def __str__(self) -> str:
        lines = [self.heading, ""]
        for part, steps in self.parts.items():
            lines += [part, "─" * len(part)]
            for number, step in steps:
                lines += [*_written(number, step), ""]
        return "\n".join(lines)

    def to_latex(self) -> str:
        """The body of a LaTeX document (amsmath): headings, formulas, reasons."""
        lines = []
        for part, steps in self.parts.items():
            lines.append(rf"\subsection*{{{_plain(part)}}}")
            for _, step in steps:
                lines.append(rf"\paragraph{{{_plain(step.title)}.}} {_plain(step.why)}")
                code = isinstance(step, Program)
                lines.append(
                    step.latex
                    if code
                    else f"\\begin{{equation*}}\n{step.latex}\n\\end{{equation*}}"
                )
                if step.slip:
                    lines.append(rf"\emph{{{_plain(step.slip)}}}")
        return "\n".join(lines) + "\n"

    def to_html(self) -> str:
        """A page that stands alone: MathML, no script, no request to any host, light and dark."""
        return page(self.heading, self.parts, whole=True)

    def show(self) -> Revealed | None:
        """One line after the other, each when it is asked for.

        In a notebook every line has a head that opens it and uncovers the next one, without a script,
        so also in a saved notebook or a page made of it. In a terminal each Enter prints a line, q
        ends; where nobody can press a key all lines are printed.
        """
        if "ipykernel" in sys.modules:
            return Revealed(self)
        asks = sys.stdin.isatty() and sys.stdout.isatty()
        print(self.heading)
        for part, steps in self.parts.items():
            print(f"\n{part}\n{'─' * len(part)}")
            for number, step in steps:
                print("\n".join(_written(number, step)))
                last = step is self.steps[-1]
                if asks and not last and input("  Enter: next line, q: end ").strip() == "q":
                    return None
        return None

    def _repr_html_(self) -> str:
        return page(self.heading, self.parts, whole=False)

    def _repr_latex_(self) -> str:
        return self.to_latex()


@dataclass(frozen=True)
class Revealed:
    """A derivation that a notebook shows line by line."""

    derivation: Derivation

    def __repr__(self) -> str:
        return f"{self.derivation.heading}, {len(self.derivation)} lines"

    def _repr_html_(self) -> str:
        return revealed(self.derivation.heading, self.derivation.parts)


def _written(number: int, step: Step | Program) -> list[str]:
    """A step for the terminal: title and check, the line, its reasons."""
    holds = step.check(symbolic=False)
    state = (
        f"holds to {holds:.0e}"
        if holds <= 1e-12
        else f"DOES NOT HOLD: {holds:.2g} {step.fault}".rstrip()
    )
    title = f"{number:3}  {step.title}"
    lines = [f"{title}{state:>{max(WIDTH - len(title), len(state) + 2)}}"]
    for line in step.text.splitlines():
        lines += textwrap.wrap(line, WIDTH, initial_indent=" " * 7, subsequent_indent=" " * 11)
    notes = {"for": step.ranges, "why": step.why, "slip": step.slip}
    notes["shapes"] = listed(step.shapes)
    for word, note in notes.items():
        if note:
            lines += textwrap.wrap(
                note, WIDTH, initial_indent=f"     {word:<7}", subsequent_indent=" " * 12
            )
    return lines


_SIGNS = {sign: f"${command.strip()}$" for sign, command in LATEX.items()} | {
    "½": r"$\tfrac12$", "¼": r"$\tfrac14$", "Σ": r"$\sum$", "σ": r"$\sigma$", "Φ": r"$\Phi$", "φ": r"$\phi$",
    "²": "$^2$", "ᵀ": r"$^{\mathsf T}$", "…": r"\dots{}", "&": r"\&", "_": r"\_", "^": r"\^{}",
} | {low: f"$_{chr(sign)}$" for sign, low in LOWERED.items()}  # fmt: skip


def _plain(sentence: str) -> str:
    """A sentence with its few signs written for LaTeX."""
    written = "".join(_SIGNS.get(c, c) for c in normalize("NFD", sentence))
    for name, (sign, _) in ACCENTS.items():
        written = re.sub(rf"(.){sign}", rf"$\\{name}{{\1}}$", written)
    return written
