"""What a page asks of one run: each question takes the run, one of its targets, and the message.

The table of all messages is in ``tab.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...errors import InputError
from ..fits.run import Run
from ..tables.asked import column_number, names_of
from . import overlay
from . import profile as profiles
from . import residuals as leftovers
from . import surface as surfaces
from .dependence import inputs as dependences
from .extremes import extreme as found_extreme
from .step_through import step_through

Message = dict[str, Any]
Asked = Mapping[str, Any]


def profile(run: Run, output: int, message: Asked) -> Message:
    """The prediction along each input."""
    names = message.get("inputs")
    names = names if names is None else names_of(names)
    every = message.get("every") is True
    return profiles.profile(run, _values(message), output, names, every)


def surface(run: Run, output: int, message: Asked) -> tuple[Message, bytes]:
    """The prediction over two inputs."""
    points = message.get("points", surfaces.SURFACE_POINTS)
    x, y = message.get("x"), message.get("y")
    return surfaces.surface(run, _values(message), output, x, y, points)


def points(run: Run, output: int, message: Asked) -> Message:
    """The rows of the table at two inputs."""
    return surfaces.points(run, names_of(message.get("inputs")), output)


def extreme(run: Run, output: int, message: Asked) -> Message:
    """The inputs of the largest or smallest prediction."""
    locked = frozenset(names_of(message.get("locked", [])))
    return found_extreme(run, _values(message), output, message.get("largest") is True, locked)


def residuals(run: Run, output: int, _message: Asked) -> Message:
    """What the model leaves over of each row."""
    return leftovers.residuals(run, output)


def row(run: Run, output: int, message: Asked) -> Message:
    """One row of the table."""
    return leftovers.row(run, column_number(message.get("position")), output)


def inputs(run: Run, output: int, _message: Asked) -> Message:
    """How the prediction depends on each input."""
    return dependences(run, output)


def step(run: Run, _output: int, message: Asked) -> Message:
    """One epoch with all its numbers."""
    return step_through(run, message.get("row", 0), message.get("weight"))


def curve(run: Run, output: int, _message: Asked) -> Message:
    """The prediction over the one input."""
    return overlay.curve(run, output)


def code(run: Run, _output: int, _message: Asked) -> Message:
    """How the run is made again, in Python and in a shell."""
    asked = run.repeatable
    if asked is None or run.origin is None:
        raise InputError("this model was loaded from a file: `shoal show` tells of its making")
    return {
        "kind": "code",
        "run": run.number,
        "python": asked.python(run.origin),
        "shell": asked.shell(run.origin),
        "exact": asked.watched or not run.stopped,
    }


def look(run: Run, output: int, along: int | None) -> tuple[Message, bytes]:
    """The pictures of one target, the hidden units over one input."""
    sizes = run.model.network.layout.sizes
    if output >= sizes[-1] or (along is not None and along >= sizes[0]):
        raise InputError(f"run {run.number} has no such target or input")
    scene = run.scene(output, along)
    header, buffer = scene.last_frame(run.model, run.number).packed()
    found = {"kind": "looked", "run": run.number, "scene": scene.to_json(run.number)}
    return found | {"frame": header}, buffer


def _values(message: Asked) -> dict[str, Any]:
    """Values of columns, by name."""
    values = message.get("values") or {}
    if not isinstance(values, dict):
        raise InputError("values must be a table of inputs and numbers")
    return values
