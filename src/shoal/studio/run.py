"""A finished fit: what the page keeps of it, and its summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..core.layout import Array
from ..estimators.table_model import Figures, TableModel
from ..tables import Table
from .request import FitRequest


@dataclass(frozen=True)
class Run:
    """A model, the table it was fitted to and what was asked; a loaded model has neither."""

    number: int
    model: TableModel
    table: Table | None = None
    request: FitRequest | None = None

    @property
    def title(self) -> str:
        """One line that tells it from the other runs."""
        sizes = self.model.network.layout.sizes[1:-1]
        n = len(self.model.ensemble.networks)
        units = "-".join(map(str, sizes)) or "no"
        several = f", {n} networks" if n > 1 else ""
        return f"{self.model.record.solver}, {units} {self.model.network.hidden.name}{several}"

    def rows(self, part: str) -> Table | None:
        """The training or the held-out rows, where they are known."""
        chosen = {
            "training": self.model.training_rows,
            "held_out": self.model.held_out_rows,
        }[part]
        return None if self.table is None or chosen is None else self.table.take(chosen)

    def encoded(self, part: str) -> tuple[Array, Array] | None:
        """X and T of the training or held-out rows."""
        rows = self.rows(part)
        if rows is None:
            return None
        return self.model.plan.encode(rows), self.model.plan.encode_targets(rows)

    def summary(self) -> dict[str, Any]:
        """Everything about the run but its rows and weights."""
        model, record = self.model, self.model.record
        request = self.request
        return {
            "run": self.number,
            "title": self.title,
            "source": record.source,
            "loaded": request is None,
            "settings": dict(request.settings) if request else dict(record.settings),
            "targets": list(model.plan.targets),
            "inputs": list(model.plan.feature_names),
            "columns": list(model.plan.reads),
            "decisions": list(model.plan.decisions),
            "solver": record.solver,
            "sizes": list(model.network.layout.sizes),
            "activation": model.network.hidden.name,
            "n_networks": len(model.ensemble.networks),
            "epochs": record.epochs,
            "kept": record.kept,
            "why": record.outcome,
            "ending": record.ending,
            "seconds": record.seconds,
            "rows": dict(record.rows),
            "training": _figures(record.training),
            "held_out": None if record.held_out is None else _figures(record.held_out),
            "coverage": list(record.coverage),
            "relevance": [
                {"name": name, "share": share}
                for name, share in zip(model.plan.feature_names, record.relevance, strict=True)
            ],
            "effective_weights": record.effective_weights,
            "notes": list(record.notes),
            "trace": _trace(model.trace),
        }


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        name: [_finite(v) for v in value] if isinstance(value, tuple) else value
        for name, value in asdict(figures).items()
    }


def _trace(trace: Mapping[str, Array]) -> dict[str, list[float | None]]:
    names = [n for n in ("epoch", "rmse_train", "rmse_validation") if n in trace]
    return {name: [_finite(v) for v in np.asarray(trace[name], float)] for name in names}


def _finite(value: float) -> float | None:
    """JSON knows no NaN."""
    return float(value) if np.isfinite(value) else None
