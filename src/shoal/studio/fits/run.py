"""A finished fit: what the page keeps of it, and its summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from ...core.layout import Array
from ...core.rows import Rows
from ...errors import ShoalError
from ...model.network import Network
from ...tables import Table
from ...tabular.fitted_rows import with_rows
from ...tabular.record import Figures
from ...tabular.table_model import TableModel, rows_with_targets
from ...trace import Opening
from ...view.frames.scene import Scene
from ..tables.experiment import Truth
from ..tables.open_table import Opened
from ..tables.origin import Origin
from .dials import Dial, dials_of
from .request import FitRequest
from .sentence import sentences

PARTS = ("training", "held_out", "table")  # of the rows: see ``Run.rows``


@dataclass(frozen=True)
class Run:
    """A model and its table. What was asked is known of a fit of this page, not of a loaded model.

    The table is the one that the model was fitted to, or another one that a loaded model predicts;
    ``opened`` is what the page had open there. A user may name a run, and pin it: what is pinned is
    not forgotten.
    """

    number: int
    model: TableModel
    table: Table | None = None
    request: FitRequest | None = None
    origin: Origin | None = None
    stopped: bool = False
    opened: Opened | None = None
    name: str = ""
    pinned: bool = False
    truth: Truth | None = None
    standing: bool = False  # of a fit that rests at an epoch, and may go on

    def beside(self, table: Table) -> Run:
        """The run of a loaded model with a table to predict; its own rows are found again there.

        Raises
        ------
        TableError
            If the table lacks a column that the model reads.
        """
        self.model.plan.encode(table.take(np.arange(min(table.n_rows, 1))))
        return replace(self, model=with_rows(self.model, table), table=table)

    @property
    def title(self) -> str:
        """One line that tells it from the other runs."""
        n = len(self.model.ensemble.networks)
        several = f", {n} networks" if n > 1 else ""
        return f"{self.model.record.solver}, {units_of(self.model.network)}{several}"

    def rows(self, part: str) -> Table | None:
        """The rows of ``part``, where there are any.

        "training" and "held_out" are of the table that was fitted; "table" are the rows with targets
        of another one.
        """
        model = self.model
        if self.table is None:
            return None
        if part == "table":
            if model.training_rows is not None:
                return None
            try:
                found = rows_with_targets(model.plan, self.table)
            except ShoalError:  # no such column: a table to predict alone
                return None
            return found if found.n_rows else None
        chosen = model.training_rows if part == "training" else model.held_out_rows
        return None if chosen is None else self.table.take(chosen)

    def some_rows(self) -> Table | None:
        """The training rows, or those of another table, to draw and to average over."""
        rows = self.rows("training")
        return self.rows("table") if rows is None else rows

    @cached_property
    def dials(self) -> tuple[Dial, ...]:
        """The columns that the model reads, to be turned: read off the rows once."""
        return dials_of(self)

    @cached_property
    def training_targets(self) -> Array | None:
        """T (N, K) of the rows of ``some_rows``."""
        rows = self.some_rows()
        return None if rows is None else self.model.plan.encode_targets(rows)

    def encoded(self, part: str) -> tuple[Array, Array] | None:
        """X and T of the rows of ``part``."""
        rows = self.rows(part)
        if rows is None:
            return None
        return self.model.plan.encode(rows), self.model.plan.encode_targets(rows)

    @cached_property
    def judged(self) -> Figures | None:
        """The figures on another table's rows."""
        rows = self.rows("table")
        return None if rows is None else self.model.score(rows)

    @cached_property
    def sentences(self) -> list[str]:
        """The answer in words, one sentence for each target."""
        return sentences(self)

    def scene(self, output: int = 0, along: int | None = None) -> Scene:
        """What a browser draws of the model, for one of its targets."""
        model, record = self.model, self.model.record
        training, held = self.encoded("training"), self.encoded("held_out")
        figures = self.judged or record.held_out or record.training
        if training is None:
            held = self.encoded("table")
        opening = Opening(
            model.network,
            _rows(training, model),
            None if held is None else _rows(held, model),
            record.epochs,
            record.solver,
            several=len(model.ensemble.networks) > 1,
            inputs=model.plan.feature_labels,
            targets=model.plan.target_labels,
        )
        return Scene.of(
            opening,
            output,
            int(np.argmax(record.relevance)) if along is None and training is None else along,
            trained=(model.ensemble.low, model.ensemble.high),
            baselines={"mean": figures.rmse_mean[output], "linear": figures.rmse_linear[output]},
            **of_truth(self.truth, opening, output),
            relevance=np.asarray(record.relevance),
        )

    @property
    def repeatable(self) -> FitRequest | None:
        """What repeats the run: of a descent that was stopped, the epochs up to those it kept."""
        request, record = self.request, self.model.record
        if request is None or not request.watched or record.ending != "Interrupted":
            return request
        return replace(request, settings={**request.settings, "max_iter": record.kept})

    def _why(self) -> str:
        """Why the fit ended; of several networks that were stopped, how many there are."""
        outcome, n = self.model.record.outcome, len(self.model.ensemble.networks)
        if not self.stopped or self.request is None or not self.request.several:
            return outcome
        told = "1 network is kept" if n == 1 else f"{n} networks are kept; the one shown"
        return f"stopped, {told}: {outcome}"

    def _column_relevance(self) -> dict[str, float]:
        """The relevance of each column: of its features together."""
        shares, found = iter(self.model.record.relevance), {}
        for column in self.model.plan.inputs:
            found[column.name] = sum(next(shares) for _ in column.features)
        return found

    def summary(self) -> dict[str, Any]:
        """Everything about the run but its rows and weights."""
        model, record = self.model, self.model.record
        request = self.request
        return {
            "run": self.number,
            "name": self.name,
            "pinned": self.pinned,
            "table": None if self.opened is None else self.opened.number,
            "wish": None if request is None else request.wish(),
            "title": self.title,
            "sentences": self.sentences,
            "source": record.source,
            "loaded": request is None,
            "settings": dict(request.settings) if request else dict(record.settings),
            "targets": list(model.plan.targets),
            "inputs": list(model.plan.feature_names),
            "columns": list(model.plan.reads),
            "decisions": list(model.decisions),
            "solver": record.solver,
            "sizes": list(model.network.layout.sizes),
            "activation": model.network.hidden.name,
            "output_activation": model.network.output.name,
            "units": units_of(model.network),
            "n_networks": len(model.ensemble.networks),
            "epochs": record.epochs,
            "kept": record.kept,
            "why": self._why(),
            "ending": record.ending,
            "seconds": record.seconds,
            "rows": dict(record.rows),
            "training": _figures(record.training),
            "held_out": None if record.held_out is None else _figures(record.held_out),
            "judged": None if self.judged is None else _figures(self.judged),
            "coverage": list(record.coverage),
            "relevance": [
                {"name": name, "share": share}
                for name, share in zip(model.plan.feature_names, record.relevance, strict=True)
            ],
            "column_relevance": self._column_relevance(),
            "effective_weights": record.effective_weights,
            "notes": list(record.notes),
            "trace": _trace(model.trace),
        }


def units_of(network: Network) -> str:
    """The units of a network in words: "20 tanh", "8-4 relu, logistic output", "1 logistic unit"."""
    *hidden, outputs = network.layout.sizes[1:]
    output = network.output
    if not hidden:
        plural = "" if outputs == 1 else "s"
        return f"{outputs} {'linear' if output.is_identity else output.name} unit{plural}"
    told = f"{'-'.join(map(str, hidden))} {network.hidden.name}"
    return told if output.is_identity else f"{told}, {output.name} output"


def of_truth(truth: Truth | None, opening: Opening, output: int) -> dict[str, Any]:
    """What a scene is told of the curve that the data were drawn about."""
    target = opening.targets[output] if opening.targets else ""
    known = None if truth is None else truth.over(opening.inputs, target)
    return {} if known is None else {"truth": known.curve, "noise": known.noise}


def _rows(encoded: tuple[Array, Array] | None, model: TableModel) -> Rows:
    """Rows that weigh alike; none where they are not known."""
    if encoded is None:
        D, K = model.network.layout.sizes[0], model.network.layout.sizes[-1]
        encoded = np.empty((0, D)), np.empty((0, K))
    X, T = encoded
    return Rows(X, T, np.ones(len(X)))


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        name: [_finite(v) for v in value] if isinstance(value, tuple) else value
        for name, value in asdict(figures).items()
    }


def _trace(trace: Mapping[str, Array]) -> dict[str, list[float | None]]:
    names = [n for n in trace if n == "epoch" or n.startswith("rmse_")]
    return {name: [_finite(v) for v in np.asarray(trace[name], float)] for name in names}


def _finite(value: float) -> float | None:
    """JSON knows no NaN."""
    return float(value) if np.isfinite(value) else None
