"""A fuzz of workbooks, archives and files of typed columns: our errors alone, in bounded time and memory.

``python -m tests.tables.hostile.fuzz --files 100000`` damages the packages so often. They are read in
a process of their own, which is begun again behind a file that ends it.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from shoal.errors import TableError
from shoal.tables import read_table
from shoal.tables.sources.child_process.limits import Limits
from tests.tables.fuzz_outcome import Outcome

from .damage import damaged
from .packages import packages

PROGRAM = "tests.tables.hostile.fuzz"
SECONDS, MEGABYTES = 5.0, 600
_STATUS = Path("/proc/self/status")


def run(files: int, seed: int = 0, first: int = 0, most_wrong: int = 20) -> Outcome:
    """Damage the packages in turn and read each result; stops at ``most_wrong`` wrong ones."""
    outcome = Outcome()
    next_one, end = first, first + files
    while next_one < end and len(outcome.wrong) < most_wrong:
        for i, name, what, wrong in _told(next_one, end, seed):
            next_one = i + 1
            outcome.counts[what] += 1
            if wrong:
                outcome.wrong.append(f"file {i} of seed {seed} ({name}): {wrong}")
    return outcome


def _told(first: int, end: int, seed: int) -> Iterator[tuple[int, str, str, str]]:
    """What a process tells of the files from ``first`` on; of one that ends it, that it does."""
    program = [sys.executable, "-m", PROGRAM, "--files", str(end - first)]
    given = [*program, "--seed", str(seed), "--first", str(first), "--child"]
    root = Path(__file__).parents[3]
    with subprocess.Popen(
        given, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=root
    ) as process:
        assert process.stdout is not None
        begun: tuple[int, str] | None = None
        for line in process.stdout:
            i, name, what, wrong = json.loads(line)
            begun = (i, name) if what == "begun" else None
            if begun is None:
                yield i, name, what, wrong
        code = process.wait()
        if begun is not None:
            yield *begun, "ended the process", f"the process ends with {code}"


def _read_all(files: int, seed: int, first: int) -> None:
    """The child: each damaged file is read, and told on standard output."""
    seeds = packages()
    names = list(seeds)
    Limits(2 << 30, 3600.0).impose()
    with tempfile.TemporaryDirectory() as folder:
        for i in range(first, first + files):
            name = names[i % len(names)]
            path = Path(folder) / name
            path.write_bytes(damaged(seeds[name], random.Random(f"{seed}, {i}")))
            print(json.dumps([i, name, "begun", ""]), flush=True)
            print(json.dumps([i, name, *_read(path)]), flush=True)


def _read(path: Path) -> tuple[str, str]:
    """What came out for one file, and what is wrong with that."""
    begun = time.process_time()
    what, wrong = "read", ""
    try:
        table = read_table(path)
        said = [*table.said, *(s for c in table.columns.values() for s in (*c.said, c.problem))]
    except TableError as error:
        what, said = "refused", [str(error)]
    except BaseException as error:
        return "failed", f"{type(error).__name__}: {error}"
    odd = next((s for s in said if not s.isprintable() or len(s) > 800), None)
    if odd is not None:
        wrong = f"a sentence of {odd!r}"
    if time.process_time() - begun > SECONDS:
        wrong = wrong or f"it takes {time.process_time() - begun:.1f} s"
    if _peak() > MEGABYTES:
        wrong = wrong or f"it takes {_peak():.0f} MB"
        _STATUS.with_name("clear_refs").write_text("5")  # the peak is counted anew
    return what, wrong


def _peak() -> float:
    for line in _STATUS.read_text().splitlines() if _STATUS.exists() else ():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    """Run the fuzz and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--child", action="store_true")
    given = parser.parse_args()
    if given.child:
        _read_all(given.files, given.seed, given.first)
        return
    begun = time.perf_counter()
    run(given.files, given.seed, given.first).told(begun)


if __name__ == "__main__":
    main()
