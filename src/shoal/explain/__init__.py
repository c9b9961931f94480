"""Every step of a network explained with its own numbers; each printed line is checked by machine."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

_HOMES = {"activation": "laboratory", "derive": "derivation", "step": "backpropagation"}
__all__ = list(_HOMES)

if TYPE_CHECKING:
    from .backpropagation import step as step
    from .derivation import derive as derive
    from .laboratory import activation as activation


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'shoal.explain' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
