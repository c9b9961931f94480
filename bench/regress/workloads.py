"""What is measured of a commit, through the public API alone, so that it runs on any two commits."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray
TABLE = Path(__file__).resolve().parents[2] / "examples" / "data" / "auto_mpg.csv"
N_TEST = 1_000


@dataclass(frozen=True)
class Judged:
    """What a run made: the hash of its numbers, and its RMSE on rows that it never saw."""

    bits: str
    error: float


@dataclass(frozen=True)
class Prepared:
    """``run`` is timed; ``judge`` takes what it returned."""

    run: Callable[[], Any]
    judge: Callable[[Any], Judged]


def hashed(*arrays: Array) -> str:
    found = hashlib.sha256()
    for array in arrays:
        found.update(np.ascontiguousarray(array, dtype=np.float64).tobytes())
    return found.hexdigest()[:12]


def waves(n_rows: int, n_inputs: int, seed: int) -> tuple[Array, Array]:
    """Rows of a smooth function of all inputs with interactions, noise 0.2 beside a deviation near 1."""
    plan, random = np.random.RandomState(n_inputs), np.random.RandomState(seed)
    slopes = plan.normal(size=(n_inputs, 3)) / n_inputs**0.5
    X = random.normal(size=(n_rows, n_inputs))
    A = X @ slopes
    return X, np.sin(2 * A[:, 0]) + A[:, 1] * A[:, 2] + 0.2 * random.normal(size=n_rows)


def fitting(n_rows: int, n_inputs: int, **parameters: Any) -> Callable[[], Prepared]:
    """A fit of ``NeuralRegressor``."""

    def prepare() -> Prepared:
        from shoal import NeuralRegressor

        X, y = waves(n_rows, n_inputs, 0)
        X_test, y_test = waves(N_TEST, n_inputs, 1)

        def judge(model: Any) -> Judged:
            weights = [matrix for network in model.networks_ for matrix in network.weights]
            predicted = model.predict(X_test)
            error = float(np.sqrt(np.mean((predicted - y_test) ** 2)))
            return Judged(hashed(*weights, predicted), error)

        return Prepared(lambda: NeuralRegressor(random_state=0, **parameters).fit(X, y), judge)

    return prepare


def predicting() -> Prepared:
    """Predictions of a default ensemble for many rows."""
    from shoal import NeuralRegressor

    model = NeuralRegressor(random_state=0).fit(*waves(150, 4, 0))
    X, y = waves(100_000, 4, 1)

    def judge(predicted: Array) -> Judged:
        return Judged(hashed(predicted), float(np.sqrt(np.mean((predicted - y) ** 2))))

    return Prepared(lambda: model.predict(X), judge)


def fitting_a_table() -> Prepared:
    """``fit_table`` on four of five rows of the example table; the fifth is predicted."""
    from shoal import fit_table, read_table

    header, *lines = TABLE.read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory() as folder:
        parts = {"test": lines[::5], "train": [a for i, a in enumerate(lines) if i % 5]}
        tables = {}
        for name, part in parts.items():
            path = Path(folder) / f"{name}.csv"
            path.write_text("\n".join([header, *part]) + "\n", encoding="utf-8")
            tables[name] = read_table(path)
    targets = np.array([float(line.partition(",")[0]) for line in parts["test"]])

    def judge(model: Any) -> Judged:
        predicted = model.predict(tables["test"])
        error = float(np.sqrt(np.mean((predicted - targets) ** 2)))
        return Judged(hashed(predicted), error)

    return Prepared(lambda: fit_table(tables["train"], "mpg"), judge)


ONE = {"n_networks": 1, "hidden_layer_sizes": (12,)}
# title: seconds of a run lie between 0.01 and 2, so that a sitting takes a minute or two
WORKLOADS: dict[str, Callable[[], Prepared]] = {
    "gd 30x1": fitting(
        30, 1, solver="gd", hidden_layer_sizes=(20,), max_iter=20_000, tol=0, alpha=0
    ),
    "gd 1000x8": fitting(1000, 8, solver="gd", hidden_layer_sizes=(50,), max_iter=500, tol=0),
    "sgd 1000x8": fitting(1000, 8, solver="sgd", hidden_layer_sizes=(50,), max_iter=100, tol=0),
    "adam 1000x8": fitting(1000, 8, solver="adam", hidden_layer_sizes=(50,), max_iter=100, tol=0),
    "lm evidence 500x6": fitting(500, 6, solver="lm", **ONE),
    "lm alpha 500x6": fitting(500, 6, solver="lm", alpha=0.1, max_iter=60, **ONE),
    "lm few rows 60x6": fitting(60, 6, solver="lm", n_networks=1, hidden_layer_sizes=(20,)),
    "projected 500x6": fitting(
        500, 6, solver="lm", project_outputs=True, alpha=0.1, max_iter=30, **ONE
    ),
    "scg 500x6": fitting(500, 6, solver="scg", alpha=0.1, max_iter=300, tol=0, **ONE),
    "lbfgs 500x6": fitting(500, 6, solver="lbfgs", alpha=0.1, max_iter=300, **ONE),
    "default 150x4": fitting(150, 4),
    "default 500x13": fitting(500, 13),
    "default 1000x8": fitting(1000, 8),
    "predict 100000x4": predicting,
    "table auto_mpg": fitting_a_table,
}
