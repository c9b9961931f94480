"""What scikit-learn's own tools look for on a regressor, under the names they look for."""

from __future__ import annotations

from typing import Any

from sklearn.utils import Tags

from ..core.layout import Array


class ConventionFace:
    """In front of ``BaseEstimator``: tags, and attributes that others ask for by name."""

    input_relevance_: Array

    @property
    def feature_importances_(self) -> Array:
        """``input_relevance_`` by scikit-learn's name: ``SelectFromModel`` and ``RFE`` read it."""
        if "input_relevance_" not in vars(self):
            raise AttributeError("feature_importances_ is there after fit")
        return self.input_relevance_

    def __sklearn_tags__(self) -> Tags:
        tags: Any = super().__sklearn_tags__()  # type: ignore[misc]
        tags.target_tags.multi_output = True
        tags.input_tags.sparse = True
        tags.transformer_tags.preserves_dtype = ["float64", "float32"]
        return tags
