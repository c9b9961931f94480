"""Floor 0: what happened in a fit, told as events to whoever listens. Standard library only."""

from .events import Event
from .sinks import Sink, Sinks

__all__ = ["Event", "Sink", "Sinks"]
