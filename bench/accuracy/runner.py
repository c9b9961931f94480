"""Runs what is not yet known, one model's process at a time, and keeps every result."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from types import ModuleType

from .. import harness
from ..child import THREAD_COUNTS, Child, ChildError, cores_for
from ..machine import cpu_model
from .rivals import MODULES, module
from .tables import TABLES, Table, check

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "out" / "accuracy"
MEASURED = Path(__file__).parent / "measured.jsonl"  # rivals' results, committed
SLOW_SPLITS, SLOW_SPLITS_LARGE, LARGE_ROWS = 20, 3, 2_000

Key = tuple[str, str]
Results = dict[str, dict[Key, dict]]  # by model, then table and split


@dataclass
class Model:
    """A model's worker process, started when its first result is missing."""

    name: str
    python: str = sys.executable
    child: Child | None = None
    missing: str | None = None
    version: str | None = None
    known: dict[Key, dict] = field(default_factory=dict)

    @property
    def code(self) -> ModuleType:
        return module(self.name)

    def start(self) -> None:
        environment = {k: v for k, v in os.environ.items() if k not in harness.REMOVED}
        environment.update(dict.fromkeys(THREAD_COUNTS, "1"))
        command = [self.python, "-m", "bench.accuracy.worker", self.name]
        self.child = Child([*command, json.dumps(cores_for(1))], environment)
        try:
            about = self.ask(do="about")
            self.missing, self.version = about["missing"], about["version"]
        except ChildError as failure:
            self.missing = str(failure)

    def ask(self, **order: object) -> dict:
        assert self.child is not None
        return self.child.ask(**order)

    def stop(self) -> None:
        if self.child is not None:
            self.child.stop()

    def runs(self, table: Table, split: str) -> bool:
        """Whether the protocol has this model run this split."""
        if split.startswith("g"):
            return True
        if getattr(self.code, "ONLY_GROUPED", False):
            return False
        if len(table.y) > getattr(self.code, "AT_MOST_ROWS", len(table.y)):
            return False
        large = len(table.y) > LARGE_ROWS
        return not self.code.SLOW or int(split) < (SLOW_SPLITS_LARGE if large else SLOW_SPLITS)

    def load(self) -> None:
        """What this version has already been measured at; committed results first, then own ones."""
        version = self.version or str(getattr(self.code, "VERSION", ""))  # also if it is not here
        for path in (MEASURED, CACHE / f"{self.name}.jsonl"):
            if not path.exists():
                continue
            for line in path.read_text().splitlines():
                row = json.loads(line)
                if row["model"] == self.name and row["version"] == version:
                    self.known[row["table"], row["split"]] = row

    def measure(self, table: str, split: str) -> None:
        found = self.ask(do="measure", table=table, split=split)
        about = {"model": self.name, "version": self.version, "table": table, "split": split}
        row = {**about, **found, "machine": cpu_model()}
        self.known[table, split] = row
        CACHE.mkdir(parents=True, exist_ok=True)
        with open(CACHE / f"{self.name}.jsonl", "a", encoding="utf-8") as file:
            file.write(json.dumps(row) + "\n")


def orders(tables: list[Table], at_most: int) -> list[tuple[Table, str]]:
    """Every table's first split (and group fold), then every table's second ..."""
    names = [[[s.name for s in t.splits()], [s.name for s in t.group_splits()]] for t in tables]
    return [
        (table, kind[i])
        for i in range(at_most)
        for table, kinds in zip(tables, names, strict=True)
        for kind in kinds
        if i < len(kind)
    ]


def run(
    tables: list[str], models: list[str], at_most: int, budget: float, pythons: dict[str, str]
) -> list[Model]:
    for name in tables:
        check(name)
    running = [Model(name, pythons.get(name, sys.executable)) for name in MODULES if name in models]
    end = monotonic() + budget
    try:
        for model in running:
            model.start()
            model.load()
        for table, split in orders([TABLES[t] for t in tables], at_most):
            for model in running:
                if model.missing or (table.name, split) in model.known:
                    continue
                if not model.runs(table, split) or monotonic() > end:
                    continue
                print(f"{table.name} {split} {model.name}", file=sys.stderr, flush=True)
                try:
                    model.measure(table.name, split)
                except RuntimeError as failure:
                    model.missing = f"failed on {table.name}, split {split}: {failure}"
    finally:
        for model in running:
            model.stop()
    return running


def committed(models: list[Model]) -> None:
    """Write the rivals' results to the committed file; Shoal's always come from the code at hand."""
    rows = {}
    if MEASURED.exists():
        for line in MEASURED.read_text().splitlines():
            row = json.loads(line)
            rows[row["model"], row["table"], row["split"]] = row
    for model in models:
        if not hasattr(model.code, "fingerprint"):
            rows.update({(model.name, *key): row for key, row in model.known.items()})
    MEASURED.write_text("".join(json.dumps(rows[key]) + "\n" for key in sorted(rows)))
