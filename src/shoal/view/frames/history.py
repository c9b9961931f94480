"""What a viewer has been shown so far, for one who comes later or missed a part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .frame import Frame, along, thinned

MOST = 120  # frames: beyond, one goes into the next, with its rows of the trace
ROWS = 40  # of the trace from one frame to the next


class History:
    """The frames of one fit of up to ``last`` epochs, oldest first, never more than ``MOST``.

    They are spread evenly along the axis that the learning curve is drawn over: where that is
    logarithmic, the first epochs are kept and later ones go. ``told`` counts all that ever came.
    """

    def __init__(self, last: int) -> None:
        self._last = last
        self.frames: list[Frame] = []
        self.told = 0

    def add(self, frame: Frame) -> None:
        """Keep a frame; of too many, the one whose neighbours are closest joins the next."""
        self.told += 1
        self.frames.append(frame)
        if len(self.frames) <= MOST:
            return
        place = along(np.array([f.network or f.epoch for f in self.frames]), self._last)
        least = 1 + int(np.argmin(place[2:] - place[:-2]))
        self.frames[least + 1] = _merged(self.frames[least], self.frames[least + 1])
        del self.frames[least]


def _merged(earlier: Frame, later: Frame) -> Frame:
    """The later frame with the rows of both; of two networks only its own."""
    if earlier.network != later.network or earlier.columns.keys() != later.columns.keys():
        return later
    both = {
        name: np.concatenate([earlier.columns[name], later.columns[name]]) for name in later.columns
    }
    return replace(later, columns=thinned(both, ROWS))
