"""From times, bits and errors to a table and a verdict; the rules stand in the package's docstring."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..report import duration
from .sittings import Row

WORSE = 0.01  # by so much an error may grow where new bits are meant
SLOWER, TOO_NOISY = 1, 3  # exit codes

HEADER = (
    *("workload", "before", "after", "ratio", "from", "to", "null", "noise"),
    *("bits", "error", "after"),
)


@dataclass(frozen=True)
class Verdict:
    """The sentences at the end of the table, and the exit code."""

    sentences: Sequence[str]
    code: int


def cells(row: Row) -> tuple[str, ...]:
    ratios = [s.ratio for s in row.sittings]
    return (
        row.name,
        duration(row.before),
        duration(row.after),
        f"{row.ratio:.3f}",
        f"{min(ratios):.3f}",
        f"{max(ratios):.3f}",
        f"{row.null:.3f}",
        f"{100 * row.noise:.1f} %",
        "same" if row.same_bits else "differ",
        f"{row.error['base']:.5g}",
        f"{row.error['head']:.5g}",
    )


def table(rows: Sequence[Row]) -> str:
    """Aligned columns, names to the left and numbers to the right."""
    lines = [HEADER, *map(cells, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "".join(
        "  ".join(
            cell.rjust(width) if i else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(line, widths, strict=True))
        )
        + "\n"
        for line in lines
    )


def judged(rows: Sequence[Row], limit: float, new_bits: bool) -> Verdict:
    """What is slower, what differs, what could not be told."""
    slower = [r for r in rows if r.ratio > 1 + limit + r.noise]
    noisy = [r for r in rows if r.noise > limit and r not in slower]
    by_itself = [r for r in rows if r.bits["base"] != r.bits["base again"]]
    changed = [r for r in rows if not r.same_bits and r not in by_itself]
    if new_bits:
        changed = [r for r in rows if r.error["head"] > (1 + WORSE) * r.error["base"]]
    what = f"error grown by more than {WORSE:.0%}" if new_bits else "other bits"
    sentences = [
        _named(f"slower than {limit:.0%} beyond the noise", slower),
        _named(what, changed),
    ]
    if noisy:
        sentences.append(_named(f"too noisy to judge {limit:.0%}", noisy))
    if by_itself:
        sentences.append(_named("other bits from one run of base to the next", by_itself))
    bad = slower or changed or by_itself
    return Verdict(sentences, SLOWER if bad else TOO_NOISY if noisy else 0)


def _named(what: str, rows: Sequence[Row]) -> str:
    return f"{what}: {', '.join(r.name for r in rows) or 'none'}"
