"""The file system within an old Office document (OLE): one stream of bytes by its name."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from ....errors import TableError

_END = 0xFFFFFFFA  # and all above are marks, not sectors
_ENTRY = 128
_FILE, _ROOT = 2, 5


@dataclass(frozen=True)
class _Entry:
    name: str
    sort: int
    start: int
    size: int


class Compound:
    """The streams of an OLE document; TableError for one that is damaged or goes in circles."""

    def __init__(self, raw: bytes, source: str) -> None:
        self.raw, self.source = raw, source
        if len(raw) < 512:
            raise self._damaged("it is cut off")
        shift, mini_shift = struct.unpack_from("<HH", raw, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise self._damaged("its sectors have no size")
        self.sector, self.mini_sector = 1 << shift, 1 << mini_shift
        directory, _, self.cutoff, mini = struct.unpack_from("<4I", raw, 48)
        self.table = self._table()
        self.entries = list(self._directory(self._joined(directory)))
        root = next((entry for entry in self.entries if entry.sort == _ROOT), None)
        self.mini_table = np.frombuffer(self._joined(mini), "<u4")
        self.mini_stream = b"" if root is None else self._joined(root.start)
        # who reads the document after us must not go in circles either
        for entry in self.entries:
            if entry.sort == _FILE:
                self.bytes_of(entry)

    def stream(self, *names: str) -> bytes | None:
        """The bytes of the first of these streams that is there, in capitals or not."""
        for name in names:
            for entry in self.entries:
                if entry.sort == _FILE and entry.name.lower() == name.lower():
                    return self.bytes_of(entry)
        return None

    def holds(self, name: str) -> bool:
        """Whether there is a stream of this name."""
        return any(entry.name == name for entry in self.entries)

    def bytes_of(self, entry: _Entry) -> bytes:
        """The bytes of one stream."""
        if entry.size >= self.cutoff:
            return self._joined(entry.start)[: entry.size]
        size = self.mini_sector
        sectors = self._chain(entry.start, self.mini_table)
        joined = b"".join(self.mini_stream[s * size : (s + 1) * size] for s in sectors)
        return joined[: entry.size]

    def _table(self) -> np.ndarray:
        """Which sector follows each."""
        count = struct.unpack_from("<I", self.raw, 44)[0]
        places = [*struct.unpack_from("<109I", self.raw, 76)]
        start = struct.unpack_from("<I", self.raw, 68)[0]
        seen: set[int] = set()
        while start < _END:
            if start in seen:
                raise self._damaged("its sectors go in circles")
            seen.add(start)
            numbers = np.frombuffer(self._sector(start), "<u4").tolist()
            places += numbers[:-1]
            start = numbers[-1]
        used = [place for place in places if place < _END][:count]
        if len(used) > len(self.raw) // self.sector:
            raise self._damaged("it names more sectors than it has")
        return np.frombuffer(b"".join(map(self._sector, used)), "<u4")

    def _directory(self, raw: bytes) -> Iterable[_Entry]:
        for at in range(0, len(raw) - _ENTRY + 1, _ENTRY):
            length, sort = struct.unpack_from("<HB", raw, at + 64)
            start, size = struct.unpack_from("<II", raw, at + 116)
            name = raw[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
            yield _Entry(name, sort, start, size)

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self.sector
        found = self.raw[at : at + self.sector]
        if not found:
            raise self._damaged("a sector is missing")
        # the last sector of a file is short in some writers' files
        return found.ljust(self.sector, b"\0")

    def _joined(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._chain(start, self.table)))

    def _chain(self, start: int, table: np.ndarray) -> list[int]:
        chain: list[int] = []
        while start < _END:
            if start >= len(table) or len(chain) > len(table):
                raise self._damaged("its sectors go in circles")
            chain.append(start)
            start = int(table[start])
        return chain

    def _damaged(self, why: str) -> TableError:
        return TableError(
            f"{self.source} is not a whole .xls file: {why}; copy it again, or save it as .xlsx"
        )
