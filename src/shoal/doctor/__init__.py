"""The doctor's note: what is wrong with a fit, each finding with its evidence and one thing to try.

Plain facts go in (``Fit``), notes come out. A table on which nothing is wrong has none.
"""

from .examining import examine, notes_on, notes_on_rows
from .facts import Fit
from .note import Note

__all__ = ["Fit", "Note", "examine", "notes_on", "notes_on_rows"]
