"""From parameters to resolved settings; every "auto" is decided here."""

from __future__ import annotations

import warnings
from dataclasses import replace
from numbers import Integral, Real

import numpy as np
from joblib import effective_n_jobs

from ..core.activations import resolve
from ..core.layout import Layout
from ..core.rows import Rows
from ..errors import InputError
from ..model.noise import work
from ..solve.stopping import Rules
from ..trace.interruption import Interruption, here
from .parameters import BY_BATCHES, BY_RATES, Parameters
from .regularization import ALPHA, LARGEST
from .solver_choice import chosen_solver
from .training import Settings

EPOCHS = {"lm": 100, "scg": 2_000, "lbfgs": 1_000, "gd": 10_000, "sgd": 200, "adam": 200}
BATCH = 200
STEPS, LEAST_EPOCHS = 20_000, 10  # of adam: more of them gain little on 200,000 rows
UNITS_OF_MANY_ROWS = (64, 64)  # there two layers get further than a wide one, in the same time
UNITS = (20,)  # of one network where hidden_layer_sizes="auto" has no search to find them
FOLDS = ((250, 10), (2_000, 6))  # below so many rows: the fewer, the more a part left out is missed
FOLDS_OF_MANY = 4
NOISE_SECONDS, A_ROW, OF_NOISE_WORK = 0.012, 1e-6, 1.5e-9  # of one core, for time limits


def hidden_sizes(parameters: Parameters, solver: str = "") -> tuple[int, ...]:
    """``hidden_layer_sizes`` as a tuple of positive whole numbers, for the ``solver`` in use.

    Raises
    ------
    InputError
        If one of them is not a whole number of at least 1.
    """
    given = parameters.hidden_layer_sizes
    if isinstance(given, str):
        return UNITS_OF_MANY_ROWS if takes_batches_by_choice(parameters, solver) else UNITS
    sizes = (given,) if isinstance(given, Integral) else tuple(np.ravel(np.asarray(given, object)))
    for size in sizes:
        if not isinstance(size, Integral) or size < 1:
            raise InputError(
                f"hidden_layer_sizes must be whole numbers > 0, one a hidden layer; got {given!r}"
            )
    return tuple(int(size) for size in sizes)


def solver_of(parameters: Parameters, n_rows: int, n_inputs: int, n_outputs: int) -> str:
    """The solver that ``solver="auto"`` stands for (L-BFGS for a warm start), or the one named."""
    if parameters.solver != "auto":
        return parameters.solver
    if parameters.warm_start:
        return "lbfgs"
    layout = Layout((n_inputs, *hidden_sizes(parameters), n_outputs))
    batches = not parameters.project_outputs
    return chosen_solver(n_rows, layout.n_weights, layout.n_hidden_layers, batches)


def takes_batches_by_choice(parameters: Parameters, solver: str) -> bool:
    """Whether ``solver="auto"`` became Adam: for a planned number of epochs, the best of them kept."""
    return parameters.solver == "auto" and solver == "adam"


def n_networks_of(parameters: Parameters, solver: str, n_rows: int) -> int:
    """Networks to train: 1 for one; otherwise the number of folds that members leave out.

    "auto" is 4 of each kind for Levenberg-Marquardt, 6 or 10 for fewer distinct rows, unless a start
    or a warm start speaks of one network; 1 for every other solver.
    """
    if parameters.n_networks != "auto":
        return min(int(parameters.n_networks), n_rows)
    one = solver != "lm" or parameters.warm_start or not isinstance(parameters.start, str)
    if one:
        return 1
    return next((folds for rows, folds in FOLDS if n_rows < rows), FOLDS_OF_MANY)


def reads_rows_in_order(parameters: Parameters) -> bool:
    """Whether the order of the rows is part of the method."""
    return parameters.solver in BY_BATCHES and not parameters.shuffle


def seconds_for_noise(judged: Rows) -> float:
    """What the noise takes, which is estimated after training from rows left out: a guess."""
    (N, D), K = judged.X.shape, judged.T.shape[1]
    return float(K * (NOISE_SECONDS + A_ROW * N + OF_NOISE_WORK * work(N, D)))


def with_spent(settings: Settings, seconds: float) -> Settings:
    """The same settings; so many seconds of the time limit are gone or set aside."""
    return replace(settings, rules=replace(settings.rules, spent=seconds))


def settings_of(parameters: Parameters, solver: str, n_rows: int, n_layers: int) -> Settings:
    """Every choice of a fit on ``n_rows`` rows for a network of ``n_layers`` weight matrices.

    Raises
    ------
    InputError
        If ``learning_rate_init`` has not one positive number a layer, or parameters do not go
        together.
    """
    if parameters.project_outputs:
        _check_projection(parameters, n_layers)
    rules = Rules(
        max_epochs=_epochs(parameters, solver, n_rows),
        tol=min(float(parameters.tol), LARGEST),
        patience=np.inf
        if takes_batches_by_choice(parameters, solver)
        else float(min(parameters.n_iter_no_change, LARGEST)),
        early_stopping=bool(parameters.early_stopping),
        time_limit=parameters.time_limit,
        tol_applies_to_cost=solver in BY_RATES,
        interruption=here(),
    )
    return Settings(
        solver=solver,
        alpha=_alpha(parameters.alpha, solver, parameters.project_outputs),
        rates=_rates(parameters.learning_rate_init, n_layers),
        rules=rules,
        batch_size=_batch_size(parameters.batch_size, n_rows) if solver in BY_BATCHES else n_rows,
        momentum=float(parameters.momentum) if solver == "sgd" else 0.0,
        betas=(float(parameters.beta_1), float(parameters.beta_2)),
        epsilon=float(parameters.epsilon),
        planned_epochs=rules.max_epochs,
        shuffle=bool(parameters.shuffle),
        project_outputs=bool(parameters.project_outputs),
        n_threads=effective_n_jobs(parameters.n_jobs),
    )


def _check_projection(parameters: Parameters, n_layers: int) -> None:
    """Raise InputError where the output layer has no closed form."""
    if n_layers < 2:
        raise InputError(
            "project_outputs=True leaves the hidden layers to train; this network has none: "
            "use LinearNetwork"
        )
    output = resolve(parameters.output_activation, "output_activation")
    if not output.is_identity:
        raise InputError(
            "project_outputs=True needs output_activation='identity', whose best output layer is "
            f"known in closed form; got {output.name!r}"
        )
    if parameters.alpha in ("evidence", "ard"):
        raise InputError(
            f"project_outputs=True takes a number for alpha; {parameters.alpha!r} is estimated with all "
            "layers"
        )


def _alpha(given: float | str, solver: str, projected: bool) -> float | str:
    if given in ("evidence", "ard") and solver != "lm":
        raise InputError(
            f"alpha={given!r} is estimated by solver='lm'; solver={solver!r} takes a number"
        )
    if given == "auto":
        return "ard" if solver == "lm" and not projected else ALPHA
    return given if isinstance(given, str) else min(float(given), LARGEST)


def _epochs(parameters: Parameters, solver: str, n_rows: int) -> int:
    if parameters.max_iter != "auto":
        return int(parameters.max_iter)
    if solver != "adam":
        return EPOCHS[solver]
    batch = BATCH if isinstance(parameters.batch_size, str) else int(parameters.batch_size)
    return int(np.clip(STEPS // -(-n_rows // batch), LEAST_EPOCHS, EPOCHS[solver]))


def stopping_early(settings: Settings) -> Settings:
    """The same settings; the best epoch on the validation rows is kept."""
    return replace(settings, rules=replace(settings.rules, early_stopping=True))


def one_epoch(settings: Settings) -> Settings:
    """The same settings for a single epoch that nothing ends early, one of nobody knows how many.

    One that raises the cost is kept too; Ctrl-C goes on to who calls for the epochs.
    """
    rules = Rules(max_epochs=1, tol_applies_to_cost=False, interruption=Interruption(keeps=False))
    return replace(settings, rules=rules, planned_epochs=None)


def _rates(given: object, n_layers: int) -> tuple[float, ...]:
    if isinstance(given, Real):
        return (float(given),) * n_layers
    values = np.asarray(given)
    usable = values.shape == (n_layers,) and values.dtype.kind in "fiu"
    if not usable or not (np.isfinite(values) & (values > 0)).all():
        raise InputError(
            f"learning_rate_init must be a positive number or {n_layers} of them, one a layer from "
            f"input to output; got {given!r}"
        )
    return tuple(float(value) for value in values)


def _batch_size(given: int | str, n_rows: int) -> int:
    if isinstance(given, str):
        return min(BATCH, n_rows)
    if given > n_rows:
        warnings.warn(
            f"batch_size={given} is larger than the {n_rows} training rows; one batch holds them all",
            UserWarning,
            stacklevel=2,
        )
    return min(int(given), n_rows)
