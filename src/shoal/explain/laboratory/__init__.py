"""The activation laboratory: an activation from its name, its formula or the slope wished for.

``grammar`` reads formulas, whose words are in ``tokens``; ``building`` makes the activation, ``wishes``
judges it; ``report`` is what comes back, ``display`` shows it.
"""

from .building import activation

__all__ = ["activation"]
