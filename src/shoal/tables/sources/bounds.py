"""How much may come out of compressed bytes, kept while they are unpacked.

What a file says of its own size is not believed: the bounds are counted in what has come out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...errors import TableError
from .memory import longest_text, refuse_too_long, shown_size

# Delimited numbers shrink to a half or a twentieth, the XML of sheets to a hundredth at most. So much
# may come out of any file, and beyond it so many bytes for each one that is compressed.
SMALL = 1 << 25
MOST_TIMES = 200
# Columns that have types pack better: a constant one to nothing. So many cells may any file hold,
# and beyond them so many for each of its bytes.
FEW_CELLS = 1 << 25
CELLS_EACH_BYTE = 200


def bounded(pieces: Iterable[bytes], compressed: int, source: str) -> Iterator[bytes]:
    """``pieces`` as they come; TableError as soon as they are more than memory or sense allows."""
    room = longest_text()
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > room:
            refuse_too_long(size, source)
            raise TableError(f"{source} unpacks to more than memory holds; take fewer rows")
        refuse_swollen(size, compressed, source)
        yield piece


def refuse_swollen(size: int, compressed: int, source: str) -> None:
    """TableError if no table becomes ``size`` bytes from so few compressed ones."""
    if size > SMALL and size > MOST_TIMES * compressed:
        raise TableError(
            f"{source} unpacks to more than {MOST_TIMES} times its {shown_size(compressed)}, as no "
            "table does; unpack it first and name what comes out, or save the table as CSV"
        )


def refuse_many_cells(cells: int, size: int, source: str) -> None:
    """TableError if a file of ``size`` bytes says to hold more cells than a table packs into them."""
    if cells > FEW_CELLS and cells > CELLS_EACH_BYTE * size:
        raise TableError(
            f"{source} says to hold {cells:,} cells in {shown_size(size)}, as no table does; take "
            "fewer rows, or save the table as CSV"
        )
