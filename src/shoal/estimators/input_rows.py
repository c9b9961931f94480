"""From what a caller gives ``fit`` to rows that are checked, once, at the border."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import issparse
from sklearn.utils.validation import _check_sample_weight, validate_data

from ..core.dense import dense
from ..core.layout import Array
from ..core.numeric import check_finite, check_numeric, is_missing
from ..core.rows import Rows
from ..errors import InputError

if TYPE_CHECKING:
    from .regressor import NeuralRegressor

FLOATS = (np.float64, np.float32)
SMALLEST_TOTAL = 1e-100  # of the row weights, so that no quotient of theirs over- or underflows


def rows_of(model: NeuralRegressor, X: Any, y: Any, weights: Any, groups: Any, reset: bool) -> Rows:
    """Rows of positive weight; notes the number of inputs and outputs on the model.

    float32 X stays float32, unless the targets are too large or too small for it.

    Raises
    ------
    ValueError
        If they cannot be used; the message names what was found.
    """
    X, y = inputs_and_targets_of(model, X, y, FLOATS, reset=reset)
    K = 1 if y.ndim == 1 else y.shape[1]
    if not reset and model.n_outputs_ != K:
        raise InputError(f"y has {K} outputs; this network was fitted to {model.n_outputs_}")
    model.n_outputs_, model._one_dimensional = K, y.ndim == 1
    s = weights_of(weights, X)
    with np.errstate(over="ignore"):
        total = s.sum()
    if not SMALLEST_TOTAL < total < 1 / SMALLEST_TOTAL:
        raise InputError(f"sample_weight sums to {total:g}: multiply it by one common factor")
    T = y.reshape(len(y), K).astype(np.float64)
    if X.dtype == np.float32 and not _fits_float32(T):
        X = X.astype(np.float64)
    return Rows(X, T, s, _group_codes(groups, len(X))).weighted()


def inputs_of(model: Any, X: Any, dtype: Any = FLOATS) -> Array:
    """X (N, D) as the fitted model reads it: finite numbers, columns in their order.

    Raises
    ------
    ValueError
        If it cannot be used; the message names what was found.
    """
    check_numeric(X, "X")
    with np.errstate(over="ignore", invalid="ignore"):
        found: Array = validate_data(
            model, dense(X), dtype=dtype, reset=False, ensure_all_finite=False
        )
    check_finite(found, "X", getattr(model, "feature_names_in_", None))
    return found


def inputs_and_targets_of(
    model: Any, X: Any, y: Any, dtype: Any, reset: bool
) -> tuple[Array, Array]:
    """X (N, D) and y (N,) or (N, K), finite numbers; notes the inputs' number and names on the model.

    Raises
    ------
    ValueError
        If they cannot be used; the message names what was found.
    """
    if issparse(y):
        raise InputError("y is sparse; targets must be dense: give y.toarray()")
    check_numeric(X, "X")
    check_numeric(y, "y")
    found = np.empty(0)
    with suppress(TypeError, ValueError):  # said by what follows
        found = np.asarray(y)
    check_finite(found, "y")
    with np.errstate(over="ignore", invalid="ignore"):
        X, y = validate_data(
            model,
            dense(X),
            y,
            multi_output=True,
            y_numeric=True,
            dtype=dtype,
            reset=reset,
            ensure_all_finite=False,
        )
    check_finite(X, "X", getattr(model, "feature_names_in_", None))
    return X, y


def weights_of(weights: Any, X: Array) -> Array:
    """A weight (N,) for each row, 1 where none are given.

    Raises
    ------
    ValueError
        If they are no finite numbers, one is negative, or none is positive.
    """
    if weights is not None:
        check_numeric(weights, "sample_weight")
        check_finite(np.asarray(weights), "sample_weight", most=np.inf)
    s: Array = _check_sample_weight(weights, X, dtype=np.float64, ensure_non_negative=True)
    if not s.any():
        raise InputError("sample_weight is zero for every row; at least one must be positive")
    return s


def validation_rows_of(model: NeuralRegressor, given: Any, rows: Rows) -> Rows | None:
    """Rows of ``validation=(X, y)`` or ``(X, y, weights)``, in the training rows' dtype.

    Raises
    ------
    ValueError
        If it is no such tuple, or its rows cannot be used or do not fit the training rows.
    """
    if given is None:
        return None
    if not isinstance(given, tuple) or len(given) not in (2, 3):
        raise InputError("validation must be (X, y) or (X, y, weights)")
    one_dimensional = model._one_dimensional
    X, y, *weights = given
    held_out = rows_of(model, X, y, weights[0] if weights else None, None, reset=False)
    model._one_dimensional = one_dimensional
    return Rows(held_out.X.astype(rows.X.dtype, copy=False), held_out.T, held_out.weights)


def _group_codes(groups: Any, n_rows: int) -> Array | None:
    """A whole number for each name of a group."""
    if groups is None:
        return None
    names = np.asanyarray(groups)
    if isinstance(names, np.ma.MaskedArray):
        masked, names = np.ma.getmaskarray(names), names.data.astype(object)
        names[masked] = None
    if names.shape != (n_rows,):
        raise InputError(f"groups must name one group a row, ({n_rows},); found {names.shape}")
    row = next((i for i, name in enumerate(names.tolist()) if is_missing(name)), None)
    if row is not None:
        raise InputError(f"groups, row {row}, is {names[row]}: name a group for each row")
    try:
        return np.unique(names, return_inverse=True)[1]
    except TypeError:
        raise InputError(
            "groups mix values that cannot be compared, such as texts and gaps"
        ) from None


def _fits_float32(T: Array) -> bool:
    limits, largest = np.finfo(np.float32), np.abs(T).max()
    return bool(largest == 0 or limits.tiny <= largest <= limits.max / 2)
