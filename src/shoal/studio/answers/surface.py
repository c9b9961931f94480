"""The prediction over two inputs as a map: its heights, the rows on it, and where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ...core.layout import Array
from ...errors import InputError
from ...view.subject.sampling import evenly_taken
from ..fits.dials import Dial, by_relevance, encoded, named, places_at, turned
from ..fits.run import PARTS, Run
from .profile import dial_message, target_message

SURFACE_POINTS = 64  # along each axis of a map at rest
MOST_POINTS = 128
MARGIN = 0.06  # of the training range, on each side of a map
FAR_POINTS = 40  # along each axis of the map of distances
MOST_ROWS = 3_000  # that are drawn
USUAL = 0.95  # of the rows have their next neighbour within the distance that counts as near, twice
NEAREST, FARTHEST = 0.05, 0.2  # bounds of that distance, in units of the training range


def surface(
    run: Run,
    values: dict[str, Any],
    output: int = 0,
    x: Any = None,
    y: Any = None,
    points: Any = SURFACE_POINTS,
) -> tuple[dict[str, Any], bytes]:
    """Predictions over two columns, the others at ``values``: a message, and float32 (ny, nx).

    ``x`` and ``y`` name the columns; by default the two most relevant ones. A number's grid has
    ``points`` places over its training range and a little beyond, a choice one for each level.

    Raises
    ------
    InputError
        If there are no two such columns, or a value is none.
    """
    if isinstance(points, bool) or not isinstance(points, int) or not 2 <= points <= MOST_POINTS:
        raise InputError(f"a map has 2 to {MOST_POINTS} points along an axis, not {points!r}")
    across, up = _axes(run.dials, x, y)
    places = places_at(run.dials, values)
    base = encoded(run.dials, places)
    xs, ys = (dial.grid(beyond=MARGIN, points=points) for dial in (across, up))
    rows = turned(base[np.newaxis], across, xs)[:, 0]  # (nx, D)
    X = turned(rows, up, ys).reshape(-1, len(base))  # (ny nx, D), x the fastest
    Y = run.model.ensemble.predict(X)[:, output]
    at = dict(zip((dial.name for dial in run.dials), places, strict=True))
    message = {
        "kind": "surface",
        "run": run.number,
        **target_message(run, output),
        "x": _axis(run, across, xs, at),
        "y": _axis(run, up, ys, at),
        "inputs": [run.dials[j].name for j in by_relevance(run.dials)],
    }
    return message, Y.astype(np.float32).tobytes()


def points(run: Run, inputs: Sequence[str], output: int = 0) -> dict[str, Any]:
    """The rows on a map of two inputs, or along one: places, target, prediction, label, position.

    ``places`` has a list an input, with None where a number is missing. ``far`` says of two inputs how
    far places of the map are from the next training row: a grid over both, as of ``surface``, in
    units of what counts as near.

    Raises
    ------
    InputError
        If there are not one or two such columns.
    """
    if len(inputs) not in (1, 2):
        raise InputError("rows stand over one input or over two")
    dials = [named(run.dials, name) for name in inputs]
    parts: list[dict[str, Any]] = []
    for part in PARTS:
        rows = run.rows(part)
        if rows is None:
            continue
        rows = rows.take(evenly_taken(rows.n_rows, MOST_ROWS))
        T = run.model.plan.encode_targets(rows)[:, output]
        Y = run.model.ensemble.predict(run.model.plan.encode(rows))[:, output]
        parts.append(
            {
                "part": part,
                "places": [_finite(dial.places(rows)) for dial in dials],
                "actual": T.tolist(),
                "predicted": Y.tolist(),
                "label": [rows.row_label(i) for i in range(rows.n_rows)],
                "position": rows.positions.tolist(),
            }
        )
    message = {"kind": "points", "run": run.number, "inputs": list(inputs), "parts": parts}
    known = run.some_rows()
    if len(dials) == 2 and known is not None:
        message["far"] = _far(dials, np.column_stack([dial.places(known) for dial in dials]))
    return message


def _axes(dials: Sequence[Dial], x: Any, y: Any) -> tuple[Dial, Dial]:
    if len(dials) < 2:
        raise InputError("a map needs a model of two inputs at least")
    free = [dials[j] for j in by_relevance(dials) if dials[j].name not in (x, y)]
    across = free.pop(0) if x is None else named(dials, x)
    up = free.pop(0) if y is None else named(dials, y)
    if across is up:
        raise InputError(f"a map needs two inputs: {across.name!r} is both")
    return across, up


def _axis(run: Run, dial: Dial, grid: Array, at: dict[str, float]) -> dict[str, Any]:
    value = dial.value(at[dial.name])
    return {**dial_message(run, dial), "value": value, "x": grid.tolist()}


def _far(dials: Sequence[Dial], rows: Array) -> dict[str, Any]:
    """Distance of a grid from the rows (N, 2), 1 where it stops being near; a level is far from
    all others.
    """
    from scipy.spatial import KDTree  # late: it takes longer to import than to build

    rows = rows[np.isfinite(rows).all(axis=1)]
    grids = [dial.grid(beyond=MARGIN, points=FAR_POINTS) for dial in dials]
    unit = np.array([1.0 if dial.choices else dial.high - dial.low or 1.0 for dial in dials])
    places = np.stack(np.meshgrid(*grids), axis=-1).reshape(-1, 2)
    if len(rows):
        tree = KDTree(rows / unit)
        some = rows[evenly_taken(len(rows), MOST_ROWS)]
        beside = tree.query(some / unit, k=[2])[0][:, 0]  # the first is the row itself
        beside = beside[np.isfinite(beside) & (beside < 1)]
        usual = 2 * float(np.quantile(beside, USUAL)) if len(beside) else FARTHEST
        distance = tree.query(places / unit)[0] / np.clip(usual, NEAREST, FARTHEST)
    else:
        distance = np.full(len(places), 2.0)
    xs, ys = (grid.tolist() for grid in grids)
    return {"x": xs, "y": ys, "distance": np.round(distance, 3).tolist()}


def _finite(values: Array) -> list[float | None]:
    return [value if value == value else None for value in values.tolist()]
