"""Floor 0: what happened in a fit, told as events to whoever listens. Standard library only."""

from .channel import Channel
from .events import Closing, Event, Opening
from .pace import Pace
from .sinks import Named, Sink, Sinks, sinks_of
from .spread import Spread

__all__ = [
    "Channel",
    "Closing",
    "Event",
    "Named",
    "Opening",
    "Pace",
    "Sink",
    "Sinks",
    "Spread",
    "sinks_of",
]
