"""How rounds go: their batches in turn, what fails, what each leaves behind, and the table of it."""

from __future__ import annotations

import sys
import time
import traceback
import warnings
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from .figures import Figures, figures_now
from .round import Round

WARM = 6  # batches of a round before it is measured: imports, caches, the allocator's arenas
SHOWN = 3  # failures of a round whose traceback is printed


@dataclass
class Course:
    """How a round went: its batches, what they did, what failed, what grew once it was warm."""

    round: Round
    batches: int = 0
    done: int = 0
    seconds: float = 0.0
    failures: Counter[str] = field(default_factory=Counter)
    grown: Counter[str] = field(default_factory=Counter)
    changed: set[str] = field(default_factory=set)

    def batch(self) -> None:
        """Do the next batch, and measure what it leaves behind."""
        before, began = figures_now(), time.monotonic()
        with TemporaryDirectory(prefix="shoal-soak-") as folder:
            try:
                self.done += self.round.do(self.batches, Path(folder))
            except Exception as error:
                self._failed(error)
        self.seconds += time.monotonic() - began
        self.batches += 1
        if self.batches > WARM:
            self._measure(before, figures_now())

    @property
    def share(self) -> float:
        """Of the whole that has been done; a round that does nothing counts by its batches."""
        return max(self.done, self.batches) / self.round.whole

    @property
    def fine(self) -> bool:
        """Nothing failed, and nothing grew beyond its bound."""
        bounds = {"memory": self.round.memory, "descriptors": self.round.files, "threads": 0}
        held = all(self.grown[name] <= bound for name, bound in bounds.items())
        return held and not self.failures and not self.changed

    def row(self) -> list[str]:
        """Of the printed table."""
        return [
            self.round.name,
            f"{self.batches:,}",
            f"{self.done:,} of {self.round.whole:,}",
            f"{self.failures.total():,}",
            f"{self.grown['memory']:+.1f}",
            f"{self.grown['descriptors']:+d}",
            f"{self.grown['threads']:+d}",
            ", ".join(sorted(self.changed)) or "-",
            f"{self.seconds:.0f}",
            "fine" if self.fine else "NOT FINE",
        ]

    def _failed(self, error: Exception) -> None:
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
        self.failures[what] += 1
        if len(self.failures) <= SHOWN and self.failures[what] == 1:
            print(f"{self.round.name}, batch {self.batches}:", file=sys.stderr)
            traceback.print_exception(error)

    def _measure(self, before: Figures, after: Figures) -> None:
        for name in ("memory", "descriptors", "threads"):
            self.grown[name] += getattr(after, name) - getattr(before, name)  # type: ignore[assignment]
        for name in ("blas", "handlers"):
            if getattr(after, name) != getattr(before, name):
                self.changed.add(name)


HEADS = [
    "round",
    "batches",
    "done",
    "failures",
    "memory MB",
    "files",
    "threads",
    "changed",
    "s",
    "",
]


def table_of(courses: list[Course]) -> str:
    """The courses beneath each other, in columns."""
    rows = [HEADS, *(course.row() for course in courses)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "\n".join(lines)


def soak(rounds: tuple[Round, ...], minutes: float) -> int:
    """Whichever round lags most is next; the exit code."""
    courses, end = [Course(round_) for round_ in rounds], time.monotonic() + 60 * minutes
    warnings.simplefilter("ignore")  # of fits that end before they converge
    while time.monotonic() < end:
        late = min(courses, key=lambda course: course.share)
        if late.share >= 1:
            break
        late.batch()
    print(table_of(courses))
    return 0 if all(course.fine for course in courses) else 1
