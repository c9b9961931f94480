"""``python -m bench.accuracy``: Shoal's defaults and the rivals on the tables of ``protocol.md``."""

from __future__ import annotations

import argparse
import math
import sys
from pathlib import Path

from .report import Report
from .rivals import MODULES
from .runner import committed, run
from .tables import TABLES


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.accuracy",
        description="Test RMSE, seconds and honesty on the tables of bench/accuracy/protocol.md. "
        "Known results are kept in out/accuracy; a changed Shoal is measured anew, rivals are not.",
    )
    parser.add_argument("--tables", nargs="+", choices=TABLES, metavar="NAME")
    parser.add_argument("--apart", action="store_true",
                        help="also the tables that nobody looks at while choosing defaults")  # fmt: skip
    parser.add_argument("--models", nargs="+", choices=MODULES, default=[*MODULES], metavar="NAME")
    parser.add_argument("--splits", type=int, default=20, help="at most so many of each table")
    parser.add_argument("--seconds", type=float, default=math.inf, help="start no fit after these")
    parser.add_argument("--python", nargs="+", default=[], metavar="MODEL=PATH",
                        help="another interpreter for a rival installed elsewhere")  # fmt: skip
    parser.add_argument("--keep", action="store_true", help="rivals' results into measured.jsonl")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results.md")
    options = parser.parse_args()
    pythons = dict(pair.split("=", 1) for pair in options.python)
    tables = options.tables or [t for t in TABLES if options.apart or not TABLES[t].apart]
    models = run(tables, options.models, options.splits, options.seconds, pythons)
    if options.keep:
        committed(models)
    text = str(Report(models, tables))
    print(text)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
