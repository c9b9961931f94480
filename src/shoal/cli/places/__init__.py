"""Which files a command reads and writes, and that it destroys none of them."""

from .command import PlacesCommand
from .guard import Places
from .parameters import InputPath, OutputPath

__all__ = ["InputPath", "OutputPath", "Places", "PlacesCommand"]
