"""``python -m bench.policy NAME VALUE ...``: one tuned number of a fit, measured at several values.

Cross-validates inside the training parts of the tables of ``bench/accuracy`` (never on a test part,
nor on the tables set apart): a row of the answer has a value's error, time and coverage.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import process_time

import numpy as np

from .accuracy.tables import TABLES, Table

# Where the numbers stand that decide what a default fit does.
PLACES = (
    *("shoal.committee.policy", "shoal.train.settings", "shoal.train.regularization"),
    *("shoal.solve.evidence", "shoal.solve.lm", "shoal.model.ensemble", "shoal.model.noise"),
    *("shoal.model.relevance", "shoal.model.asinh"),
)
COVERAGE = 0.9


@dataclass(frozen=True)
class Measured:
    """Of one table and split: RMSE over the mean's, processor seconds, share of rows inside."""

    error: float
    seconds: float
    inside: float


@contextmanager
def set_to(name: str, value: object) -> Iterator[None]:
    """The number of this name, everywhere it has been imported to, is ``value``."""
    home = next((m for m in map(importlib.import_module, PLACES) if hasattr(m, name)), None)
    if home is None:
        raise SystemExit(f"there is no {name} in {', '.join(PLACES)}")
    importlib.import_module("shoal.estimators.regressor")
    before = getattr(home, name)
    holders = [
        module
        for path, module in list(sys.modules.items())
        if path.startswith("shoal.") and vars(module).get(name, None) is before
    ]
    for module in holders:
        setattr(module, name, value)
    try:
        yield
    finally:
        for module in holders:
            setattr(module, name, before)


def measured(table: Table, split: int, folds: int, seed: int) -> list[Measured]:
    """Cross-validation inside the training part of one split."""
    from shoal import NeuralRegressor

    train = table.splits()[split].train
    X, y = table.X[train], table.y[train]
    fold = np.random.RandomState(seed).permutation(len(y)) % folds
    found = []
    for k in range(folds):
        out = fold == k
        began = process_time()
        model = NeuralRegressor(random_state=seed).fit(X[~out], y[~out])
        seconds = process_time() - began
        rmse = np.sqrt(np.mean((model.predict(X[out]) - y[out]) ** 2))
        low, high = model.predict_interval(X[out], coverage=COVERAGE)
        inside = float(np.mean((low <= y[out]) & (y[out] <= high)))
        of_mean = np.sqrt(np.mean((y[~out].mean() - y[out]) ** 2))
        found.append(Measured(float(rmse / of_mean), seconds, inside))
    return found


def value_of(text: str) -> object:
    """A number, or a tuple of numbers written with commas between them."""
    values = [float(part) if set(part) & set(".e") else int(part) for part in text.split(",")]
    return values[0] if len(values) == 1 else tuple(values)


def mean_and_error(values: list[float]) -> tuple[float, float]:
    error = statistics.stdev(values) / len(values) ** 0.5 if len(values) > 1 else float("nan")
    return statistics.fmean(values), error


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.policy", description=__doc__)
    parser.add_argument("name", help="such as WIDER_PAYS")
    parser.add_argument("values", nargs="+", type=value_of, help="the first is compared with")
    open_tables = [name for name, table in TABLES.items() if not table.apart and table.n_splits]
    parser.add_argument("--tables", nargs="+", choices=open_tables, default=open_tables)
    parser.add_argument("--splits", type=int, default=3, help="training parts of each table")
    parser.add_argument("--folds", type=int, default=5, help="inside each training part")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    found: dict[object, list[Measured]] = {value: [] for value in options.values}
    for name in options.tables:
        for split in range(min(options.splits, TABLES[name].n_splits)):
            for value in options.values:
                with set_to(options.name, value):
                    found[value] += measured(TABLES[name], split, options.folds, seed=split)
            print(f"{name} {split}", file=sys.stderr, flush=True)
    first = found[options.values[0]]
    print(f"| {options.name} | RMSE / mean's | - first | seconds a fit | inside {COVERAGE:.0%} |")
    print("|---|---|---|---|---|")
    for value, rows in found.items():
        error, _ = mean_and_error([row.error for row in rows])
        apart, se = mean_and_error([a.error - b.error for a, b in zip(rows, first, strict=True)])
        seconds, inside = (
            statistics.fmean(getattr(r, n) for r in rows) for n in ("seconds", "inside")
        )
        print(f"| {value} | {error:.4f} | {apart:+.4f} ± {se:.4f} | {seconds:.2f} | {inside:.1%} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
