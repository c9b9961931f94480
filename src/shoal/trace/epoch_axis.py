"""Where an epoch stands on the axis of a learning curve: evenly, or by the logarithm of many."""

from __future__ import annotations

from bisect import bisect_right
from math import expm1, log1p

LONG = 200  # epochs beyond which the axis is logarithmic; front/src/draw/epochs.ts says the same
STEPS = 50  # from one picture of a fit to the next, as the lecture draws a descent


def share(epoch: int, last: int) -> float:
    """How far along the axis from epoch 0 to ``last``: 0 to 1."""
    if last <= 0:
        return 1.0
    return log1p(epoch) / log1p(last) if last > LONG else epoch / last


def evenly(last: int, steps: int) -> list[int]:
    """``steps`` + 1 epochs from 0 to ``last``, evenly along the axis; all where there are fewer.

    On a logarithmic axis the first epochs lie farther apart than a step: what they leave over is
    spread over the others.
    """
    epochs = [0]
    for left in range(min(steps, last), 0, -1):
        at = epochs[-1]
        if last > LONG:
            low, high = log1p(at), log1p(last)
            place = round(expm1(low + (high - low) / left))
        else:
            place = round(at + (last - at) / left)
        epochs.append(max(at + 1, place))
    return epochs


class Stops:
    """Epochs at which somebody looks at a fit of up to ``last``, evenly along the axis."""

    def __init__(self, last: int, steps: int = STEPS) -> None:
        self._epochs = evenly(last, steps)

    def after(self, epoch: int) -> int | None:
        """The first of them after ``epoch``, which may be -1."""
        place = bisect_right(self._epochs, epoch)
        return self._epochs[place] if place < len(self._epochs) else None
