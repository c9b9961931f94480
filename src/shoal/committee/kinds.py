"""Kinds of networks, the slots of their members, and what a kind achieved on rows left out.

A *kind* is a size of network and a way to keep it from overfitting. Its members leave out a different
fold of the rows each (cross-validation, or bagging without repeats), so that every row has one
out-of-fold answer, of a network that never saw it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..core.layout import Array
from ..train.regularization import EarlyStopping, EvidencePenalty, Regularization
from ..train.training import Trained


@dataclass(frozen=True)
class Kind:
    """Hidden sizes and regularization.

    ``raised``: how often a network went on under a multiple of the penalties that the evidence found
    (``policy.FIRMER``): the evidence looks around one optimum only and trusts its weights too much
    where rows are few or noise is uneven.
    """

    hidden: tuple[int, ...]
    way: Regularization
    raised: int = 0

    @property
    def stops_early(self) -> bool:
        """Whether the rows left out also choose the epoch."""
        return isinstance(self.way, EarlyStopping)

    @property
    def seeds(self) -> list[int]:
        """Whole numbers that tell the draws of this kind's starts from those of others."""
        cautious = isinstance(self.way, EvidencePenalty) and self.way.cautious
        return [*self.hidden, self.stops_early, cautious]

    def cautious(self) -> Kind:
        """The same under an evidence that begins with a penalty that holds the weights back."""
        assert isinstance(self.way, EvidencePenalty)
        return replace(self, way=replace(self.way, cautious=True))


@dataclass(frozen=True)
class Slot:
    """A place among the networks of a kind: that of fold ``index``, which its network leaves out.

    ``of_all_rows``: it leaves out none, and stands for fold ``index`` in the answer alone.
    ``restart``: another start of the same.
    """

    index: int
    of_all_rows: bool = False
    restart: bool = False

    @property
    def fold(self) -> int | None:
        """The fold that is left out."""
        return None if self.of_all_rows else self.index

    def seed(self, n_folds: int) -> int:
        """A number of its own among the slots of ``n_folds`` folds."""
        return self.index + n_folds * (self.of_all_rows + 2 * self.restart)


@dataclass(frozen=True)
class Member:
    """A trained network in its slot.

    ``out_of_fold`` (N, K) are its answers to the rows it left out, None where it left out none;
    ``before`` is the member from whose end its training went on (rows and epochs include it).
    """

    trained: Trained
    slot: Slot
    out_of_fold: Array | None
    before: Member | None = None

    @property
    def raised(self) -> int:
        """How often its training went on under firmer penalties."""
        return 0 if self.before is None else 1 + self.before.raised


@dataclass(frozen=True)
class Trial:
    """A kind's members, their out-of-fold answers (N, K), and the mean square error of these.

    Where a fit was cut short, rows that no member left out have no answer: NaN. ``of_all_rows`` are
    networks that leave out none and answer in the members' place.
    """

    kind: Kind
    members: tuple[Member, ...]
    out_of_fold: Array
    error: float
    of_all_rows: tuple[Member, ...] = ()

    @property
    def answering(self) -> tuple[Member, ...]:
        """The networks that answer for the kind."""
        return self.of_all_rows or self.members


@dataclass(frozen=True)
class Tried:
    """What is kept of a trial: its kind, how many networks it had, and its mean square error.

    The error is that of scaled targets, by out-of-fold answers.
    """

    kind: Kind
    n_networks: int
    error: float
