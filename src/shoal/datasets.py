"""The data of the lecture "Introduction to Neural Networks", its sources of chance in the open.

Only NumPy is needed here. A data set is called by what it looks like; its number in the table of the
lecture's systems (``docs/lecture.md``) is another name of it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .errors import InputError

Array = np.ndarray


@dataclass(frozen=True)
class _Recipe:
    """How one data set is made: its inputs, its true curve, and its noise."""

    low: float
    high: float
    n_rows: int
    truth: Callable[[Array], Array]
    half_width: float | None = None  # noise uniform in +-half_width
    deviation: float | None = None  # noise normal with this standard deviation

    @property
    def noise(self) -> float:
        """Standard deviation of the noise: no model can have a smaller expected RMSE."""
        if self.half_width is not None:
            return self.half_width / 3**0.5
        assert self.deviation is not None
        return self.deviation

    def inputs(self) -> Array:
        # The lecture counts from 0 to 20 and subtracts 10 in S19: the same numbers to the bit.
        start = 0.0 if self.deviation is not None else self.low
        grid = np.linspace(start, start + self.high - self.low, self.n_rows)
        return (grid + (self.low - start)).reshape(-1, 1)

    def targets(self, x: Array, random: np.random.RandomState) -> Array:
        if self.half_width is not None:
            return self.truth(x) + random.uniform(-self.half_width, self.half_width, size=x.shape)
        assert self.deviation is not None
        return self.truth(x) + self.deviation * random.normal(size=x.shape)


_RECIPES = {
    "rising line": _Recipe(0.0, 10.0, 20, lambda x: x * 0.1, half_width=0.4),
    "falling line": _Recipe(0.0, 10.0, 20, lambda x: 1 - x * 0.1, half_width=0.2),
    "parabola": _Recipe(-10.0, 10.0, 20, lambda x: x**2 * 0.01, half_width=0.2),
    "sine": _Recipe(
        -10.0,
        10.0,
        30,
        lambda x: 0.2 + 0.05 * (x + 10) + 0.4 * np.sin(x + 10),
        deviation=0.2,
    ),
}
_NUMBERS = {"S5": "rising line", "S6": "falling line", "S7": "parabola", "S19": "sine"}


@dataclass(frozen=True, eq=False)
class LectureData:
    """One data set of the lecture; see ``lecture``.

    Attributes
    ----------
    name : str
        "rising line", "falling line", "parabola" or "sine".
    X, T : ndarray of shape (N, 1), float64
        Inputs and noisy targets, the training rows.
    X_test, T_test : ndarray of shape (N, 1), or None
        The lecture's test rows (of the sine): the training inputs, jittered, with noise of their own. They
        are close to the training inputs; ``independent_test`` draws rows that are not.
    noise : float
        Standard deviation of the noise in T, in units of T: the floor under every held-out RMSE.
    truth : callable
        The curve without noise: an array of x in, an array of the same shape out.
    low, high : float
        The range of the inputs.
    """

    name: str
    X: Array
    T: Array
    X_test: Array | None
    T_test: Array | None
    noise: float
    truth: Callable[[Array], Array]
    low: float
    high: float

    def independent_test(
        self, n_rows: int = 1000, random_state: int | np.random.RandomState | None = 1
    ) -> tuple[Array, Array]:
        """Fresh rows (X, T), each of shape (n_rows, 1): x uniform in [low, high], new noise.

        Draw order: all x, then all noise.

        Raises
        ------
        InputError
            If ``n_rows`` is less than 1 or ``random_state`` is of another kind.
        """
        if n_rows < 1:
            raise InputError(f"n_rows must be at least 1, not {n_rows}")
        random = _random(random_state)
        x = random.uniform(self.low, self.high, size=(n_rows, 1))
        return x, _RECIPES[self.name].targets(x, random)


def lecture(
    name: str = "sine", random_state: int | np.random.RandomState | None = 0
) -> LectureData:
    """The data of one experiment of the lecture.

    ============  ====  ===========  ==========  ==================================================
    name          row   rows         inputs x    target t
    ============  ====  ===========  ==========  ==================================================
    rising line   S5    20           0 ... 10    0.1 x + U(-0.4, 0.4)
    falling line  S6    20           0 ... 10    1 - 0.1 x + U(-0.2, 0.2)
    parabola      S7    20           -10 ... 10  0.01 x^2 + U(-0.2, 0.2)
    sine          S19   30, 30 test  -10 ... 10  0.2 + 0.05 (x + 10) + 0.4 sin(x + 10) + 0.2 N(0,1)
    ============  ====  ===========  ==========  ==================================================

    The inputs are evenly spaced. The test inputs of the sine are x + 0.1 N(0, 1): jittered training
    inputs, and one or two can leave [-10, 10]. The lecture's formula for the sine has a bracket too
    many after ``sin(x+10)``; the one above is what its code computes. Four of the 20 targets of the
    rising line (seed 0) lie outside (0, 1), where a sigmoid cannot reach.

    Parameters
    ----------
    name : {"rising line", "falling line", "parabola", "sine"}
        The experiment; its row ("S5", "S6", "S7", "S19") names it too. Capitals do not matter.
    random_state : int, numpy.random.RandomState or None
        Seed or stream. An instance is advanced, so that the caller goes on with the lecture's draw
        order: noise of T, jitter of the test inputs, noise of the test targets, then V, then W.
        None draws anew each time.

    Returns
    -------
    LectureData
        Arrays of shape (N, 1) in float64, the noise's standard deviation and the true curve.

    Raises
    ------
    InputError
        If the name is unknown (the message lists the known ones) or ``random_state`` is of
        another kind.

    Source: the lecture "Introduction to Neural Networks", rows S5, S6, S7 (one sigmoid unit) and S19
    (two layers).
    """
    asked = " ".join(str(name).split())
    known = _NUMBERS.get(asked.upper(), asked.lower())
    if known not in _RECIPES:
        names = ", ".join(f"{speaking!r} ({number})" for number, speaking in _NUMBERS.items())
        raise InputError(f"no lecture data named {name!r}; there are {names}")
    recipe = _RECIPES[known]
    random = _random(random_state)
    X = recipe.inputs()
    T = recipe.targets(X, random)
    X_test = T_test = None
    if recipe.deviation is not None:
        X_test = X + 0.1 * random.normal(size=X.shape)
        T_test = recipe.targets(X_test, random)
    return LectureData(
        known, X, T, X_test, T_test, recipe.noise, recipe.truth, recipe.low, recipe.high
    )


def _random(random_state: int | np.random.RandomState | None) -> np.random.RandomState:
    if isinstance(random_state, np.random.RandomState):
        return random_state
    if random_state is None:
        return np.random.RandomState()
    if isinstance(random_state, int | np.integer) and not isinstance(random_state, bool):
        if not 0 <= random_state < 2**32:
            raise InputError(f"random_state must be in 0 ... 2**32 - 1, not {random_state}")
        return np.random.RandomState(int(random_state))
    raise InputError(
        f"random_state must be a whole number, a numpy.random.RandomState or None, "
        f"not {type(random_state).__name__}"
    )
