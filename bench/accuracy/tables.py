"""The tables and their splits, as ``protocol.md`` states them; nothing here looks at a score."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

Array = np.ndarray

FOLDER = Path(__file__).parent / "tables"
DIGESTS = Path(__file__).parent / "splits.json"
TEST_SHARE = 0.1
GROUP_FOLDS = 5


@dataclass(frozen=True)
class Split:
    """Row numbers; ``groups`` of the training rows, given only where whole groups are held out."""

    name: str
    train: Array
    test: Array
    groups: Array | None = None

    @property
    def digest(self) -> str:
        rows = np.concatenate([self.train, [-1], self.test]).astype("<i8")
        return hashlib.sha256(rows.tobytes()).hexdigest()[:16]


@dataclass(frozen=True)
class Table:
    """``X`` all columns but the last (and but ``group``), ``y`` the target."""

    name: str
    n_splits: int
    apart: bool = False
    grouped: bool = False

    @cached_property
    def _columns(self) -> tuple[list[str], Array]:
        with gzip.open(FOLDER / f"{self.name}.csv.gz", "rt", encoding="utf-8") as file:
            names = file.readline().strip().split(",")
            return names, np.loadtxt(file, delimiter=",", ndmin=2)

    @property
    def groups(self) -> Array | None:
        names, values = self._columns
        return values[:, -1].astype(int) if names[-1] == "group" else None

    @property
    def _data(self) -> Array:
        names, values = self._columns
        return values[:, :-1] if names[-1] == "group" else values

    @property
    def X(self) -> Array:
        return np.ascontiguousarray(self._data[:, :-1])

    @property
    def y(self) -> Array:
        return np.ascontiguousarray(self._data[:, -1])

    def splits(self) -> list[Split]:
        return [self._random(i) for i in range(self.n_splits)]

    def group_splits(self) -> list[Split]:
        return [self._by_group(i) for i in range(GROUP_FOLDS)] if self.grouped else []

    def split(self, name: str) -> Split:
        return self._by_group(int(name[1:])) if name[0] == "g" else self._random(int(name))

    def _random(self, i: int) -> Split:
        seed = zlib.crc32(f"{self.name} {i}".encode())
        rows = np.random.RandomState(seed).permutation(len(self.y))
        n_test = int(np.ceil(TEST_SHARE * len(rows)))
        return Split(str(i), np.sort(rows[n_test:]), np.sort(rows[:n_test]))

    def _by_group(self, fold: int) -> Split:
        assert self.groups is not None
        seed = zlib.crc32(f"{self.name} groups".encode())
        names = np.random.RandomState(seed).permutation(np.unique(self.groups))
        out = np.isin(self.groups, names[fold::GROUP_FOLDS])
        train, test = np.flatnonzero(~out), np.flatnonzero(out)
        return Split(f"g{fold}", train, test, self.groups[train])


SMALL, LARGE = 20, 10

TABLES = {
    table.name: table
    for table in (
        Table("diabetes", SMALL),
        Table("friedman1", SMALL),
        Table("friedman2", SMALL),
        Table("friedman3", SMALL),
        Table("boston", SMALL),
        Table("cars", SMALL, apart=True),
        Table("concrete", SMALL, grouped=True),
        Table("biomass", SMALL),
        Table("sacramento", SMALL),
        Table("car_prices", SMALL, apart=True),
        Table("meats", SMALL),
        Table("cpus", SMALL),
        Table("engel", SMALL),
        Table("ames", LARGE),
        Table("diamonds", LARGE),
        Table("computers", LARGE, apart=True),
        Table("replicates", 0, grouped=True),
    )
}


def digests() -> dict[str, dict[str, str]]:
    """A fingerprint of each table's file and of each split."""
    return {
        name: {
            "file": hashlib.sha256((FOLDER / f"{name}.csv.gz").read_bytes()).hexdigest()[:16],
            **{s.name: s.digest for s in [*table.splits(), *table.group_splits()]},
        }
        for name, table in TABLES.items()
    }


def check(name: str) -> None:
    """Raise if a table or one of its splits is not the one that was committed."""
    table, expected = TABLES[name], json.loads(DIGESTS.read_text())[name]
    found = hashlib.sha256((FOLDER / f"{name}.csv.gz").read_bytes()).hexdigest()[:16]
    if found != expected["file"]:
        raise ValueError(f"{name}.csv.gz is not the committed table")
    for split in [*table.splits(), *table.group_splits()]:
        if split.digest != expected[split.name]:
            raise ValueError(f"split {split.name} of {name} is not the committed one")


if __name__ == "__main__":
    DIGESTS.write_text(json.dumps(digests(), indent=1) + "\n")
