"""Floor 0: what happened in a fit, told as events to whoever listens. Standard library only."""

from .channel import Channel
from .events import Event, Opening
from .pace import Pace
from .sinks import Named, Sink, Sinks

__all__ = ["Channel", "Event", "Named", "Opening", "Pace", "Sink", "Sinks"]
