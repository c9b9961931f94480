"""Shoal: ``NeuralRegressor`` with no argument but the seed."""

from __future__ import annotations

import hashlib
import inspect
from pathlib import Path

NAME, GROUP, SLOW = "Shoal", "ranked", False
PARTS = (
    "core",
    "solve",
    "model",
    "train",
    "committee",
    "estimators",
)  # not the faces: they change no figure


def available() -> str | None:
    try:
        from shoal import NeuralRegressor  # noqa: F401
    except ImportError as error:
        return f"Shoal cannot be loaded ({error})"
    return None


def fingerprint() -> str:
    """Of the code a fit runs through, compiled kernel included: other code is another version."""
    import shoal
    from shoal.core import _kernel

    folder = Path(inspect.getfile(shoal)).parent
    files = [f for name in PARTS for f in sorted((folder / name).rglob("*.py"))]
    files.append(Path(_kernel.__file__))
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


class Fitted:
    """Intervals and densities only if this version of Shoal has them."""

    def __init__(self, model):
        self.model, self.predict = model, model.predict
        if hasattr(model, "predict_interval"):
            self.intervals = self._intervals
        if hasattr(model, "log_likelihood"):
            self.log_density = model.log_likelihood
        words = ("solver_", "hidden_layer_sizes_", "n_networks_", "noise_")
        self.note = ", ".join(
            f"{word[:-1]}={getattr(model, word)}"
            for word in words
            if isinstance(getattr(model, word, None), str | int | tuple)
        )

    def _intervals(self, X, coverage):
        import numpy as np

        found = self.model.predict_interval(X, coverage=coverage)
        low, high = found if isinstance(found, tuple) else np.moveaxis(np.asarray(found), -1, 0)
        return np.ravel(low), np.ravel(high)


def fit(X, y, groups, seed, use_groups=True):
    from shoal import NeuralRegressor

    model = NeuralRegressor(random_state=seed)
    knows = "groups" in inspect.signature(model.fit).parameters
    if groups is not None and use_groups and knows:
        return Fitted(model.fit(X, y, groups=groups))
    return Fitted(model.fit(X, y))
