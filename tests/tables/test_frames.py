"""Frames of pandas, polars and pyarrow, and dicts of columns."""

import datetime
import decimal
import io

import numpy as np
import pandas
import polars
import pyarrow
import pytest

from shoal.errors import TableError
from shoal.tables import decide, from_frame, read_table

NOON = datetime.datetime(1970, 1, 2, 12)
COLUMNS = {
    "whole": [1, 2, 3],
    "number": [1.5, None, 2.25],
    "flag": [True, None, False],
    "text": ["a", None, "b"],
    "moment": [NOON, None, datetime.datetime(1969, 12, 31)],
}
EXPECTED = {
    "whole": ("number", [1, 2, 3]),
    "number": ("number", [1.5, np.nan, 2.25]),
    "flag": ("boolean", [1, np.nan, 0]),
    "text": ("text", ["a", None, "b"]),
    "moment": ("date", [1.5, np.nan, -1]),
}


@pytest.mark.parametrize("make", [dict, pandas.DataFrame, polars.DataFrame, pyarrow.table])
def test_each_frame_gives_the_same_table(make):
    table = from_frame(make(COLUMNS))
    assert table.source == "the frame"
    assert table.names == list(COLUMNS)
    for name, (kind, values) in EXPECTED.items():
        assert table[name].kind == kind
        if kind == "text":
            assert list(table[name].values) == values
        else:
            assert table[name].values.dtype == np.float64
            np.testing.assert_array_equal(table[name].values, values)
    assert table.row_label(0) == "row 1"


def test_a_table_is_returned_as_it_is():
    table = from_frame(COLUMNS)
    assert from_frame(table) is table


@pytest.mark.parametrize(
    ("column", "kind", "values"),
    [
        (pandas.array([1, None, 3], dtype="Int64"), "number", [1, np.nan, 3]),
        (pandas.array([1.5, None, 3], dtype="Float64"), "number", [1.5, np.nan, 3]),
        (pandas.array([True, None, False], dtype="boolean"), "boolean", [1, np.nan, 0]),
        (pandas.array(["a", None, "b"], dtype="string"), "text", ["a", None, "b"]),
        (pandas.Categorical(["1", None, "2"]), "text", ["1", None, "2"]),
        (pandas.Categorical([1, None, 2]), "number", [1, np.nan, 2]),
        (pandas.Series([True, None, False], dtype=object), "boolean", [1, np.nan, 0]),
        (pandas.Series([pandas.NA, 2, 3.5], dtype=object), "number", [np.nan, 2, 3.5]),
        (pandas.to_datetime(["1970-01-02", None, "1970-01-03"]), "date", [1, np.nan, 2]),
        (
            pandas.to_datetime(["1970-01-02", None, "1970-01-03"]).tz_localize("Asia/Tokyo"),
            "date",
            [1 - 9 / 24, np.nan, 2 - 9 / 24],
        ),
        (np.array([1, 2, 3], dtype=np.uint8), "number", [1, 2, 3]),
        (np.array([1, 2, 3], dtype=np.float32) / np.float32(2), "number", [0.5, 1, 1.5]),
    ],
)
def test_columns_of_pandas(column, kind, values):
    table = from_frame(pandas.DataFrame({"a": column}))
    assert table["a"].problem == ""
    assert table["a"].kind == kind
    np.testing.assert_array_equal(table["a"].values, values)


@pytest.mark.parametrize(
    ("column", "kind", "values"),
    [
        (np.array(["x", "y", "z"]), "text", ["x", "y", "z"]),
        (np.array(["1970-01-02", "NaT"], dtype="M8[D]"), "date", [1, np.nan]),
        (np.array([True, False]), "boolean", [1, 0]),
        ((1, 2), "number", [1, 2]),
        ([decimal.Decimal("1.25"), decimal.Decimal("NaN")], "number", [1.25, np.nan]),
        ([datetime.date(1970, 1, 3), None], "date", [2, np.nan]),
        (["1.5", " 2 ", "NA"], "number", [1.5, 2, np.nan]),
        (["red", "", "-"], "text", ["red", None, None]),
        (["1", 2, "x", "y"], "text", ["1", "2", "x", "y"]),
        ([float("nan"), None], "number", [np.nan, np.nan]),
    ],
)
def test_columns_of_a_dict(column, kind, values):
    table = from_frame({"a": column})
    assert table["a"].problem == ""
    assert table["a"].kind == kind
    np.testing.assert_array_equal(table["a"].values, values)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ([1.0, float("inf"), 2.0], "row 2, column 'a': inf is not a finite number"),
        ([1, 10**400, 2], "row 2, column 'a': too large"),
        ([1, 2, 1j], "row 3, column 'a': a value of the type complex"),
        ([[1], [2]], "row 1, column 'a': a value of the type list"),
        ([1, True, 2], "row 2, column 'a': True is a boolean"),
        ([datetime.timedelta(1)] * 2, "row 1, column 'a': a value of the type timedelta"),
        (["x", "\ud800"], "row 2, column 'a': the text holds half a character"),
        ([1, 2, 3, 4, "12o"], "row 5, column 'a': '12o' is not a number"),
        ([NOON, NOON.replace(tzinfo=datetime.UTC)], "row 2, column 'a': this time"),
    ],
)
def test_a_column_that_cannot_be_read_is_refused_when_used(column, expected):
    rest = [*range(len(column))]
    table = from_frame({"a": column, "b": rest, "y": rest})
    assert decide(table, ["y"], ignore=["a"]).reads == ("b",)
    with pytest.raises(TableError) as caught:
        decide(table, ["a"])
    assert "the frame, " + expected in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("frame", "expected"),
    [
        (pandas.DataFrame([[1, 2]], columns=[0.5, 1.5]), "the name of column 1 is 0.5, neither"),
        (pandas.DataFrame([[1, 2]], columns=["a", "a"]), "same name"),
        (pyarrow.table([[1], [2]], names=["a", "a"]), "same name"),
        (pandas.Series([1, 2], name="a"), "must be a frame"),
        (polars.DataFrame({"a": [1]}).lazy(), "must be a frame"),
        (np.eye(3), "must be a frame"),
        (None, "must be a frame"),
        ([{"a": 1}], "must be a frame"),
        ({}, "no columns"),
        ({"a": []}, "no rows"),
        (polars.DataFrame({"a": []}), "no rows"),
        ({"a": [1, 2], "b": [1]}, "'b' has 1 row but 'a' has 2"),
        ({"a": "text"}, "must be a flat list"),
        ({"a": 3}, "must be a flat list"),
        ({"a": np.eye(2)}, "must be a flat list"),
        ({"\ud800": [1]}, "half a character"),
        ({None: [1]}, "is None, neither a text nor a whole number"),
        ({True: [1]}, "is True, neither"),
    ],
)
def test_what_is_no_frame(frame, expected):
    with pytest.raises(TableError) as caught:
        from_frame(frame)
    assert expected in str(caught.value)
    assert str(caught.value).isprintable()


def test_names_of_frames():
    frame = pandas.DataFrame([[1.5, 2, 3], [2.5, 3, 4]])
    assert from_frame(frame).names == ["0", "1", "2"]
    assert decide(from_frame(frame), ["1"]).targets == ("1",)
    table = from_frame({" speed ": [1.5], "": [2], "b\t": [3]})
    assert table.names == ["speed", "column 2", "b"]
    assert list(table["column 2"].values) == [2]
    table = from_frame({"a": [1, 2], " a": [3, 4], "a ": [5, 6]})
    assert table.names == ["a", "a (2)", "a (3)"]
    assert table.said == (
        "a is the name of several columns: column 2 is a (2)",
        "a is the name of several columns: column 3 is a (3)",
    )


def test_an_index_that_pandas_wrote():
    text = pandas.DataFrame({"a": [1.5, 2.5, 4.0], "y": [1, 2, 4]}).to_csv()
    for again in (pandas.read_csv(io.StringIO(text)), polars.read_csv(io.StringIO(text))):
        table = from_frame(again)
        assert table.names == ["a", "y"]
        assert table.labels is not None
        assert list(table.labels.values) == [0, 1, 2]
        assert table.said == (
            "the first column has no name and counts the rows from 0: row names, no input",
        )


def test_a_plan_from_a_file_reads_the_same_frame(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b,y\n" + "".join(f"{k},{'xy'[k % 2]},{k * k}\n" for k in range(10)))
    table = read_table(path)
    plan = decide(table, ["y"])
    frame = pandas.read_csv(path)[["y", "b", "a"]]
    frame["more"] = 1
    assert (plan.encode(from_frame(frame)) == plan.encode(table)).all()
    assert (plan.encode_targets(from_frame(frame)) == plan.encode_targets(table)).all()


@pytest.mark.parametrize("make", [pandas.DataFrame, polars.DataFrame, pyarrow.table])
@pytest.mark.parametrize(
    "cells",
    [
        ["red", None, "blue", " red ", "red", ""],
        ["1.5", "2", None, "NA", " 2 ", "1e3"],
        ["2024-05-31", "2024-06-01", None, "2024-05-31", "2024-06-03", "2024-06-02"],
        ["5 kg", "6 kg", "5 kg", None, "7.5 kg", "8 kg"],
        ["yes", "no", "yes", None, "no", "no"],
    ],
)
def test_long_columns_of_texts_are_read_like_short_ones(make, cells, monkeypatch):
    frame = make({"a": cells, "b": list(range(6))})
    short = from_frame(frame)["a"]
    monkeypatch.setattr("shoal.tables.series.MANY", 1)
    long = from_frame(frame)["a"]
    assert (long.kind, long.said, long.problem) == (short.kind, short.said, short.problem)
    np.testing.assert_array_equal(long.values, short.values)
    assert list(long.take(np.array([3, 0])).cells) == list(short.take(np.array([3, 0])).cells)
    assert list(long.cells[1:3]) == list(short.cells[1:3])
