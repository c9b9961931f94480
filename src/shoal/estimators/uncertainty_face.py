"""What a fitted regressor answers, and what it says of its own uncertainty: the words of ``Fitted``."""

from __future__ import annotations

from typing import Any

from ..core.layout import Array
from ..model.ensemble import Ensemble, Spread
from ..model.fitted import Fitted


class UncertaintyFace:
    """In front of ``fitted_``: X is checked as scikit-learn checks it, ``Fitted`` answers."""

    fitted_: Fitted

    @property
    def ensemble_(self) -> Ensemble:
        """The networks of ``fitted_``."""
        if "fitted_" not in vars(self):
            raise AttributeError("ensemble_ is there after fit")
        return self.fitted_.ensemble

    def predict(self, X: Any, return_std: bool = False) -> Array | tuple[Array, Array]:
        """Predictions (N,) or (N, K), as ``y`` was, in the targets' units.

        With ``return_std`` also the standard deviation of a new target around each (see
        ``predict_spread``), of the same shape.

        Raises
        ------
        InputError
            If ``return_std`` is asked for and no noise was estimated.
        """
        X = self._inputs(X)
        return self.fitted_.predict(X, return_std)

    def predict_interval(self, X: Any, coverage: float = 0.9) -> tuple[Array, Array]:
        """Bounds between which a new target lies with probability ``coverage``.

        ``prediction -+ q std`` with std from the noise and the members' spread, and q the quantile
        of |residual| / std over the training rows, each judged by a network that never saw it.

        Returns
        -------
        low, high : arrays (N,) or (N, K)

        Raises
        ------
        InputError
            If ``coverage`` is not between 0 and 1, or no noise was estimated.
        """
        X = self._inputs(X)
        return self.fitted_.predict_interval(X, coverage)

    def predict_spread(self, X: Any) -> Spread:
        """Parts of the standard deviation of a new target, each (N, K), in the targets' units.

        Raises
        ------
        InputError
            If no noise was estimated.
        """
        X = self._inputs(X)
        return self.fitted_.predict_spread(X)

    def log_likelihood(self, X: Any, y: Any) -> Array:
        """Log density of each row's targets (N,) under its own prediction; outputs are summed.

        Student's t around the prediction, with the freedom that fits the rows left out best.

        Raises
        ------
        InputError
            If no noise was estimated, or y does not fit.
        """
        X = self._inputs(X)
        return self.fitted_.log_likelihood(X, y)

    def extrapolates(self, X: Any) -> Array:
        """True (N,) for rows with an input outside the range of the training rows."""
        X = self._inputs(X)
        return self.fitted_.extrapolates(X)

    def _inputs(self, X: Any) -> Array:
        raise NotImplementedError
