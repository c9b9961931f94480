"""``NeuralRegressor``: the network with hidden layers, as a scikit-learn estimator."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from typing import Any, ClassVar, Self

import numpy as np
from sklearn.base import (
    BaseEstimator,
    ClassNamePrefixFeaturesOutMixin,
    RegressorMixin,
    TransformerMixin,
    _fit_context,
)
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils._param_validation import Interval, Options, StrOptions
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted, validate_data

from ..committee.committee import fit_many
from ..committee.tried import tried
from ..core.activations import ACTIVATIONS, Activation, resolve
from ..core.dense import dense
from ..core.layout import Array, Layout
from ..core.rows import Rows
from ..core.starts import STARTS, initial_theta
from ..errors import DivergenceWarning, InputError
from ..model.ensemble import Ensemble
from ..model.fitted import Fitted
from ..model.network import Network
from ..model.relevance import input_relevance
from ..solve.outcome import Diverged, EpochLimit, Outcome
from ..trace import (
    Closing,
    Sink,
    Sinks,
    sinks_of,
)
from ..train.continuation import check_same_network, one_more_epoch, trains_by_epochs
from ..train.initial_network import ensemble_of_one, network_of, scaling_of
from ..train.settings import (
    hidden_sizes,
    n_networks_of,
    reads_rows_in_order,
    seconds_spent,
    settings_of,
    solver_of,
    stopping_early,
    takes_batches_by_choice,
)
from ..train.solver_choice import reason_of
from ..train.training import Trained, one_blas_thread, train
from ..train.training_problem import state
from .convention_face import ConventionFace
from .html_face import HtmlFace
from .input_rows import (
    FLOATS,
    rows_of,
    split_off,
    validation_rows_of,
)
from .progress_lines import Printer
from .rollback import not_converged, unchanged_on_error
from .uncertainty_face import UncertaintyFace
from .weights_face import WeightsFace


def _has_hidden_layer(model: NeuralRegressor) -> bool:
    if hidden_sizes(model):
        return True
    raise AttributeError("transform gives hidden units' outputs; this network has no hidden layer")


class NeuralRegressor(
    HtmlFace,
    WeightsFace,
    UncertaintyFace,
    ConventionFace,
    ClassNamePrefixFeaturesOutMixin,
    TransformerMixin,
    RegressorMixin,
    BaseEstimator,
):
    """Small neural networks for regression: the lecture's two layers, or any number of them.

    With scaled inputs ``X1 = [1 X]`` (N, D+1), ``Z = h(X1 V)`` (N, M) and
    ``Y = [1 Z] W`` (N, K). Training minimizes, in scaled units with row weights s::

        cost = sum_n s_n sum_k (y_nk - t_nk)^2 / (2 K sum(s)) + alpha / (2 sum(s)) * |weights|^2,

    the squared weights without the constants' rows. The gradient of the first term is half of the
    lecture's derivative of the mean squared error, as in its own final update, so its rates carry
    over unchanged.

    With nothing set, several networks are trained by Levenberg-Marquardt, each leaving out another
    part of the rows: some kept smooth by the Bayesian evidence, some stopped early. Their width doubles
    while that pays; kinds are weighed by their errors on the rows they left out; ``predict`` is
    their mean, and the same errors give the noise of ``predict_interval``. ``V_``, ``W_``,
    ``trace_``, ``transform`` and every picture then speak of ``networks_[best_]``.

    Parameters
    ----------
    hidden_layer_sizes : int, sequence of int or "auto", default="auto"
        Units of each hidden layer; ``()`` for none. "auto" searches the width of one layer where
        several networks are trained; one network has (20,), on rows too many for "lm" (64, 64).
    activation : str or Activation, default="tanh"
        Of the hidden units: "identity", "tanh", "logistic", "relu", "softplus", "gaussian"
        (exp(-a^2)), "polynomial" (the lecture's warning), or your own ``shoal.Activation``.
    output_activation : str or Activation, default="identity"
        Of the output units. Targets are scaled under "identity" alone.
    solver : {"auto", "lm", "scg", "lbfgs", "gd", "sgd", "adam"}, default="auto"
        "lm": Levenberg-Marquardt. "scg": scaled conjugate gradients. "lbfgs": SciPy's L-BFGS-B.
        "gd": full-batch gradient descent, the lecture's training. "sgd": mini-batches.
        "adam": mini-batches, each weight's step in units of its own gradient's size (Kingma and Ba
        2015). "auto" is "lm"; beyond 50,000 rows, or 2,000 weights on 10,000 rows, "adam" with the
        best epoch on held-out rows kept (of ``validation`` it only records the error); for large
        networks on fewer rows, without hidden layers and for a warm start "lbfgs".
    alpha : float, "evidence", "ard" or "auto", default="auto"
        Penalty on squared weights: a number, or estimated by the evidence (MacKay 1992), "evidence"
        with one for each layer, "ard" with one for each input. "auto" tries "ard", its multiples and
        early stopping where several networks are trained; for one network it is "ard" for "lm" and 1e-4
        for the others and with ``project_outputs``.
    project_outputs : bool, default=False
        Train the hidden layers alone, the output layer always being the best for them, in closed
        form (variable projection: Golub and Pereyra 1973). For "lm", "scg" and "lbfgs" under
        identity outputs; the start's output layer is not used.
    n_networks : int or "auto", default="auto"
        Networks of each kind, each leaving out another part of the rows; 1 trains on all rows.
        "auto" is 4 for "lm" (6 below 2,000 rows, 10 below 250), 1 for the others, for given
        ``start`` arrays and for a warm start.
    noise : {"auto", "constant", "varying"}, default="auto"
        Whether the noise may depend on prediction and inputs; "auto" decides by likelihood.
    learning_rate_init : float or sequence of float, default=0.01
        Rate of gd, sgd and adam, one number or one a layer from input to output (the lecture's
        rho_h and rho_o). Adam's falls along half a cosine to a hundredth over ``max_iter`` epochs.
    batch_size : int or "auto", default="auto"
        Rows of a step of sgd and adam; "auto" is min(200, N).
    max_iter : int or "auto", default="auto"
        Epochs (steps of lm, iterations of lbfgs) at most; "auto" is 100 for lm, 2,000 for scg,
        1,000 for lbfgs, 10,000 for gd, 200 for sgd, as many as make 20,000 steps (10 to 200) for
        adam.
    tol : float, default=1e-6
        Training ends when the cost (with early stopping the scaled mean squared validation error)
        fails to fall by ``tol`` for ``n_iter_no_change`` epochs; for lbfgs and scg the size of the
        gradient, for lm the fall that a step promises. 0 never ends it early.
    start : str or sequence of arrays, default="auto"
        Initial weights: "uniform" (the lecture's U(-0.1, 0.1)), "nguyen-widrow", "glorot", "zeros",
        "equal" (all 0.05), "auto", or the weight arrays of all layers in the units of ``V_`` and
        ``W_``. From "zeros" no hidden unit learns, from "equal" all learn the same.
    early_stopping : bool, default=False
        Hold out ``validation_fraction`` of the rows (or watch ``validation``) and return the
        weights of the best epoch there. Several networks watch the rows they left out.
    validation_fraction : float, default=0.1
        Share of the weight of the rows to hold out; rows with equal inputs stay together.
    n_iter_no_change : int or inf, default=10
        Patience, in epochs.
    standardize : bool or "auto", default="auto"
        Scale inputs and targets to mean 0 and standard deviation 1 by the training rows. "auto"
        first takes the asinh of inputs more skewed than an exponential distribution (see
        ``shoal.model.asinh.Asinh``), where there are several inputs.
    shuffle : bool, default=True
        Draw the rows in a new order in each epoch of sgd and adam; otherwise they come in file order.
    momentum : float, default=0.9
        Of sgd, in [0, 1).
    beta_1, beta_2, epsilon : float, default=0.9, 0.999, 1e-8
        Of adam: how much of its mean gradient and mean square each step keeps, both in [0, 1), and
        what is added to the root of the mean square.
    time_limit : float or None, default=None
        Seconds that ``fit`` takes, all networks together, to about a tenth; at least one step.
    warm_start : bool, default=False
        ``fit`` goes on from the weights and the scaling there are, for ``max_iter`` more epochs.
    random_state : int, RandomState or None, default=None
        Draws the start (V, then W), the held-out rows and the order of the rows, in this order.
    n_jobs : int or None, default=None
        Threads: of the kernel for one network, otherwise networks trained at a time (None is 1,
        -1 all cores). The results are the same bits for any.
    verbose : int, default=0
        Print progress lines where positive.

    Attributes
    ----------
    networks_, best_, n_networks_ : tuple of Network, int, int
        All networks; the place of the one closest to the mean of all; how many there are.
    fitted_ : Fitted
        What answers, without scikit-learn; what ``save`` writes and ``shoal.load`` gives back.
    ensemble_ : Ensemble
        Its networks, their shares, guard and noise.
    network_ : Network
        ``networks_[best_]``.
    V_, W_ : arrays (D+1, M), (M+1, K)
        Its weights, the constants' row first, in scaled units. ``V_`` is of networks with one
        hidden layer; ``W_`` is the output layer of any network.
    coefs_, intercepts_ : lists of arrays
        The same weights as read-only views in scikit-learn's order, one pair a layer.
    hidden_layer_sizes_, asinh_inputs_ : tuple of int, array of int
        Its sizes; columns of X whose asinh it takes.
    trace_ : dict of str to array
        ``epoch``, ``cost``, ``rmse_train``, ``rmse_validation`` (with validation rows), for K > 1
        also ``rmse_train_0`` ...; row e is measured at the weights after e epochs, errors in the
        targets' units.
    trials_ : tuple of Tried
        Kinds of networks tried, each with its error on rows left out, its networks and epochs.
    loss_, loss_curve_, n_iter_ : float, array, int
        Cost of the kept weights; cost after each epoch; epochs run.
    outcome_ : Outcome
        Why the fit ended and which epoch was kept; ``outcome_.sentence`` says it.
    solver_, solver_reason_ : str, str
        The solver used, and why "auto" chose it (empty if it was named).
    input_relevance_, feature_importances_ : array (D,)
        Share of each input in the RMS change of the prediction when it is set to its mean, less what
        chance explains (as far as several networks tell); sum 1. The second name is scikit-learn's.
    alpha_, beta_, gamma_, log_evidence_ : arrays (groups,), float, array (groups,), float
        Where the evidence was used: precisions of the groups of weights and of the noise (scaled
        units), effective number of weights of each group, log evidence.
    n_features_in_, feature_names_in_, n_outputs_ : as in scikit-learn.

    Notes
    -----
    A fit that diverges or is interrupted (Ctrl-C) keeps the best weights it had, by validation
    error with ``early_stopping``, else by cost. Source of the update: Rumelhart, Hinton and
    Williams 1986.

    Examples
    --------
    >>> import numpy as np
    >>> from shoal import NeuralRegressor
    >>> X = np.linspace(-3, 3, 50).reshape(-1, 1)
    >>> y = np.sin(X).ravel()
    >>> model = NeuralRegressor(random_state=0).fit(X, y)
    >>> bool(model.score(X, y) > 0.99)
    True
    """

    network_: Network
    trace_: dict[str, Array]
    outcome_: Outcome
    loss_: float
    n_iter_: int
    n_outputs_: int
    solver_: str
    solver_reason_: str

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = {
        "hidden_layer_sizes": [
            StrOptions({"auto"}),
            "array-like",
            Interval(Integral, 1, None, closed="left"),
        ],
        "activation": [StrOptions(set(ACTIVATIONS)), Activation],
        "output_activation": [StrOptions(set(ACTIVATIONS)), Activation],
        "solver": [StrOptions({"auto", "lm", "scg", "lbfgs", "gd", "sgd", "adam"})],
        "alpha": [StrOptions({"auto", "evidence", "ard"}), Interval(Real, 0, None, closed="left")],
        "project_outputs": ["boolean"],
        "n_networks": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
        "noise": [StrOptions({"auto", "constant", "varying"})],
        "learning_rate_init": ["array-like", Interval(Real, 0, None, closed="neither")],
        "batch_size": [StrOptions({"auto"}), Interval(Integral, 1, None, closed="left")],
        "max_iter": [StrOptions({"auto"}), Interval(Integral, 0, None, closed="left")],
        "tol": [Interval(Real, 0, None, closed="left")],
        "start": [StrOptions(set(STARTS)), "array-like"],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "n_iter_no_change": [Interval(Integral, 1, None, closed="left"), Options(Real, {np.inf})],
        "standardize": [StrOptions({"auto"}), "boolean"],
        "shuffle": ["boolean"],
        "momentum": [Interval(Real, 0, 1, closed="left")],
        "beta_1": [Interval(Real, 0, 1, closed="left")],
        "beta_2": [Interval(Real, 0, 1, closed="left")],
        "epsilon": [Interval(Real, 0, None, closed="neither")],
        "time_limit": [Interval(Real, 0, None, closed="neither"), None],
        "warm_start": ["boolean"],
        "random_state": ["random_state"],
        "n_jobs": [Integral, None],
        "verbose": ["verbose"],
    }

    def __init__(
        self,
        hidden_layer_sizes: int | Sequence[int] | str = "auto",
        activation: str | Activation = "tanh",
        *,
        output_activation: str | Activation = "identity",
        solver: str = "auto",
        alpha: float | str = "auto",
        project_outputs: bool = False,
        n_networks: int | str = "auto",
        noise: str = "auto",
        learning_rate_init: float | Sequence[float] = 0.01,
        batch_size: int | str = "auto",
        max_iter: int | str = "auto",
        tol: float = 1e-6,
        start: str | Sequence[Array] = "auto",
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: float = 10,
        standardize: bool | str = "auto",
        shuffle: bool = True,
        momentum: float = 0.9,
        beta_1: float = 0.9,
        beta_2: float = 0.999,
        epsilon: float = 1e-8,
        time_limit: float | None = None,
        warm_start: bool = False,
        random_state: int | np.random.RandomState | None = None,
        n_jobs: int | None = None,
        verbose: int = 0,
    ) -> None:
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.output_activation = output_activation
        self.solver = solver
        self.alpha = alpha
        self.project_outputs = project_outputs
        self.n_networks = n_networks
        self.noise = noise
        self.learning_rate_init = learning_rate_init
        self.batch_size = batch_size
        self.max_iter = max_iter
        self.tol = tol
        self.start = start
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.standardize = standardize
        self.shuffle = shuffle
        self.momentum = momentum
        self.beta_1 = beta_1
        self.beta_2 = beta_2
        self.epsilon = epsilon
        self.time_limit = time_limit
        self.warm_start = warm_start
        self.random_state = random_state
        self.n_jobs = n_jobs
        self.verbose = verbose

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(
        self,
        X: Any,
        y: Any,
        sample_weight: Any = None,
        *,
        validation: tuple[Any, ...] | None = None,
        groups: Any = None,
        sinks: Sink | Iterable[Sink] = (),
    ) -> Self:
        """Train the network.

        Parameters
        ----------
        X : array or sparse matrix (N, D)
            Here and wherever X is asked for; what is sparse is made dense.
        y : array (N,) or (N, K)
        sample_weight : array (N,), optional
            Weight 2 equals the row twice, weight 0 leaves it out.
        validation : (X, y) or (X, y, weights), optional
            Rows in original units whose RMSE is recorded at every epoch. With ``early_stopping``
            they take the place of the held-out split.
        groups : array (N,), optional
            Rows of one group (replicates, a batch, a subject) stay together in every split; without
            it, rows with equal inputs do.
        sinks : trace.Sink or iterable of trace.Sink
            Listeners, such as ``shoal.view.live()``; they never change a bit of the result.

        Raises
        ------
        ValueError
            If the data or a parameter cannot be used; the message names it. The estimator is then
            as it was before.

        Warns
        -----
        DivergenceWarning
            If the cost grows out of all bounds; names the epoch and suggests a rate.
        ConvergenceWarning
            If ``max_iter`` ends the fit although ``tol`` asks for convergence.
        """
        began = time.perf_counter()
        with unchanged_on_error(self), one_blas_thread():
            goes_on = self.warm_start and hasattr(self, "network_")
            rows = rows_of(self, X, y, sample_weight, groups, reset=not goes_on)
            held_out = validation_rows_of(self, validation, rows)
            random = check_random_state(self.random_state)
            (N, D), K = rows.X.shape, rows.T.shape[1]
            solver = solver_of(self, N, D, K)
            if not reads_rows_in_order(self):
                rows = rows.distinct()
            listeners = [*sinks_of(sinks), *([Printer()] if self.verbose else [])]
            began = time.perf_counter()
            n = n_networks_of(self, solver, len(rows.X))
            if n > 1:
                fold = rows.folds(n, random)
                if fold.max() > 0:
                    members = fit_many(self, rows, solver, fold, random, held_out, listeners, began)
                    self._keep(members.best, members.ensemble, rows, solver, members.parts)
                    self.trials_ = tuple(map(tried, members.trials))
                    self._tell_the_end(listeners, began)
                    return self
            layout = Layout((D, *hidden_sizes(self, solver), K))
            if goes_on:
                check_same_network(self, layout)
                start = self.network_
            else:
                theta = initial_theta(layout, resolve(self.activation), self.start, random)
            planned = takes_batches_by_choice(self, solver)
            early = self.early_stopping or (planned and held_out is None)
            if early and held_out is None:
                rows, held_out = split_off(self, rows, random)
            if not goes_on:
                start = network_of(self, layout, theta, scaling_of(self, rows), rows.X.dtype)
            spent = seconds_spent(began, 0 if held_out is None else len(held_out.X), K)
            settings = settings_of(self, solver, len(rows.X), len(layout.shapes), spent)
            if early:
                settings = stopping_early(settings)
            stated = state(start, rows, held_out, settings)
            trained = train(start, stated, settings, listeners, random)
            one = ensemble_of_one(trained.network, rows, held_out, self.noise)
            self._keep(trained, one, rows, settings.solver)
            if isinstance(self.outcome_, EpochLimit) and self.tol > 0 and not planned:
                warnings.warn(not_converged(self), ConvergenceWarning, stacklevel=3)
            self._random_ = random
            self._tell_the_end(listeners, began)
        return self

    @available_if(trains_by_epochs)
    @_fit_context(prefer_skip_nested_validation=True)
    def partial_fit(self, X: Any, y: Any, sample_weight: Any = None) -> Self:
        """Run one epoch of ``solver="gd"``, ``"sgd"`` or ``"adam"`` on these rows.

        The first call makes the start and freezes the scaling; ``trace_`` and ``n_iter_`` grow by
        one row a call. The rates stay as they are. Parameters and errors are those of ``fit``.
        """
        with unchanged_on_error(self), one_blas_thread():
            if self.early_stopping:
                raise InputError(
                    "partial_fit does not support early_stopping=True: it has no last epoch"
                )
            first = not hasattr(self, "network_")
            rows = rows_of(self, X, y, sample_weight, None, reset=first)
            trained, trace, random = one_more_epoch(self, rows)
            one = ensemble_of_one(trained.network, rows, None, self.noise)
            self._keep(trained, one, rows, self.solver)
            self._random_, self.trace_, self.n_iter_ = random, trace, int(trace["epoch"][-1])
        return self

    def transform(self, X: Any) -> Array:
        """Outputs Z (N, M) of the last hidden layer's units."""
        X = self._inputs(X)
        return self.network_.hidden_outputs(X)

    def fit_transform(self, X: Any, y: Any, **fit_params: Any) -> Array:
        """``fit(X, y, **fit_params).transform(X)``."""
        return super().fit_transform(X, y, **fit_params)

    @available_if(_has_hidden_layer)
    def get_feature_names_out(self, input_features: Any = None) -> Array:
        """Names of the columns that ``transform`` gives."""
        return super().get_feature_names_out(input_features)

    def save(self, path: str | os.PathLike[str]) -> None:
        """Write what answers to a model file; ``shoal.load`` gives ``fitted_`` back.

        Raises
        ------
        ModelFileError
            If the place cannot be written, or the activation is a user's own function.
        """
        check_is_fitted(self)
        self.fitted_.save(path)

    def _inputs(self, X: Any) -> Array:
        check_is_fitted(self)
        return validate_data(self, dense(X), dtype=FLOATS, reset=False)

    def _keep(
        self,
        trained: Trained,
        ensemble: Ensemble,
        rows: Rows,
        solver: str,
        parts: Sequence[int] = (0,),
    ) -> None:
        self.networks_, self.best_ = ensemble.networks, ensemble.best
        self.network_, self.trace_ = trained.network, trained.trace
        self.outcome_, self.loss_ = trained.outcome, trained.loss
        self.n_iter_, self.solver_ = trained.outcome.epoch, solver
        layout = trained.network.layout
        self.solver_reason_ = (
            reason_of(solver, len(rows.X), layout.n_weights, layout.n_hidden_layers)
            if self.solver == "auto"
            else ""
        )
        self.n_networks_ = len(ensemble.networks)
        self._batches, self.trials_ = trained.batches, ()
        scale = trained.network.targets.scale
        self.input_relevance_ = input_relevance(ensemble, parts, rows, scale)
        names = getattr(self, "feature_names_in_", None)
        names = None if names is None else tuple(map(str, names))
        self.fitted_ = Fitted(ensemble, self._one_dimensional, names, self.input_relevance_)
        for name in ("alpha", "beta", "gamma", "log_evidence"):
            self.__dict__.pop(f"{name}_", None)
            if trained.evidence is not None:
                setattr(self, f"{name}_", getattr(trained.evidence, name))
        if isinstance(self.outcome_, Diverged):
            warnings.warn(self.outcome_.sentence, DivergenceWarning, stacklevel=4)

    def _tell_the_end(self, listeners: list[Sink], began: float) -> None:
        seconds = time.perf_counter() - began
        Sinks(listeners).end(Closing(self.ensemble_, self.trace_, self.outcome_, seconds))


# Behind the class: its creation wraps both methods for set_output, and hides whatever stood there.
NeuralRegressor.transform = available_if(_has_hidden_layer)(NeuralRegressor.transform)  # type: ignore[method-assign]
NeuralRegressor.fit_transform = available_if(_has_hidden_layer)(NeuralRegressor.fit_transform)  # type: ignore[method-assign]
