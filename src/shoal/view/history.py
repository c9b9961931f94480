"""What a viewer has been shown so far, for one who comes later or missed a part."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from .frame import Frame, thinned

MOST = 120  # frames, an even number: beyond, two become one, with the rows of the trace of both
ROWS = 40  # of the trace from one frame to the next


class History:
    """The frames of one fit, oldest first, evenly over all that came, never more than ``MOST``.

    ``told`` counts all that ever came.
    """

    def __init__(self) -> None:
        self.frames: list[Frame] = []
        self.told = 0
        self._each, self._in_last = 1, 0  # frames that one stands for; that the last one does

    def add(self, frame: Frame) -> None:
        """Keep a frame, for itself or with those before it."""
        self.told += 1
        if 0 < self._in_last < self._each:
            self.frames[-1] = _merged(self.frames[-1], frame)
            self._in_last += 1
            return
        if len(self.frames) == MOST:
            pairs = zip(self.frames[::2], self.frames[1::2], strict=True)
            self.frames, self._each = [_merged(a, b) for a, b in pairs], 2 * self._each
        self.frames.append(frame)
        self._in_last = 1


def _merged(earlier: Frame, later: Frame) -> Frame:
    """The later frame with the rows of both; of two networks only its own."""
    if earlier.network != later.network or earlier.columns.keys() != later.columns.keys():
        return later
    both = {
        name: np.concatenate([earlier.columns[name], later.columns[name]]) for name in later.columns
    }
    return replace(later, columns=thinned(both, ROWS))
