"""``LinearNetwork``: the linear model as a network with no hidden layer, in closed form."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
from scipy.linalg import lstsq
from scipy.sparse import issparse
from sklearn.base import BaseEstimator, MultiOutputMixin, RegressorMixin, _fit_context, clone
from sklearn.utils import Tags
from sklearn.utils._param_validation import HasMethods
from sklearn.utils.validation import check_is_fitted

from ..core.layout import Array
from ..errors import InputError
from ..model.scaling import Scaling
from .input_rows import inputs_and_targets_of, inputs_of, weights_of


class LinearNetwork(MultiOutputMixin, RegressorMixin, BaseEstimator):
    """Least squares in closed form: Y = Phi~ W, Phi~ = [1 Phi(X)].

    ``W = (Phi~' S Phi~)^-1 Phi~' S T`` minimizes ``sum_n s_n |t_n - W' phi~_n|^2``; with no ``basis``,
    Phi(X) = X. The normal equations are not formed: standardized columns are solved by singular
    value decomposition (LAPACK gelsd), which says the rank and gives the smallest weights where
    columns are collinear.

    Parameters
    ----------
    basis : transformer or None, default=None
        Any scikit-learn transformer X (N, D) -> Phi (N, B), fitted to the rows (on a clone), for
        example ``PolynomialFeatures`` or ``FunctionTransformer``.

    Attributes
    ----------
    W_ : array (B+1, K)
        Weights in the original units, the constant's row first.
    coef_, intercept_ : arrays (B,) or (K, B), float or (K,)
        The same, in scikit-learn's shapes.
    rank_ : int
        Numerical rank of the centred basis columns; below B they are collinear.
    basis_ : transformer or None
        The fitted basis.
    n_features_in_, feature_names_in_ : as in scikit-learn.

    Examples
    --------
    >>> import numpy as np
    >>> from shoal import LinearNetwork
    >>> X = np.arange(5.0).reshape(-1, 1)
    >>> LinearNetwork().fit(X, 1 + 2 * X.ravel()).W_.ravel().round(12)
    array([1., 2.])
    """

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "basis": [HasMethods(["fit", "transform"]), None]
    }

    def __init__(self, basis: Any = None) -> None:
        self.basis = basis

    @_fit_context(prefer_skip_nested_validation=False)
    def fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Solve for the weights.

        Parameters
        ----------
        X : array or sparse matrix (N, D)
        y : array (N,) or (N, K)
        sample_weight : array (N,), optional

        Raises
        ------
        ValueError
            If the data cannot be used; the message names what was found.
        """
        X, y = inputs_and_targets_of(self, X, y, np.float64, reset=True)
        s = weights_of(sample_weight, X)
        X, y, s = X[s > 0], y[s > 0], s[s > 0]
        basis = None if self.basis is None else clone(self.basis).fit(X)
        Phi = _columns(basis, X)
        T = y.reshape(len(y), -1).astype(np.float64)
        inputs, targets = Scaling.of(Phi, s), Scaling.of(T, s)
        root = np.sqrt(s / s.max())[:, np.newaxis]
        smallest = np.finfo(np.float64).eps * max(Phi.shape)  # below it a singular value is 0
        B, _, rank, _ = lstsq(root * inputs.apply(Phi), root * targets.apply(T), cond=smallest)
        slopes = B * (targets.scale / inputs.scale[:, np.newaxis])
        W = np.vstack([targets.shift - inputs.shift @ slopes, slopes])
        self.W_, self.basis_, self.rank_ = W, basis, int(rank)
        self.coef_ = W[1:, 0] if y.ndim == 1 else W[1:].T
        self.intercept_ = W[0, 0] if y.ndim == 1 else W[0]
        return self

    def predict(self, X: Any) -> Array:
        """Y = Phi~ W: predictions (N,) or (N, K), as ``y`` was."""
        check_is_fitted(self)
        X = inputs_of(self, X, np.float64)
        Y = _columns(self.basis_, X) @ self.W_[1:] + self.W_[0]
        found: Array = Y[:, 0] if self.coef_.ndim == 1 else Y
        return found

    def __sklearn_tags__(self) -> Tags:
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags


def _columns(basis: Any, X: Array) -> Array:
    if basis is None:
        return X
    Phi = basis.transform(X)
    Phi = np.asarray(Phi.toarray() if issparse(Phi) else Phi, dtype=np.float64)
    if Phi.ndim != 2 or not np.isfinite(Phi).all():
        raise InputError(
            f"basis {basis!r} must give a finite array (N, B); it gave shape {Phi.shape}"
            + ("" if np.isfinite(Phi).all() else " with NaN or infinity")
        )
    return Phi
