"""Models to files and back: which of a model's parts stand where in the file."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import asdict, fields
from itertools import pairwise
from typing import Any

import numpy as np

from ..core import strict
from ..core.activations import ACTIVATIONS
from ..core.layout import Array
from ..core.network import Network
from ..core.scaling import Scaling
from ..errors import ModelFileError
from ..estimators.table_model import Figures, Record, TableModel
from ..tables import Plan
from .model_file import read_model, write_model

Parts = tuple[dict[str, Array], dict[str, Any]]

MAX_LAYERS = 1_000
MAX_COUNT = 2**53
ROW_COUNTS = ("table", "without_target", "training", "held_out")
TEXTS = ("source", "solver", "outcome", "ending")


def save(model: TableModel | Network, path: str | os.PathLike[str]) -> None:
    """Write a model file.

    Raises
    ------
    ModelFileError
        If the place cannot be written, or an activation is a user's own function, which no file
        can carry.
    """
    network = model if isinstance(model, Network) else model.network
    arrays, content = _network_parts(network)
    if isinstance(model, TableModel):
        arrays |= {"means": model.means, "linear": model.linear}
        arrays |= {f"trace.{name}": np.asarray(v) for name, v in model.trace.items()}
        content |= {"plan": model.plan.to_dict(), "record": _record_entries(model.record)}
    write_model(path, arrays, content)


def load(path: str | os.PathLike[str]) -> TableModel | Network:
    """Read a model file: a TableModel, or the Network of an estimator that was saved.

    Needs no scikit-learn. The file's digest is compared before anything is parsed, and every value
    is checked before anything is built from it; nothing in a file is ever run.

    Raises
    ------
    ModelFileError
        If the file is not a whole model file of a format that this Shoal knows.
    """
    arrays, content = read_model(path)
    strict.only_keys(content, {"network"}, {"plan", "record"})
    network = _network(arrays, strict.field(content, "network", dict))
    if "plan" not in content:
        return network
    plan = Plan.from_dict(strict.field(content, "plan", dict))
    D, K = network.layout.sizes[0], network.layout.sizes[-1]
    if len(plan.feature_names) != D or len(plan.targets) != K:
        strict.refuse("plan", f"does not lead to the network's {D} inputs and {K} outputs")
    return TableModel(
        plan=plan,
        network=network,
        means=strict.array(arrays, "means", (K,)),
        linear=strict.array(arrays, "linear", (D + 1, K)),
        trace=_trace(arrays),
        record=_record(strict.field(content, "record", dict), K),
    )


def _network_parts(network: Network) -> Parts:
    for activation in (network.hidden, network.output):
        if ACTIVATIONS.get(activation.name) is not activation:
            raise ModelFileError(
                f"activation {activation.name!r} is your own function and cannot stand in a model "
                f"file; the names that can are {', '.join(ACTIVATIONS)}"
            )
    arrays = {f"weights.{layer}": w for layer, w in enumerate(network.weights)}
    for name, scaling in (("inputs", network.inputs), ("targets", network.targets)):
        arrays |= {f"{name}.shift": scaling.shift, f"{name}.scale": scaling.scale}
    entry = {
        "layers": len(network.weights),
        "activation": network.hidden.name,
        "output_activation": network.output.name,
    }
    return arrays, {"network": entry}


def _network(arrays: Mapping[str, Array], entry: dict[str, Any]) -> Network:
    strict.only_keys(entry, {"layers", "activation", "output_activation"})
    layers = strict.integer(entry, "layers", 1, MAX_LAYERS)
    weights = tuple(strict.array(arrays, f"weights.{i}", (-1, -1)) for i in range(layers))
    for above, below in pairwise(weights):
        if above.shape[1] + 1 != below.shape[0]:
            strict.refuse("weights", f"of shapes {above.shape} and {below.shape} do not follow")
    if len({w.dtype for w in weights}) > 1:
        strict.refuse("weights", "mix float32 and float64")
    sizes = (len(weights[0]) - 1, *(w.shape[1] for w in weights))
    if min(sizes) < 1:
        strict.refuse("weights", "have a layer without units")
    return Network(
        weights,
        ACTIVATIONS[strict.choice(entry, "activation", list(ACTIVATIONS))],
        ACTIVATIONS[strict.choice(entry, "output_activation", list(ACTIVATIONS))],
        _scaling(arrays, "inputs", sizes[0]),
        _scaling(arrays, "targets", sizes[-1]),
    )


def _scaling(arrays: Mapping[str, Array], name: str, columns: int) -> Scaling:
    shift = strict.array(arrays, f"{name}.shift", (columns,))
    scale = strict.array(arrays, f"{name}.scale", (columns,))
    if not (scale > 0).all():
        strict.refuse(f"{name}.scale", "must be positive")
    return Scaling(shift, scale)


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


def _record(entries: dict[str, Any], K: int) -> Record:
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
        training=_figures(strict.field(entries, "training", dict), K),
        held_out=None if held_out is None else _figures(strict.field(entries, "held_out", dict), K),
        **{name: strict.field(entries, name, str) for name in TEXTS},
    )


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
