"""``NeuralRegressor``: the network with hidden layers, as a scikit-learn estimator."""

from __future__ import annotations

import os
import time
import warnings
from collections.abc import Iterable, Sequence
from textwrap import indent, wrap
from typing import TYPE_CHECKING, Any, ClassVar, Self

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
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from ..committee.committee import FittedNetworks, alone, fit_networks
from ..core.activations import Activation
from ..core.layout import Array
from ..errors import DivergenceWarning, InputError
from ..model.fitted import Fitted
from ..model.network import Network
from ..model.relevance import input_relevance
from ..solve.outcome import Diverged, EpochLimit, Outcome, Unsettled
from ..trace import Closing, Sink, Sinks, sinks_of
from ..trace.interruption import interruptible
from ..train.blas_threads import one_blas_thread
from ..train.continuation import continued, one_more_epoch
from ..train.parameters import BY_RATES, Parameters, documentation
from ..train.settings import hidden_sizes, takes_batches_by_choice
from ..train.solver_choice import reason_of
from .constraints import constraints
from .convention_face import ConventionFace
from .html_face import HtmlFace
from .input_rows import inputs_of, rows_of, validation_rows_of
from .kept_fit import kept_at
from .progress_lines import Printer
from .rollback import unchanged_on_error
from .uncertainty_face import UncertaintyFace
from .weights_face import WeightsFace

if TYPE_CHECKING:
    from ..files.checkpoints import CheckpointFolder


def _has_hidden_layer(model: NeuralRegressor) -> bool:
    if hidden_sizes(Parameters.of(model)):
        return True
    raise AttributeError("transform gives hidden units' outputs; this network has no hidden layer")


def _trains_by_epochs(model: NeuralRegressor) -> bool:
    if model.solver in BY_RATES:
        return True
    raise AttributeError(
        f"partial_fit runs one epoch of solver='gd', 'sgd' or 'adam'; solver={model.solver!r} has "
        "none"
    )


def _paragraph(entry: str) -> str:
    """An entry of the list of parameters, its meaning broken into lines, under the class's margin."""
    head, meaning = entry.split("\n    ", 1)
    return indent(
        "\n".join([head, *("    " + line for line in wrap(meaning, 92, break_on_hyphens=False))]),
        " " * 4,
    )


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
    __doc__ = """Small neural networks for regression: the lecture's two layers, or any number of them.

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
{parameters}

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
        targets' units. What the solver knows of the step that follows: ``accepted`` (share of its
        trials), ``damping``, ``gradient_norm`` (largest entry), ``gamma`` (effective weights); NaN
        behind the last step.
    trials_ : tuple
        Kinds of networks tried, each with ``kind``, ``n_networks`` and ``error``: its mean square error
        on rows left out, of scaled targets.
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
    A fit that diverges, is interrupted (Ctrl-C) or ends at more than twice its best epoch's cost
    keeps the best weights it had, by validation error with ``early_stopping``, else by cost. Source
    of the update: Rumelhart, Hinton and Williams 1986.

    Examples
    --------
    >>> import numpy as np
    >>> from shoal import NeuralRegressor
    >>> X = np.linspace(-3, 3, 50).reshape(-1, 1)
    >>> y = np.sin(X).ravel()
    >>> model = NeuralRegressor(random_state=0).fit(X, y)
    >>> bool(model.score(X, y) > 0.99)
    True
    """.replace("{parameters}", documentation(_paragraph))

    network_: Network
    trace_: dict[str, Array]
    outcome_: Outcome
    loss_: float
    n_iter_: int
    n_outputs_: int
    solver_: str
    solver_reason_: str

    _parameter_constraints: ClassVar[dict[str, list[Any]]] = constraints()

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
        checkpoint: str | os.PathLike[str] | CheckpointFolder | None = None,
        resume: bool = False,
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
        checkpoint : path, optional
            Folder in which the fit is kept while it runs, every few seconds, for at most a fiftieth
            of its time. It is gone when the fit has ended by itself.
        resume : bool
            Go on with the fit that was broken off, from what the folder holds of it: to the same bits
            (L-BFGS begins a new memory of past steps, and warns). Begins anew if that is nothing.

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
            If ``max_iter`` ends the fit although ``tol`` asks for convergence, or the cost no longer
            falls because it rises and falls.
        """
        began = time.perf_counter()
        with interruptible() as wish, unchanged_on_error(self), one_blas_thread():
            earlier = self.network_ if self.warm_start and hasattr(self, "network_") else None
            rows = rows_of(self, X, y, sample_weight, groups, reset=earlier is None)
            watched = validation_rows_of(self, validation, rows)
            random = check_random_state(self.random_state)
            listeners = [*sinks_of(sinks), *([Printer()] if self.verbose else [])]
            parameters = Parameters.of(self)
            with kept_at(checkpoint, resume, parameters, rows, watched, random, earlier) as keeper:
                given = parameters, rows, watched, random, listeners, began, earlier, keeper
                found = fit_networks(*given)
                self._keep(found)
                self.outcome_ = self.outcome_.interrupted_if(wish.asked)
                if keeper is not None:
                    keeper.finished = found.whole and not wish.asked
            if not found.trials:
                self._random_ = random
            seconds = time.perf_counter() - began
            Sinks(listeners).end(Closing(self.ensemble_, self.trace_, self.outcome_, seconds))
            self._warn()
        return self

    @available_if(_trains_by_epochs)
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
            earlier, batches = getattr(self, "network_", None), getattr(self, "_batches", None)
            rows = rows_of(self, X, y, sample_weight, None, reset=earlier is None)
            random = check_random_state(self.random_state) if earlier is None else self._random_
            trained = one_more_epoch(Parameters.of(self), rows, random, earlier, batches)
            trace = trained.trace if earlier is None else continued(self.trace_, trained.trace)
            self._keep(alone(trained, rows, None, self.solver, self.noise))
            self._random_, self.trace_, self.n_iter_ = random, trace, int(trace["epoch"][-1])
            self._warn(converges=False)
        return self

    def transform(self, X: Any) -> Array:
        """Outputs Z (N, M) of the last hidden layer's units."""
        X = self._inputs(X)
        return self.network_.hidden_outputs(X)

    def fit_transform(self, X: Any, y: Any, **fit_params: Any) -> Array:
        """``fit(X, y, **fit_params).transform(X)``."""
        found: Array = super().fit_transform(X, y, **fit_params)
        return found

    @available_if(_has_hidden_layer)
    def get_feature_names_out(self, input_features: Any = None) -> Array:
        """Names of the columns that ``transform`` gives."""
        found: Array = super().get_feature_names_out(input_features)
        return found

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
        return inputs_of(self, X)

    def _keep(self, found: FittedNetworks) -> None:
        """The attributes of a fit, all of them anew."""
        trained, ensemble = found.best, found.ensemble
        self.networks_, self.best_ = ensemble.networks, ensemble.best
        self.n_networks_, self.trials_ = len(ensemble.networks), found.tried
        self.network_, self.trace_ = trained.network, trained.trace
        self.outcome_, self.loss_ = trained.outcome, trained.cost
        self.n_iter_, self.solver_ = trained.outcome.epoch, found.solver
        layout, n_rows = trained.network.layout, len(found.rows.X)
        self.solver_reason_ = ""
        if self.solver == "auto":
            sizes = n_rows, layout.n_weights, layout.n_hidden_layers
            self.solver_reason_ = reason_of(found.solver, *sizes)
        self._batches = trained.batches
        scale = trained.network.targets.scale
        self.input_relevance_ = input_relevance(ensemble, found.parts, found.rows, scale)
        names = getattr(self, "feature_names_in_", None)
        names = None if names is None else tuple(map(str, names))
        self.fitted_ = Fitted(ensemble, self._one_dimensional, names, self.input_relevance_)
        for name in ("alpha", "beta", "gamma", "log_evidence"):
            self.__dict__.pop(f"{name}_", None)
            if trained.evidence is not None:
                setattr(self, f"{name}_", getattr(trained.evidence, name))

    def _warn(self, converges: bool = True) -> None:
        """Say aloud how the fit ended where its caller may not have expected it."""
        if isinstance(self.outcome_, Diverged):
            warnings.warn(self.outcome_.sentence, DivergenceWarning, stacklevel=4)
        if isinstance(self.outcome_, Unsettled):
            warnings.warn(self.outcome_.sentence, ConvergenceWarning, stacklevel=4)
        if converges and isinstance(self.outcome_, EpochLimit) and self.tol > 0:
            by_choice = takes_batches_by_choice(Parameters.of(self), self.solver_)
            if not self.trials_ and not by_choice:  # as many epochs as are planned for
                message = (
                    f"{self.outcome_.sentence} without meeting tol={self.tol:g}; raise max_iter, or "
                    "set tol=0 to ask for exactly this many"
                )
                warnings.warn(message, ConvergenceWarning, stacklevel=4)


# Behind the class: its creation wraps both methods for set_output, and hides whatever stood there.
NeuralRegressor.transform = available_if(_has_hidden_layer)(NeuralRegressor.transform)  # type: ignore[method-assign]
NeuralRegressor.fit_transform = available_if(_has_hidden_layer)(NeuralRegressor.fit_transform)  # type: ignore[method-assign]
