"""Models to files and back: which of a model's parts stand where in the file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

import numpy as np

from ..core import strict
from ..core.layout import Array
from ..model.ensemble import Ensemble
from ..model.fitted import Fitted
from ..tables import Plan
from ..tabular.table_model import TableModel
from .ensemble_parts import ensemble_of, ensemble_parts
from .model_file import read_model, write_model
from .record_parts import record_entries, record_of, trace_of

NO_TABLE_MODEL = "an estimator's networks, which were fitted to numbers and read no table"
SUM = 1e-6  # as close to 1 as a file's shares must sum


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
    arrays, content = read_model(path)
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
    trace = trace_of(arrays)
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
        relevance = np.array(strict.numbers(entries, "relevance", D))
        if not ((relevance >= 0).all() and abs(relevance.sum() - 1) < SUM):
            strict.refuse("relevance", "must not be negative and must sum to 1")
    return Fitted(ensemble, one_dimensional, names, relevance)
