"""The activation laboratory: an activation from its name, its formula or the slope wished for.

``building`` makes the activation from a formula (room ``formulas``) or from ``integrals``,
``slope_figures`` measures it and ``wishes`` judges it; ``activation_report`` is what comes back,
``report_display`` and ``curves`` show it. ``sympy_trees`` is the way to SymPy and back.
"""

from .building import activation

__all__ = ["activation"]
