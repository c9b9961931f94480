"""``python -m tests.sabotage``: every mutation, killed or survived, with the time it took."""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from . import MOST_SURVIVORS, commands, files, judging, native, policy, solvers, studio, tables
from .mutation import Mutation
from .workplace import Verdict, Workplace

LISTS = {module.__name__.rpartition(".")[2]: module.MUTATIONS for module in
         (policy, judging, solvers, tables, files, commands, studio, native)}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.sabotage", description=__doc__)
    parser.add_argument("--only", nargs="+", default=[""], metavar="NAME", help="parts of names")
    parser.add_argument("--kind", nargs="+", choices=LISTS, default=[*LISTS], metavar="KIND")
    parser.add_argument("--native", action="store_true", help="the kernel's instead of Python's")
    parser.add_argument("--check", action="store_true", help="run no test")
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    every = [mutation for mutations in LISTS.values() for mutation in mutations]
    if problems := _problems(every):
        print("\n".join(problems))
        return 1
    if options.check:
        print(f"{len(every)} mutations find their lines")
        return 0
    chosen = [
        mutation
        for kind in options.kind
        for mutation in LISTS[kind]
        if mutation.native == options.native and any(word in mutation.name for word in options.only)
    ]
    with tempfile.TemporaryDirectory(prefix="sabotage") as folder:
        verdicts = _judged(chosen, Path(folder), options.jobs)
    return _report(verdicts)


def _problems(mutations: list[Mutation]) -> list[str]:
    names = [mutation.name for mutation in mutations]
    twice = [
        f"{name}: the name is given twice" for name in {n for n in names if names.count(n) > 1}
    ]
    allowed = [mutation.name for mutation in mutations if mutation.survives]
    if len(allowed) > MOST_SURVIVORS:
        twice.append(f"{len(allowed)} mutations may survive, not {MOST_SURVIVORS}")
    lost = [f"{m.name}: {problem}" for m in mutations if (problem := m.problem())]
    return [*twice, *lost]


def _judged(mutations: list[Mutation], folder: Path, jobs: int) -> list[Verdict]:
    free: SimpleQueue[Workplace] = SimpleQueue()
    places = [Workplace(folder / str(job)) for job in range(jobs)]
    for place in places:
        free.put(place)
    whole = free.get()
    tests = tuple(dict.fromkeys(test for mutation in mutations for test in mutation.tests))
    print(f"the tests of {len(mutations)} mutations, on the code as it is ...", flush=True)
    if failed := whole.failure(tests):
        sys.exit(f"red without any mutation: {failed}")
    free.put(whole)

    def judge(mutation: Mutation) -> Verdict:
        place = free.get()
        try:
            verdict = place.judged(mutation)
        finally:
            free.put(place)
        what = f"killed by {verdict.by}" if verdict.killed else "SURVIVED"
        print(f"{verdict.seconds:5.1f} s  {mutation.name}: {what}", flush=True)
        return verdict

    with ThreadPoolExecutor(jobs) as threads:
        verdicts = list(threads.map(judge, mutations))
    for place in places:
        place.close()
    return verdicts


def _report(verdicts: list[Verdict]) -> int:
    survivors = [v.mutation for v in verdicts if not v.killed]
    seconds = sum(v.seconds for v in verdicts)
    print(f"\n{len(verdicts)} mutations: {len(verdicts) - len(survivors)} killed, "
          f"{len(survivors)} survived, {seconds:.0f} s in all jobs")  # fmt: skip
    for mutation in survivors:
        print(f"survived: {mutation.name}: {mutation.survives or 'NOT EXPLAINED'}")
    died = [v.mutation.name for v in verdicts if v.killed and v.mutation.survives]
    for name in died:
        print(f"{name} is said to survive, and was killed: take the reason away")
    return 1 if died or any(not mutation.survives for mutation in survivors) else 0


if __name__ == "__main__":
    sys.exit(main())
