"""R's nnet through Rscript: data and weights by CSV, the networks fitted and tuned in R."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import numpy as np

NAME, GROUP, VERSION, SLOW = "R nnet tuned", "ranked", 1, True
SCRIPT = Path(__file__).parent / "nnet.R"


@lru_cache
def available() -> str | None:
    if not shutil.which("Rscript"):
        return "R is not installed (Debian: r-cran-nnet)"
    probe = subprocess.run(["Rscript", "-e", "library(nnet)"], capture_output=True)
    return None if probe.returncode == 0 else "R has no nnet (Debian: r-cran-nnet)"


class Fitted:
    """The network with logistic hidden units that R fitted, in standardized units."""

    def __init__(self, weights, size, x, y, seconds, note):
        D = len(x[0])
        self.V = weights[: size * (D + 1)].reshape(size, D + 1).T
        self.W = weights[size * (D + 1) :]
        self.x, self.y, self.seconds, self.note = x, y, seconds, note

    def predict(self, X):
        X = (X - self.x[0]) / self.x[1]
        with np.errstate(over="ignore"):
            Z = 1 / (1 + np.exp(-(self.V[0] + X @ self.V[1:])))
        return (self.W[0] + Z @ self.W[1:]) * self.y[1] + self.y[0]


def fit(X, y, groups, seed):
    from ..scaled import MAX_ITER, PENALTIES, ROWS_TO_TUNE_ON, SIZES, folds, some_rows

    x_std = X.std(axis=0)
    x = X.mean(axis=0), np.where(x_std > 0, x_std, 1.0)
    t = y.mean(), y.std()
    fold = np.zeros(len(y))  # 0: not tuned on
    rows = some_rows(len(y), ROWS_TO_TUNE_ON, seed)
    parts = folds(X[rows], y[rows], None if groups is None else groups[rows], seed)
    for i, (_, out) in enumerate(parts):
        fold[rows[out]] = i + 1
    with tempfile.TemporaryDirectory() as folder:
        data, answer = Path(folder, "data.csv"), Path(folder, "weights.csv")
        table = np.column_stack([fold, (y - t[0]) / t[1], (X - x[0]) / x[1]])
        np.savetxt(data, table, delimiter=",", fmt="%.17g")
        lists = [",".join(map(str, values)) for values in (SIZES, PENALTIES)]
        subprocess.run(
            ["Rscript", "--vanilla", SCRIPT, data, answer, *lists, str(MAX_ITER), str(seed)],
            check=True,
            capture_output=True,
            text=True,
        )
        seconds, size, decay, *weights = np.loadtxt(answer)
    note = f"size {int(size)}, decay {decay:g}"
    return Fitted(np.array(weights), int(size), x, t, float(seconds), note)
