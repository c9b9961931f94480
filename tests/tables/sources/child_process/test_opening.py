"""A file opened by a child process: the same as here, and no end of ours whatever it does."""

import datetime
import gzip
import json
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from decimal import Decimal
from pathlib import Path

import numpy as np
import polars
import pytest

from shoal.errors import MissingExtraError, SeveralTablesError, TableError
from shoal.tables.reading import read_in_child, read_table
from shoal.tables.sources.child_process import opening, transfer
from shoal.tables.sources.child_process.limits import Limits
from shoal.tables.sources.child_process.opening import open_in_child
from shoal.tables.sources.opening import open_source
from shoal.tables.sources.source import Grid, Text, Typed

GENEROUS = Limits(1 << 30, 60.0)


def equal(one, other):
    assert type(one) is type(other)
    for name in ("source", "said", "parts", "part"):
        assert getattr(one, name) == getattr(other, name)
    if isinstance(one, Text):
        assert one.data == other.data
    elif isinstance(one, Grid):
        assert list(one.rows) == list(other.rows)
        assert list(one.numbers) == list(other.numbers)
        assert (one.where, one.unit) == (other.where, other.unit)
    elif isinstance(one.frame, dict):
        assert list(one.frame) == list(other.frame)
        for name, values in one.frame.items():
            np.testing.assert_array_equal(values, other.frame[name])
            assert type(values) is type(other.frame[name])
    else:
        assert one.frame.equals(other.frame)


def formats(folder, write_xlsx):
    """One small file of each sort of source."""
    (folder / "t.csv").write_text("a,b\n1,2\n")
    (folder / "t.csv.gz").write_bytes(gzip.compress(b"a,b\n1,\xe9\n"))
    write_xlsx(folder / "t.xlsx", {"one": [["a", "b"], [1, "\U0001f41f <&>"]], "two": [["c"]]})
    polars.DataFrame({"a": [1, 2], "b": ["x", None]}).write_parquet(folder / "t.parquet")
    np.savez(folder / "t.npz", a=np.arange(3), b=np.array(["x", "y", "z"]), c=np.zeros(3, ">f4"))
    (folder / "t.json").write_text('[{"a": 1e400, "b": "\\ud800"}, {"a": null, "b": true}]')
    with zipfile.ZipFile(folder / "t.zip", "w") as archive:
        archive.write(folder / "t.csv", "t.csv")
        archive.write(folder / "t.csv", "u.txt.bak")
    return sorted(folder.iterdir())


def test_every_sort_of_source_comes_back_as_it_is_read_here(tmp_path, write_xlsx):
    for path in formats(tmp_path, write_xlsx):
        file = path.read_bytes() if path.suffix in (".json", ".gz") else path
        equal(open_in_child(file, name=path.name), open_source(path))


def test_a_folder_comes_back_as_it_is_read_here(tmp_path):
    for year in (2023, 2024):
        folder = tmp_path / f"year={year}"
        folder.mkdir()
        polars.DataFrame({"a": [year / 2, 2.0]}).write_parquet(folder / "t.parquet")
    equal(open_in_child(tmp_path), open_source(tmp_path))


def test_objects_of_columns_come_back():
    values = [
        *(None, True, 1, 2**70, 1.5, "a", Decimal("1.50"), datetime.date(1, 2, 3)),
        *(datetime.datetime(9999, 1, 2, 3, 4, 5, 6), np.float64(2.5), b"bytes"),
        datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=2))),
    ]
    head, pieces = transfer.packed(Typed("t", {"a": values}))
    found = transfer.unpacked(json.loads(json.dumps(head)), list(map(memoryview, pieces)))
    other = found.frame["a"].pop(10)
    assert type(other).__name__ == "bytes"
    assert found.frame["a"] == values[:10] + values[11:]
    assert found.frame["a"][10].utcoffset() == datetime.timedelta(hours=2)


def test_a_table_read_so_is_the_table(tmp_path, write_xlsx):
    path = tmp_path / "t.xlsx"
    write_xlsx(path, {"one": [["a"], [1]], "two": [["b", "c"], [1, "x"], [2, "y"]]})
    here = read_table(path, sheet="two")
    for given, name in ((path, ""), (path.read_bytes(), "t.xlsx")):
        table = read_in_child(given, name=name, sheet="two", limits=GENEROUS)
        assert table.names == here.names
        assert (table.said, table.parts, table.part, table.file) == (
            *(here.said, here.parts, here.part),
            here.file,
        )
        assert table["c"].values.tolist() == ["x", "y"]


def test_errors_come_back_as_they_are(tmp_path):
    path = tmp_path / "t.db"
    connection = sqlite3.connect(path)
    connection.executescript("CREATE TABLE a (x); CREATE TABLE b (y);")
    connection.close()
    with pytest.raises(SeveralTablesError) as there:
        open_in_child(path)
    with pytest.raises(SeveralTablesError) as here:
        open_source(path)
    assert str(there.value) == str(here.value)
    assert (there.value.parts, there.value.queried) == (("a", "b"), True)
    error = MissingExtraError("Reading Excel files", "table")
    again = transfer.unpacked_error(transfer.packed_error(error))
    assert isinstance(again, MissingExtraError)
    assert (str(again), again.extra) == (str(error), "table")


@pytest.fixture
def program(monkeypatch):
    """A program in place of the one that opens the file: what it does is Python's text."""

    def replace(text):
        def start(_, **options):
            return real([sys.executable, "-c", text], **options)

        monkeypatch.setattr(opening.subprocess, "Popen", start)

    real = subprocess.Popen
    return replace


@pytest.mark.parametrize(
    ("does", "expected"),
    [
        ("import os; os.abort()", f"ends the process that reads it (signal {signal.SIGABRT})"),
        ("import sys; sys.exit(7)", "ends the process that reads it (exit code 7)"),
        ("import sys; sys.exit(3)", "needs more memory to read than the 1,024 MiB"),
        ("print('[]')", "ends the process that reads it (exit code 0)"),
        ('print(\'{"sort": "text", "sizes": [-1]}\')', "needs more memory"),
        (f'print(\'{{"sort": "text", "sizes": [{1 << 60}]}}\')', "needs more memory"),
        ('print(\'{"sort": "text", "sizes": [5]}ab\')', "ends the process that reads it"),
        (
            'print(\'{"sort": "arrow", "sizes": [0], "said": []}\')',
            "cannot be read, it may be damaged",
        ),
    ],
)
def test_whatever_the_process_does_is_an_error_of_ours(does, expected, program, tmp_path):
    program(does)
    path = tmp_path / "t.npy"
    np.save(path, np.zeros((3, 2)))
    with pytest.raises(TableError, match=r"t\.npy") as caught:
        open_in_child(path, limits=GENEROUS)
    assert expected in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_process_that_takes_too_long_is_ended(program, tmp_path):
    program("import time; time.sleep(1000)")
    path = tmp_path / "t.npy"
    np.save(path, np.zeros((3, 2)))
    begun = time.monotonic()
    with pytest.raises(TableError, match="takes longer to read than the 1 s"):
        open_in_child(path, limits=Limits(1 << 30, 1.0))
    assert time.monotonic() - begun < 30


@pytest.mark.skipif(sys.platform != "linux", reason="the system keeps no such limit elsewhere")
def test_memory_beyond_the_limit_is_refused(tmp_path):
    path = tmp_path / "t.npy"
    np.save(path, np.zeros(1 << 26))  # 512 MiB, with 256 MiB for the libraries
    with pytest.raises(TableError, match=r"more memory|free") as caught:
        open_in_child(path, limits=Limits(64 << 20, 60.0))
    assert "t.npy" in str(caught.value)


def test_the_process_ends_when_nobody_waits_for_it():
    task = {"path": "", "name": "", "source": "t", "size": 0, "sheet": None, "query": None}
    task |= {"memory": 1 << 30, "seconds": 60.0}
    text = (
        "import shoal.tables.sources.child_process.program as p, time\n"
        "p.open_contents = lambda *_: time.sleep(1000)\n"
        "p.main()"
    )
    with subprocess.Popen([sys.executable, "-c", text], stdin=subprocess.PIPE) as process:
        process.stdin.write(json.dumps(task).encode() + b"\n")
        process.stdin.close()
        assert process.wait(timeout=60) == 1


def test_the_default_limits_follow_the_file(little_memory):
    little_memory(1000)
    assert Limits.of(0).seconds == 30
    assert Limits.of(3 << 20).seconds == 60
    assert Limits.of(0).memory > 0
    assert Path(opening.__file__).exists()
