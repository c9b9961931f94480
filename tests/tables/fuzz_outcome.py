"""What a fuzz of files has come to, and how it is told."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import NoReturn


@dataclass
class Outcome:
    """What became of the files so far."""

    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def told(self, begun: float) -> NoReturn:
        """Print it, and end the program: with 1 where something was wrong."""
        for what, n in self.counts.most_common():
            print(f"{n:9,} {what}")
        print(f"{len(self.wrong):9,} wrong, in {time.perf_counter() - begun:.0f} s")
        for line in self.wrong:
            print(line)
        raise SystemExit(bool(self.wrong))
