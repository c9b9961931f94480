"""A network, its trace and the rows beside it: what each panel shows is read off here."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...core.activations import Activation
from ...errors import InputError
from ...model.network import Network
from .picture import Array, Curve, Errors, Fit, Points, TrainingPicture, Units

GRID = 400  # points of a dense curve
MARGIN = 0.1  # of the larger bound, beyond both

Rows = tuple[Array, Array]  # X (N, D) and T (N, K), original units


@dataclass(frozen=True, eq=False)
class Subject:
    """One target of a network, and what it is to be seen beside.

    Attributes
    ----------
    network : Network
        Whose trace and hidden units are drawn.
    trace : mapping of str to array
    answer, interval : callables or None
        Where the network is one of several: X (N, D) to predictions (N, K), and X and a coverage to
        bounds, each (N, K). Without ``interval`` no band is drawn.
    training, held_out : Rows or None
    training_name : str
        Other than "training" where nobody knows whether the rows were learned from.
    kept : int or None
    output : int
        Which of K targets.
    target, inputs : str, tuple of str
        Names for the axes.
    trained : arrays (D,), (D,) or None
        Lowest and highest training inputs; without them the range of ``training``.
    watched_judge : bool or None
        Whether the trace's validation rows are the held-out rows; None finds out by their error.
    baselines : mapping or None
        RMSE of the simpler models, by name; None computes them from the rows.
    baselines_on : str or None
        On which rows that is, where it is known without the rows.
    title, whose, answers : str
        A line for all panels; which network of several this is, and how many answer, else "".

    Raises
    ------
    InputError
        If rows or output do not fit the network.
    """

    network: Network
    trace: Mapping[str, Array]
    answer: Callable[[Array], Array] | None = None
    interval: Callable[[Array, float], tuple[Array, Array]] | None = None
    training: Rows | None = None
    held_out: Rows | None = None
    training_name: str = "training"
    kept: int | None = None
    output: int = 0
    target: str = "y"
    inputs: tuple[str, ...] = ("x",)
    trained: tuple[Array, Array] | None = None
    watched_judge: bool | None = None
    baselines: Mapping[str, float] | None = None
    baselines_on: str | None = None
    title: str = ""
    whose: str = ""
    answers: str = ""

    def __post_init__(self) -> None:
        D, K = self.network.layout.sizes[0], self.network.layout.sizes[-1]
        if not 0 <= self.output < K:
            raise InputError(f"output is {self.output}; the network has outputs 0 ... {K - 1}")
        for rows in (self.training, self.held_out):
            if rows is None:
                continue
            if len(rows[0]) != len(rows[1]):
                raise InputError(f"X has {len(rows[0])} rows and y has {len(rows[1])}")
            if rows[0].shape[1] != D:
                raise InputError(f"X has {rows[0].shape[1]} columns; the network reads {D} inputs")
            if rows[1].shape[1] != K:
                raise InputError(f"y has {rows[1].shape[1]} columns; the network has {K} targets")

    def picture(self) -> TrainingPicture:
        """All three panels; the title above them says whose they are."""
        subject = replace(self, whose="", answers="")
        return TrainingPicture(subject.errors(), subject.fit(), subject.units(), self.title)

    def errors(self) -> Errors:
        """Training and held-out error of every epoch, beside the simpler models."""
        K = self.network.layout.sizes[-1]
        suffix = f"_{self.output}" if K > 1 and f"rmse_train_{self.output}" in self.trace else ""
        watched = self.trace.get(f"rmse_validation{suffix}")
        is_judge = self.watched_judge
        if is_judge is None:
            is_judge = self.held_out is not None and is_of(
                self.trace["epoch"], watched, self.kept, self._rmse(self.held_out)
            )
        held_out = self._points(self.held_out, "held out")
        baselines = self._baselines() if self.baselines is None else self.baselines
        on = self.baselines_on or ("training rows" if held_out is None else "held-out rows")
        return Errors(
            epoch=self.trace["epoch"],
            rmse_train=self.trace[f"rmse_train{suffix}"],
            rmse_held_out=watched if is_judge else None,
            rmse_validation=None if is_judge else watched,
            judged=None if is_judge or held_out is None else held_out.rmse,
            kept=self.kept,
            baselines=baselines,
            baselines_on=on if baselines else "",
            target=self.target,
            whose=self.whose,
        )

    def fit(self, *, coverage: float | None = 0.95, beyond: float = 0.0) -> Fit:
        """Rows beside the model, over a grid where there is one input.

        The grid reaches over all rows and ``beyond`` the training range by such a share of it.
        """
        curve = None
        if self.network.layout.sizes[0] == 1:
            low, high = self.trained_range()
            extra = beyond * (high[0] - low[0])
            X = self._grid(0, self._inputs(), extra)
            band = None
            if coverage is not None and self.interval is not None:
                bounds = self.interval(X, coverage)
                band = np.stack([bound[:, self.output] for bound in bounds])
            trained = (float(low[0]), float(high[0]))
            curve = Curve(X[:, 0], self._answer(X), band, coverage or 0.0, trained)
        return Fit(
            self._points(self.training, self.training_name),
            self._points(self.held_out, "held out"),
            curve,
            self.target,
            self.inputs[0],
            self.answers,
        )

    def units(self, along: int | None = None, X: Array | None = None) -> Units | None:
        """The last hidden layer over input ``along``, the others at their mean, or over the rows.

        X (N, D): other rows than those of the subject, no targets needed.

        None where there are no hidden units, or neither one input nor rows.
        """
        network = self.network
        if network.layout.n_hidden_layers == 0:
            return None
        if along is None and network.layout.sizes[0] == 1:
            along = 0
        given = self._inputs() if X is None else [X]
        if along is None and not given:
            return None
        X = np.concatenate(given) if along is None else self._grid(along, given)
        x = predicted = None
        if along is None:
            predicted = self._answer(X)
            order = np.argsort(predicted, kind="stable")
            X, predicted = X[order], predicted[order]
        else:
            x = X[:, along]
        return Units(
            Z=network.hidden_outputs(X),
            weights=network.weights[-1][1:, self.output],
            x=x,
            predicted=predicted,
            limits=_limits(network.hidden),
            target=self.target,
            input=self.inputs[along or 0],
            whose=self.whose,
            others="" if x is None or X.shape[1] == 1 else "others at their mean",
        )

    def grid(self, along: int) -> Array:
        """Rows (n, D) over all values of one input, the others at their mean."""
        return self._grid(along, self._inputs())

    def _answer(self, X: Array) -> Array:
        return (self.answer or self.network.predict)(X)[:, self.output]

    def _points(self, rows: Rows | None, name: str) -> Points | None:
        if rows is None:
            return None
        X, T = rows
        x = X[:, 0] if X.shape[1] == 1 else None
        return Points(T[:, self.output], self._answer(X), x, name)

    def _rmse(self, rows: Rows) -> float:
        """The error of the network alone, whose trace it is."""
        error = self.network.predict(rows[0])[:, self.output] - rows[1][:, self.output]
        return float(np.sqrt(np.mean(error**2)))

    def trained_range(self) -> tuple[Array, Array]:
        """Range of the training inputs; without rows what the scaling tells of it."""
        if self.trained is not None:
            return self.trained
        rows = self.training or self.held_out
        if rows is not None and len(rows[0]):
            return rows[0].min(axis=0), rows[0].max(axis=0)
        inputs = self.network.inputs
        half = np.full((1, len(inputs.scale)), 3**0.5)  # the range of even spacing
        return inputs.invert(-half)[0], inputs.invert(half)[0]

    def _inputs(self) -> list[Array]:
        """X of training and held-out rows, where there are any."""
        return [rows[0] for rows in (self.training, self.held_out) if rows and len(rows[0])]

    def _grid(self, along: int, given: Sequence[Array], extra: float = 0.0) -> Array:
        """Rows (n, D) over all values of one input and ``extra`` beyond; the others at their mean."""
        low, high = (bound[along] for bound in self.trained_range())
        low, high = low - extra, high + extra
        for X in given:
            low, high = min(low, X[:, along].min()), max(high, X[:, along].max())
        inputs = self.network.inputs
        center = np.zeros((1, len(inputs.scale)))
        middle = given[0].mean(axis=0) if given else inputs.invert(center)[0]
        X = np.tile(np.asarray(middle, dtype=np.float64), (GRID, 1))
        X[:, along] = np.linspace(low, high, GRID)
        return X

    def _baselines(self) -> dict[str, float]:
        """RMSE of the training rows' mean and linear model, on the held-out rows if there are any."""
        if self.training is None or not len(self.training[0]):
            return {}
        X, t = self.training[0], self.training[1][:, self.output]
        judge = self.held_out or self.training
        X_judge, t_judge = judge[0], judge[1][:, self.output]
        center, scale = X.mean(axis=0), X.std(axis=0)
        scale = np.where(scale > 0, scale, 1.0)

        def with_ones(X: Array) -> Array:
            return np.column_stack([np.ones(len(X)), (X - center) / scale])

        mean = float(t.mean())
        slope = np.linalg.lstsq(with_ones(X), t - mean, rcond=None)[0]
        answers = {"mean": np.full(len(t_judge), mean), "linear": with_ones(X_judge) @ slope + mean}
        return {name: Points(t_judge, answer).rmse for name, answer in answers.items()}


def _limits(hidden: Activation) -> tuple[float, float] | None:
    """The range that the activation cannot leave, with a margin."""
    low, high = hidden.range
    margin = MARGIN * max(abs(low), abs(high))
    return (low - margin, high + margin) if hidden.bounded else None


def is_of(epoch: Array, watched: Array | None, kept: int | None, rmse: float) -> bool:
    """Whether the watched rows are those whose error at the kept epoch is ``rmse``.

    With early stopping the trace is of validation rows, which chose the epoch; the held-out rows
    are others. A thinned trace may lack the kept epoch: then the nearest must come close.
    """
    if watched is None:
        return False
    row = len(epoch) - 1 if kept is None else int(np.argmin(np.abs(epoch - kept)))
    close = 1e-3 if kept is None or epoch[row] == kept else 0.05
    return bool(abs(watched[row] - rmse) <= close * rmse)
