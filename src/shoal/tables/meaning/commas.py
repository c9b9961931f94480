"""What a comma between digits is in a file: a decimal mark, or the separator of thousands.

A file is written with one decimal mark. One cell that can be nothing else (1,5) tells for all; where
no cell does, 1,234 separates thousands if other numbers have a decimal point or commas separate the
cells, and is unclear otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from shoal.tables.meaning.cells import MISSING, NUMBER
from shoal.tables.meaning.spelling import Comma, CommaEvidence, parts_of
from shoal.tables.meaning.written import Numbers, Written
from shoal.tables.wording import quoted

ENOUGH = 0.8  # of the cells of a column must be numbers for their commas to say anything


class Commas:
    """The commas of a file, a column of numbers after another."""

    def __init__(self, columns: Sequence[Written], delimiter: str) -> None:
        numbers = [column.numbers() for column in columns]
        self.evidence = [_evidence(found) for found in numbers]
        self.delimiter = delimiter
        self.with_commas = [
            k for k, e in enumerate(self.evidence) if e.decimal or e.thousands or e.either
        ]
        self.proof = next((k for k, e in enumerate(self.evidence) if e.decimal), None)
        self._pointed: list[bool] | None = None
        if self.with_commas:
            self._pointed = [
                bool(e.point) or (len(f.values) > len(f.odd.codes) and _points(c))
                for e, f, c in zip(self.evidence, numbers, columns, strict=True)
            ]

    def of(self, k: int) -> Comma:
        """What a comma is in column ``k``."""
        evidence = self.evidence[k]
        if self._pointed is None or not (evidence.either or evidence.decimal or evidence.thousands):
            return "decimal" if self.proof is not None and self.delimiter != "," else ""
        if evidence.decimal or (self.proof is not None and self.delimiter != ","):
            return "decimal"
        if evidence.thousands or self.delimiter == "," or any(self._pointed):
            return "thousands"
        return "unclear"

    def contradiction(self, k: int, cells: Sequence[Sequence[str]], place: Place) -> str:
        """Why column ``k`` cannot be read: a decimal point beside a decimal comma; or empty."""
        if self.proof is None or self._pointed is None or not self._pointed[k]:
            return ""
        if self.delimiter == "," and not self.evidence[k].decimal:
            return ""
        other = k if self.evidence[k].decimal else self.proof
        i = next(i for i, c in enumerate(cells[k]) if "." in c and NUMBER.fullmatch(c.strip()))
        proof = self.evidence[other].decimal
        j = next(j for j, c in enumerate(cells[other]) if c.strip() == proof)
        return (
            f"{place(k, i)}: {quoted(cells[k][i].strip())} has a decimal point, but "
            f"{place(other, j)} has a decimal comma ({quoted(str(proof))}): write one of the two "
            "throughout"
        )


def _points(written: Written) -> bool:
    """Whether a number is written with a decimal point (1e-5 is not)."""
    return written.decimals() > 0 and any("." in cell for cell in written.cells)


Place = Callable[[int, int], str]


def _evidence(numbers: Numbers) -> CommaEvidence:
    odd = numbers.odd
    if not any("," in word for word in odd.words):
        return CommaEvidence()
    known = [word.lower() not in MISSING for word in odd.words]
    meant = [parts_of(word) is not None for word in odd.words]
    plain = len(numbers.values) - len(odd.codes)
    counts = odd.counts
    present = plain + sum(int(n) for n, yes in zip(counts, known, strict=True) if yes)
    spoken = plain + sum(int(n) for n, yes in zip(counts, meant, strict=True) if yes)
    if spoken < ENOUGH * present:
        return CommaEvidence()
    return CommaEvidence.of(odd.words)
