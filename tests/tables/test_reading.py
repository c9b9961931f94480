"""The strict reader: to the same bits, and with the right kind, delimiter and line."""

import csv
import gzip
import io
import math
import struct
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shoal.errors import TableError
from shoal.tables import Column, Table, read_table
from shoal.tables.layout.splitting import rows_of
from shoal.tables.meaning.cells import BLANKS, MISSING

DATA = Path(__file__).parents[2] / "examples" / "data"

finite = st.floats(allow_nan=False, allow_infinity=False)
# what a UTF-8 file can hold, less the NUL that the reader refuses
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
# a file that is mostly controls is no text
prose = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


def read(tmp_path, text, name="t.csv"):
    path = tmp_path / name
    path.write_bytes(text.encode())
    return read_table(path)


@settings(deadline=None)
@given(st.lists(finite, min_size=1, max_size=50))
@example([5e-324, -0.0, 1.7976931348623157e308, 1e22, 1e23, 0.1, 123456789.123456789])
def test_numbers_are_read_to_the_same_bits(tmp_path_factory, numbers):
    directory = tmp_path_factory.mktemp("numbers")
    table = read(directory, "a\n" + "".join(f"{x!r}\n" for x in numbers))
    assert table["a"].kind == "number"
    assert table["a"].values.tobytes() == struct.pack(f"{len(numbers)}d", *numbers)


@settings(deadline=None)
@given(st.lists(finite, min_size=1, max_size=20), st.sampled_from(";\t"))
def test_decimal_commas_are_read_to_the_same_bits(tmp_path_factory, numbers, delimiter):
    directory = tmp_path_factory.mktemp("numbers")
    rows = "".join(f"{x!r}{delimiter}0.5\n".replace(".", ",") for x in numbers)
    table = read(directory, f"a{delimiter}b\n" + rows)
    assert table["a"].values.tobytes() == struct.pack(f"{len(numbers)}d", *numbers)
    assert (table["b"].values == 0.5).all()


@settings(deadline=None)
@given(st.lists(st.tuples(texts, texts), min_size=1, max_size=10), st.sampled_from(",;\t|"))
@example([('"', '""'), ("\r", "\n"), ("a,b;c\td|e", " x "), ("\x85", "\u2028")], ",")
def test_any_cell_survives_quotes(rows, delimiter):
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerows([["first", "second"], *rows])
    lines = io.StringIO(file.getvalue(), newline="")
    found = [cells for _, cells in rows_of(lines, delimiter, "t.csv")]
    assert found == [["first", "second"], *map(list, rows)]


@settings(deadline=None)
@given(prose)
def test_a_text_is_read_without_the_blanks_around_it(tmp_path_factory, text):
    directory = tmp_path_factory.mktemp("texts")
    quoted = text.replace('"', '""')
    table = read(directory, "a,b\nfirst words,1\nsecond words,2\n" + f'"{quoted}",3\n')
    stripped = text.strip(BLANKS)
    expected = None if stripped.lower() in MISSING else stripped
    assert table["a"].kind == "text"
    assert table["a"].values[2] == expected


def table_or_message(path):
    """The table, or the message of the TableError: nothing else may come out of a file."""
    try:
        return read_table(path)
    except TableError as error:
        return str(error)


@settings(deadline=None)
@given(st.binary(max_size=300))
@example(b"a,y\n1,2\n")
def test_any_bytes_are_a_table_or_a_table_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("bytes") / "any.csv"
    path.write_bytes(content)
    found = table_or_message(path)
    assert isinstance(found, Table) or (found.isprintable() and "any.csv" in found)


@settings(deadline=None)
@given(st.text("ay1,;\t|\"\n\r .-5e'", max_size=60))
def test_any_text_of_few_letters_is_a_table_or_a_table_error(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("text") / "any.csv"
    path.write_bytes(content.encode())
    found = table_or_message(path)
    if isinstance(found, str):
        assert found.isprintable()
        return
    for column in found.columns.values():
        assert len(column.values) == found.n_rows
        if column.kind == "text":
            assert all(v is None or isinstance(v, str) for v in column.values)
        else:
            assert not np.isinf(column.values).any()


def test_what_a_table_is(tmp_path):
    table = read(tmp_path, "a,b,c,d\n1.50,red,yes,2020-01-01\n2,,no,\n")
    assert table.source == "t.csv"
    assert table.names == ["a", "b", "c", "d"]
    assert table.n_rows == 2
    assert [c.kind for c in table.columns.values()] == ["number", "text", "boolean", "date"]
    assert all(isinstance(c, Column) for c in table.columns.values())
    assert list(table["a"].cells) == ["1.50", "2"]
    assert list(table["b"].values) == ["red", None]
    assert list(table["b"].missing()) == [False, True]
    assert list(table["d"].missing()) == [False, True]
    with pytest.raises(TableError, match="did you mean 'a'"):
        table["A"]


def test_lines_are_those_of_the_file(tmp_path):
    table = read(tmp_path, 'a,b\n1,"x\n\n\ny"\n2,z\n"3",z\n4,z\n')
    assert [table.row_label(i) for i in range(4)] == ["line 2", "line 6", "line 7", "line 8"]
    part = table.take(np.array([3, 1]))
    assert list(part["a"].values) == [4, 2]
    assert list(part["a"].cells) == ["4", "2"]
    assert [part.row_label(i) for i in range(2)] == ["line 8", "line 6"]
    again = part.take(np.array([False, True]))
    assert again.row_label(0) == "line 6"


@pytest.mark.parametrize("rows", [np.array([2]), np.array([-1]), np.array([0.5]), np.eye(2)])
def test_rows_that_are_not_there(rows, tmp_path):
    table = read(tmp_path, "a,b\n1,2\n3,4\n")
    with pytest.raises(TableError, match="rows must"):
        table.take(rows)


@pytest.mark.parametrize("name", ["t.csv", "t.TXT", "t.tsv", "t.csv.gz", "t.tsv.gz", "T.CSV.GZ"])
def test_endings(name, tmp_path):
    path = tmp_path / name
    content = b"a\tb\n1\t2\n"
    path.write_bytes(gzip.compress(content) if name.lower().endswith("gz") else content)
    assert read_table(str(path)).names == ["a", "b"]


def test_parquet_and_excel_give_the_same_columns(tmp_path, write_xlsx):
    import polars

    text = "a,b,c\n1.5,red,true\n15.323974000886007,,false\n,blue,\n1e-83,red,true\n"
    table = read(tmp_path, text)
    rows = [[1.5, "red", True], [15.323974000886007, None, False], [None, "blue", None]]
    rows.append([1e-83, "red", True])
    polars.DataFrame(rows, schema=["a", "b", "c"], orient="row").write_parquet(
        tmp_path / "t.parquet"
    )
    write_xlsx(tmp_path / "t.xlsx", {"s": [["a", "b", "c"], *rows]}, first_row=3)
    for other in (read_table(tmp_path / "t.parquet"), read_table(tmp_path / "t.xlsx")):
        assert other.names == table.names
        for name in table.names:
            assert other[name].kind == table[name].kind
            np.testing.assert_array_equal(other[name].values, table[name].values)
    assert read_table(tmp_path / "t.parquet").row_label(1) == "row 2"
    assert read_table(tmp_path / "t.xlsx").row_label(1) == "row 5"


def test_an_excel_sheet_by_name_and_number(tmp_path, write_xlsx):
    path = tmp_path / "t.xlsx"
    write_xlsx(path, {"one": [["a"], [1]], "two": [["b"], [2]]})
    assert read_table(path, sheet="two").names == ["b"]
    assert read_table(path, sheet=1).names == ["a"]


@settings(deadline=None)
@given(st.lists(finite, min_size=1, max_size=20))
def test_excel_numbers_are_read_to_the_same_bits(tmp_path_factory, write_xlsx_function, numbers):
    path = tmp_path_factory.mktemp("excel") / "t.xlsx"
    write_xlsx_function(path, {"s": [["a"], *[[x] for x in numbers]]})
    values = read_table(path)["a"].values
    # minus zero comes as zero: Excel has none
    assert values.tolist() == numbers


def test_four_fifths_of_numbers_make_a_column_of_numbers(tmp_path):
    rows = ["1", "2", "3", "4", "x"]
    column = read(tmp_path, "a,b\n" + "".join(f"{c},1\n" for c in rows))["a"]
    assert "t.csv, line 6, column 'a': 'x' is not a number" in column.problem
    assert column.kind == "text"
    rows = ["1"] * 79 + ["x"] * 21 + ["", "NA"]
    column = read(tmp_path, "a,b\n" + "".join(f"{c},1\n" for c in rows))["a"]
    assert column.problem == ""
    assert column.kind == "text"
    assert column.note == "79 of its 100 cells are numbers"


def test_the_data_of_the_examples():
    cars = read_table(DATA / "auto_mpg.csv")
    assert cars.n_rows == 398
    assert int(cars["horsepower"].missing().sum()) == 6
    assert math.isclose(cars["mpg"].values.mean(), 23.514573, abs_tol=1e-6)
    years = np.bincount(cars["model_year"].values.astype(int))[70:]
    assert years.tolist() == [29, 28, 28, 40, 27, 30, 34, 28, 36, 29, 29, 29, 31]
    curve = read_table(DATA / "thurber.csv")
    x, y = curve["log_density"].values, curve["mobility"].values
    # NIST's certified parameters must give NIST's certified sum of squares
    b = [1288.13968, 1491.0792535, 583.23836877, 75.416644291]
    b += [0.96629502864, 0.39797285797, 0.049727297349]
    fit = (b[0] + b[1] * x + b[2] * x**2 + b[3] * x**3) / (1 + b[4] * x + b[5] * x**2 + b[6] * x**3)
    assert len(x) == 37
    assert math.isclose(((y - fit) ** 2).sum(), 5642.7082397, rel_tol=1e-9)


def test_a_large_table_is_read_at_once_not_cell_by_cell(tmp_path):
    numbers = np.random.default_rng(1).normal(size=(20_000, 10))
    rows = "".join(",".join(map(repr, row)) + "\n" for row in numbers.tolist())
    begun = time.process_time()
    table = read(tmp_path, ",".join("abcdefghij") + "\n" + rows)
    # a fifth of the table that must take about a second; with room for a slow machine
    assert time.process_time() - begun < 1.5
    assert (np.column_stack([c.values for c in table.columns.values()]) == numbers).all()
