"""The results as aligned text for a terminal and as Markdown for a file: the same cells."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from .claims import Claim
from .harness import Row


@dataclass(frozen=True)
class Table:
    """A heading, lines under it, and rows of text; the first column is names, the last is notes."""

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    remarks: Sequence[str] = ()


def duration(seconds: float) -> str:
    """Three significant digits with a unit; an em dash where nothing was measured."""
    if math.isnan(seconds):
        return "-"
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6), ("ns", 1e-9)):
        if seconds >= size or unit == "ns":
            value = seconds / size
            digits = 2 if value < 10 else 1 if value < 100 else 0
            return f"{value:,.{digits}f} {unit}"
    raise AssertionError


def epochs_table(
    title: str, rows: list[Row], check_epochs: int, limit: float | None, missing_limit: str
) -> Table:
    """One workload: the time of an epoch by rival."""
    base = rows[0].best
    cells = []
    for row in rows:
        share = limit / row.threads / row.best if limit and row.best and row.equal else math.nan
        cells.append(
            [
                row.name,
                duration(row.best),
                duration(row.middle),
                f"{row.best / base:,.2f}" if row.seconds and not math.isnan(base) else "-",
                f"{share:.0%}" if not math.isnan(share) else "-",
                f"{row.error:.9f}" if row.error is not None else "-",
                _verdict(row),
                row.note,
            ]
        )
    remarks = [
        f"limit of one core: {duration(limit)} an epoch" if limit else missing_limit,
        f"loss: mean squared error after {check_epochs:,} epochs from the same start",
    ]
    header = ["", "min", "median", "/ Shoal", "of limit", "loss", "equal", ""]
    return Table(title, header, cells, remarks)


def lecture_table(n_epochs: int, rows: list[Row]) -> Table:
    """The lecture's fit as a user calls it."""
    base = rows[0].best
    cells = [
        [
            row.name,
            duration(row.best),
            duration(row.middle),
            f"{row.best / base:,.1f}" if row.seconds and not math.isnan(base) else "-",
            f"{row.error:.6f}" if row.error is not None else "-",
            f"{row.error_test:.6f}" if row.error_test is not None else "-",
            _verdict(row),
            row.note.lstrip("; "),
        ]
        for row in rows
    ]
    return Table(
        f"The lecture's fit as a user calls it: {n_epochs:,} epochs, 30 rows, 20 hidden units",
        ["", "min", "median", "/ Shoal", "RMSE train", "RMSE test", "equal", ""],
        cells,
        ["everything after the imports: scaling, training, train and test RMSE of every epoch"],
    )


def claims_table(claims: list[Claim]) -> Table:
    def number(claim: Claim, value: float) -> str:
        return "-" if math.isnan(value) else f"{value:,.3g}{claim.unit}"

    cells = [
        [
            claim.text,
            number(claim, claim.measured),
            ("<= " if claim.at_most else ">= ") + number(claim, claim.wanted),
            claim.verdict,
        ]
        for claim in claims
    ]
    return Table("What is promised", ["", "measured", "wanted", ""], cells)


def _verdict(row: Row) -> str:
    return {None: "-", True: "yes", False: "NO"}[row.equal]


def as_text(heading: Sequence[str], tables: Sequence[Table]) -> str:
    out = [*heading]
    for table in tables:
        lines = [table.header, *table.rows]
        widths = [max(len(line[i]) for line in lines) for i in range(len(table.header))]
        out += ["", table.title, *(f"  {remark}" for remark in table.remarks)]
        for line in lines:
            middle = [cell.rjust(w) for cell, w in zip(line[1:-1], widths[1:-1], strict=True)]
            out.append("  ".join([line[0].ljust(widths[0]), *middle, line[-1]]).rstrip())
    return "\n".join(out) + "\n"


def as_markdown(heading: Sequence[str], tables: Sequence[Table]) -> str:
    out = ["# Shoal bench", "", *(f"{line}  " for line in heading)]
    for table in tables:
        out += ["", f"## {table.title}", ""]
        if table.remarks:
            out += ["; ".join(table.remarks) + ".", ""]
        align = [":--", *["--:"] * (len(table.header) - 2), ":--"]
        for line in (table.header, align, *table.rows):
            out.append("| " + " | ".join(line) + " |")
    return "\n".join(out) + "\n"
