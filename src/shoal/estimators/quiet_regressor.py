"""The regressor for those who read its outcome: a fit that raises no warning.

To silence a warning from outside means to change the filters of the whole process, which other threads
would find changed, and which overlapping fits would leave changed.
"""

from __future__ import annotations

from .regressor import NeuralRegressor


class QuietRegressor(NeuralRegressor):
    """The same fit, to the bit; what would be warned of stands in ``outcome_`` alone."""

    def _warn(self, converges: bool = True) -> None:
        pass
