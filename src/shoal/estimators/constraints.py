"""The table of parameters in scikit-learn's own words: what it validates before a fit."""

from __future__ import annotations

from numbers import Integral, Real
from typing import Any

import numpy as np
from sklearn.utils._param_validation import Interval, Options, StrOptions

from ..core.activations import Activation
from ..train import bounds
from ..train.parameters import table

THINGS: dict[bounds.Thing, Any] = {
    bounds.FLAG: "boolean",
    bounds.SEQUENCE: "array-like",
    bounds.ACTIVATION: Activation,
    bounds.NOTHING: None,
    bounds.INFINITE: Options(Real, {np.inf}),
    bounds.RANDOM: "random_state",
    bounds.VERBOSE: "verbose",
}


def constraints() -> dict[str, list[Any]]:
    """``_parameter_constraints`` of an estimator with all parameters of the table."""
    return {name: [_constraint(bound) for bound in p.bounds] for name, p in table().items()}


def _constraint(bound: bounds.Bound) -> Any:
    match bound:
        case bounds.Words(words):
            return StrOptions(set(words))
        case bounds.Whole(None):
            return Integral
        case bounds.Whole(low):
            return Interval(Integral, low, None, closed="left")
        case bounds.Number(low, high, ends):
            half_line = high is None and ends == "both"
            return Interval(Real, low, high, closed="left" if half_line else ends)
    return THINGS[bound]
