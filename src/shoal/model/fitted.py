"""What answers, behind every face and in every file: networks, their noise, and the names around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.layout import Array
from ..core.numeric import check_finite, check_numeric
from ..errors import InputError
from .ensemble import Ensemble, Spread
from .intervals import intervals, log_likelihood
from .network import Network

if TYPE_CHECKING:
    import os


@dataclass(frozen=True, eq=False, repr=False)
class Fitted:
    """A fit's answers, in the shape of the targets that it was given. Needs NumPy alone.

    Wherever X is asked for, it is an array (N, D) or, where the inputs have names, a frame whose
    columns are found by them; other columns of a frame are ignored.

    Attributes
    ----------
    ensemble : Ensemble
        The networks that answer as one, their shares, guard and noise.
    one_dimensional : bool
        Whether the targets were (N,); then predictions and their bounds are as well, else (N, K).
    input_names : tuple of str or None
        Names of the D inputs, where they are known.
    relevance : array (D,) or None
        Share of each input in the prediction (see ``shoal.model.relevance``); sum 1.
    """

    ensemble: Ensemble
    one_dimensional: bool = False
    input_names: tuple[str, ...] | None = None
    relevance: Array | None = None

    def __repr__(self) -> str:
        sizes, n = self.ensemble.layout.sizes, len(self.ensemble.networks)
        several = "" if n == 1 else f", one of {n} networks"
        return f"Fitted({' → '.join(map(str, sizes))}{several})"

    @property
    def network(self) -> Network:
        """The member whose answers are closest to those of all, which pictures speak of."""
        return self.ensemble.networks[self.ensemble.best]

    def predict(self, X: Any, return_std: bool = False) -> Array | tuple[Array, Array]:
        """Predictions (N,) or (N, K), as the targets were, in their units.

        With ``return_std`` also the standard deviation of a new target around each (see
        ``predict_spread``), of the same shape.

        Raises
        ------
        InputError
            If X does not fit, or ``return_std`` is asked for and no noise was estimated.
        """
        X = self.inputs(X)
        if return_std:
            mean, spread = self.ensemble.spread(X)
            return self._shaped(mean), self._shaped(spread.total)
        return self._shaped(self.ensemble.predict(X))

    def predict_interval(self, X: Any, coverage: float = 0.9) -> tuple[Array, Array]:
        """Bounds between which a new target lies with probability ``coverage``.

        Returns
        -------
        low, high : arrays (N,) or (N, K)
            See ``shoal.model.intervals``.

        Raises
        ------
        InputError
            If X does not fit, ``coverage`` is not between 0 and 1, or no noise was estimated.
        """
        found = intervals(self.ensemble, self.inputs(X), coverage)
        return self._shaped(found.low), self._shaped(found.high)

    def predict_spread(self, X: Any) -> Spread:
        """Parts of the standard deviation of a new target, each (N, K), in the targets' units.

        Raises
        ------
        InputError
            If X does not fit, or no noise was estimated.
        """
        return self.ensemble.spread(self.inputs(X))[1]

    def log_likelihood(self, X: Any, y: Any) -> Array:
        """Log density of each row's targets (N,) under its own prediction; outputs are summed.

        Raises
        ------
        InputError
            If X or y does not fit, or no noise was estimated.
        """
        return log_likelihood(self.ensemble, self.inputs(X), y)

    def extrapolates(self, X: Any) -> Array:
        """True (N,) for rows with an input outside the range of the training rows."""
        return self.ensemble.extrapolates(self.inputs(X))

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write a model file; ``shoal.load`` gives an equal ``Fitted`` back.

        Raises
        ------
        ModelFileError
            If the place cannot be written, or the activation is a user's own function.
        """
        from ..files.models import save  # the one way up: a model knows how to be kept

        save(self, path)

    def inputs(self, X: Any) -> Array:
        """X as the networks read it: (N, D), finite, float64 or float32.

        Raises
        ------
        InputError
            If a named column is missing, X has another shape, or a value is not a finite number.
        """
        if self.input_names is not None and hasattr(X, "columns"):
            X = _columns(X, self.input_names)
        check_numeric(X, "X")
        if hasattr(X, "toarray"):
            from ..core.dense import dense  # whoever has a sparse matrix has SciPy

            X = dense(X)
        try:
            numbers: Array = np.asarray(X)
            if numbers.dtype != np.float32:
                numbers = numbers.astype(np.float64, copy=False)
        except (TypeError, ValueError):
            raise InputError(
                "X holds values that are not numbers, or rows of several lengths"
            ) from None
        D, shape = self.ensemble.layout.sizes[0], numbers.shape
        if len(shape) != 2 or shape[1] != D:
            raise InputError(f"X has shape {shape}; the model reads rows of {D} inputs: (N, {D})")
        check_finite(numbers, "X", self.input_names)
        return numbers

    def _shaped(self, Y: Array) -> Array:
        return Y[:, 0] if self.one_dimensional else Y


def _columns(frame: Any, names: Sequence[str]) -> Any:
    """The named columns of a frame, in the names' order."""
    columns = getattr(frame, "column_names", frame.columns)  # the former pyarrow's
    there = {str(column): column for column in columns}
    if list(map(str, columns)) == list(names):
        return frame
    absent = [name for name in names if name not in there]
    if absent:
        raise InputError(f"X has no column {absent[0]!r}, which the model was fitted to")
    chosen = [there[name] for name in names]
    return frame.select(chosen) if hasattr(frame, "column_names") else frame[chosen]
