"""A fit that rests at an epoch, as a model of the weights that stand there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ...core.layout import Array
from ...core.rows import Rows
from ...model.relevance import input_relevance
from ...solve.history import STEP_COLUMNS
from ...tables import Table
from ...tabular.fit_table import fit_table
from ...tabular.record import Figures, figures
from ...tabular.table_model import TableModel
from ...trace import Event, Opening
from ...view.frames.frame import thinned

MOST_ROWS = 4_000  # of the trace: while a long fit runs, it is thinned now and then


class Standing:
    """A sink that remembers where a fit of one network stands.

    Decisions, split, scaling and baselines are those of ``fit_table`` with the same arguments and no
    epoch: it is asked for them when the fit first rests. The weights are those of the last event.
    """

    every = 0  # weights with each event

    def __init__(self, table: Table, arguments: Mapping[str, Any]) -> None:
        self._table, self._arguments = table, dict(arguments)
        self._opening: Opening | None = None
        self._event: Event | None = None
        self._trace: list[Mapping[str, Array]] = []
        self._untrained: TableModel | None = None

    def begin(self, opening: Opening) -> None:
        """The network that learns, with its scaling."""
        self._opening = opening

    def receive(self, event: Event) -> None:
        """The newest weights, and the rows of the trace that lead to them."""
        self._event = event
        self._trace.append(event.columns)
        if sum(len(rows["epoch"]) for rows in self._trace) > 2 * MOST_ROWS:
            self._trace = [self._told()]

    def model(self) -> TableModel | None:
        """The model of the last event's weights; None of a fit of several networks.

        A single network on all rows knows no noise: the model has no intervals.
        """
        opening, event = self._opening, self._event
        if opening is None or event is None or event.weights is None or opening.several:
            return None
        if self._untrained is None:
            self._untrained = fit_table(self._table, **self._arguments | {"max_iter": 0})
        base = self._untrained
        network = replace(opening.network, weights=tuple(event.weights))
        ensemble = replace(base.ensemble, networks=(network,), noise=())
        fitted = replace(base.fitted, ensemble=ensemble)
        model = replace(base, fitted=fitted, trace=self._told())
        X, T, weights = _encoded(model, self._table, base.training_rows)
        rows = Rows(X, T, np.ones(len(X)) if weights is None else weights)
        held = base.held_out_rows
        relevance = input_relevance(ensemble, (0,), rows, network.targets.scale)
        record = replace(
            base.record,
            outcome=f"rests at epoch {event.epoch:,}",
            ending="Standing",
            epochs=event.epoch,
            kept=event.epoch,
            seconds=event.seconds,
            relevance=tuple(relevance.tolist()),
            effective_weights=None,
            coverage=(),
            training=_figures(model, X, T, weights),
            held_out=None if held is None else _figures(model, *_encoded(model, self._table, held)),
            notes=base.plan.notes,  # the doctor examines what has ended
        )
        return replace(model, fitted=replace(fitted, relevance=relevance), record=record)

    def _told(self) -> Mapping[str, Array]:
        names = [n for n in self._trace[0] if n not in STEP_COLUMNS]  # a file holds no NaN
        whole = {n: np.concatenate([np.asarray(rows[n]) for rows in self._trace]) for n in names}
        return thinned(whole, MOST_ROWS)


def _encoded(
    model: TableModel, table: Table, rows: Array | None
) -> tuple[Array, Array, Array | None]:
    assert rows is not None  # of a model that was fitted here
    part, plan = table.take(rows), model.plan
    weights = None if plan.weights is None else plan.encode_weights(part)
    return plan.encode(part), plan.encode_targets(part), weights


def _figures(model: TableModel, X: Array, T: Array, weights: Array | None) -> Figures:
    return figures(model.ensemble, model.means, model.linear, X, T, weights)
