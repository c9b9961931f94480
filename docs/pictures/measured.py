"""The tables that the benches write, as numbers: a picture draws what a page says, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
UNITS = {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1.0}
RANKED = "## Test RMSE, mean ± standard error"


def test_errors() -> tuple[list[str], dict[str, list[float]]]:
    """The ranked methods, and their test RMSE on each table (``bench/accuracy/results.md``)."""
    text = (ROOT / "bench" / "accuracy" / "results.md").read_text(encoding="utf-8")
    lines = text.partition(RANKED)[2].partition("\n## ")[0].strip().splitlines()
    methods = _cells(lines[0])[2:]
    rows = {}
    for line in filter(lambda line: line.startswith("|"), lines[2:]):
        name, splits, *errors = _cells(line)
        if splits:  # the last line holds ranks
            rows[name] = [float(re.sub(r"[*,]| ±.*", "", error)) for error in errors]
    return methods, rows


def epochs() -> dict[str, dict[str, float]]:
    """Seconds of one epoch, by workload and method (``bench/results/latest.md``)."""
    text = (ROOT / "bench" / "results" / "latest.md").read_text(encoding="utf-8")
    found: dict[str, dict[str, float]] = {}
    for section in text.split("\n## ")[1:]:
        heading = section.splitlines()[0]
        rows = [_cells(line) for line in section.splitlines() if line.startswith("| ")]
        if rows and rows[0][:2] == ["", "min"]:
            found[heading] = {r[0]: _seconds(r[1]) for r in rows[2:] if r[0] != "empty loop"}
    return found


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _seconds(told: str) -> float:
    value, unit = told.split()
    return float(value.replace(",", "")) * UNITS[unit]
