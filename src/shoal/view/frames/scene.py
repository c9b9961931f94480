"""What a browser draws of a fit: a scene once, a frame whenever the fit tells of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...model.ensemble import Ensemble
from ...model.intervals import intervals
from ...model.network import Network
from ...tabular.table_model import TableModel
from ...trace import Event, Opening
from ..subject.picture import Array
from ..subject.sampling import evenly_taken
from ..subject.subject import Rows, Subject
from .frame import Frame, thinned

MOST_POINTS = 2_000  # of a table in a picture: more than can be told apart
COVERAGE = 0.95
GRID_STEP = 2  # of a dense grid, every second point is more than a panel has pixels
NO_TRACE = {"epoch": np.zeros(1), "rmse_train": np.zeros(1)}


@dataclass(frozen=True, eq=False)
class Scene:
    """All of a fit's pictures that does not move.

    Attributes
    ----------
    subject : Subject
        The network's sizes and scaling, the rows (thinned for a picture), the names.
    along : int
        The input over which hidden units are drawn: of several the one that goes most with the
        target.
    grid : array (n, D)
        Rows over a dense grid of that input, the others at their mean.
    baselines : dict
        RMSE of the mean and of the linear model on the held-out (else the training) rows.
    n_epochs : int
        At most.
    solver : str
    several : bool
        Whether many networks are trained; frames then show one after the other.
    targets : tuple of str
        Names of all outputs.
    truth : array (n,) or None
        The curve over the grid that the data were drawn about, where one is known.
    noise : float or None
        Standard deviation of the data about it; among the baselines, for no model can do better.
    relevance : array (D,) or None
        Of a finished fit: the drawing begins with the most relevant inputs.
    """

    subject: Subject
    along: int
    grid: Array
    baselines: dict[str, float]
    n_epochs: int
    solver: str
    several: bool
    targets: tuple[str, ...]
    truth: Array | None = None
    noise: float | None = None
    relevance: Array | None = None

    @classmethod
    def of(
        cls,
        opening: Opening,
        output: int = 0,
        along: int | None = None,
        *,
        trained: tuple[Array, Array] | None = None,
        baselines: Mapping[str, float] | None = None,
        truth: Callable[[Array], Array] | None = None,
        noise: float | None = None,
        relevance: Array | None = None,
    ) -> Scene:
        """The scene of a fit that begins, for one of its targets.

        Inputs without names are x1, x2, ... Of a model without its rows (none in
        ``opening.training``) ``trained``, ``baselines`` and ``along`` tell what the rows would. ``truth``
        is the curve without noise of one input, x of any shape to an array of that shape.
        """
        network, rows, watched = opening.network, opening.training, opening.validation
        D, K = network.layout.sizes[0], network.layout.sizes[-1]
        targets = tuple(opening.targets) or (
            ("y",) if K == 1 else tuple(f"y{k + 1}" for k in range(K))
        )
        subject = Subject(
            network,
            NO_TRACE,
            training=(rows.X, rows.T) if len(rows.X) else None,
            trained=trained,
            baselines=baselines,
            held_out=None if watched is None else (watched.X, watched.T),
            watched_judge=True,
            output=output,
            target=targets[output],
            inputs=tuple(opening.inputs)
            or (("x",) if D == 1 else tuple(f"x{j + 1}" for j in range(D))),
        )
        told = dict(subject.errors().baselines)
        if noise is not None:
            told["noise"] = noise
        subject = replace(
            subject, training=_some(subject.training), held_out=_some(subject.held_out)
        )
        along = _most_telling(rows.X, rows.T[:, output]) if along is None else along
        grid = subject.grid(along)[::GRID_STEP]
        return cls(
            subject,
            along,
            grid,
            told,
            opening.max_epochs,
            opening.solver,
            opening.several,
            targets,
            None if truth is None else truth(grid[:, along]),
            noise,
            relevance,
        )

    def to_json(self, run: int = 0) -> dict[str, Any]:
        """The scene's message."""
        subject, layout = self.subject, self.subject.network.layout
        rows = subject.training or subject.held_out
        low, high = (
            (rows[0].min(axis=0), rows[0].max(axis=0))
            if rows is not None
            else subject.trained_range()
        )
        scaled = subject.network.inputs.apply(np.stack([low, high]))
        limits = (subject.units(0) if layout.n_hidden_layers else None) or None
        return {
            "kind": "scene",
            "run": run,
            "target": subject.target,
            "targets": list(self.targets),
            "output": subject.output,
            "inputs": [
                {
                    "name": name,
                    "low": float(low[j]),
                    "high": float(high[j]),
                    "scaled": scaled[:, j].tolist(),
                    "share": None if self.relevance is None else float(self.relevance[j]),
                }
                for j, name in enumerate(subject.inputs)
            ],
            "sizes": list(layout.sizes),
            "activation": subject.network.hidden.name,
            "output_activation": subject.network.output.name,
            "solver": self.solver,
            "several": self.several,
            "points": {
                "train": None if subject.training is None else self._points(subject.training),
                "held": None if subject.held_out is None else self._points(subject.held_out),
            },
            "along": self.along,
            "grid": self.grid[:, self.along].tolist(),
            "baselines": self.baselines,
            "baselines_on": "training rows" if subject.held_out is None else "held-out rows",
            "unit_limits": None if limits is None or limits.limits is None else list(limits.limits),
            "n_epochs": self.n_epochs,
            "truth": None if self.truth is None else self.truth.tolist(),
            "noise": self.noise,
        }

    def frame(self, events: Sequence[Event], run: int = 0) -> Frame:
        """The frame after these events of one network; the last weights among them are drawn."""
        last, output = events[-1], self.subject.output
        suffix = f"_{output}" if f"rmse_train_{output}" in last.columns else ""
        columns = {
            name: np.concatenate([np.asarray(e.columns[name + end]) for e in events])
            for name, end in (("epoch", ""), ("rmse_train", suffix), ("rmse_validation", suffix))
            if name + end in last.columns
        }
        weights = next((e.weights for e in reversed(events) if e.weights is not None), None)
        parts = {}
        if weights is not None:
            network = replace(self.subject.network, weights=tuple(weights))
            parts = self.parts(network, network.predict)
        return Frame(
            run,
            last.epoch,
            last.seconds,
            last.final,
            thinned(columns),
            parts,
            tuple(weights or ()),
            last.network,
        )

    def last_frame(self, model: TableModel, run: int = 0) -> Frame:
        """What the fit of a table kept."""
        return self.kept_frame(model.ensemble, model.record.kept, model.record.seconds, run)

    def kept_frame(
        self, ensemble: Ensemble, kept: int, seconds: float | None, run: int = 0
    ) -> Frame:
        """What a fit kept: the best network, the answers of all, their intervals."""
        network = ensemble.networks[ensemble.best]
        parts = self.parts(network, ensemble.predict)
        if "y" in parts and ensemble.noise:
            bounds = intervals(ensemble, self.grid, COVERAGE)
            output = self.subject.output
            parts |= {"low": bounds.low[:, output], "high": bounds.high[:, output]}
        return Frame(run, kept, seconds, True, {}, parts, network.weights)

    def parts(self, network: Network, answer: Callable[[Array], Array]) -> dict[str, Array]:
        """What a frame shows of a network; ``answer`` predicts where it is one of several."""
        subject = self.subject
        rows = {"train": subject.training, "held": subject.held_out}
        parts = {name: answer(given[0])[:, subject.output] for name, given in rows.items() if given}
        if len(subject.inputs) == 1:
            parts["y"] = answer(self.grid)[:, subject.output]
        if network.layout.n_hidden_layers:
            parts["units"] = network.hidden_outputs(self.grid).T
        return parts

    def _points(self, rows: Rows) -> dict[str, Any]:
        """Actual targets, and x where there is one input."""
        X, T = rows
        x = X[:, 0].tolist() if X.shape[1] == 1 else None
        return {"x": x, "actual": T[:, self.subject.output].tolist()}


def _some(rows: Rows | None) -> Rows | None:
    """At most ``MOST_POINTS`` rows, evenly taken."""
    if rows is None:
        return None
    chosen = evenly_taken(len(rows[0]), MOST_POINTS)
    return rows[0][chosen], rows[1][chosen]


def _most_telling(X: Array, t: Array) -> int:
    """The input whose correlation with the target is largest."""
    X, t = X - X.mean(axis=0), t - t.mean()
    size = np.sqrt((X**2).sum(axis=0))
    along = np.abs(t @ X) / np.where(size > 0, size, np.inf)
    return int(np.argmax(along))
