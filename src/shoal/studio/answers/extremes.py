"""The largest and the smallest prediction within the ranges that training has seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ...core.layout import Array
from ...errors import InputError
from ...view.subject.sampling import evenly_taken
from ..fits.dials import Dial, by_relevance, encoded, places_at
from ..fits.run import Run

MOST_TURNED = 60  # columns: the most relevant ones
STARTS = 8  # the present values, and rows whose predictions are the best of those looked at
LOOKED_AT = 1_000  # rows
ROUNDS = 60  # moves of one column from each start
FINER = (1.0, 1 / 12, 1 / 144)  # of the training range: how far a move looks, in turn
PLACES = 25  # that a move looks at
LEAST = 1e-4  # of the predictions' spread: a move that gains less is not worth the change


def extreme(
    run: Run,
    values: Mapping[str, Any],
    output: int = 0,
    largest: bool = True,
    locked: frozenset[str] = frozenset(),
) -> dict[str, Any]:
    """Values of the columns at which the prediction is the largest or the smallest that was found.

    From several starts the one column is moved that gains most, until none gains; then again in finer
    steps (steepest ascent by coordinates). Each number stays within its training range, whole ones
    stay whole, those ``locked`` stay where they are. No search of this kind is sure of the very
    largest: ``starts`` says from how many places, ``agree`` from how many of them the same prediction
    was reached. ``bounded`` says that the networks would answer further, and are held to the range of
    the training targets with some room (``Ensemble.guard``).

    Raises
    ------
    InputError
        If there is no such column, a value is none, or all columns are locked.
    """
    dials = run.dials
    unknown = locked - {dial.name for dial in dials}
    if unknown:
        raise InputError(f"the model has no input {sorted(unknown)[0]!r}")
    free = [j for j in by_relevance(dials)[:MOST_TURNED] if dials[j].name not in locked]
    if not free:
        raise InputError("every input is locked: unlock one to search")
    sign = 1.0 if largest else -1.0

    def heights(X: Array) -> Array:
        return sign * run.model.ensemble.predict(X)[:, output].astype(np.float64)

    places = _starts(run, np.array(places_at(dials, values)), free, heights)
    X = np.stack([encoded(dials, row) for row in places])
    best = heights(X)
    least = LEAST * float(np.ptp(best)) + 1e-9 * float(np.abs(best).max())
    for reach in FINER:
        for _ in range(ROUNDS):
            if not _move(dials, free, places, X, best, reach, heights, least):
                break
    top = int(best.argmax())
    size = float(np.ptp(best)) + abs(float(best[top]))
    return {
        "kind": "extreme",
        "run": run.number,
        "largest": largest,
        "values": {d.name: d.value(at) for d, at in zip(dials, places[top], strict=True)},
        "prediction": sign * float(best[top]),
        "starts": len(best),
        "agree": int((best >= best[top] - 1e-3 * size).sum()),
        "turned": len(free),
        "bounded": _bounded(run, output, largest, sign * float(best[top])),
    }


def _bounded(run: Run, output: int, largest: bool, prediction: float) -> bool:
    guard = run.model.ensemble.guard
    if guard is None:
        return False
    low, high = guard[:, output]
    return bool(abs(prediction - (high if largest else low)) <= LEAST * (high - low))


def _starts(run: Run, at: Array, free: Sequence[int], heights: Any) -> Array:
    """Places (S, dials) to begin from: the present ones, set inside the ranges, and the best rows'."""
    dials = run.dials
    found = np.array(at)
    for j in free:
        if not dials[j].choices:
            found[j] = np.clip(at[j], dials[j].low, dials[j].high)
    rows = run.some_rows()
    if rows is None:
        return found[np.newaxis]
    rows = rows.take(evenly_taken(rows.n_rows, LOOKED_AT))
    places = np.repeat(found[np.newaxis], rows.n_rows, axis=0)
    for j in free:
        known = dials[j].places(rows)
        places[:, j] = np.where(np.isfinite(known), known, found[j])
    X = np.repeat(encoded(dials, found)[np.newaxis], len(places), axis=0)
    for j in free:
        X[:, dials[j].features] = dials[j].encode(places[:, j])
    order = np.argsort(-heights(X), kind="stable")
    # the best row, and others spread over the better half: the best few are often neighbours
    spread = order[evenly_taken((len(order) + 1) // 2, STARTS - 1)]
    return np.concatenate([found[np.newaxis], places[spread]])


def _move(
    dials: Sequence[Dial],
    free: Sequence[int],
    places: Array,
    X: Array,
    best: Array,
    reach: float,
    heights: Any,
    least: float,
) -> bool:
    """Moves the one column of each start that gains most, in place; whether any has gained."""
    S, tried, rows = len(best), [], []
    for j in free:
        grids = np.stack([_near(dials[j], at, reach) for at in places[:, j]])  # (S, places)
        moved = np.repeat(X[:, np.newaxis], grids.shape[1], axis=1)
        features = dials[j].encode(grids.ravel())
        moved[:, :, dials[j].features] = features.reshape(*grids.shape, -1)
        tried.append(grids)
        rows.append(moved.reshape(-1, X.shape[1]))
    found = heights(np.concatenate(rows))
    ends = np.cumsum([len(part) for part in rows])[:-1]
    of_dial = [part.reshape(S, -1) for part in np.split(found, ends)]
    gains = np.stack([part.max(axis=1) for part in of_dial])  # (free, S)
    gained = False
    for s, i in enumerate(gains.argmax(axis=0)):
        if gains[i, s] <= best[s] + least:
            continue
        j, gained = free[i], True
        places[s, j] = tried[i][s, of_dial[i][s].argmax()]
        X[s, dials[j].features] = dials[j].encode(places[s, [j]])[0]
        best[s] = gains[i, s]
    return gained


def _near(dial: Dial, at: float, reach: float) -> Array:
    """Places of a dial within ``reach`` of its range from one of them; all of a choice's."""
    if dial.choices:
        return np.arange(float(len(dial.choices)))
    room = reach * (dial.high - dial.low)
    found = np.linspace(max(at - room, dial.low), min(at + room, dial.high), PLACES)
    return np.round(found) if dial.whole else found
