"""``python -m bench.accuracy.friedman``: does the relevance of an input tell noise from effect?

Friedman 1 (500 rows, noise 1) with its five inputs and five columns of noise, 20 draws:
the largest relevance of a noise column over the smallest of a true input, from
``NeuralRegressor(alpha="ard")``.
"""

from __future__ import annotations

import argparse
import inspect
import sys
from time import process_time

import numpy as np
from sklearn.datasets import make_friedman1

N_TRUE, LIMIT = 5, 0.05


def missing() -> str | None:
    """A sentence if this version of Shoal states no relevance."""
    from shoal import NeuralRegressor

    if "input_relevance_" in (inspect.getdoc(NeuralRegressor) or ""):
        return None
    return "this version of Shoal has no input_relevance_"


def draw(i: int) -> tuple[np.ndarray, float]:
    """Relevances of the ten inputs in draw i, and the processor seconds of the fit."""
    from shoal import NeuralRegressor

    X, y = make_friedman1(500, n_features=10, noise=1.0, random_state=100 + i)
    begin = process_time()
    model = NeuralRegressor(alpha="ard", random_state=i).fit(X, y)
    return np.asarray(model.input_relevance_), process_time() - begin


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.accuracy.friedman")
    parser.add_argument("--draws", type=int, default=20)
    options = parser.parse_args()
    if sentence := missing():
        print(f"Skipped: {sentence}.")
        return 0
    below = 0
    print("draw  weakest true input  largest noise column  ratio  seconds")
    for i in range(options.draws):
        relevance, seconds = draw(i)
        true, noise = relevance[:N_TRUE].min(), relevance[N_TRUE:].max()
        below += bool(noise < LIMIT * true)
        print(f"{i:4d}  {true:18.4f}  {noise:20.5f}  {noise / true:5.3f}  {seconds:7.2f}")
    print(
        f"Every noise column below 5 % of the weakest true input: {below} of {options.draws} draws"
    )
    return 0 if below == options.draws else 1


if __name__ == "__main__":
    sys.exit(main())
