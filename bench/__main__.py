"""``python -m bench``: Shoal and every rival that is installed, in one run."""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from . import machine
from .claims import judge
from .harness import start_all, time_epochs, time_lecture
from .report import as_markdown, as_text, claims_table, epochs_table, lecture_table
from .workloads import WORKLOADS, Workload


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Time of a training epoch, for Shoal and each rival that is installed.",
    )
    parser.add_argument("--quick", action="store_true", help="under a minute, rougher numbers")
    parser.add_argument("--rounds", type=int, help="rounds of all rivals (default 7; quick 3)")
    parser.add_argument("--only", nargs="+", choices=[*WORKLOADS, "lecture"], metavar="WORKLOAD")
    parser.add_argument("--rivals", nargs="+", help="these beside Shoal and the NumPy loop")
    parser.add_argument("--out", type=Path, help="also write the tables as Markdown")
    options = parser.parse_args()
    rounds = options.rounds or (3 if options.quick else 7)
    chosen = options.only or [*WORKLOADS, "lecture"]

    busy = machine.other_work()
    rivals = start_all(options.rivals)
    try:
        tables, rows_by_name, limits = [], {}, {}
        for workload in (WORKLOADS[name] for name in chosen if name != "lecture"):
            say(workload.title)
            limit, reason = limit_of(workload)
            rows = time_epochs(workload, rivals, rounds, 0.05 if options.quick else 0.4)
            rows_by_name[workload.name] = rows
            if limit is not None:
                limits[workload.name] = limit
            title = f"{workload.name}: {workload.title}"
            tables.append(epochs_table(title, rows, workload.check_epochs, limit, reason))
        lecture = None
        if "lecture" in chosen:
            n_epochs = 10_000 if options.quick else 100_000
            say(f"the lecture's {n_epochs:,} epochs")
            rows = time_lecture(n_epochs, rivals, rounds, patience=2.0 if options.quick else 10.0)
            tables.append(lecture_table(n_epochs, rows))
            lecture = None if options.quick else rows
        tables.append(claims_table(judge(rows_by_name, limits, lecture)))
        heading = machine.lines(rivals) + busy
    finally:
        for rival in rivals:
            rival.stop()
    if options.quick:
        heading.append("quick run: rough numbers")
    print(as_text(heading, tables), end="")
    if options.out:
        options.out.parent.mkdir(parents=True, exist_ok=True)
        options.out.write_text(as_markdown(heading, tables), encoding="utf-8")
    unequal = [r for rows in rows_by_name.values() for r in rows if r.equal is False]
    return 1 if unequal else 0


def limit_of(workload: Workload) -> tuple[float | None, str]:
    """Seconds an epoch cannot go below on one core, or a sentence why that is not known."""
    try:
        from .limit import limit_seconds
    except ImportError as error:
        return None, f"limit not measured: its probe cannot be loaded ({error})"
    try:
        w = workload
        return float(limit_seconds(w.N, w.D, w.M, w.K, w.dtype)), ""
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        return None, f"limit not measured: {error}"


def say(what: str) -> None:
    print(f"timing {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
