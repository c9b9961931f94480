"""What a notebook shows of an estimator: the diagram and key figures once it is fitted."""

from __future__ import annotations

from typing import Any


class HtmlFace:
    """In front of ``BaseEstimator``: before ``fit``, scikit-learn's own parameters are shown."""

    def _html_repr(self) -> str:
        if not hasattr(self, "network_"):
            shown: str = super()._html_repr()  # type: ignore[misc]
            return shown
        from ..view.card import card_of  # up, and late: a fit needs no pictures

        model: Any = self
        return card_of(model)
