"""A plain body read by polars, a batch of whole rows at a time: its cells, or its columns as floats."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

from .structure import Structure

if TYPE_CHECKING:
    import polars


class NotAsProved(Exception):
    """The parser saw other rows than the structure has: the strict reader must read this text."""


class Batches:
    """The body of a text, of which the structure is known, cut into batches of whole rows.

    Polars is imported by the first reading, never for a small file: that alone takes longer than the
    strict reader takes for ten thousand rows.

    Parameters
    ----------
    data : bytes
        The text; it is kept, so that cells can be read again.
    structure : Structure
        That of the body.
    delimiter : str
    width : int
        How many cells a row has.
    """

    def __init__(self, data: bytes, structure: Structure, delimiter: str, width: int) -> None:
        self._data = data
        self.n_rows = structure.n_rows
        self.borders = structure.borders
        self.delimiter, self.width = delimiter, width
        self._names = [str(k) for k in range(width)]
        # With a line of names before it no batch begins with what polars takes for a byte order
        # mark or for the first bytes of a compressed file.
        self._head = (delimiter.join(self._names) + "\n").encode()
        self._latest: tuple[int, Any] = (-1, None)

    def __len__(self) -> int:
        return len(self.borders) - 1

    def first_row(self, batch: int) -> int:
        """The number of the row with which the batch begins."""
        return self.borders[batch][1]

    def read(
        self,
        batch: int,
        *,
        floats: Collection[int] = (),
        columns: Collection[int] | None = None,
        head: int | None = None,
    ) -> dict[int, polars.Series]:
        """The columns of a batch, by their numbers.

        Parameters
        ----------
        batch : int
        floats : collection of int
            The columns to convert; a cell that polars does not take for a number is null. The
            others are texts.
        columns : collection of int, optional
            Which to read; all if not given.
        head : int, optional
            How many rows to read; all if not given.
        """
        import polars as pl

        (begin, first), (end, last) = self.borders[batch : batch + 2]
        wanted = range(self.width) if columns is None else sorted(columns)
        try:
            frame = pl.read_csv(
                b"".join((self._head, memoryview(self._data)[begin:end])),
                separator=self.delimiter,
                schema={
                    name: pl.Float64 if k in floats else pl.String
                    for k, name in enumerate(self._names)
                },
                columns=None if columns is None else [self._names[k] for k in wanted],
                n_rows=head,
                ignore_errors=True,  # of a cell that is no number; the rows are proved
            )
        except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
            raise NotAsProved(str(error)) from None
        if frame.height != min(last - first, head or last - first) or frame.width != len(wanted):
            raise NotAsProved(f"{frame.shape} in batch {batch}")
        # an empty cell is null to polars
        return {
            k: series if k in floats else series.fill_null("")
            for k, series in zip(wanted, frame.get_columns(), strict=True)
        }

    def sample(self, n_batches: int, n_rows: int) -> dict[int, polars.Series]:
        """The cells of rows from all over the body: the first ones of some batches."""
        import polars as pl

        last = len(self) - 1
        chosen = sorted({round(i * last / max(n_batches - 1, 1)) for i in range(n_batches)})
        parts = [self.read(batch, head=n_rows) for batch in chosen]
        return {k: pl.concat([part[k] for part in parts]) for k in range(self.width)}

    def texts(self, batch: int) -> dict[int, polars.Series]:
        """All cells of a batch, kept until another batch is asked for: readers go row by row."""
        latest = self._latest
        if latest[0] != batch:
            self._latest = latest = (batch, self.read(batch))
        found: dict[int, polars.Series] = latest[1]
        return found

    def column(self, k: int) -> Iterator[tuple[int, polars.Series]]:
        """The cells of column ``k``, batch after batch, each with the number of its first row."""
        for batch in range(len(self)):
            yield self.first_row(batch), self.read(batch, columns=[k])[k]
