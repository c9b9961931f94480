"""Models to files and back: which of a model's parts stand where in the file."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
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
from ..tables import Plan
from ..tabular.table_model import Figures, Record, TableModel
from .model_file import read_model, write_model

Parts = tuple[dict[str, Array], dict[str, Any]]

MAX_LAYERS = 1_000
MAX_NETWORKS = 10_000
MAX_COUNT = 2**53
ROW_COUNTS = ("table", "without_target", "training", "held_out")
TEXTS = ("source", "solver", "outcome", "ending")


def save(model: TableModel | Ensemble, path: str | os.PathLike[str]) -> None:
    """Write a model file.

    Raises
    ------
    ModelFileError
        If the place cannot be written, or an activation is a user's own function, which no file
        can carry.
    """
    ensemble = model.ensemble if isinstance(model, TableModel) else model
    arrays, content = _ensemble_parts(ensemble)
    if isinstance(model, TableModel):
        arrays |= {"means": model.means, "linear": model.linear}
        arrays |= {f"trace.{name}": np.asarray(v) for name, v in model.trace.items()}
        content |= {"plan": model.plan.to_dict(), "record": _record_entries(model.record)}
    write_model(path, arrays, content)


def load(path: str | os.PathLike[str]) -> TableModel | Ensemble:
    """Read a model file: a TableModel, or the Ensemble of an estimator that was saved.

    Needs no scikit-learn. The file's digest is compared before anything is parsed, and every value
    is checked before anything is built from it; nothing in a file is ever run.

    Raises
    ------
    ModelFileError
        If the file is not a whole model file of a format that this Shoal knows.
    """
    arrays, content = read_model(path)
    strict.only_keys(content, {"ensemble"}, {"plan", "record"})
    ensemble = _ensemble(arrays, strict.field(content, "ensemble", dict))
    if "plan" not in content and "record" not in content:
        _only_arrays(arrays, ensemble, {})
        return ensemble
    plan = Plan.from_dict(strict.field(content, "plan", dict))
    D, K = ensemble.layout.sizes[0], ensemble.layout.sizes[-1]
    if len(plan.feature_names) != D or len(plan.targets) != K:
        strict.refuse("plan", f"does not lead to the network's {D} inputs and {K} outputs")
    trace = _trace(arrays)
    around = {
        "means": strict.array(arrays, "means", (K,)),
        "linear": strict.array(arrays, "linear", (D + 1, K)),
    }
    _only_arrays(arrays, ensemble, around | {f"trace.{name}": a for name, a in trace.items()})
    return TableModel(
        plan=plan,
        ensemble=ensemble,
        **around,
        trace=trace,
        record=_record(strict.field(content, "record", dict), D, K),
    )


def _only_arrays(
    arrays: Mapping[str, Array], ensemble: Ensemble, others: Mapping[str, Array]
) -> None:
    """No array is there beside those of the ensemble and the others."""
    strict.only_keys(arrays, {*_ensemble_parts(ensemble)[0], *others})


def _ensemble_parts(ensemble: Ensemble) -> Parts:
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


def _ensemble(arrays: Mapping[str, Array], entry: dict[str, Any]) -> Ensemble:
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
    if any(len(w[0]) - 1 != D or w[-1].shape[1] != K for w in all_weights):
        strict.refuse("networks", "differ in their inputs or outputs")
    around = (
        ACTIVATIONS[strict.choice(entry, "activation", list(ACTIVATIONS))],
        ACTIVATIONS[strict.choice(entry, "output_activation", list(ACTIVATIONS))],
        replace(_scaling(arrays, "inputs", D), asinh=_asinh(arrays, entry, D)),
        _scaling(arrays, "targets", K),
    )
    shares = strict.array(arrays, "shares", (count,))
    if not ((shares >= 0).all() and abs(shares.sum() - 1) < 1e-6):
        strict.refuse("shares", "must not be negative and must sum to 1")
    guard = strict.array(arrays, "guard", (2, K)) if strict.field(entry, "guard", bool) else None
    low, high = (strict.array(arrays, name, (D,)) for name in ("low", "high"))
    for name, range_ in (("guard", guard), ("low", (low, high))):
        if range_ is not None and not (range_[0] <= range_[1]).all():
            strict.refuse(name, "must not lie above its upper end")
    return Ensemble(
        networks=tuple(Network(weights, *around) for weights in all_weights),
        shares=shares,
        best=strict.integer(entry, "best", 0, count - 1),
        guard=guard,
        low=low,
        high=high,
        noise=_noise(arrays, strict.field(entry, "noise", list), D, K),
    )


def _weights(arrays: Mapping[str, Array], name: str, layers: int) -> tuple[Array, ...]:
    weights = tuple(strict.array(arrays, f"{name}.{i}", (-1, -1)) for i in range(layers))
    for above, below in pairwise(weights):
        if above.shape[1] + 1 != below.shape[0]:
            strict.refuse(name, f"of shapes {above.shape} and {below.shape} do not follow")
    if len({w.dtype for w in weights}) > 1:
        strict.refuse(name, "mixes float32 and float64")
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
        quantiles = strict.array(arrays, f"noise.{k}.quantiles", (-1,))
        if len(quantiles) < 2 or quantiles[0] < 0 or not (np.diff(quantiles) >= 0).all():
            strict.refuse(f"noise.{k}.quantiles", "must rise from 0 or above")
        known = entry["freedom"] is not None
        freedom = strict.number(entry, "freedom", low=2.1) if known else math.inf
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
    if any(type(c) is not int for c in columns) or columns != [c for c in range(D) if c in columns]:
        strict.refuse("asinh", f"must be some of the columns 0 to {D - 1}, in their order")
    origin, unit = (strict.array(arrays, f"asinh.{n}", (len(columns),)) for n in ("origin", "unit"))
    if not (unit > 0).all():
        strict.refuse("asinh.unit", "must be positive")
    return Asinh(np.array(columns), origin, unit)


def _trace(arrays: Mapping[str, Array]) -> dict[str, Array]:
    trace = {n.removeprefix("trace."): a for n, a in arrays.items() if n.startswith("trace.")}
    n_rows = {a.shape for a in trace.values()}
    if "epoch" not in trace or len(n_rows) != 1 or len(n_rows.pop()) != 1:
        strict.refuse("trace", "must be columns of one length, the epoch among them")
    return trace


def _record_entries(record: Record) -> dict[str, Any]:
    entries = asdict(record)
    for name in ("training", "held_out"):
        if entries[name] is not None:
            entries[name] = {
                key: value if key == "n_rows" else [None if math.isnan(v) else v for v in value]
                for key, value in entries[name].items()
            }
    return entries


def _record(entries: dict[str, Any], D: int, K: int) -> Record:
    strict.only_keys(entries, {f.name for f in fields(Record)})
    rows = strict.field(entries, "rows", dict)
    strict.only_keys(rows, ROW_COUNTS)
    held_out = entries["held_out"]
    return Record(
        rows={name: strict.integer(rows, name, 0, MAX_COUNT) for name in ROW_COUNTS},
        settings=strict.field(entries, "settings", dict),
        seed=strict.integer(entries, "seed", 0, MAX_COUNT),
        epochs=strict.integer(entries, "epochs", 0, MAX_COUNT),
        kept=strict.integer(entries, "kept", 0, MAX_COUNT),
        seconds=strict.number(entries, "seconds", low=0),
        relevance=tuple(strict.numbers(entries, "relevance", D)),
        effective_weights=_optional(entries, "effective_weights"),
        coverage=tuple(strict.numbers(entries, "coverage")),
        training=_figures(strict.field(entries, "training", dict), K),
        held_out=None if held_out is None else _figures(strict.field(entries, "held_out", dict), K),
        notes=tuple(strict.texts(entries, "notes")),
        **{name: strict.field(entries, name, str) for name in TEXTS},
    )


def _optional(entries: dict[str, Any], name: str) -> float | None:
    return None if entries[name] is None else strict.number(entries, name)


def _figures(entries: dict[str, Any], K: int) -> Figures:
    strict.only_keys(entries, {f.name for f in fields(Figures)})
    columns: dict[str, tuple[float, ...]] = {}
    for name in (f.name for f in fields(Figures) if f.name != "n_rows"):
        values = strict.field(entries, name, list)
        undefined = [v is None for v in values]  # JSON has no NaN
        known = strict.numbers({name: [0.0 if v is None else v for v in values]}, name, K)
        columns[name] = tuple(
            math.nan if missing else v for v, missing in zip(known, undefined, strict=True)
        )
    return Figures(strict.integer(entries, "n_rows", 0, MAX_COUNT), **columns)
