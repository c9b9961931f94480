"""One epoch of backpropagation with the user's own network and numbers."""

from .stepping import step

__all__ = ["step"]
