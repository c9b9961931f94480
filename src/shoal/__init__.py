"""Small neural networks on tables of numbers: fitted in milliseconds, watched, understood, carried.

Importing ``shoal`` loads nothing heavy: each name below is imported when it is first used.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # as checkers know it; the module typing itself takes time to import

__version__ = "0.1.0"

_HOMES = {
    "Activation": "core.activations",
    "LinearNetwork": "estimators.linear_network",
    "Network": "model.network",
    "NeuralRegressor": "estimators.regressor",
    "check_gradient": "explain.checking.gradient",
    "check_step": "explain.checking",
    "datasets": "",
    "errors": "",
    "examine": "doctor",
    "explain": "",
    "fit_table": "tabular.fit_table",
    "load": "files.models",
    "plot_training": "view.training_figure",
    "read_table": "tables",
    "view": "",
}
__all__ = [*_HOMES, "__version__"]

if TYPE_CHECKING:
    from typing import Any

    from . import datasets, errors, explain, view
    from .core.activations import Activation
    from .doctor import examine
    from .estimators.linear_network import LinearNetwork
    from .estimators.regressor import NeuralRegressor
    from .explain.checking import check_step
    from .explain.checking.gradient import check_gradient
    from .files.models import load
    from .model.network import Network
    from .tables import read_table
    from .tabular.fit_table import fit_table
    from .view.training_figure import plot_training


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'shoal' has no attribute {name!r}")
    home = _HOMES[name]
    if not home:
        return import_module(f".{name}", __name__)
    return getattr(import_module(f".{home}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
