"""Tables of many texts with many levels: thousands of inputs, and no more time than they need."""

import time

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from shoal import LinearNetwork, fit_table


def table_of(n, columns, levels):
    random = np.random.default_rng(0)
    table = {f"c{k}": [f"l{v}" for v in random.integers(0, levels, n)] for k in range(columns)}
    return {**table, "y": random.normal(size=n)}


def test_the_linear_model_beside_the_fit_has_one_thread_of_blas(monkeypatch):
    """Two threads wait for each other: ten times the time where the processors are busy."""
    seen = []

    class Watched(LinearNetwork):
        def fit(self, *given):
            seen.extend(p["num_threads"] for p in threadpool_info() if p["user_api"] == "blas")
            return super().fit(*given)

    monkeypatch.setattr("shoal.tabular.fit_table.LinearNetwork", Watched)
    fit_table(table_of(60, 2, 3), "y", max_iter=5)
    assert seen
    assert set(seen) == {1}


@pytest.mark.slow
def test_100_columns_of_50_levels():
    begun = time.process_time()
    fit_table(table_of(2000, 100, 50), "y")
    assert time.process_time() - begun < 15
