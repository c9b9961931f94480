"""Which kinds of networks to train: sizes that double while it pays, and two ways not to overfit."""

from __future__ import annotations

from collections.abc import Sequence

from .members import Kind, Trainer, Trial

NARROWEST = 6  # hidden units tried first
NARROWEST_LARGE = 12  # from so many rows on
LARGE = 2_000
WIDEST = 96
WIDER_PAYS = 0.99  # doubled again while the last doubling lowered the mean square error to this
LEAST_STOPPED = 8  # early stopping wants some units to spare
MOST_WORK = 1e9  # rows x weights^2 of one evaluation: five seconds or so in all members
STOPPED_ALPHA = 1e-4  # beside early stopping a penalty that only keeps the weights finite


def ways_of(alpha: float | str) -> tuple[float | str, ...]:
    """How members are kept from overfitting: "auto" is by the evidence and by early stopping."""
    return ("ard", STOPPED_ALPHA) if alpha == "auto" else (alpha,)


def search(trainer: Trainer, sizes: tuple[int, ...] | None, alpha: float | str) -> Sequence[Trial]:
    """Train the kinds that deserve it; ``sizes`` of None asks for the best width of one layer."""
    first, *others = ways_of(alpha)
    if sizes is not None:
        return trainer.try_all([Kind(sizes, way) for way in (first, *others)])
    trials = _widths(trainer, first)
    if trainer.may_go_on:
        best = min(trials, key=lambda trial: trial.error).kind.hidden[0]
        width = max(best, LEAST_STOPPED)
        trials += filter(None, (trainer.try_kind(Kind((width,), way)) for way in others))
    return trials


def _widths(trainer: Trainer, way: float | str) -> list[Trial]:
    N, D = trainer.rows.X.shape
    K = trainer.rows.T.shape[1]
    width = NARROWEST if N < LARGE else NARROWEST_LARGE
    trials = trainer.try_all([Kind((width,), way)])
    while 2 * width <= WIDEST and trainer.may_go_on:
        width *= 2
        weights = (D + 1) * width + (width + 1) * K
        if N * weights**2 > MOST_WORK:
            break
        wider = trainer.try_kind(Kind((width,), way), rival=trials[-1])
        if wider is None:
            break
        trials.append(wider)
        if wider.error > WIDER_PAYS * trials[-2].error:
            break
    return trials
