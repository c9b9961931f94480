"""Tables to begin with: the lecture's data, a measured curve, a surface, a real table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..datasets import lecture
from ..errors import InputError
from ..tables import Table, from_frame, read_table
from .origin import Origin
from .reading import Opened, opened_path

INSTALLED = Path(__file__).parent / "data"
IN_A_CHECKOUT = Path(__file__).parents[3] / "examples" / "data"
SURFACE_ROWS, SURFACE_NOISE = 400, 0.05

LECTURES_UNIT = {  # one logistic unit, row by row, as in the lecture
    "hidden_layer_sizes": [],
    "output_activation": "logistic",
    "solver": "sgd",
    "batch_size": 1,
    "momentum": 0.0,
    "learning_rate_init": 0.1,
    "max_iter": 100,
    "standardize": False,
    "shuffle": False,
    "start": "zeros",
    "alpha": 0.0,
}
LECTURES_NETWORK = {  # two layers, the full gradient, one rate a layer
    "hidden_layer_sizes": [20],
    "solver": "gd",
    "learning_rate_init": [0.1, 0.01],
    "max_iter": 100_000,
    "start": "uniform",
    "alpha": 0.0,
}


@dataclass(frozen=True)
class Example:
    """A table that one click opens; ``settings`` are those it is first fitted with."""

    title: str
    text: str
    table: Callable[[], Table]
    origin: Origin
    target: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    path: Path | None = None

    def opened(self) -> Opened:
        """The table, and how it can be read again."""
        if self.path is not None:
            return opened_path(self.path, {})
        return Opened.of_table(self.table(), self.origin)


def _lecture(name: str) -> Callable[[], Table]:
    def table() -> Table:
        data = lecture(name, 0)
        return _named({"x": data.X[:, 0], "t": data.T[:, 0]}, f"lecture {name}")

    return table


def _lecture_origin(name: str) -> Origin:
    before = (
        "import shoal",
        "from shoal.datasets import lecture",
        "",
        f"data = lecture({name!r}, 0)",
    )
    return Origin('{"x": data.X[:, 0], "t": data.T[:, 0]}', before=before)


SURFACE_ORIGIN = Origin(
    '{"x1": x1, "x2": x2, "t": t}',
    before=(
        "import numpy as np",
        "import shoal",
        "",
        "random = np.random.RandomState(0)",
        f"x1, x2 = random.uniform(-3, 3, (2, {SURFACE_ROWS}))",
        f"noise = {SURFACE_NOISE} * random.standard_normal({SURFACE_ROWS})",
        "t = np.sin(x1) * np.cos(x2) + noise",
    ),
)


def _surface() -> Table:
    """sin(x1) cos(x2) on a square, with noise."""
    random = np.random.RandomState(0)
    x1, x2 = random.uniform(-3, 3, (2, SURFACE_ROWS))
    t = np.sin(x1) * np.cos(x2) + SURFACE_NOISE * random.standard_normal(SURFACE_ROWS)
    return _named({"x1": x1, "x2": x2, "t": t}, "surface")


def _named(columns: dict[str, Any], name: str) -> Table:
    table = from_frame(columns)
    return replace(table, source=name)


def _path(name: str) -> Path:
    return (INSTALLED if INSTALLED.is_dir() else IN_A_CHECKOUT) / name


def _of_lecture(name: str, title: str, text: str, settings: Mapping[str, Any]) -> Example:
    return Example(title, text, _lecture(name), _lecture_origin(name), "t", settings)


def _of_file(name: str, title: str, text: str, target: str) -> Example:
    path = _path(name)
    return Example(
        title, text, lambda: read_table(path), Origin.of_file(str(path)), target, path=path
    )


EXAMPLES: dict[str, Example] = {
    "S19": _of_lecture(
        "S19",
        "The lecture's sine",
        "30 noisy points of a rising sine; 20 tanh units by the full gradient",
        LECTURES_NETWORK,
    ),
    "S5": _of_lecture("S5", "A rising line", "one sigmoid unit, trained row by row", LECTURES_UNIT),
    "S6": _of_lecture("S6", "A falling line", "the same unit: the slope turns", LECTURES_UNIT),
    "S7": _of_lecture("S7", "A parabola", "which one sigmoid unit cannot fit", LECTURES_UNIT),
    "thurber": _of_file(
        "thurber.csv",
        "A measured curve",
        "electron mobility against density (NIST StRD Thurber)",
        "mobility",
    ),
    "surface": Example("A surface", "two inputs, 400 noisy points", _surface, SURFACE_ORIGIN, "t"),
    "auto_mpg": _of_file(
        "auto_mpg.csv", "A real table", "398 cars, 9 columns, gaps and names", "mpg"
    ),
}


def example(name: str) -> Example:
    """The example called ``name``; InputError if there is none."""
    if name not in EXAMPLES:
        raise InputError(f"there is no example {name!r}; there are {', '.join(EXAMPLES)}")
    return EXAMPLES[name]
