"""What if: the prediction at values of the inputs, and along each of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...core.layout import Array
from ...model.intervals import intervals
from ...tables.wording import inert
from ...tabular.table_model import TableModel
from ..fits.dials import BEYOND, POINTS, Dial, by_relevance, encoded, named, places_at, turned
from ..fits.run import Run

COVERAGE = 0.95
SURELY = 12  # of the most relevant columns are drawn in any case,
LITTLE = 0.01  # others unless their relevance is below this,
MOST = 60  # and so many at most,
MOST_WISHED = 240  # or, where all are wished for, so many
POINTS_ALONE = 201  # of the curve of one input, which is drawn large
NEAR = 0.005  # of the training range: the slope is taken between two points this far from the value
CENTRAL = (0.01, 0.99)  # quantiles of the training targets between which pictures begin


def profile(
    run: Run,
    values: Mapping[str, Any],
    output: int = 0,
    inputs: Sequence[str] | None = None,
    every: bool = False,
) -> dict[str, Any]:
    """The prediction at ``values`` of the columns, and along some of them.

    A column that is not given stands at its training median or its most frequent level. The curves
    are of the columns ``inputs``; by default of the most relevant ones, in that order, with ``every``
    of all of them up to ``MOST_WISHED``. A slope is the prediction's change per unit of the input.

    Raises
    ------
    InputError
        If there is no such column, or a value is none.
    """
    model, dials = run.model, run.dials
    places = places_at(dials, values)
    base = encoded(dials, places)
    shown = _shown(dials, every) if inputs is None else [_number(dials, name) for name in inputs]
    fineness = POINTS_ALONE if len(shown) == 1 else POINTS
    grids = [dials[j].grid(places[j], BEYOND, fineness) for j in shown]
    beside = [_beside(dials[j], places[j]) for j in shown]
    moved = [
        turned(base[np.newaxis], dials[j], np.concatenate(pair))[:, 0]
        for j, *pair in zip(shown, grids, beside, strict=True)
    ]
    Y, below, above, outside = answers_at(model, np.concatenate([base[np.newaxis], *moved]), output)
    curves, first = [], 1
    for j, grid, two in zip(shown, grids, beside, strict=True):
        part, first = slice(first, first + len(grid)), first + len(grid) + len(two)
        rise = Y[part.stop : first]
        curves.append(
            {
                **dial_message(run, dials[j]),
                "value": dials[j].value(places[j]),
                "x": grid.tolist(),
                "y": Y[part].tolist(),
                "y_low": None if below is None else below[part].tolist(),
                "y_high": None if above is None else above[part].tolist(),
                "slope": float((rise[1] - rise[0]) / (two[1] - two[0])) if len(two) else None,
            }
        )
    return {
        "kind": "profile",
        "run": run.number,
        **target_message(run, output),
        "coverage": COVERAGE,
        "inputs": curves,
        "left_out": len(dials) - len(shown) if inputs is None else 0,
        "prediction": float(Y[0]),
        "prediction_low": None if below is None else float(below[0]),
        "prediction_high": None if above is None else float(above[0]),
        "extrapolates": bool(outside[0]),
    }


def target_message(run: Run, output: int) -> dict[str, Any]:
    """The target, its unit, and between which values pictures of its predictions begin."""
    name = run.model.plan.targets[output]
    return {
        "target": name,
        "unit": inert(run.model.plan.units.get(name, "")),
        "limits": _limits(run, output),
    }


def dial_message(run: Run, dial: Dial) -> dict[str, Any]:
    """All of a dial that does not turn with it."""
    return {
        "name": dial.name,
        "unit": inert(run.model.plan.units.get(dial.name, "")),
        "kind": dial.kind,
        "start": dial.start,
        "low": dial.low,
        "high": dial.high,
        "whole": dial.whole,
        "share": dial.share,
        "choices": [inert(choice, longest=60) for choice in dial.choices],
        "levels": list(dial.choices),
        "histogram": None if dial.histogram is None else list(dial.histogram),
    }


def answers_at(
    model: TableModel, X: Array, output: int
) -> tuple[Array, Array | None, Array | None, Array]:
    """Predictions of one target at rows X (N, D), bounds where the noise is known, and which rows
    extrapolate.
    """
    ensemble = model.ensemble
    if not ensemble.noise:
        return ensemble.predict(X)[:, output], None, None, ensemble.extrapolates(X)
    found = intervals(ensemble, X, COVERAGE)
    bounds = found.low[:, output], found.high[:, output]
    return found.prediction[:, output], *bounds, found.extrapolates


def _shown(dials: Sequence[Dial], every: bool) -> list[int]:
    order = by_relevance(dials)
    if every:
        return order[:MOST_WISHED]
    telling = (j for k, j in enumerate(order) if k < SURELY or dials[j].share >= LITTLE)
    return list(telling)[:MOST]


def _number(dials: Sequence[Dial], name: Any) -> int:
    return list(dials).index(named(dials, name))


def _beside(dial: Dial, place: float) -> Array:
    """Two places about a number, between which the slope is taken; none of a choice."""
    step = NEAR * (dial.high - dial.low)
    near = np.array([place - step, place + step])
    return near if not dial.choices and np.isfinite(step) and near[1] > near[0] else near[:0]


def _limits(run: Run, output: int) -> list[float] | None:
    targets = run.training_targets
    if targets is None:
        return None
    low, high = np.quantile(targets[:, output], CENTRAL)
    return [float(low), float(high)]
