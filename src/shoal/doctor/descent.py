"""How training went: diverged, nearly so, ended too soon, or went too far."""

from __future__ import annotations

import numpy as np

from ..solve.outcome import Diverged, EpochLimit, TimeLimit, Unsettled
from ..tables.wording import count
from .facts import Fit
from .note import Note

OFTEN = 0.2  # of the epochs: below a stable rate full-batch descent never raises the cost
RISE = 1e-9  # relative: what rounding does is not a rise
EPOCHS = 20  # fewer say too little of a rate
LAST, SOME = 0.1, 5  # of the epochs, and at least so many, over which
FALLING = 0.1  # the cost still fell by so much of itself: slower, more epochs buy little
APART = 2.5  # held-out error / training error
MATTERS = 0.1  # of the targets' variance: below, both errors are small


def diverged(fit: Fit) -> list[Note]:
    """The cost grew out of all bounds."""
    if not isinstance(fit.outcome, Diverged):
        return []
    kept = f"at epoch {fit.outcome.epoch:,}; the weights of epoch {fit.outcome.kept:,} were kept"
    remedy = fit.outcome.suggestion.rpartition("; ")[2] or "try a smaller learning_rate_init"
    return [Note("training", "diverged", kept, remedy)]


def unsettled(fit: Fit) -> list[Note]:
    """The cost rose far above the best epoch's, without leaving all bounds."""
    if not isinstance(fit.outcome, Unsettled):
        return []
    found = (
        f"after {fit.outcome.epoch:,} epochs the cost had risen to {fit.outcome.times:.3g} times "
    )
    return [
        Note(
            "training",
            "did not settle",
            f"{found}its best; the weights of epoch {fit.outcome.kept:,} were kept",
            "try a smaller learning_rate_init",
        )
    ]


def near_divergence(fit: Fit) -> list[Note]:
    """Full-batch descent whose cost goes up and down."""
    cost = np.asarray(fit.trace.get("cost", ()), dtype=float)
    if fit.solver != "gd" or isinstance(fit.outcome, Diverged) or len(cost) <= EPOCHS:
        return []
    later = cost[len(cost) // 2 :]
    rises = float((np.diff(later) > RISE * later[:-1]).mean())
    if rises < OFTEN:
        return []
    return [
        Note(
            "training",
            "the rate is near divergence",
            f"the cost rose in {rises:.0%} of the last {count(len(later) - 1, 'epoch')}",
            "try half of learning_rate_init",
        )
    ]


def ended_early(fit: Fit) -> list[Note]:
    """The limit came while the cost was still falling."""
    outcome = fit.outcome
    asked = isinstance(outcome, EpochLimit) and fit.tol > 0
    if not (asked or isinstance(outcome, TimeLimit)):
        return []
    cost = np.asarray(fit.trace.get("cost", ()), dtype=float)
    if len(cost) < 2 or not np.isfinite(cost).all():
        return []
    n = min(max(SOME, int(LAST * len(cost))), len(cost) - 1)
    now, before = float(cost[-1]), float(cost[-1 - n])
    if not now < (1 - FALLING) * before:
        return []
    ran = f"{outcome.reason}, and the cost fell by {1 - now / before:.1%} over the last {n:,}"
    limit = "time_limit" if isinstance(outcome, TimeLimit) else "max_iter"
    return [Note("training", "ended before it converged", ran, f"raise {limit}")]


def overfitted(fit: Fit) -> list[Note]:
    """Held-out error far above the training error."""
    if fit.judged is None or fit.rmse_judged is None:
        return []
    notes = []
    for k, (seen, unseen) in enumerate(zip(fit.rmse, fit.rmse_judged, strict=True)):
        excess = unseen**2 - seen**2
        if unseen > APART * seen and excess > MATTERS * fit.spread[k] ** 2:
            n, rows = fit.network.layout.n_weights, count(len(fit.rows.X), "row")
            notes.append(
                Note(
                    fit.target_name(k),
                    "the model follows the noise of the training rows",
                    f"RMSE {unseen:.4g} on {count(len(fit.judged.X), 'held-out row')} against "
                    f"{seen:.4g} on those learned from; {n:,} weights for {rows}",
                    "try early_stopping=True, or fewer units"
                    if not fit.guarded
                    else "try fewer units, or more rows",
                )
            )
    return notes
