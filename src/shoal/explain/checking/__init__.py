"""``check_step``: whether a student's own step is the lecture's, or which slip it is.

``problems`` makes random tables and networks, ``lecture_epoch`` takes the step on them, rightly or with a
slip of ``slips``; ``calling`` runs the student's function, ``faults`` reads what stops it, ``matching``
compares, ``verdict`` is what comes back. ``gradient`` checks an objective's own gradient.
"""

from .check import check_step
from .verdict import StepCheck

__all__ = ["StepCheck", "check_step"]
