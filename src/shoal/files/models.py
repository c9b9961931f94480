"""Models to files and back: which of a model's parts stand where in the file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..core import strict
from ..core.layout import Array
from ..errors import ModelFileError
from ..model.ensemble import Ensemble
from ..model.fitted import Fitted
from ..tables import Plan
from ..tabular.table_model import TableModel
from .content import plain
from .ensemble_parts import ensemble_of, ensemble_parts
from .model_bytes import parse_model
from .model_file import read_model, write_model
from .record_parts import SUM, record_entries, record_of, trace_of

NO_TABLE_MODEL = "an estimator's networks, which were fitted to numbers and read no table"


def save(model: TableModel | Fitted, path: str | os.PathLike[str]) -> None:
    """Write a model file.

    Raises
    ------
    ModelFileError
        If the place cannot be written, or an activation is a user's own function, which no file
        can carry.
    """
    arrays, content = ensemble_parts(model.ensemble)
    if isinstance(model, TableModel):
        arrays |= {"means": model.means, "linear": model.linear}
        arrays |= {f"trace.{name}": np.asarray(v) for name, v in model.trace.items()}
        content |= {"plan": model.plan.to_dict(), "record": record_entries(model.record)}
    else:
        content |= {"fitted": _fitted_entries(model)}
    _model_of(arrays, plain(content))  # what would not open again is not written
    write_model(path, arrays, content)


def load(path: str | os.PathLike[str]) -> TableModel | Fitted:
    """Read a model file: a TableModel, or the Fitted of an estimator that was saved.

    Both answer as what was saved did, in the same shape. Needs no scikit-learn. The file's digest is
    compared before anything is parsed, and every value is checked before anything is built from it;
    nothing in a file is ever run.

    Raises
    ------
    ModelFileError
        If the file is not a whole model file of a format that this Shoal knows.
    """
    return _named(os.fsdecode(path), *read_model(path))


def opened(data: bytes, name: str) -> TableModel | Fitted:
    """What ``load`` gives of a file ``name`` with these bytes.

    Raises
    ------
    ModelFileError
        As ``load``.
    """
    return _named(name, *parse_model(data, name))


def _named(name: str, arrays: Mapping[str, Array], content: dict[str, Any]) -> TableModel | Fitted:
    try:
        return _model_of(arrays, content)
    except ModelFileError as problem:
        raise ModelFileError(f"{name} cannot be used: {problem}") from None


def _model_of(arrays: Mapping[str, Array], content: dict[str, Any]) -> TableModel | Fitted:
    """What the parts of a file say, each of them checked."""
    of_table = "plan" in content or "record" in content
    strict.only_keys(content, {"ensemble", *(("plan", "record") if of_table else ("fitted",))})
    ensemble = ensemble_of(arrays, strict.field(content, "ensemble", dict))
    if not of_table:
        _only_arrays(arrays, ensemble, {})
        return _fitted(ensemble, strict.field(content, "fitted", dict))
    plan = Plan.from_dict(strict.field(content, "plan", dict))
    D, K = ensemble.layout.sizes[0], ensemble.layout.sizes[-1]
    if len(plan.feature_names) != D or len(plan.targets) != K:
        strict.refuse("plan", f"does not lead to the network's {D} inputs and {K} outputs")
    trace = trace_of(arrays, K)
    around = {
        "means": strict.array(arrays, "means", (K,)),
        "linear": strict.array(arrays, "linear", (D + 1, K)),
    }
    _only_arrays(arrays, ensemble, around | {f"trace.{name}": a for name, a in trace.items()})
    record = record_of(strict.field(content, "record", dict), D, K)
    fitted = Fitted(ensemble, K == 1, plan.feature_names, np.array(record.relevance))
    return TableModel(plan=plan, fitted=fitted, **around, trace=trace, record=record)


def _only_arrays(
    arrays: Mapping[str, Array], ensemble: Ensemble, others: Mapping[str, Array]
) -> None:
    """No array is there beside those of the ensemble and the others."""
    strict.only_keys(arrays, {*ensemble_parts(ensemble)[0], *others})


def _fitted_entries(fitted: Fitted) -> dict[str, Any]:
    names, relevance = fitted.input_names, fitted.relevance
    return {
        "one_dimensional": fitted.one_dimensional,
        "input_names": None if names is None else list(names),
        "relevance": None if relevance is None else relevance.tolist(),
    }


def _fitted(ensemble: Ensemble, entries: dict[str, Any]) -> Fitted:
    strict.only_keys(entries, {"one_dimensional", "input_names", "relevance"})
    D, K = ensemble.layout.sizes[0], ensemble.layout.sizes[-1]
    one_dimensional = strict.field(entries, "one_dimensional", bool)
    if one_dimensional and K > 1:
        strict.refuse("one_dimensional", f"does not fit the network's {K} outputs")
    names = relevance = None
    if entries["input_names"] is not None:
        names = tuple(strict.texts(entries, "input_names", D))
    if entries["relevance"] is not None:
        relevance = np.array(strict.shares(entries, "relevance", D, SUM))
    return Fitted(ensemble, one_dimensional, names, relevance)
