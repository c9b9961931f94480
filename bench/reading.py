"""``python -m bench.reading``: seconds and memory to read a CSV, beside pandas, polars, DuckDB and csv.

Every reading is a process of its own. Its memory is the most it ever held (VmHWM) less what it held
when the reader was imported; Shoal imports polars only for a large file, so that counts as reading.
Beside the seconds of the clock stand those of all cores together, which other work disturbs less.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np

from . import machine
from .harness import REMOVED

SMALL = 20  # readings in one process of a file that takes milliseconds
READERS = ("shoal", "polars", "pandas", "duckdb", "csv")
WHAT = {
    "shoal": "shoal.read_table",
    "polars": "polars.read_csv",
    "pandas": "pandas.read_csv",
    "duckdb": "duckdb.read_csv().fetchnumpy()",
    "csv": "csv.reader, cells left as texts",
}


def reader(name: str) -> tuple[Callable[[str], Any], Callable[[Any], np.ndarray]]:
    """What reads a file, and what gives the column "a" of the result; imports what it needs."""
    if name == "shoal":
        from shoal.tables import read_table

        return read_table, lambda table: table["a"].values
    if name == "polars":
        import polars

        return polars.read_csv, lambda frame: frame["a"].to_numpy()
    if name == "pandas":
        import pandas

        return pandas.read_csv, lambda frame: frame["a"].to_numpy()
    if name == "duckdb":
        import duckdb

        return lambda path: duckdb.read_csv(path).fetchnumpy(), lambda columns: columns["a"]

    def rows(path: str) -> list[list[str]]:
        with open(path, newline="", encoding="utf-8") as file:
            return list(csv.reader(file, strict=True))

    return rows, lambda found: np.array([float(r[found[0].index("a")]) for r in found[1:]])


def held_most() -> float:
    """The most memory this process has held, in MB (10^6 bytes)."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def one(name: str, path: str, times: int) -> None:
    """Read the file in this process and print what it took, as JSON."""
    read, column = reader(name)
    before, seconds, work = held_most(), [], []
    for _ in range(times):
        began, worked = perf_counter(), process_time()
        found = read(path)
        seconds.append(perf_counter() - began)
        work.append(process_time() - worked)
    memory = held_most() - before
    bits = hashlib.sha256(np.asarray(column(found), dtype=np.float64).tobytes()).hexdigest()
    answer = {"seconds": min(seconds), "work": min(work), "memory": memory, "bits": bits}
    print(json.dumps(answer))


def floats(path: Path, n_rows: int) -> None:
    """A table of 21 columns of numbers between 0 and 1 with four decimals: 7 bytes a cell."""
    rng = np.random.default_rng(0)
    names = "abcdefghijklmnopqrstu"
    row = ",".join(["%.4f"] * len(names)) + "\n"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(",".join(names) + "\n")
        for first in range(0, n_rows, 20_000):
            part = rng.random((min(20_000, n_rows - first), len(names)))
            file.writelines(row % tuple(values) for values in part.tolist())


def mixed(path: Path, n_rows: int) -> None:
    """Numbers of all digits, whole numbers, gaps, dates, yes and no, levels, and quoted texts."""
    rng = np.random.default_rng(0)
    cities = [f"Town {i}" for i in range(60)]
    people = [f'"Doe, John ""{i}"""' for i in range(2000)]
    days = np.arange("2015-01-01", "2025-01-01", dtype="datetime64[D]").astype(str).tolist()
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("number,a,day,city,person,answer,count,gaps,marked,price\n")
        for first in range(0, n_rows, 20_000):
            n = min(20_000, n_rows - first)
            columns = [
                map(str, range(first, first + n)),
                map(repr, rng.normal(size=n).tolist()),
                rng.choice(days, n).tolist(),
                rng.choice(cities, n).tolist(),
                rng.choice(people, n).tolist(),
                rng.choice(["yes", "no"], n).tolist(),
                map(str, rng.poisson(30, n).tolist()),
                [f"{x:.3f}" if x > -1.6 else "" for x in rng.normal(size=n).tolist()],
                [f"{x:.1f}" if x > -1.6 else "NA" for x in rng.normal(size=n).tolist()],
                [f"{x:.2f}" for x in rng.lognormal(5, 1, n).tolist()],
            ]
            file.writelines(",".join(row) + "\n" for row in zip(*columns, strict=True))


def measured(name: str, path: Path, rounds: int, times: int) -> dict[str, Any]:
    """The best time of some processes, and the memory of the most frugal."""
    environment = {k: v for k, v in os.environ.items() if k not in REMOVED}
    answers = []
    for _ in range(rounds):
        done = subprocess.run(
            [sys.executable, "-m", "bench.reading", "--one", name, str(path), str(times)],
            capture_output=True,
            text=True,
            env=environment,
            cwd=Path(__file__).resolve().parent.parent,
        )
        if done.returncode:
            return {"failed": (done.stderr.strip().splitlines() or ["no words"])[-1]}
        answers.append(json.loads(done.stdout))
    best = {key: min(answer[key] for answer in answers) for key in ("seconds", "work", "memory")}
    return {**best, "bits": answers[0]["bits"]}


def table(path: Path, names: list[str], rounds: int, times: int) -> list[str]:
    """A row a reader; the times over Shoal's, the memory over the size of the file."""
    size = path.stat().st_size / 1e6
    found = {name: measured(name, path, rounds, times) for name in names}
    base = found["shoal"].get("seconds", np.nan)
    truth = found.get("csv", {}).get("bits")
    lines = [
        "| reader | seconds | / Shoal | of all cores | memory | / file | bits of float() |",
        "|---|--:|--:|--:|--:|--:|---|",
    ]
    for name, answer in found.items():
        if "failed" in answer:
            lines.append(f"| {WHAT[name]} | {answer['failed'][:80]} | - | - | - | - | - |")
            continue
        seconds, memory = answer["seconds"], answer["memory"]
        same = "-" if truth is None else "yes" if answer["bits"] == truth else "NO"
        lines.append(
            f"| {WHAT[name]} | {seconds:.4g} | {seconds / base:.2f} | {answer['work']:.4g} "
            f"| {memory:,.0f} MB "
            f"| {memory / size:.1f} | {same} |"
        )
    lost = [name for name, a in found.items() if a.get("seconds", np.inf) < base]
    behind = ", ".join(WHAT[name] for name in lost) or "none"
    return [*lines, "", f"{size:.1f} MB; best of {rounds * times}. Faster than Shoal: {behind}."]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--readers", nargs="+", default=READERS, choices=READERS)
    parser.add_argument("--quick", action="store_true", help="files of a tenth of the size")
    parser.add_argument("--out", type=Path, help="also write the tables as Markdown")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one[0], options.one[1], int(options.one[2]))
        return
    busy = machine.other_work()
    names = [n for n in READERS if n in {"shoal", *options.readers}]
    part = 10 if options.quick else 1
    works = {
        "1,000 rows x 21 columns of numbers": (floats, 1_000, SMALL),
        f"{1_000_000 // part:,} rows x 21 columns of numbers": (floats, 1_000_000 // part, 1),
        "Mixed: numbers, gaps, dates, levels, quoted texts": (mixed, 2_220_000 // part, 1),
    }
    lines = ["# Reading a CSV", "", *(f"{line}  " for line in [machine.lines([])[0], *busy])]
    lines += [", ".join(filter(None, map(installed, names))), ""]
    with tempfile.TemporaryDirectory() as folder:
        for title, (write, n_rows, times) in works.items():
            path = Path(folder) / "table.csv"
            write(path, n_rows)
            print(f"reading {title}", file=sys.stderr, flush=True)
            lines += [f"## {title}", "", *table(path, names, options.rounds, times), ""]
    print("\n".join(lines))
    if options.out:
        options.out.write_text("\n".join(lines), encoding="utf-8")


def installed(name: str) -> str:
    """A reader with its version, or without one if it is no package or not installed."""
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return "" if name != "csv" else f"Python {sys.version.split()[0]}"


if __name__ == "__main__":
    main()
