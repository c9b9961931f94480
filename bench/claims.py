"""What Shoal promises about its speed, and whether this run kept it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from .harness import Row


@dataclass(frozen=True)
class Claim:
    text: str
    measured: float
    wanted: float
    unit: str = "x"
    at_most: bool = False

    @property
    def verdict(self) -> str:
        if math.isnan(self.measured):
            return "not measured"
        kept = self.measured <= self.wanted if self.at_most else self.measured >= self.wanted
        return "kept" if kept else "NOT KEPT"


def judge(
    tables: dict[str, list[Row]], limits: dict[str, float], lecture: list[Row] | None
) -> list[Claim]:
    """One claim a line; NaN where this run has not measured what the claim is about."""
    claims = [
        Claim(
            f"{name}: times faster than JAX (the faster one)", _ratio(tables, name, "JAX"), wanted
        )
        for name, wanted in (
            ("lecture-size", 2.5),
            ("small", 2.3),
            ("medium", 1.5),
            ("large", 1.5),
        )
    ]
    claims += [
        Claim(
            f"lecture-size: times faster than {rival}", _ratio(tables, "lecture-size", rival), 100
        )
        for rival in ("scikit-learn", "PyTorch")
    ]
    claims += [
        Claim(
            f"{name}: two threads against one",
            _best(tables, name, "Shoal") / _best(tables, name, "Shoal, 2 threads"),
            1.8,
        )
        for name in ("medium", "large")
    ]
    claims += [
        Claim(
            f"{name}: share of the machine's limit",
            100 * limits.get(name, math.nan) / _best(tables, name, "Shoal"),
            60,
            " %",
        )
        for name in ("small", "medium", "large")
    ]
    if lecture is not None:
        seconds = _best({"lecture": lecture}, "lecture", "Shoal")
        claims.append(
            Claim("the lecture's 100,000 epochs: seconds", seconds, 0.15, " s", at_most=True)
        )
    return claims


def _best(tables: dict[str, list[Row]], name: str, rival: str) -> float:
    for row in tables.get(name, []):
        if row.name == rival:
            return row.best
    return math.nan


def _ratio(tables: dict[str, list[Row]], name: str, rival: str) -> float:
    """Its fastest row against Shoal's; a rival can have several."""
    times = [r.best for r in tables.get(name, []) if r.name.startswith(rival) and r.seconds]
    return min(times, default=math.nan) / _best(tables, name, "Shoal")
