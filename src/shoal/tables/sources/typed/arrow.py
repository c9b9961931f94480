"""Feather and Arrow files, by polars (the extra [table])."""

from __future__ import annotations

import io
from typing import Any

from ....errors import MissingExtraError
from ..contents import Contents
from ..foreign import guarded
from ..memory import NUMBER_CELL, refuse_too_large
from ..source import Typed
from .scanned import scanned


def read_arrow(contents: Contents, *, stream: bool = False) -> Typed:
    """The columns of a Feather (version 2) or Arrow file, or of an Arrow stream."""
    try:
        import polars
    except ImportError:
        raise MissingExtraError("Reading Feather and Arrow files", "table") from None

    source, raw = contents.source, contents.read()
    if not stream:
        return scanned(lambda: polars.scan_ipc(raw), source, contents.size)

    def read() -> Any:
        frame = polars.read_ipc_stream(io.BytesIO(raw))
        refuse_too_large(frame.height * frame.width, source, NUMBER_CELL)
        return frame

    return Typed(source, guarded(read, source))
