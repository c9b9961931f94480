"""A fuzz of the reader of tables: no traceback, no hang, no other value than others read.

``python -m tests.tables.fuzz --files 100000`` damages the seeds so often and prints what came out.
Each file is read by Shoal, by Python's ``csv`` module and by polars. Where all three find the same
names and the same number of rows, every number must be the ``float`` of the csv module's cell, and
polars' value, unless a sentence says what was decided on the column; a missing number must be an
empty cell or a word for one, a text the cell.
"""

from __future__ import annotations

import argparse
import csv
import io
import math
import random
import re
import tempfile
import time
from collections import Counter
from pathlib import Path

import polars

from shoal.errors import TableError
from shoal.tables import Column, Table, read_table
from shoal.tables.meaning.cells import BLANKS, NOT_AVAILABLE

from .fuzz_outcome import Outcome
from .mutations import mutated
from .seeds import SEEDS

_NUMBER = re.compile(r"[0-9.,][0-9.,'’\s]*(?:[eE][+-]?[0-9]+)?")
_SIGN = re.compile(r"^([+-])[ \t]+")
SLOW = 5.0  # seconds for a table of some lines


def run(files: int, seed: int = 0, most_wrong: int = 20) -> Outcome:
    """Damage the seeds in turn and read each result; stops at ``most_wrong`` wrong ones."""
    outcome = Outcome()
    names = list(SEEDS)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        for i in range(files):
            name = names[i % len(names)]
            data = mutated(SEEDS[name], random.Random(f"{seed}, {i}"))
            path.write_bytes(data)
            begun = time.perf_counter()
            wrong = _read(path, data, outcome.counts)
            if time.perf_counter() - begun > SLOW:
                wrong = wrong or "it takes too long"
            if wrong:
                outcome.wrong.append(f"file {i} of seed {seed} ({name}): {wrong}")
                if len(outcome.wrong) >= most_wrong:
                    break
    return outcome


def _read(path: Path, data: bytes, counts: Counter[str]) -> str:
    """What is wrong with how the file is read, or empty."""
    try:
        table = read_table(path)
    except TableError as error:
        counts["refused"] += 1
        said = str(error)
        return "" if said.isprintable() and len(said) < 600 else f"a refusal of {said!r}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    counts["read"] += 1
    sentences = [*table.said, *(s for c in table.columns.values() for s in (*c.said, c.problem))]
    odd = next((s for s in sentences if not s.isprintable()), None)
    if odd is not None:
        return f"a sentence of {odd!r}"
    counts["with a column that is refused"] += any(c.problem for c in table.columns.values())
    if table.dialect is None:
        return ""
    cells = _cells_of_csv(table, data)
    if cells is None:
        return ""
    counts["compared with csv"] += 1
    found = _compared(table, cells)
    if found:
        return found
    return _compared_with_polars(table, path, counts)


def _cells_of_csv(table: Table, data: bytes) -> dict[str, list[str]] | None:
    """The columns as Python's csv module has them, if it finds the same names and rows."""
    dialect = table.dialect
    assert dialect is not None
    if dialect.delimiter == " ":
        return None
    text = data.decode(dialect.encoding, "replace").removeprefix("\ufeff").rstrip("\x1a")
    try:
        rows = list(
            csv.reader(
                io.StringIO(text, newline=""), delimiter=dialect.delimiter, skipinitialspace=True
            )
        )
    except csv.Error:
        return None
    # a line of blanks is no row; a line of delimiters is one of missing cells
    rows = [row for row in rows if len(row) > 1 or "".join(row).strip(" \r\n")]
    if not rows:
        return None
    if any("holds the units" in said for said in table.said):
        del rows[1]
    names = [cell.strip() for cell in rows[0]]
    labels = [] if table.labels is None else [table.labels.name]
    if names != [*labels, *table.names]:
        return None
    body = rows[1:]
    if len(body) != table.n_rows or any(len(row) != len(names) for row in body):
        return None
    return {name: [row[k] for row in body] for k, name in enumerate(names)}


def _compared(table: Table, cells: dict[str, list[str]]) -> str:
    for name, column in table.columns.items():
        if column.problem:
            continue
        for i, cell in enumerate(cells[name]):
            wrong = _of_cell(column, i, cell.strip(BLANKS), table)
            if wrong:
                return f"column {name!r}, row {i + 1}: {wrong}"
        if column.kind == "number" and column.said:
            wrong = _in_one_spelling(column, [cell.strip(BLANKS) for cell in cells[name]])
            if wrong:
                return f"column {name!r}: {wrong}"
    return ""


def _in_one_spelling(column: Column, cells: list[str]) -> str:
    """What is wrong where a sentence speaks of the column: a mark must mean one thing in all cells.

    The digits of each cell are read with the point as the decimal mark and with the comma; one of
    the two must give every value of the column.
    """
    found = [(v, cell) for v, cell in zip(column.values, cells, strict=True) if not math.isnan(v)]
    worst = []
    for decimal, grouping in ((".", ","), (",", ".")):
        bad = next((cell for v, cell in found if not _means(v, cell, decimal, grouping)), None)
        if bad is None:
            return ""
        worst.append(bad)
    return f"no decimal mark reads both {worst[0]!r} and {worst[1]!r} as they were read"


def _means(value: float, cell: str, decimal: str, grouping: str) -> bool:
    match = _NUMBER.search(cell)
    if match is None:
        return False
    digits = re.sub(r"[\s'’]", "", match[0]).replace(grouping, "").replace(decimal, ".")
    try:
        size = abs(float(digits))
    except ValueError:
        return False
    return abs(value) == (size / 2 if cell[:1] in "<≤" else size)


def _of_cell(column: Column, i: int, cell: str, table: Table) -> str:
    """What is wrong with the value of one cell; cells that a sentence speaks of are left out."""
    value = column.values[i]
    if column.kind == "text":
        gap = cell.lower() in NOT_AVAILABLE
        return "" if value == cell or (value is None and gap) else f"{value!r} for {cell!r}"
    if math.isnan(value):
        return "" if cell.lower() in NOT_AVAILABLE else f"missing for {cell!r}"
    if column.kind != "number" or column.said:
        return ""
    written = _SIGN.sub(r"\1", cell.replace("−", "-").replace("–", "-"))
    if table.dialect is not None and (table.dialect.decimal == "," or column.comma == "decimal"):
        written = written.replace(",", ".")
    try:
        meant = float(written)
    except ValueError:
        return f"{value!r} for {cell!r}, and no sentence"
    return "" if value == meant else f"{value!r} for {cell!r}"


def _compared_with_polars(table: Table, path: Path, counts: Counter[str]) -> str:
    dialect = table.dialect
    assert dialect is not None
    if dialect.encoding not in ("utf-8", "utf-8-sig") or dialect.decimal == ",":
        return ""
    try:
        frame = polars.read_csv(path, separator=dialect.delimiter, infer_schema_length=None)
    except Exception:
        return ""
    if any(name != name.strip() for name in frame.columns):
        return ""
    if not set(table.names) <= set(frame.columns) or frame.height != table.n_rows:
        return ""
    counts["compared with polars"] += 1
    for name, column in table.columns.items():
        if column.kind != "number" or column.said or not frame[name].dtype.is_numeric():
            continue
        for i, theirs in enumerate(frame[name].cast(polars.Float64).to_list()):
            ours = float(column.values[i])
            if theirs is not None and math.isfinite(theirs) and theirs != ours:
                return f"column {name!r}, row {i + 1}: {ours!r} where polars has {theirs!r}"
    return ""


def main() -> None:
    """Run the fuzz and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    begun = time.perf_counter()
    run(given.files, given.seed).told(begun)


if __name__ == "__main__":
    main()
