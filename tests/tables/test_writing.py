"""Predictions are written as the table was: its delimiter, decimal mark, encoding and row names."""

import csv
import io

import pandas
import pytest

from shoal.errors import TableError
from shoal.tables import from_frame
from shoal.tables.writing import csv_bytes

ADDED = {"y_predicted": [1.5, float("nan"), -2e-7]}


@pytest.mark.parametrize(
    ("text", "encoding", "mark", "decimal"),
    [
        ("a,b\n1.5,x\n2.5,y\n3.5,z\n", "utf-8", ",", "."),
        ("a;b\n1,5;x\n2,5;y\n3,5;z\n", "utf-8", ";", ","),
        ("a\tb\n1.5\tx\n2.5\ty\n3.5\tz\n", "utf-8", "\t", "."),
        ("a\tb\n1,5\tx\n2,5\ty\n3,5\tz\n", "utf-8", "\t", ","),
        ("a|b\n1.5|x\n2.5|y\n3.5|z\n", "utf-8", "|", "."),
        ("a,b\n1.5,é\n2.5,ü\n3.5,€\n", "cp1252", ",", "."),
        ("a,b\n1.5,é\n2.5,温\n3.5,€\n", "utf-8-sig", ",", "."),
        ("a\tb\n1.5\té\n2.5\t温\n3.5\tz\n", "utf-16", "\t", "."),
        ("a b\n1.5 x\n2.5 y\n3.5 z\n", "utf-8", "\t", "."),
    ],
)
def test_in_the_dialect_that_was_read(read, text, encoding, mark, decimal):
    table = read(text.encode(encoding))
    written = csv_bytes(table, ADDED)
    assert written.decode(encoding).encode(encoding) == written
    frame = pandas.read_csv(io.BytesIO(written), sep=mark, decimal=decimal, encoding=encoding)
    assert list(frame.columns) == ["a", "b", "y_predicted"]
    assert frame["a"].tolist() == [1.5, 2.5, 3.5]
    assert frame["b"].tolist() == list(table["b"].values)
    assert frame["y_predicted"].iloc[[0, 2]].tolist() == [1.5, -2e-7]
    assert frame["y_predicted"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_what_is_written_is_read_again(read, encoding):
    table = read("größe;y\n1,5;2\n2,5;3\n7,25;4\n".encode(encoding))
    again = read(csv_bytes(table, {"p": [0.125, 3.5, 1e-5]}))
    assert again.names == ["größe", "y", "p"]
    assert list(again["größe"].values) == [1.5, 2.5, 7.25]
    assert list(again["p"].values) == [0.125, 3.5, 1e-5]
    assert again.dialect == table.dialect


def test_row_names_come_first(read):
    table = read(",a\nFiat,1\nLotus,2\nVolvo,3\n".replace(",a", ",a,b").replace("1\n", "1,4\n")
                 .replace("2\n", "2,5\n").replace("3\n", "3,6\n"))  # fmt: skip
    rows = list(csv.reader(io.StringIO(csv_bytes(table, ADDED).decode())))
    assert rows[0] == ["", "a", "b", "y_predicted"]
    assert [row[0] for row in rows[1:]] == ["Fiat", "Lotus", "Volvo"]


def test_cells_as_they_were(read):
    text = 'a,b\n"1,234.50","x, ""y"""\n007,"two\nlines"\n"2,000", \n'
    rows = list(csv.reader(io.StringIO(csv_bytes(read(text), {}).decode(), newline="")))
    assert rows == list(csv.reader(io.StringIO(text, newline="")))


def test_a_letter_that_the_old_encoding_lacks(read):
    table = read("a;b\n1;é\n2;ü\n".encode("cp1252"))
    written = csv_bytes(table, {"größe ≥ 2": [1.0, 2.0]})
    assert written.startswith(b"\xef\xbb\xbf")
    assert "größe ≥ 2" in written.decode("utf-8-sig").splitlines()[0]


def test_frames_become_csv():
    table = from_frame({"a": [1, 2.5], "t": ["x", None], "ok": [True, None]})
    assert csv_bytes(table, {"p": [1.0, 2.0]}) == b"a,t,ok,p\n1,x,true,1.0\n2.5,,,2.0\n"


def test_a_column_of_that_name_is_there(read):
    with pytest.raises(TableError, match="already has a column 'p'"):
        csv_bytes(read("a,p\n1,2\n3,4\n"), {"p": [1.0, 2.0]})


def test_every_number_to_the_last_bit(read):
    values = [0.1, 1 / 3, 5e-324, 1.7976931348623157e308, -0.0]
    table = read("a;y\n" + "".join(f"{k},5;{k}\n" for k in range(5)))
    again = read(csv_bytes(table, {"p": values}))
    assert list(again["p"].values) == values
