"""What a viewer has been shown so far, for one who comes later or missed a part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .frame import Frame, thinned

MOST = 120  # frames: beyond, every second one is forgotten, its rows of the trace are not
ROWS = 40  # of the trace from one frame to the next


class History:
    """The frames of one fit, oldest first, never more than ``MOST``.

    ``told`` counts all that ever came.
    """

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.told = 0

    def add(self, frame: Frame) -> None:
        """Keep a frame."""
        self.told += 1
        self.frames.append(frame)
        if len(self.frames) > MOST:
            odd = len(self.frames) % 2  # the last one stays
            pairs = zip(self.frames[odd::2], self.frames[odd + 1 :: 2], strict=True)
            self.frames = [*self.frames[:odd], *(_merged(a, b) for a, b in pairs)]


def _merged(earlier: Frame, later: Frame) -> Frame:
    """The later frame with the rows of both; of two networks only its own."""
    if earlier.network != later.network or earlier.columns.keys() != later.columns.keys():
        return later
    both = {
        name: np.concatenate([earlier.columns[name], later.columns[name]]) for name in later.columns
    }
    return replace(later, columns=thinned(both, ROWS))
