"""One module a rival, all with the same three functions.

``available() -> str | None``
    None if it can run here, otherwise one sentence that says what is missing.
``prepare(workload, rates, threads) -> run``
    Data, compilation and warm-up, untimed. ``run(n) -> (seconds, V, W)`` trains n epochs from the
    workload's start and times the epochs alone; V and W are NumPy arrays.
``lecture(fit, n_epochs, threads) -> LectureResult``
    The lecture's training as a user of this rival would write it, all after the imports timed.
    Absent where it would say nothing new.

``NAME`` is its name in the tables, ``TWO_RATES`` whether each layer can have its own rate.
"""

from __future__ import annotations

from dataclasses import dataclass

MODULES = ("shoal", "numpy_loop", "scikit_learn", "pytorch", "jax_loop", "jax_blocks", "null")


@dataclass(frozen=True)
class LectureResult:
    """``rmse_train`` and ``rmse_test`` at the final weights, in units of T; None: not measured."""

    seconds: float
    rmse_train: float
    rmse_test: float | None
    note: str = ""
