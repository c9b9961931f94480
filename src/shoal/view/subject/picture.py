"""What the panels show, as plain arrays: no model, no matplotlib."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from ...errors import InputError

Array = np.ndarray


@dataclass(frozen=True, eq=False)
class Errors:
    """Error while learning, and what it is compared with.

    Attributes
    ----------
    epoch, rmse_train, rmse_held_out, rmse_validation : arrays (n,)
        The trace up to and including the current epoch; errors in the target's unit. Held-out rows
        judge; validation rows chose the epoch to keep and are neither learned from nor judges.
    judged : float or None
        Error of held-out rows at the marked epoch, where they were not watched all along.
    kept : int or None
        Epoch whose weights were kept, marked where it is not the last.
    baselines : mapping of str to float
        RMSE of simpler models, dashed, by name; ``baselines_on`` says on which rows.
    target : str
    whose : str
        Of several networks, which one this is; "" for the only one.
    n_epochs, limits, epoch_scale :
        Right end of the epochs' axis, range of the errors' axis, and "linear" or "log" epochs;
        None lets the data decide. Pictures that follow each other fix them.
    """

    epoch: Array
    rmse_train: Array
    rmse_held_out: Array | None = None
    rmse_validation: Array | None = None
    judged: float | None = None
    kept: int | None = None
    baselines: Mapping[str, float] = field(default_factory=dict)
    baselines_on: str = ""
    target: str = "y"
    whose: str = ""
    n_epochs: int | None = None
    limits: tuple[float, float] | None = None
    epoch_scale: str | None = None

    def __post_init__(self) -> None:
        columns = (self.epoch, self.rmse_train, self.rmse_held_out, self.rmse_validation)
        lengths = {len(column) for column in columns if column is not None}
        if len(lengths) != 1 or 0 in lengths:
            raise InputError(f"the columns of a trace need the same rows, one at least: {lengths}")
        if self.epoch_scale not in (None, "linear", "log"):
            raise InputError(f"epoch_scale must be 'linear' or 'log', not {self.epoch_scale!r}")


@dataclass(frozen=True, eq=False)
class Points:
    """Rows of a table: ``actual`` and ``predicted`` (N,) of one target; ``x`` (N,) if one input."""

    actual: Array
    predicted: Array
    x: Array | None = None
    label: str = "training"

    def __post_init__(self) -> None:
        sizes = {len(a) for a in (self.actual, self.predicted, self.x) if a is not None}
        if len(sizes) > 1:
            raise InputError(f"points labelled {self.label!r} have columns of {sorted(sizes)} rows")

    @property
    def rmse(self) -> float:
        """Root mean squared error of these rows; NaN without rows."""
        if not len(self.actual):
            return float("nan")
        return float(np.sqrt(np.mean((self.actual - self.predicted) ** 2)))


@dataclass(frozen=True, eq=False)
class Curve:
    """The model over a dense grid: ``y`` (n,) at ``x`` (n,).

    ``band``: bounds (2, n) that hold a new target with probability ``coverage``. ``trained``: the
    range of the training rows, beyond which the ground is hatched. ``truth`` (n,) is the curve
    without noise and ``noise`` the noise's standard deviation. All where they are known.
    """

    x: Array
    y: Array
    band: Array | None = None
    coverage: float = 0.95
    trained: tuple[float, float] | None = None
    truth: Array | None = None
    noise: float | None = None


@dataclass(frozen=True, eq=False)
class Fit:
    """Rows beside the model: over one input where there is a ``curve``, else by prediction.

    ``whose`` says how many networks answer, "" for one; ``limits`` fixes the target's axis.
    """

    training: Points | None = None
    held_out: Points | None = None
    curve: Curve | None = None
    target: str = "y"
    input: str = "x"
    whose: str = ""
    limits: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Units:
    """Outputs ``Z`` (n, M) of the last hidden layer, and each unit's weight (M,) to the target.

    ``x`` (n,): the ``input`` on a dense grid, or None; then the n rows are sorted by ``predicted``
    (n,). ``limits``: the range that the activation cannot leave, with a margin, or None. ``whose``:
    of several networks, which one this is. ``others``: where the other inputs stand.
    """

    Z: Array
    weights: Array
    x: Array | None = None
    predicted: Array | None = None
    limits: tuple[float, float] | None = None
    target: str = "y"
    input: str = "x"
    whose: str = ""
    others: str = ""


@dataclass(frozen=True, eq=False)
class TrainingPicture:
    """The three panels of one training and a line above them; ``units`` None: there are none."""

    errors: Errors
    fit: Fit = field(default_factory=Fit)
    units: Units | None = None
    title: str = ""
