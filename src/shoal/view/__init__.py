"""Floor 6: pictures of models and trainings, drawn with matplotlib (extra ``[plot]``), and as HTML.

``subject`` reads what is pictured off a fitted model, as plain arrays; ``diagram`` says where the parts of
a network stand; ``panels`` draw both with matplotlib, ``displays`` are the classes for notebooks and
papers, ``training_figure`` all panels of a training in one. ``frames`` are what a browser draws of a fit,
``card`` is what a notebook shows of a fitted model without matplotlib; ``style`` holds the colours and
the one place where matplotlib is imported.

The style sheets go by their dotted names: ``plt.style.use("shoal.view.shoal")`` and, on dark ground,
``plt.style.use("shoal.view.shoal-dark")``.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOMES = {
    "ActivationDisplay": "displays.activation_display",
    "FitDisplay": "displays.fit_display",
    "HiddenUnitsDisplay": "displays.hidden_units_display",
    "NetworkDisplay": "displays.network_display",
    "TrainingCurveDisplay": "displays.training_curve_display",
    "live": "frames.live_view",
}
__all__ = list(_HOMES)

if TYPE_CHECKING:
    from .displays.activation_display import ActivationDisplay
    from .displays.fit_display import FitDisplay
    from .displays.hidden_units_display import HiddenUnitsDisplay
    from .displays.network_display import NetworkDisplay
    from .displays.training_curve_display import TrainingCurveDisplay
    from .frames.live_view import live


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'shoal.view' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
