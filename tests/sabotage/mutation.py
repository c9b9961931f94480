"""One change of one line, and the tests that must notice it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Mutation:
    """``old`` becomes ``new`` in ``file``, where it must stand exactly once.

    ``file`` is relative to ``src/shoal``, or begins with ``native/``. ``tests`` are files or folders,
    relative to ``tests``, in the order in which they are run until one fails. ``survives``: why no
    test can tell, for the few that may.
    """

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    survives: str = ""

    @property
    def native(self) -> bool:
        return self.file.startswith("native/")

    @property
    def source(self) -> Path:
        return ROOT / self.file if self.native else ROOT / "src" / "shoal" / self.file

    def problem(self) -> str:
        """Why it cannot be applied to the sources as they are; empty where it can."""
        missing = [test for test in self.tests if not (ROOT / "tests" / test).exists()]
        if missing:
            return f"there is no tests/{missing[0]}"
        if not self.source.exists():
            return f"there is no {self.file}"
        found = self.source.read_text(encoding="utf-8").count(self.old)
        return "" if found == 1 else f"its text stands {found} times in {self.file}, not once"

    def applied(self) -> str:
        """The file's text with the change."""
        return self.source.read_text(encoding="utf-8").replace(self.old, self.new)


def named(file: str, tests: tuple[str, ...], *changes: tuple[str, ...]) -> list[Mutation]:
    """Mutations of one file: (name, old, new) each, or with why it survives behind."""
    return [Mutation(name, file, old, new, tests, *why) for name, old, new, *why in changes]
