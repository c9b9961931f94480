"""``python -m bench.regress``; what it does stands in the package's docstring."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .. import machine
from . import __doc__ as what_it_does
from .environments import Environment, installed
from .sittings import measured
from .verdict import judged, table
from .workloads import WORKLOADS


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.regress",
        description=what_it_does,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("base", nargs="?", help="the commit before")
    parser.add_argument("head", nargs="?", default="HEAD", help="the commit after (default HEAD)")
    parser.add_argument("--base-python", type=Path, help="an environment in place of base")
    parser.add_argument("--head-python", type=Path, help="an environment in place of head")
    parser.add_argument("--sittings", type=int, default=5, help="default 5")
    parser.add_argument("--rounds", type=int, default=5, help="of a sitting (default 5)")
    parser.add_argument("--seconds", type=float, default=0.1, help="of a turn (default 0.1)")
    parser.add_argument("--limit", type=float, default=0.02, help="default 0.02, that is 2 %%")
    parser.add_argument("--clock", choices=("wall", "cpu"), default="wall",
                        help="cpu: for a machine that does other work, too")  # fmt: skip
    parser.add_argument("--new-bits", action="store_true", help="judge errors in place of bits")
    parser.add_argument("--only", nargs="+", choices=WORKLOADS, metavar="WORKLOAD",
                        help=", ".join(WORKLOADS))  # fmt: skip
    options = parser.parse_args()
    if options.base is None and options.base_python is None:
        parser.error("name the commit before, or an environment by --base-python")
    if options.sittings < 2 or options.rounds < 1:
        parser.error("at least two --sittings, to know the noise, of at least one of --rounds")

    base = _environment(options.base, options.base_python, None)
    head = _environment(options.head, options.head_python, base)
    busy = machine.other_work()
    rows, versions = measured(
        base,
        head,
        options.only or list(WORKLOADS),
        n_sittings=options.sittings,
        n_rounds=options.rounds,
        seconds=options.seconds,
        clock=options.clock,
        say=lambda words: print(words, file=sys.stderr, flush=True),
    )
    print(f"{machine.cpu_model()}, {machine.instruction_set()}; one core, one thread")
    print(", ".join(f"{name} {number}" for name, number in versions[0].items()))
    if versions[0] != versions[1]:
        print("head has " + ", ".join(f"{name} {number}" for name, number in versions[1].items()))
    print(f"before: {base.title}; after: {head.title}; {options.clock} time")
    print("\n".join([*busy, ""]))
    verdict = judged(rows, options.limit, options.new_bits)
    print(table(rows))
    print("\n".join(verdict.sentences))
    return verdict.code


def _environment(commit: str, python: Path | None, alike: Environment | None) -> Environment:
    if python is not None:
        return Environment(str(python), python.absolute())
    return installed(commit, alike)


if __name__ == "__main__":
    sys.exit(main())
