"""A run's curve over its one input, to be laid over another run's."""

from __future__ import annotations

from typing import Any

from ...errors import InputError
from ..fits.run import Run


def curve(run: Run, output: int = 0) -> dict[str, Any]:
    """The prediction ``y`` over a dense grid ``x`` of the one input.

    Raises
    ------
    InputError
        If the model has more inputs than one: there is no curve to lay over another.
    """
    if len(run.model.plan.feature_names) != 1:
        raise InputError(f"run {run.number} has several inputs: it has no one curve")
    scene = run.scene(output)
    y = scene.last_frame(run.model, run.number).parts["y"]
    return {
        "kind": "curve",
        "run": run.number,
        "input": run.model.plan.feature_names[0],
        "target": run.model.plan.targets[output],
        "x": scene.grid[:, 0].tolist(),
        "y": y.tolist(),
    }
