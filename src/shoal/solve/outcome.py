"""How a fit ended: a type with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import isfinite
from typing import ClassVar


@dataclass(frozen=True)
class Outcome:
    """The end of a fit after ``epoch`` epochs; the weights of epoch ``kept`` were kept."""

    epoch: int
    kept: int
    success: ClassVar[bool] = True

    @property
    def reason(self) -> str:
        raise NotImplementedError

    @property
    def sentence(self) -> str:
        """Why the fit ended and which weights were kept."""
        kept = "" if self.kept == self.epoch else f"; kept the weights of epoch {self.kept:,}"
        return self.reason + kept

    def __str__(self) -> str:
        return self.sentence

    def interrupted_if(self, asked: bool) -> Outcome:
        """The same end, told as the user's where the wish to end came, be it behind the last step."""
        return Interrupted(self.epoch, self.kept) if asked else self


@dataclass(frozen=True)
class Converged(Outcome):
    """The cost no longer fell by the tolerance."""

    detail: str = ""

    @property
    def reason(self) -> str:
        return f"converged after {self.epoch:,} epochs: {self.detail}"


@dataclass(frozen=True)
class Unsettled(Outcome):
    """The cost no longer fell, but rose far above that of the best epoch: ``times`` it."""

    success: ClassVar[bool] = False
    times: float = 0.0

    @property
    def reason(self) -> str:
        far = f" to {self.times:.3g} times its best" if isfinite(self.times) else ""
        return (
            f"did not settle: after {self.epoch:,} epochs the cost had risen{far}; "
            "try a smaller learning_rate_init"
        )


@dataclass(frozen=True)
class NoDescent(Converged):
    """No step lowers the cost further: a minimum, to the digits that the cost has."""


@dataclass(frozen=True)
class NotFinite(Outcome):
    """The slopes are no longer finite numbers, though the cost still is."""

    success: ClassVar[bool] = False
    detail: str = ""

    @property
    def reason(self) -> str:
        return f"stopped after {self.epoch:,} epochs: {self.detail}"


@dataclass(frozen=True)
class StoppedEarly(Outcome):
    """The validation error no longer fell by the tolerance."""

    patience: int = 0

    @property
    def reason(self) -> str:
        return (
            f"stopped early after {self.epoch:,} epochs: the validation error had not improved "
            f"for {self.patience:,} epochs"
        )


@dataclass(frozen=True)
class EpochLimit(Outcome):
    """The epochs asked for were all run."""

    success: ClassVar[bool] = False

    @property
    def reason(self) -> str:
        return f"ran all {self.epoch:,} epochs"


@dataclass(frozen=True)
class TimeLimit(Outcome):
    """The time ran out."""

    success: ClassVar[bool] = False
    seconds: float = 0.0

    @property
    def reason(self) -> str:
        return f"reached the time limit of {self.seconds:g} s after {self.epoch:,} epochs"


@dataclass(frozen=True)
class Interrupted(Outcome):
    """The user interrupted."""

    success: ClassVar[bool] = False

    @property
    def reason(self) -> str:
        return f"interrupted after {self.epoch:,} epochs"


@dataclass(frozen=True)
class Diverged(Outcome):
    """The cost grew out of all bounds or stopped being a number."""

    success: ClassVar[bool] = False
    suggestion: str = ""

    @property
    def reason(self) -> str:
        return f"diverged at epoch {self.epoch:,}" + (
            f": {self.suggestion}" if self.suggestion else ""
        )


class Ending(Enum):
    """Why a solver has no further step, and the words for it."""

    LITTLE_PROMISED = "a further step promises too little"
    SMALL_GRADIENT = "the gradient fell below the tolerance"
    SMALL_FALL = "the cost or its gradient fell below the tolerance"
    EVIDENCE_SETTLED = "the evidence no longer changes"
    NO_DESCENT = "no step lowers the cost further"
    NO_DIGITS = "no step lowers the cost further in this precision"
    NOT_FINITE = "the slopes are no longer finite numbers"

    def outcome(self, epoch: int) -> Outcome:
        """The end of a fit whose solver said so after ``epoch`` epochs."""
        kind: type[Converged | NotFinite] = Converged
        if self in (Ending.NO_DESCENT, Ending.NO_DIGITS):
            kind = NoDescent
        elif self is Ending.NOT_FINITE:
            kind = NotFinite
        return kind(epoch, epoch, self.value)
