"""What a fitted regressor says of its own uncertainty."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..core.layout import Array
from ..errors import InputError
from ..model.ensemble import Ensemble, Spread


class UncertaintyFace:
    """Intervals and likelihoods, from the noise of the rows left out and the members' spread."""

    ensemble_: Ensemble
    _one_dimensional: bool

    def predict(self, X: Any, return_std: bool = False) -> Array | tuple[Array, Array]:
        """Predictions (N,) or (N, K), as ``y`` was, in the targets' units.

        With ``return_std`` also the standard deviation of a new target around each (see
        ``predict_spread``), of the same shape.

        Raises
        ------
        InputError
            If ``return_std`` is asked for and no noise was estimated.
        """
        if return_std:
            mean, spread = self._spread(X)
            return self._shaped(mean), self._shaped(spread.total)
        X = self._inputs(X)
        return self._shaped(self.ensemble_.predict(X))

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
        if not 0 < coverage < 1:
            raise InputError(f"coverage must lie between 0 and 1, not {coverage!r}")
        mean, spread = self._spread(X)
        half = spread.total * [noise.multiple(coverage) for noise in self.ensemble_.noise]
        return self._shaped(mean - half), self._shaped(mean + half)

    def predict_spread(self, X: Any) -> Spread:
        """Parts of the standard deviation of a new target, each (N, K), in the targets' units.

        Raises
        ------
        InputError
            If no noise was estimated.
        """
        return self._spread(X)[1]

    def log_likelihood(self, X: Any, y: Any) -> Array:
        """Log density of each row's targets (N,) under its own prediction; outputs are summed.

        Student's t around the prediction, with the freedom that fits the rows left out best.

        Raises
        ------
        InputError
            If no noise was estimated, or y does not fit.
        """
        mean, spread = self._spread(X)
        T = np.asarray(y, dtype=np.float64).reshape(len(mean), -1)
        if T.shape != mean.shape:
            raise InputError(f"y has shape {T.shape}; the model predicts {mean.shape}")
        ratio = (T - mean) / spread.total
        return np.sum(
            [
                noise.log_density(ratio[:, k]) - np.log(spread.total[:, k])
                for k, noise in enumerate(self.ensemble_.noise)
            ],
            axis=0,
        )

    def extrapolates(self, X: Any) -> Array:
        """True (N,) for rows with an input outside the range of the training rows."""
        X = self._inputs(X)
        return self.ensemble_.extrapolates(X)

    def _spread(self, X: Any) -> tuple[Array, Spread]:
        X = self._inputs(X)
        if not self.ensemble_.noise:
            raise InputError(
                "the noise is not known: it needs rows that the network has not learned from; "
                "fit with n_networks > 1, early_stopping=True or validation=(X, y)"
            )
        return self.ensemble_.spread(X)

    def _inputs(self, X: Any) -> Array:
        raise NotImplementedError

    def _shaped(self, Y: Array) -> Array:
        return Y[:, 0] if self._one_dimensional else Y
