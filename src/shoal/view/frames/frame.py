"""One frame of a fit, packed for a browser: a header of JSON and one buffer of float32."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ...trace.epoch_axis import LONG

Array = np.ndarray

PARTS = ("y", "low", "high", "units", "train", "held")
MOST_ROWS = 2_000  # of the trace in one frame: more than a picture has pixels


@dataclass(frozen=True)
class Frame:
    """What a fit looks like after ``epoch`` epochs.

    Attributes
    ----------
    run, epoch, network : int
        Which fit; epochs so far; which of several networks, counted from 1 (0: the only one).
    seconds : float or None
        Since the fit began; None where a loaded model does not tell.
    final : bool
        Whether no further frame follows.
    columns : mapping of str to array (n,)
        New rows of the trace, at most ``MOST_ROWS`` (see ``thinned``).
    parts : mapping of str to array
        Any of "y", "low", "high" (grid,), "units" (M, grid), "train" (n,), "held" (n,): the model
        over the scene's grid and its 95 % intervals there, its hidden units, and its predictions
        of the scene's points.
    weights : sequence of arrays
        Weight matrices in scaled units, the constant's row first, or empty.
    """

    run: int
    epoch: int
    seconds: float | None
    final: bool
    columns: Mapping[str, Array]
    parts: Mapping[str, Array] = field(default_factory=dict)
    weights: Sequence[Array] = ()
    network: int = 0

    def packed(self) -> tuple[dict[str, Any], bytes]:
        """The header, and columns, parts and weights behind each other as little-endian float32."""
        order = [name for name in PARTS if name in self.parts]
        shapes = {name: np.shape(self.parts[name]) for name in order}
        header = {
            "kind": "frame",
            "run": self.run,
            "epoch": self.epoch,
            "seconds": self.seconds,
            "final": self.final,
            "network": self.network,
            "columns": list(self.columns),
            "rows": len(next(iter(self.columns.values()))) if self.columns else 0,
            "parts": {n: s[0] if len(s) == 1 else list(s) for n, s in shapes.items()},
        }
        if len(self.weights):
            header["weights"] = [list(w.shape) for w in self.weights]
        arrays = [*self.columns.values(), *(self.parts[name] for name in order), *self.weights]
        with np.errstate(over="ignore"):
            numbers = [np.asarray(a, dtype="<f4").ravel() for a in arrays]
        return header, b"".join(part.tobytes() for part in numbers)


def thinned(columns: Mapping[str, Array], most: int = MOST_ROWS) -> dict[str, Array]:
    """At most about ``most`` rows: of equal stretches the first row and that of the largest error.

    The stretches are equal along the axis that a learning curve is drawn over (``epoch_axis``), so
    that of many epochs the first are kept. The error is ``rmse_train`` where there is one. First
    and last row are kept.
    """
    arrays = {name: np.asarray(values) for name, values in columns.items()}
    n = len(next(iter(arrays.values()))) if arrays else 0
    if n <= most:
        return arrays
    epoch = np.asarray(arrays.get("epoch", np.arange(n)), dtype=float)
    place = along(epoch, int(epoch[-1]))
    share = (place - place[0]) / (place[-1] - place[0])
    stretch = np.minimum((share * (most // 2)).astype(int), most // 2 - 1)
    ends = np.flatnonzero(np.diff(stretch, append=most))
    rows = [np.append(0, ends[:-1] + 1), np.array([n - 1])]
    value = arrays.get("rmse_train")
    if value is not None:
        rows.append(np.lexsort((value, stretch))[ends])
    kept = np.unique(np.concatenate(rows))
    return {name: values[kept] for name, values in arrays.items()}


def along(epoch: Array, last: int) -> Array:
    """Where epochs (n,) stand on the axis up to ``last`` that is drawn, in any unit."""
    return np.log1p(epoch) if last > LONG else epoch
