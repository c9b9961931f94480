"""What a comma between digits is in a file: a decimal mark, or the separator of thousands.

A file is written with one decimal mark. One cell that can be nothing else (1,5) tells for all; where
no cell does, 1,234 separates thousands if other numbers have a decimal point or commas separate the
cells, and is unclear otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..wording import quoted
from .cells import BLANKS, MISSING, NUMBER
from .spelling import Comma, CommaEvidence, parts_of
from .written import Written

ENOUGH = 0.8  # of the cells of a column must be numbers for their commas to say anything


class Commas:
    """The commas of a file, a column of numbers after another."""

    def __init__(self, columns: Sequence[Written], delimiter: str) -> None:
        self.columns, self.delimiter = columns, delimiter
        self.evidence = [_evidence(column) for column in columns]
        # points between thousands leave the comma to the decimals
        proofs = [e.decimal or e.points for e in self.evidence]
        self.proof = next((k for k, word in enumerate(proofs) if word), None)
        told = any(e.thousands or e.either for e in self.evidence) or self.proof is not None
        self._pointed = [
            told and not e.points and (bool(e.point) or c.has_points())
            for e, c in zip(self.evidence, columns, strict=True)
        ]

    def of(self, k: int) -> Comma:
        """What a comma is in column ``k``."""
        evidence = self.evidence[k]
        if not (evidence.either or evidence.decimal or evidence.thousands):
            return "decimal" if self.proof is not None and self.delimiter != "," else ""
        if evidence.decimal or (self.proof is not None and self.delimiter != ","):
            return "decimal"
        if self.proof is not None and not evidence.thousands:
            return "unclear" if any(self._pointed) else "decimal"
        if evidence.thousands or self.delimiter == "," or any(self._pointed):
            return "thousands"
        return "unclear"

    def contradiction(self, k: int, place: Place) -> str:
        """Why column ``k`` cannot be read: a decimal point beside a decimal comma; or empty."""
        if self.proof is None or not self._pointed[k]:
            return ""
        cells = [column.cells for column in self.columns]
        if self.delimiter == "," and not self.evidence[k].decimal:
            return ""
        other = k if self.evidence[k].decimal else self.proof
        proof = self.evidence[other].decimal or self.evidence[other].points
        i = next((i for i, c in enumerate(cells[k]) if _has_point(c.strip(BLANKS))), None)
        j = next((j for j, c in enumerate(cells[other]) if c.strip(BLANKS) == proof), None)
        if i is None or j is None:
            return ""
        what = "a decimal comma" if "," in str(proof) else "points between thousands"
        return (
            f"{place(k, i)}: {quoted(cells[k][i].strip(BLANKS))} has a decimal point, but "
            f"{place(other, j)} has {what} ({quoted(str(proof))}): write one of the two throughout"
        )


def _has_point(word: str) -> bool:
    return "." in word and bool(NUMBER.fullmatch(word) or CommaEvidence.of([word]).point)


Place = Callable[[int, int], str]


def _evidence(column: Written) -> CommaEvidence:
    """What the commas of a column say, if most of its cells are numbers."""
    words = column.odd_words()
    if not any("," in word or word.count(".") > 1 for word in words):
        return CommaEvidence()
    known = [word for word in words if word.lower() not in MISSING]
    meant = [word for word in known if parts_of(word) is not None]
    if len(meant) < ENOUGH * len(known):
        numbers = column.numbers()
        plain = len(numbers.values) - len(numbers.odd.codes)
        if plain + len(meant) < ENOUGH * (plain + len(known)):
            return CommaEvidence()
    return CommaEvidence.of(meant)
