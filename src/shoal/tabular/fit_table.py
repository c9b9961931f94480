"""``fit_table``: from a table to a fitted, checked and explained model in one call."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from numbers import Integral
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.activations import Activation, named
from ..core.kernel import STEP_COLUMNS
from ..core.layout import Array
from ..doctor import examine
from ..errors import InputError
from ..estimators.linear_network import LinearNetwork
from ..estimators.quiet_regressor import QuietRegressor
from ..model.ensemble import Ensemble
from ..model.fitted import Fitted
from ..model.intervals import intervals
from ..tables import Declared, Plan, Table, from_frame
from ..trace import Named, Sink, sinks_of
from ..trace.interruption import interruptible, preparing
from ..train.blas_threads import one_blas_thread
from ..train.bounds import MOST_SEED
from ..train.parameter import OWN
from ..train.parameters import WITHOUT_EFFECT
from ..train.parameters import table as known_parameters
from .arguments import ARGUMENTS, SPLIT, TEST_FRACTION
from .code_columns import with_codes
from .column_roles import as_meant
from .record import Record, figures
from .split import hold_out
from .table_model import TableModel, rows_with_targets

if TYPE_CHECKING:
    from ..files.checkpoints import CheckpointFolder

COVERAGES = (0.9, 0.95)
SOON_EXAMINED = 5_000  # rows: a fit that was interrupted ends within a tenth of a second with them
NOT_EXAMINED = "the fit was interrupted: its errors were not examined"
TRACE_ROWS = 2_000  # of a long trace, so many rows are kept: more than a picture has pixels


def fit_table(
    table: Any,
    target: str | Sequence[str],
    *,
    inputs: Sequence[str] | None = None,
    ignore: Sequence[str] = (),
    test_fraction: float = TEST_FRACTION,
    test: Any = None,
    groups: str | None = None,
    split: str = SPLIT,
    weights: str | None = None,
    text: str | Sequence[str] = (),
    number: str | Sequence[str] = (),
    date: str | Sequence[str] | Mapping[str, str] = (),
    missing: object = (),
    random_state: int | None = 0,
    sinks: Sink | Iterable[Sink] = (),
    checkpoint: str | os.PathLike[str] | CheckpointFolder | None = None,
    resume: bool = False,
    **parameters: Any,
) -> TableModel:
    """Fit a network to a table: decide on columns, hold rows out, train, compare.

    Parameters
    ----------
    table : frame or tables.Table
        pandas, polars, pyarrow, a dict of columns, or ``shoal.read_table(path)``.
    target : str or sequence of str
        Column or columns to predict.
    inputs, ignore : sequences of str
        Columns to use (default: all others) and to leave out.
    test_fraction : float in [0, 1)
        Share of rows held out (seeded): they judge the model that is returned and are
        never learned from. 0 trains on all rows.
    test : frame or tables.Table, optional
        Rows to judge by instead of a split; ``test_fraction`` is then not used.
    groups : str, optional
        Column that names replicates, batches or subjects: rows of one group are held out together,
        here and inside training. It is not an input.
    split : {"auto", "random", "last", "blocks"}, default="auto"
        "random" holds rows out by chance, equal rows on one side. "last" holds the last rows out, for
        tables in the order of time; inside training whole stretches of rows are left out. "blocks"
        holds out blocks of neighbouring rows, drawn by chance, and leaves out blocks inside training,
        long enough that errors are independent. "auto" is "random", and "blocks" where a column of
        dates orders the rows and neighbours' errors correlate beyond chance: ``decisions`` says so.
    weights : str, optional
        Column that says how much each row counts (the number of measurements behind it, say), in
        training and in judging. It is not an input.
    text, number, date, missing
        What columns mean, as of ``read_table``.
    random_state : int
        Seed of the split, the start and the order of the rows; None draws one, which is recorded.
    sinks : trace.Sink or iterable of trace.Sink
        Listeners, such as ``shoal.view.live()``.
    checkpoint, resume
        Folder in which the fit is kept while it runs, and whether to go on from there, as of
        ``NeuralRegressor.fit``.
    **parameters
        Of ``NeuralRegressor``.

    Raises
    ------
    TableError, InputError
        If a column, row or parameter cannot be used; the message names it.
    """
    if not 0 <= test_fraction < 1:
        raise InputError(f"test_fraction must be at least 0 and below 1, not {test_fraction!r}")
    random_state = _seed(random_state)
    began, listening = time.perf_counter(), sinks_of(sinks)
    declared = Declared.of(text, number, date, missing)
    judging = None if test is None else from_frame(test)
    given = _changed(
        inputs=None if inputs is None else list(inputs),
        ignore=list(ignore),
        test_fraction=test_fraction,
        groups=groups,
        split=split,
        weights=weights,
    )
    with preparing():
        whole, roles = as_meant(table, target, given, declared)
        fraction = test_fraction if judging is None else 0.0
        parts = hold_out(whole, roles, fraction=fraction, split=split, seed=random_state)
        chosen, held, together = parts.learned, parts.held, parts.together
        whole, plan = with_codes(whole, roles, chosen, declared, random_state)
        plan = replace(plan, decisions=(*plan.decisions, *parts.sentences))
        X, T, *counted = _encoded(plan, whole.take(chosen))
        counts = counted[0] if counted else None
        judge = None
        if judging is not None:
            judge = _encoded(plan, rows_with_targets(plan, judging))
            given["test"] = judging.file
        elif held is not None:
            judge = _encoded(plan, whole.take(held))
    with interruptible() as wish:
        listeners = [Named(sink, plan.feature_labels, plan.target_labels) for sink in listening]
        seeded = {"random_state": random_state} | parameters
        model = QuietRegressor(**seeded)  # the record tells the end
        # with early stopping these rows would choose the epoch they are to judge
        watched = None if model.early_stopping else judge
        around = {"validation": watched, "groups": together, "sinks": listeners}
        model.fit(X, T, counts, checkpoint=checkpoint, resume=resume, **around)
        ensemble, means = model.ensemble_, np.average(T, axis=0, weights=counts)
        with one_blas_thread():
            linear = LinearNetwork().fit(X, T, counts).W_
        notes: tuple[str, ...] = (NOT_EXAMINED,)
        if not wish.asked or len(X) < SOON_EXAMINED:
            found = examine(
                model,
                X,
                T,
                counts,
                validation=judge,
                groups=together,
                inputs=plan.feature_names,
                targets=plan.targets,
                drift=parts.drift,
            )
            notes = tuple(note.text for note in found)
        outcome = model.outcome_.interrupted_if(wish.asked)
    record = Record(
        source=whole.source,
        rows={
            "table": whole.n_rows,
            "without_target": whole.n_rows - len(chosen) - (0 if held is None else len(held)),
            "training": len(X),
            "held_out": 0 if judge is None else len(judge[0]),
        },
        settings=_told(given | declared.arguments() | parameters),
        seed=random_state,
        solver=model.solver_,
        outcome=outcome.sentence,
        ending=type(outcome).__name__,
        epochs=outcome.epoch,
        kept=outcome.kept,
        relevance=tuple(map(float, model.input_relevance_)),
        effective_weights=float(model.gamma_.sum()) if hasattr(model, "gamma_") else None,
        # the noise of a single network comes from the very rows that judge it: no test of itself
        coverage=_coverage(ensemble, *judge) if judge and model.n_networks_ > 1 else (),
        training=figures(ensemble, means, linear, X, T, counts),
        held_out=None if judge is None else figures(ensemble, means, linear, *judge),
        notes=(*plan.notes, *notes),
        seconds=time.perf_counter() - began,
    )
    fitted = Fitted(ensemble, len(plan.targets) == 1, plan.feature_names, model.input_relevance_)
    return TableModel(plan, fitted, means, linear, _thinned(model.trace_), record, chosen, held)


def _seed(given: Any) -> int:
    """The seed as a record can hold it, so that the split can be drawn again; None draws one."""
    if given is None:
        return int(np.random.RandomState().randint(MOST_SEED, dtype=np.int64))
    whole = isinstance(given, Integral) and not isinstance(given, bool)
    known_parameters()["random_state"].check(int(given) if whole else given)
    return int(given)


def _encoded(plan: Plan, table: Table) -> tuple[Array, ...]:
    """X, T and, where a column says how much rows count, their weights."""
    X, T = plan.encode(table), plan.encode_targets(table)
    return (X, T) if plan.weights is None else (X, T, plan.encode_weights(table))


def _coverage(
    ensemble: Ensemble, X: Array, T: Array, weights: Array | None = None
) -> tuple[float, ...]:
    if not ensemble.noise:
        return ()
    found = (intervals(ensemble, X, coverage) for coverage in COVERAGES)
    inside = ((i.low <= T) & (T <= i.high) for i in found)
    return tuple(float(np.average(hit, axis=0, weights=weights).mean()) for hit in inside)


def _changed(**given: Any) -> dict[str, Any]:
    """Arguments of ``fit_table`` that are not its defaults."""
    return {name: value for name, value in given.items() if value != ARGUMENTS[name].default}


def _told(parameters: dict[str, Any]) -> dict[str, Any]:
    """What the numbers of a fit follow from, as JSON can hold it: ``OWN`` stands for all else."""
    told = {name: _plain(value) for name, value in parameters.items() if name not in WITHOUT_EFFECT}
    known = known_parameters()
    return {
        name: OWN if name in known and not known[name].recorded(value) else value
        for name, value in told.items()
    }


def _plain(value: Any) -> Any:
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 1):
        value = value.tolist()
    if isinstance(value, list | tuple | range):
        return [_plain(entry) for entry in value]
    if isinstance(value, dict):
        return {str(name): _plain(entry) for name, entry in value.items()}
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # a file's numbers are finite
    if isinstance(value, Activation):
        value = named(value)
    return value if isinstance(value, str | int | float | bool | None) else OWN


def _thinned(trace: dict[str, Array]) -> dict[str, Array]:
    """Of a long trace the first rows, the last, and in between ever sparser ones.

    What the solver tells of its steps, which end a row before the last, no model file can hold.
    """
    trace = {name: values for name, values in trace.items() if name not in STEP_COLUMNS}
    n = len(trace["epoch"])
    if n <= TRACE_ROWS:
        return trace
    rows = np.unique(np.concatenate([[0], np.geomspace(1, n, TRACE_ROWS).astype(int) - 1]))
    return {name: values[rows] for name, values in trace.items()}
