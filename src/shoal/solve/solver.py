"""What a solver is: built from a start, needing something of a problem, run from state to state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Generic, Protocol, Self, TypeVar

import numpy as np

from ..core.layout import Array, Layout
from ..errors import InputError
from .history import History
from .outcome import Ending, Outcome
from .problem import HasBatches, HasEpochs, HasGradient, HasNormalEquations, Problem
from .stopping import Rules, Standing, Watch


class State(Protocol):
    """Everything a solver needs to go on to the same bits: ``theta``, ``epoch`` and its own.

    ``finished`` is None, or says why the solver has no further step.
    """

    theta: Array
    epoch: int
    finished: Ending | None


class Options(Protocol):
    """What a user may say about solvers; each reads what concerns it (``train.Settings``)."""

    @property
    def rules(self) -> Rules: ...
    @property
    def alpha(self) -> float | str: ...
    @property
    def first_penalty(self) -> float: ...
    @property
    def rates(self) -> tuple[float, ...]: ...
    @property
    def batch_size(self) -> int: ...
    @property
    def momentum(self) -> float: ...
    @property
    def betas(self) -> tuple[float, float]: ...
    @property
    def epsilon(self) -> float: ...
    @property
    def planned_epochs(self) -> int | None: ...
    @property
    def shuffle(self) -> bool: ...


@dataclass(frozen=True)
class Start:
    """Where a solver begins: weights ``theta`` of a network of this ``layout``, and what is asked of it.

    ``odd`` says whether the hidden activation is, so that a unit's sign means nothing; ``random`` is
    the generator of shuffles; ``earlier`` a state to go on from, which a solver takes up where it is
    one of its own.
    """

    theta: Array
    options: Options
    layout: Layout
    n_rows: int
    total_weight: float
    odd: bool = False
    random: np.random.RandomState | None = None
    earlier: State | None = None

    @property
    def rates(self) -> Array:
        """The learning rates as a vector like ``theta``."""
        return self.layout.per_layer(self.options.rates, self.theta.dtype)


@dataclass(frozen=True)
class Need:
    """What a solver needs of a problem: a contract, and how it uses it, for who asks in vain."""

    contract: type
    use: str
    _known: dict[type, bool] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """All that the contract asks for."""
        asked = (vars(base) for base in self.contract.__mro__ if base.__module__ != "typing")
        return tuple(name for names in asked for name in names if not name.startswith("_"))

    def met_by(self, problem: Problem) -> bool:
        """Whether problems of this type have it; ``isinstance`` would look anew for each fit."""
        kind = type(problem)
        if kind not in self._known:
            self._known[kind] = all(hasattr(problem, name) for name in self.names)
        return self._known[kind]


GRADIENT = Need(HasGradient, "follows the gradient of the cost")
NORMAL_EQUATIONS = Need(HasNormalEquations, "solves the normal equations")
EPOCHS = Need(HasEpochs, "moves all layers at once, by epochs of gradient steps")
BATCHES = Need(HasBatches, "moves all layers at once, by mini-batches")


P = TypeVar("P", bound=Problem, contravariant=True)
S = TypeVar("S", bound=State)


class Solver(Protocol[P, S]):
    """Runs epochs. From equal states it goes through equal weights, however it is sliced.

    ``exact``: it works in float64, whatever the rows are in. ``first_slice``: epochs at once at first,
    more than one where they are known to be short. ``longest_slice``: epochs at once at most; 1 where
    an epoch is long and must not run twice.
    """

    needs: ClassVar[Need]
    exact: ClassVar[bool]

    @property
    def first_slice(self) -> int: ...
    @property
    def longest_slice(self) -> int | None: ...

    @classmethod
    def begin(cls, start: Start) -> tuple[Self, S]:
        """The solver that the options ask for, and its state before the first step."""

    def run(self, problem: P, state: S, n_epochs: int) -> History:
        """Advance ``state`` in place; row e of the answer is measured before step e.

        There are ``n_epochs`` rows, or fewer where ``state.finished`` is set; ``state`` is then what
        the last of these steps made it.
        """


@dataclass(frozen=True)
class Kept(Generic[S]):
    """A training between two steps: its state, that of the best epoch's slice, and what was seen.

    ``ending`` says how it ended, if it has: ``state`` then has the weights that are kept.
    """

    state: S
    best: S | None
    standing: Standing
    ending: Outcome | None = None


class Checkpoint(Protocol):
    """Where a training is kept while it runs."""

    def read(self, state: S) -> Kept[S] | None:
        """What an earlier run of the training from ``state`` left, if any."""

    @property
    def due(self) -> bool:
        """Whether it is time to write."""

    def write(self, kept: Kept[Any]) -> None:
        """Keep it in the place of what was kept before."""

    def end(self, kept: Kept[Any]) -> None:
        """It has ended by itself."""


class OwnLoop(Protocol[P, S]):
    """A solver whose loop is somebody else's: it is given the watch in the place of slices."""

    needs: ClassVar[Need]
    exact: ClassVar[bool]

    @classmethod
    def begin(cls, start: Start) -> tuple[Self, S]: ...

    def minimize(
        self, problem: P, state: S, watch: Watch, checkpoint: Checkpoint | None
    ) -> tuple[S, Outcome]:
        """The kept state, and the Outcome that says why the fit ended."""


Method = Solver[Any, Any] | OwnLoop[Any, Any]


def check(problem: Problem, name: str, solvers: Mapping[str, type[Method]]) -> None:
    """Raise InputError where the problem has not what the solver ``name`` of these needs."""
    needs = solvers[name].needs
    if needs.met_by(problem):
        return
    able = [repr(n) for n, s in solvers.items() if s.needs.met_by(problem)]
    choice = " or ".join([", ".join(able[:-1]), able[-1]] if len(able) > 1 else able)
    raise InputError(
        f"solver={name!r} {needs.use}; {problem.kind} has none: it is for solver={choice}"
    )


def back_to(state: S, kept: S) -> None:
    """After an attempt that found no step: as ``kept`` was, but for the reason why there is none."""
    state.__dict__.update(kept.__dict__, finished=state.finished)


def told_of_step(damping: float, trials: int, g: Array) -> dict[str, float]:
    """What the history has of a step that began with ``damping``, at the gradient g."""
    return {
        "accepted": 1 / trials,
        "damping": damping,
        "gradient_norm": float(np.abs(g).max()),
    }
