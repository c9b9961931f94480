"""The relevance of each input, and the mean prediction as one of them moves."""

from __future__ import annotations

from typing import Any

from ...tables.wording import inert
from ...view.subject.sampling import evenly_taken
from ..fits.dials import POINTS, by_relevance, turned
from ..fits.run import Run

MOST_DIALS = 60  # columns that are drawn: the most relevant ones
DEPENDENCE_ROWS = 200  # over which a mean prediction goes; fewer where there are many inputs
DEPENDENCE_ANSWERS = 150_000


def inputs(run: Run, output: int = 0) -> dict[str, Any]:
    """Relevance of each feature, and the prediction's mean over the rows as one column moves."""
    model = run.model
    rows = run.some_rows()
    dependence = []
    if rows is not None:
        dials = run.dials
        shown = [dials[j] for j in sorted(by_relevance(dials)[:MOST_DIALS])]
        most = min(DEPENDENCE_ROWS, DEPENDENCE_ANSWERS // (POINTS * len(shown)))
        X = model.plan.encode(rows.take(evenly_taken(rows.n_rows, most)))
        for dial in shown:
            grid = dial.grid()
            moved = turned(X, dial, grid)
            Y = model.ensemble.predict(moved.reshape(-1, X.shape[1]))[:, output]
            mean = Y.reshape(len(grid), -1).mean(axis=1)
            dependence.append(
                {
                    "name": dial.name,
                    "kind": dial.kind,
                    "choices": [inert(choice, longest=60) for choice in dial.choices],
                    "x": grid.tolist(),
                    "y": mean.tolist(),
                }
            )
    shares = zip(model.plan.feature_names, model.record.relevance, strict=True)
    return {
        "kind": "inputs",
        "run": run.number,
        "target": model.plan.targets[output],
        "relevance": [{"name": name, "share": share} for name, share in shares],
        "dependence": dependence,
    }
