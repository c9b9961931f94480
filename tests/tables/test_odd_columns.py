"""One odd column of a frame, a Parquet or an Arrow file: its own problem, and nothing rounded unsaid."""

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet
import pytest

from shoal.errors import TableError
from shoal.tables import decide, from_frame, read_table

OLD_POLARS = tuple(map(int, pl.__version__.split(".")[:2])) < (1, 40)

GOOD = [1.5, 2.0, 3.0, 4.0]
LARGEST = 2**63 - 1


def days(*numbers):
    return pa.array(numbers, pa.int32()).cast(pa.date32())


def moments(unit, zone=None, *numbers):
    return pa.array(numbers or (0, 10**6, None, 5), pa.int64()).view(pa.timestamp(unit, zone))


def spans(unit):
    return pa.array([LARGEST, 0, None, 5], pa.int64()).view(pa.duration(unit))


REFUSED = {
    "year 10000": (days(2932897, 1, None, 2), "years 1 to 9999"),
    "year 0": (days(1, -719163, None, 2), "years 1 to 9999"),
    "largest day": (days(2**31 - 1, 1, None, 2), "years 1 to 9999"),
    "smallest day": (days(1, None, 1, -(2**31)), "years 1 to 9999"),
    "largest millisecond": (moments("ms", None, 0, LARGEST, 1, None), "years 1 to 9999"),
    "largest microsecond": (moments("us", None, LARGEST, 0, 1, None), "years 1 to 9999"),
    "with zone": (moments("us", "Europe/Berlin", LARGEST, 0, 1, None), "years 1 to 9999"),
    "durations": (spans("ms"), "duration"),
    "times": (pa.array([1, 2, None, 3], pa.int32()).view(pa.time32("s")), "time"),
    "lists": (pa.array([[1], [2, 3], None, []]), "list"),
    "fixed lists": (pa.array([[1, 2]] * 4, pa.list_(pa.int64(), 2)), "cannot be read"),
    "records": (pa.array([{"a": 1}] * 4), "struct"),
    "maps": (pa.array([[("a", 1)]] * 4, pa.map_(pa.string(), pa.int64())), "cannot be read"),
    "bytes": (pa.array([b"a", b"b", None, b"c"]), "bin"),
    "infinite": (pa.array([1.0, float("inf"), None, 2.0]), "not a finite number"),
}
READ = {
    "fixed offset": (moments("us", "+07:30"), "date"),
    "unknown zone": (moments("ms", "No/Where"), "date"),
    "nanoseconds": (moments("ns"), "date"),
    "decimals": (pa.array([Decimal("1.50"), None, Decimal("-2"), Decimal("3")]), "number"),
    "levels": (pa.array(["a", "b", None, "a"]).dictionary_encode(), "text"),
    "coded dates": (pa.array([datetime.date(2020, 1, 1)] * 4).dictionary_encode(), "date"),
    "coded booleans": (
        pa.DictionaryArray.from_arrays(pa.array([0, 1, 0, None], pa.int8()), [True, False]),
        "boolean",
    ),
    "nothing": (pa.nulls(4), "number"),
    "lists of nothing": (pa.array([None] * 4, pa.list_(pa.int64())), "number"),
    "half floats": (pa.array([np.float16(1), None, np.float16(2), None]), "number"),
    "views": (pa.array(["a", "b", None, "c"], pa.string_view()), "text"),
}


def of_pyarrow(table, path):
    return from_frame(table)


def of_pandas(table, path):
    return from_frame(table.to_pandas(types_mapper=pd.ArrowDtype))


def of_parquet(table, path):
    pyarrow.parquet.write_table(table, path / "t.parquet")
    return read_table(path / "t.parquet")


def of_arrow(table, path):
    with pa.OSFile(str(path / "t.arrow"), "wb") as file, pa.ipc.new_file(file, table.schema) as w:
        w.write_table(table)
    return read_table(path / "t.arrow")


WAYS = [of_pyarrow, of_pandas, of_parquet, of_arrow]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", REFUSED)
def test_a_column_that_cannot_be_used_leaves_the_others_alone(way, name, tmp_path):
    values, expected = REFUSED[name]
    table = way(pa.table({"odd": values, "good": GOOD, "y": GOOD}), tmp_path)
    assert expected in table["odd"].problem
    assert "'odd'" in table["odd"].problem
    assert "--ignore" in table["odd"].problem
    assert table["good"].values.tolist() == GOOD
    with pytest.raises(TableError, match="'odd'"):
        decide(table, ["y"])
    assert [one.name for one in decide(table, ["y"], ignore=["odd"]).inputs] == ["good"]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", READ)
def test_a_column_of_any_type_that_can_be_read(way, name, tmp_path):
    values, kind = READ[name]
    if name == "views" and way is of_parquet:  # which an older pyarrow cannot write
        values = pa.array(values.to_pylist(), pa.large_string())
    table = way(pa.table({"odd": values, "good": GOOD}), tmp_path)
    assert (table["odd"].problem, table["odd"].kind) == ("", kind)
    missing = [value is None for value in values.to_pylist()] if kind != "date" else None
    assert missing is None or table["odd"].missing().tolist() == missing


def test_a_column_that_polars_cannot_read(tmp_path):
    values = pa.array([Decimal(10) ** 70, None, Decimal(1), None], pa.decimal256(76, 0))
    for way in (of_parquet, of_arrow):
        if OLD_POLARS:  # nor the others of the file, then
            with pytest.raises(
                TableError, match=r"^t\.\w+ cannot be read, it may be damaged: .*Decimal256"
            ):
                way(pa.table({"odd": values, "good": GOOD}), tmp_path)
            continue
        table = way(pa.table({"odd": values, "good": GOOD}), tmp_path)
        assert f"{table.source}, column 'odd': its values cannot be read" in table["odd"].problem
        assert table["good"].values.tolist() == GOOD


@pytest.mark.parametrize("zone", [None, "UTC", "+07:30"])
@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_moments_in_any_unit_are_the_same_days(unit, zone, tmp_path):
    each = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}[unit]
    seconds = [0, 86_400 * 3 + 1, -86_401, None]
    written = [None if s is None else s * each for s in seconds]
    table = pa.table({"odd": moments(unit, zone, *written), "good": GOOD})
    for way in WAYS:
        found = way(table, tmp_path)["odd"].values
        assert found[:3].tolist() == [s / 86_400 for s in seconds[:3]]
        assert np.isnan(found[3])


BEYOND = [2**53 + 1, 5, None, -(2**53) - 3]
CLASHING = [2**60 + 1, 2**60 + 2, None, 2**60]
FRAMES = {
    "pyarrow": lambda values: pa.table({"odd": values, "good": GOOD}),
    "polars": lambda values: pl.DataFrame({"odd": values, "good": GOOD}),
    "pandas": lambda values: pd.DataFrame({"odd": pd.array(values, "Int64"), "good": GOOD}),
    "objects": lambda values: pd.DataFrame({"odd": pd.Series(values, dtype=object), "good": GOOD}),
    "lists": lambda values: {"odd": values, "good": GOOD},
}


@pytest.mark.parametrize("kind", FRAMES)
def test_integers_that_a_float_cannot_hold_are_said(kind):
    column = from_frame(FRAMES[kind](BEYOND))["odd"]
    assert column.kind == "number"
    assert column.values[:2].tolist() == [2.0**53, 5.0]
    (said,) = column.said
    assert (
        "2 integers beyond 2^53 rounded to a 64-bit number, the first to 9007199254740992" in said
    )
    assert "row 1, column 'odd': 9007199254740993" in said
    assert "--text" in said


@pytest.mark.parametrize("kind", FRAMES)
def test_integers_that_would_become_one_number_are_names(kind):
    column = from_frame(FRAMES[kind](CLASHING))["odd"]
    assert column.kind == "text"
    assert column.values.tolist() == [str(2**60 + 1), str(2**60 + 2), None, str(2**60)]
    assert "read as names" in column.said[0]


def test_arrays_are_read_as_frames_are():
    table = from_frame(
        {
            "int": np.array([2**62, 1, 2**62 + 2**12]),
            "unsigned": np.array([2**64 - 1, 1, 2], np.uint64),
            "far": np.array(["10000-01-01", "NaT", "2000-01-01"], "M8[D]").astype("M8[s]"),
            "when": np.array([0, np.datetime64("NaT").view(int), 86_400 * 10**9]).view("M8[ns]"),
        }
    )
    assert not table["int"].said
    assert table["unsigned"].said[0].startswith("1 integer beyond 2^53")
    assert "years 1 to 9999" in table["far"].problem
    assert table["when"].values[[0, 2]].tolist() == [0.0, 1.0]
    assert np.isnan(table["when"].values[1])


def test_one_long_text_in_every_row_is_not_copied(monkeypatch, tmp_path):
    pl.DataFrame({"odd": ["x" * 10_000] * 500, "good": [1.0] * 500}).write_parquet(
        tmp_path / "t.parquet"
    )
    monkeypatch.setattr("shoal.tables.series.available_bytes", lambda: 1_000_000)
    table = read_table(tmp_path / "t.parquet")
    assert "5,000,000 characters" in table["odd"].problem
    assert not table["good"].problem


def test_more_cells_than_a_file_can_hold(tmp_path):
    pl.DataFrame({"a": pl.zeros(40_000_000, eager=True)}).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(TableError, match="as no table does"):
        read_table(tmp_path / "t.parquet")
