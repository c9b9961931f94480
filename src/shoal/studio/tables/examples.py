"""What the first screen offers: the lecture's experiments, a measured curve, a surface, a real table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from ...errors import InputError
from ...tables import Table, from_frame
from .experiment import Experiment
from .open_table import Opened, opened_path
from .origin import Origin

INSTALLED = Path(__file__).parents[1] / "data"
IN_A_CHECKOUT = Path(__file__).parents[4] / "examples" / "data"
SURFACE_ROWS, SURFACE_NOISE = 400, 0.05
TRY, LECTURE = "A table to try", "From the lecture"

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
    "start": "lecture",
    "alpha": 0.0,
}
EXPLOSION = LECTURES_NETWORK | {
    "activation": "polynomial",
    "learning_rate_init": [0.1, 0.1],
    "max_iter": 1_000,
}
DEAD_START = LECTURES_NETWORK | {"start": "zeros", "max_iter": 1_000}


@dataclass(frozen=True)
class Example:
    """A table that one click opens; ``settings`` are those it is first fitted with.

    ``text`` says what there is to see, ``group`` under which heading the first screen has it.
    """

    title: str
    text: str
    opened: Callable[[], Opened]
    target: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    group: str = TRY


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
    return replace(from_frame({"x1": x1, "x2": x2, "t": t}), source="surface")


def _path(name: str) -> Path:
    return (INSTALLED if INSTALLED.is_dir() else IN_A_CHECKOUT) / name


def _experiment(name: str, title: str, text: str, settings: Mapping[str, Any]) -> Example:
    experiment = Experiment(name)
    return Example(title, text, lambda: Opened.of_experiment(experiment), "t", settings, LECTURE)


def _of_file(name: str, title: str, text: str, target: str) -> Example:
    return Example(title, text, lambda: opened_path(_path(name), {}), target)


EXAMPLES: dict[str, Example] = {
    "thurber": _of_file(
        "thurber.csv",
        "A measured curve",
        "Electron mobility against density: 37 measurements, one smooth bend (NIST Thurber).",
        "mobility",
    ),
    "surface": Example(
        "A surface",
        "Two inputs and 400 noisy points: hills and valleys that no plane follows.",
        lambda: Opened.of_table(_surface(), SURFACE_ORIGIN),
        "t",
    ),
    "auto_mpg": _of_file(
        "auto_mpg.csv",
        "A real table",
        "398 cars with gaps and names: how far does one go on a gallon?",
        "mpg",
    ),
    "S19": _experiment(
        "sine",
        "A noisy sine",
        "20 tanh units by the full gradient: first a straight line, late the waves, last the noise.",
        LECTURES_NETWORK,
    ),
    "S5": _experiment(
        "rising line",
        "A rising line",
        "One sigmoid unit, row by row: it follows the rise, and never leaves 0 to 1.",
        LECTURES_UNIT,
    ),
    "S6": _experiment(
        "falling line", "A falling line", "The same unit and rate: its slope turns.", LECTURES_UNIT
    ),
    "S7": _experiment(
        "parabola",
        "A parabola",
        "What one sigmoid unit cannot fit: it ends worse than the mean.",
        LECTURES_UNIT,
    ),
    "S11": _experiment(
        "sine",
        "An explosion",
        "3 + 2a + a\u00b2 + 3a\u2075 in place of tanh: the error explodes within five epochs.",
        EXPLOSION,
    ),
    "S21": _experiment(
        "sine",
        "A dead start",
        "All weights begin at 0: the hidden ones stay exactly there, only a constant learns.",
        DEAD_START,
    ),
}


def example(name: str) -> Example:
    """The example called ``name``; InputError if there is none."""
    if name not in EXAMPLES:
        raise InputError(f"there is no example {name!r}; there are {', '.join(EXAMPLES)}")
    return EXAMPLES[name]
