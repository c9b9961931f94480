"""One module a model, all with the same names.

``NAME``: in the tables. ``GROUP``: "ranked" or "beside". ``VERSION``: raised when its figures may
change, so that cached ones are computed anew. ``SLOW``: runs on fewer splits (protocol.md).
``available() -> str | None``: None if it can run here, otherwise a sentence of what is missing.
``fit(X, y, groups, seed) -> fitted``: all of it timed; ``groups`` is None on random splits.

``fitted.predict(X)``, and where a model states a distribution ``fitted.intervals(X, coverage) ->
(low, high)`` and ``fitted.log_density(X, y)`` (one value a row). ``fitted.seconds`` takes the place
of the measured processor time where a fit runs in another language's process.
"""

from __future__ import annotations

import importlib
from types import ModuleType

MODULES = (
    "mean",
    "linear",
    "mlp_default",
    "mlp_tuned",
    "r_nnet",
    "gp",
    "shoal",
    "shoal_without_groups",
    "hist_gb",
    "random_forest",
    "catboost",
    "pyrenn",
)


def module(name: str) -> ModuleType:
    """The adapter; importing it does not import the rival."""
    return importlib.import_module(f".{name}", __package__)
