"""An ensemble to the arrays and entries of a model file, and back: nothing is built unchecked."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from ..core import strict
from ..core.activations import ACTIVATIONS
from ..core.layout import Array
from ..errors import ModelFileError
from ..model.asinh import Asinh
from ..model.ensemble import Ensemble
from ..model.network import Network
from ..model.noise import Noise
from ..model.scaling import Scaling

Parts = tuple[dict[str, Array], dict[str, Any]]

MAX_LAYERS = 1_000
MAX_NETWORKS = 10_000
MOST_WEIGHT = {"float32": 1e30, "float64": 1e100}  # sums of their products are numbers
MOST_LEVEL = 200.0  # of the log variance of the noise, in scaled units
MOST_FREEDOM = 1e6  # of a Student's t; one that is normal has none


def ensemble_parts(ensemble: Ensemble) -> Parts:
    first = ensemble.networks[0]
    for activation in (first.hidden, first.output):
        if not activation.own:
            raise ModelFileError(
                f"activation {activation.name!r} is your own function and cannot stand in a model "
                f"file; the names that can are {', '.join(ACTIVATIONS)}"
            )
    arrays = {"shares": ensemble.shares, "low": ensemble.low, "high": ensemble.high}
    for i, network in enumerate(ensemble.networks):
        arrays |= {f"networks.{i}.{layer}": w for layer, w in enumerate(network.weights)}
    for name, scaling in (("inputs", first.inputs), ("targets", first.targets)):
        arrays |= {f"{name}.shift": scaling.shift, f"{name}.scale": scaling.scale}
    if asinh := first.inputs.asinh:
        arrays |= {"asinh.origin": asinh.origin, "asinh.unit": asinh.unit}
    if ensemble.guard is not None:
        arrays["guard"] = ensemble.guard
    for k, noise in enumerate(ensemble.noise):
        arrays |= {f"noise.{k}.slopes": noise.slopes, f"noise.{k}.quantiles": noise.quantiles}
    entry = {
        "networks": len(ensemble.networks),
        "layers": len(first.weights),
        "best": ensemble.best,
        "activation": first.hidden.name,
        "output_activation": first.output.name,
        "guard": ensemble.guard is not None,
        "noise": [_noise_entries(noise) for noise in ensemble.noise],
        "asinh": asinh.columns.tolist() if asinh else [],
    }
    return arrays, {"ensemble": entry}


def _noise_entries(noise: Noise) -> dict[str, Any]:
    freedom = noise.freedom if math.isfinite(noise.freedom) else None  # JSON has no infinity
    return {"freedom": freedom, "n_rows": noise.n_rows}


def ensemble_of(arrays: Mapping[str, Array], entry: dict[str, Any]) -> Ensemble:
    strict.only_keys(
        entry,
        {
            "networks",
            "layers",
            "best",
            "activation",
            "output_activation",
            "guard",
            "noise",
            "asinh",
        },
    )
    count = strict.integer(entry, "networks", 1, MAX_NETWORKS)
    layers = strict.integer(entry, "layers", 1, MAX_LAYERS)
    all_weights = [_weights(arrays, f"networks.{i}", layers) for i in range(count)]
    D, K = len(all_weights[0][0]) - 1, all_weights[0][-1].shape[1]
    if len({weights[0].dtype for weights in all_weights}) > 1:
        strict.refuse("networks", "mix float32 and float64")
    if any(len(w[0]) - 1 != D or w[-1].shape[1] != K for w in all_weights):
        strict.refuse("networks", "differ in their inputs or outputs")
    around = (
        ACTIVATIONS[strict.choice(entry, "activation", list(ACTIVATIONS))],
        ACTIVATIONS[strict.choice(entry, "output_activation", list(ACTIVATIONS))],
        replace(_scaling(arrays, "inputs", D), asinh=_asinh(arrays, entry, D)),
        _scaling(arrays, "targets", K),
    )
    shares = strict.array(arrays, "shares", (count,))
    if not ((shares >= 0).all() and (shares <= 1 + 1e-6).all() and abs(shares.sum() - 1) < 1e-6):
        strict.refuse("shares", "must not be negative and must sum to 1")
    guard = strict.array(arrays, "guard", (2, K)) if strict.field(entry, "guard", bool) else None
    low, high = (strict.array(arrays, name, (D,)) for name in ("low", "high"))
    for name, range_ in (("guard", guard), ("low", (low, high))):
        if range_ is not None and not (range_[0] <= range_[1]).all():
            strict.refuse(name, "must not lie above its upper end")
    found = Ensemble(
        networks=tuple(Network(weights, *around) for weights in all_weights),
        shares=shares,
        best=strict.integer(entry, "best", 0, count - 1),
        guard=guard,
        low=low,
        high=high,
        noise=_noise(arrays, strict.field(entry, "noise", list), D, K),
    )
    _check_answers(found)
    return found


def _check_answers(ensemble: Ensemble) -> None:
    """In the middle of its training range a network answers with finite numbers."""
    middle = (ensemble.low / 2 + ensemble.high / 2)[np.newaxis]
    with np.errstate(all="ignore"):
        found = [ensemble.members(middle)]
        if ensemble.noise:
            mean, spread = ensemble.spread(middle)
            found += [mean, spread.total, np.log(spread.total)]
    if not all(np.isfinite(part).all() for part in found):
        strict.refuse("ensemble", "answers a row amid its training rows with no finite number")


def _weights(arrays: Mapping[str, Array], name: str, layers: int) -> tuple[Array, ...]:
    weights = tuple(strict.array(arrays, f"{name}.{i}", (-1, -1)) for i in range(layers))
    for above, below in pairwise(weights):
        if above.shape[1] + 1 != below.shape[0]:
            strict.refuse(name, f"of shapes {above.shape} and {below.shape} do not follow")
    if len({w.dtype for w in weights}) > 1:
        strict.refuse(name, "mixes float32 and float64")
    if max(np.abs(w).max(initial=0) for w in weights) > MOST_WEIGHT[weights[0].dtype.name]:
        strict.refuse(name, "holds a weight beyond all bounds")
    if min(len(weights[0]) - 1, *(w.shape[1] for w in weights)) < 1:
        strict.refuse(name, "has a layer without units")
    return weights


def _noise(arrays: Mapping[str, Array], entries: list[Any], D: int, K: int) -> tuple[Noise, ...]:
    if len(entries) not in (0, K):
        strict.refuse("noise", f"must be there for none or all of {K} targets")
    noises = []
    for k, entry in enumerate(entries):
        if type(entry) is not dict:
            strict.refuse("noise", "must be a dict for each target")
        strict.only_keys(entry, {"freedom", "n_rows"})
        slopes = strict.array(arrays, f"noise.{k}.slopes", (-1,))
        if len(slopes) not in (1, D + 2):
            strict.refuse(f"noise.{k}.slopes", f"has {len(slopes)} entries, not 1 or {D + 2}")
        if not abs(slopes[0]) <= MOST_LEVEL:
            strict.refuse(f"noise.{k}.slopes", f"must begin with a level within {MOST_LEVEL:g}")
        quantiles = strict.array(arrays, f"noise.{k}.quantiles", (-1,))
        if len(quantiles) < 2 or quantiles[0] < 0 or not (np.diff(quantiles) >= 0).all():
            strict.refuse(f"noise.{k}.quantiles", "must rise from 0 or above")
        known = entry["freedom"] is not None
        freedom = strict.number(entry, "freedom", 2.1, MOST_FREEDOM) if known else math.inf
        noises.append(Noise(slopes, quantiles, freedom, strict.number(entry, "n_rows", low=1e-300)))
    return tuple(noises)


def _scaling(arrays: Mapping[str, Array], name: str, columns: int) -> Scaling:
    shift = strict.array(arrays, f"{name}.shift", (columns,))
    scale = strict.array(arrays, f"{name}.scale", (columns,))
    if not (scale > 0).all():
        strict.refuse(f"{name}.scale", "must be positive")
    return Scaling(shift, scale)


def _asinh(arrays: Mapping[str, Array], entry: dict[str, Any], D: int) -> Asinh | None:
    columns = strict.field(entry, "asinh", list)
    if not columns:
        return None
    whole = all(type(c) is int and 0 <= c < D for c in columns)
    if not whole or any(a >= b for a, b in pairwise(columns)):
        strict.refuse("asinh", f"must be some of the columns 0 to {D - 1}, in their order")
    origin, unit = (strict.array(arrays, f"asinh.{n}", (len(columns),)) for n in ("origin", "unit"))
    if not (unit > 0).all():
        strict.refuse("asinh.unit", "must be positive")
    return Asinh(np.array(columns), origin, unit)
