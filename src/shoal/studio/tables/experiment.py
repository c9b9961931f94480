"""The lecture's experiments: data and start drawn from one seed, in the lecture's order."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...core.activations import ACTIVATIONS
from ...core.layout import Array, Layout
from ...core.starts import initial_theta
from ...datasets import LectureData, lecture
from ...tables import Table, from_frame
from ...tabular.repeat import Code
from .origin import Origin

INPUT, TARGET = "x", "t"
START = "lecture"  # a start that goes on with the stream which the data were drawn from


@dataclass(frozen=True)
class Truth:
    """The curve that data were drawn about, and the standard deviation of their noise.

    It belongs to one input and one target; of any other there is nothing to draw.
    """

    curve: Callable[[Array], Array]
    noise: float

    def over(self, inputs: Sequence[str], target: str) -> Truth | None:
        """The truth itself, where it is one of these inputs and this target."""
        return self if tuple(inputs) == (INPUT,) and target == TARGET else None


@dataclass(frozen=True)
class Experiment:
    """One data set of the lecture at one seed: ``RandomState(seed)`` draws the noise of the targets,
    then (of the sine) the jitter and the noise of the test rows, then the weights layer by layer.

    The table holds the rows that are learned from and, behind them, the test rows if there are any.
    """

    name: str
    seed: int = 0

    def at(self, seed: int) -> Experiment:
        """The same experiment, drawn anew."""
        return replace(self, seed=seed)

    @property
    def data(self) -> LectureData:
        """Its rows and its true curve."""
        return lecture(self.name, self.seed)

    @property
    def truth(self) -> Truth:
        """What the data were drawn about."""
        return Truth(self.data.truth, self.data.noise)

    def table(self) -> Table:
        """Columns x and t."""
        data = self.data
        x, t = data.X, data.T
        if data.X_test is not None and data.T_test is not None:
            x, t = np.append(x, data.X_test), np.append(t, data.T_test)
        table = from_frame({INPUT: np.ravel(x), TARGET: np.ravel(t)})
        return replace(table, source=f"{self.name} of the lecture")

    @property
    def held_out(self) -> dict[str, Any]:
        """Arguments of ``fit_table``: the test rows judge; where there are none all rows are learned."""
        if self.data.X_test is None:
            return {"split": "auto", "test_fraction": 0}
        return {"split": "last", "test_fraction": 0.5}

    @property
    def origin(self) -> Origin:
        """Python that makes the table."""
        made = '{"x": data.X[:, 0], "t": data.T[:, 0]}'
        if self.data.X_test is not None:
            made = '{"x": np.append(data.X, data.X_test), "t": np.append(data.T, data.T_test)}'
        drawn = (
            f"random = np.random.RandomState({self.seed})",
            f"data = lecture({self.name!r}, random)",
        )
        imports = ("import numpy as np", "import shoal", "from shoal.datasets import lecture")
        return Origin(made, before=(*imports, "", *drawn))

    def start(self, sizes: Sequence[int]) -> list[Array]:
        """The first weights, U(-0.1, 0.1), from the stream that the data were drawn from.

        ``sizes`` are those of the hidden layers.
        """
        random = np.random.RandomState(self.seed)
        lecture(self.name, random)
        layout = Layout((1, *sizes, 1))
        theta = initial_theta(layout, ACTIVATIONS["tanh"], "uniform", random)
        return list(layout.views(theta))

    @staticmethod
    def start_code(sizes: Sequence[int]) -> tuple[list[str], Code]:
        """Python that draws them, behind the lines of ``origin``, and what it calls them."""
        layout = Layout((1, *sizes, 1))
        names = [f"V{n}" if len(sizes) > 1 else "V" for n in range(len(sizes))] + ["W"]
        lines = [
            f"{name} = random.uniform(-0.1, 0.1, {shape})"
            for name, shape in zip(names, layout.shapes, strict=True)
        ]
        return lines, Code(f"[{', '.join(names)}]")
