"""A model as plain values that a page without a server answers from (front/src/report/model.ts)."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np

from ...core.layout import Array
from ...model.ensemble import Ensemble
from ...model.network import Network
from ...model.scaling import Scaling
from ...tables.plan.inputs import DateInput
from ...tables.wording import inert
from ..answers.profile import COVERAGE, NEAR, POINTS_ALONE, profile, target_message
from ..fits.dials import BEYOND, POINTS, Dial, dials_of
from ..fits.run import Run

MOST_BYTES = 2_000_000  # of the weights as text: a report stays a file that one sends by mail


def offline(run: Run) -> dict[str, Any]:
    """What answers "what if" in a page: the formula, or the curves at the medians alone.

    ``{"formula": ...}`` holds everything that predictions and their intervals need, to the last
    digit of float64. Where that is not possible, ``{"profile": ..., "why": ...}`` holds the one
    profile at the training medians and a sentence on why it does not move.
    """
    ensemble = run.model.ensemble
    told = profile(run, {})
    why = _why_not(ensemble)
    if why:
        return {"profile": told, "why": why}
    dials = dials_of(run)
    places = {dial.name: j for j, dial in enumerate(dials)}
    beside = {
        entry["name"]: {name: entry[name] for name in ("unit", "share", "histogram")}
        for entry in told["inputs"]
    }
    first = ensemble.networks[0]
    formula = {
        "targets": [target_message(run, k) for k in range(len(run.model.plan.targets))],
        "coverage": COVERAGE,
        "beyond": BEYOND,
        "points": POINTS,
        "points_alone": POINTS_ALONE,
        "near": NEAR,
        "dials": [_dial(dial) | beside.get(dial.name, {}) for dial in dials],
        "shown": [places[entry["name"]] for entry in told["inputs"]],
        "inputs": _scaling(first.inputs),
        "outputs": _scaling(first.targets),
        "hidden": first.hidden.name,
        "output": first.output.name,
        "networks": [_network(network) for network in ensemble.networks],
        "shares": ensemble.shares.tolist(),
        "guard": None if ensemble.guard is None else ensemble.guard.tolist(),
        "low": ensemble.low.tolist(),
        "high": ensemble.high.tolist(),
        "noise": [
            {"slopes": n.slopes.tolist(), "multiple": n.multiple(COVERAGE)} for n in ensemble.noise
        ],
    }
    return {"formula": formula}


def _why_not(ensemble: Ensemble) -> str:
    """Why a page cannot compute the model's answers; empty where it can."""
    first = ensemble.networks[0]
    for activation in (first.hidden, first.output):
        if not (activation.own and activation.in_page):
            return f"its activation {activation.name!r} is a function of Python"
    size = sum(8 * w.size for network in ensemble.networks for w in network.weights) * 4 / 3
    if size > MOST_BYTES:
        return f"its weights are {size / 1e6:.1f} MB, too many for a page"
    return ""


def _dial(dial: Dial) -> dict[str, Any]:
    """A dial, with the features that each place on it gives: a table of them, or how they follow."""
    column = dial.column
    parts = ["value"]
    if isinstance(column, DateInput):
        parts += [f"{wave} {cycle}" for cycle in column.cycles for wave in ("sin", "cos")]
    n = dial.features.stop - dial.features.start
    parts += ["0"] * (n - len(parts))  # neither missing nor a limit
    table = dial.encode(np.arange(len(dial.choices))).tolist() if dial.choices else None
    return {
        "name": dial.name,
        "kind": dial.kind,
        "start": dial.start,
        "low": dial.low,
        "high": dial.high,
        "whole": dial.whole,
        "choices": [inert(choice, longest=60) for choice in dial.choices],
        "levels": list(dial.choices),
        "features": table if table is not None else parts,
    }


def _scaling(scaling: Scaling) -> dict[str, Any]:
    asinh = scaling.asinh
    return {
        "shift": scaling.shift.tolist(),
        "scale": scaling.scale.tolist(),
        "asinh": None
        if asinh is None
        else {
            "columns": asinh.columns.tolist(),
            "origin": asinh.origin.tolist(),
            "unit": asinh.unit.tolist(),
        },
    }


def _network(network: Network) -> dict[str, Any]:
    """The sizes of the layers, and all weights behind each other as little-endian float64."""
    return {"sizes": list(network.layout.sizes), "weights": _text(network.theta)}


def _text(values: Array) -> str:
    return base64.b64encode(np.asarray(values, dtype="<f8").tobytes()).decode()
