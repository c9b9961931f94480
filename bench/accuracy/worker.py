"""One model in a process of its own: told table and split by lines of JSON, answers the same way."""

from __future__ import annotations

import json
import os
import sys
import warnings
from time import perf_counter, process_time

COVERAGES = (0.9, 0.95)


def main() -> None:
    name, cores = sys.argv[1], json.loads(sys.argv[2])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)  # before anything that starts threads is imported
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever a library prints goes to stderr, not into the answers
    warnings.simplefilter("ignore")

    from .rivals import module

    model = module(name)
    for line in sys.stdin:
        order = json.loads(line)
        if order["do"] == "about":
            missing = model.available()
            answer = {"missing": missing, "version": None if missing else version(model)}
        else:
            answer = measure(model, order["table"], order["split"])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def version(model) -> str:
    return model.fingerprint() if hasattr(model, "fingerprint") else str(model.VERSION)


def measure(model, table_name: str, split_name: str) -> dict:
    import numpy as np

    from .tables import TABLES

    table = TABLES[table_name]
    split = table.split(split_name)
    X, y, X_test, y_test = (
        v[rows] for rows in (split.train, split.test) for v in (table.X, table.y)
    )
    seed = int(split.name.lstrip("g"))
    if not hasattr(model, "warm"):  # imports are not part of a fit
        model.fit(X[:60], y[:60], None, 0)
        model.warm = True
    begin, begin_processor = perf_counter(), process_time()
    fitted = model.fit(X, y, split.groups, seed)
    wall, processor = perf_counter() - begin, process_time() - begin_processor
    prediction = np.ravel(fitted.predict(X_test))
    found = {
        "rmse": float(np.sqrt(np.mean((prediction - y_test) ** 2))),
        "seconds": float(getattr(fitted, "seconds", processor)),
        "wall": wall,
        "rows": len(y_test),
        "note": getattr(fitted, "note", ""),
    }
    if hasattr(fitted, "intervals"):
        for coverage in COVERAGES:
            low, high = fitted.intervals(X_test, coverage)
            key = f"{100 * coverage:g}"
            found[f"inside_{key}"] = int(np.sum((low <= y_test) & (y_test <= high)))
            found[f"width_{key}"] = float(np.mean(high - low))
    if hasattr(fitted, "log_density"):
        density = np.asarray(fitted.log_density(X_test, y_test))
        found["log_likelihood"] = float(density.mean())
    return found


if __name__ == "__main__":
    main()
