"""Activations: the class with its declared facts (``activation``), and Shoal's own (``table``)."""

from __future__ import annotations

from .activation import Activation, Function
from .table import ACTIVATIONS, IDENTITY, named, resolve

__all__ = ["ACTIVATIONS", "IDENTITY", "Activation", "Function", "named", "resolve"]
