"""What a terminal draws while a fit runs."""

from __future__ import annotations

from typing import TextIO


def is_terminal(stream: TextIO | None) -> bool:
    """Whether somebody sees what is written to a standard stream, which may be closed."""
    return stream is not None and stream.isatty()
