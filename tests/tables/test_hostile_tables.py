"""Hostile tables: each is read exactly right, or refused in one line that says where and why."""

import gzip
import os

import numpy as np
import pytest

from shoal.errors import TableError
from shoal.tables import decide, from_frame, read_table

# Twelve honest rows, to which one bad cell is put.
ROWS = [f"{k / 4},{k % 5},{k * k}" for k in range(1, 13)]


def with_cell(cell, row=5, head="speed,load,y"):
    """The honest table with ``cell`` as the speed of data row ``row``: line ``row + 2``."""
    rows = list(ROWS)
    rows[row] = cell + "," + rows[row].split(",", 1)[1]
    return "\n".join([head, *rows]) + "\n"


# name -> (content, what the message must contain); the file is called bad.csv unless named
REFUSED = {
    "ragged, too short": ("a,b,y\n1,2,3\n1,2\n", ["line 3", "2 cells", "'y'"]),
    "ragged, one too long": ("a,b,y\n1,2,3\n1,2,3,4\n", ["line 3", "4 cells", "3 columns", "'4'"]),
    "one too long at the very end": (
        "a,y\n" + "1,2\n" * 500 + "1,2,7\n",
        ["line 502", "3 cells", "2 columns", "'7'"],
    ),
    "empty file": ("", ["is empty"]),
    "only blank lines": ("\n\n\n", ["is empty"]),
    "only a byte order mark": (b"\xef\xbb\xbf", ["is empty"]),
    "header only": ("a,b,y\n", ["no rows"]),
    "one row": ("a,b,y\n1,2,3\n", ["1 row", "at least 2"]),
    "a quote left open": ('a,y\n1,2\n"3,4\n5,6\n', ["line 3", "cell 1", "quote", "close"]),
    "a quote left open in the header": ('a,"y\n1,2\n', ["line 1", "cell 2", "quote"]),
    "text after a closing quote": ('a,y\n"1"5,2\n', ["line 2", "cell 1", "'5'", "quote"]),
    "a quote in the middle of a cell": ('a,y\n1,5"\n', ["line 2", "cell 2", "quote"]),
    "a quote that swallows a line": ('a,y\n1,"2\n3,"4\n', ["line 3", "line 2", "quote"]),
    "a currency in one cell": (
        b"a,y\n1,2\n\x80 3,3\n",
        ["line 3", "'a'", "the unit '€'", "--missing"],
    ),
    "bytes of no usual encoding": (
        b"a,y\nK\xf6ln,2\n\x81,3\n",
        ["line 3", "byte 1", "0x81", "neither UTF-8 nor Windows-1252", "--encoding"],
    ),
    "a stray byte in UTF-8": (
        "a,y\nKöln,2\nMünchen,3\n".encode() + b"F\xfcrth,5\n",
        ["line 4", "byte 2", "0xfc", "not UTF-8", "--encoding"],
    ),
    "UTF-8 cut in the middle of a letter": (
        "a,y\nKöln,2\nMünch".encode() + b"\xc3",
        ["line 3", "byte 7", "UTF-8"],
    ),
    "a lone surrogate": (
        "ä,y\nöl,1\nü,3\n".encode() + b"\xed\xa0\x80,2\n",
        ["line 4", "byte 1", "UTF-8"],
    ),
    "NUL": (b"a,y\n1,2\n3,\x004\n", ["line 3", "byte 3", "NUL"]),
    "UTF-16 cut in the middle": ("a,y\n1,2\n".encode("utf-16")[:-1], ["line 2", "UTF-16"]),
    "UTF-16 with half a character": (
        b"\xff\xfe" + "a,y\n1,2\n".encode("utf-16-le") + b"\x00\xd8,\x00",
        ["line 3", "UTF-16"],
    ),
    "a decimal comma between commas": (with_cell('"1,5"'), ["line 7", "'speed'", "decimal comma"]),
    "decimal commas and points in one column": (
        "a;y\n1,5;2\n2.5;3\n3,5;4\n",
        ["line 3", "'a'", "'2.5'", "line 2", "'1,5'"],
    ),
    "decimal commas and points in two columns": (
        "a;y\n1,5;2.5\n2,5;3.5\n3,5;4.5\n",
        ["line 2", "'y'", "'2.5'", "decimal comma"],
    ),
    "1,234 that may be either": (
        "a;y\n1,234;2\n2,345;3\n4,567;5\n",
        ["line 2", "'a'", "1.234", "1234"],
    ),
    "1_000": (with_cell("1_000"), ["line 7", "'speed'", "'1_000'"]),
    "1_000 in every row": ("a,y\n1_000,2\n2_000,3\n", ["line 2", "'a'", "'1_000'"]),
    "a letter for a digit": (with_cell("12o"), ["line 7", "'speed'", "'12o'", "--ignore"]),
    "inf": (with_cell("inf"), ["line 7", "'speed'", "'inf'", "finite"]),
    "-Infinity": (with_cell("-Infinity"), ["line 7", "'speed'", "finite"]),
    "inf in every row": ("a,y\ninf,2\ninf,3\n", ["line 2", "'a'", "finite"]),
    "1e400": (with_cell("1e400"), ["line 7", "'speed'", "'1e400'", "too large"]),
    "Arabic digits": (with_cell("١٢"), ["line 7", "'speed'", "not a number"]),
    "hexadecimal": (with_cell("0x1F"), ["line 7", "'speed'", "'0x1F'"]),
    "a percent sign": (with_cell("45%"), ["line 7", "'speed'", "unit"]),
    "an error of a spreadsheet": (with_cell("#DIV/0!"), ["line 7", "'speed'", "'#DIV/0!'"]),
    "escape codes in a cell": (
        with_cell("\x1b[31mred\x07"),
        ["line 7", r"'\x1b[31mred\x07'"],
    ),
    "escape codes in a name": (
        with_cell("12o", head="\x1b]0;owned\x07\x1b[2J,load,y"),
        ["line 7", r"column '\x1b]0;owned\x07\x1b[2J'"],
    ),
    "text that turns the writing direction": (with_cell("\u202e12"), ["line 7", r"\u202e"]),
    "a cell of a megabyte": (with_cell("x" * 1_000_000), ["line 7", "'speed'", "xxx…"]),
    "a number of a megabyte": (with_cell("9" * 1_000_000), ["line 7", "'speed'", "too large"]),
    "a day that does not exist": (
        "day,y\n2021-02-27,1\n2021-02-28,2\n2021-02-29,3\n",
        ["line 4", "'day'", "'2021-02-29'", "not a date"],
    ),
    "dates with and without an offset": (
        "t,y\n2021-02-27T10:00Z,1\n2021-02-27T11:00,2\n",
        ["line 3", "'t'", "offset"],
    ),
    "a target that is text": ("a,y\n1,red\n2,blue\n3,red\n", ["line 2", "'y'", "'red'", "target"]),
    "a target that is a date": ("a,y\n1,2020-01-01\n2,2020-01-02\n", ["line 2", "'y'", "date"]),
    "a target that is constant": ("a,y\n1,5\n2,5\n3,5\n", ["'y'", "5 in every row"]),
    "a target that is missing everywhere": ("a,y\n1,\n2,\n3,NA\n", ["'y'", "empty in every row"]),
    "an all-missing column is the only one": ("a,y\n,1\n,2\n,3\n", ["no column", "missing in"]),
    "two delimiters that fit alike": (
        "a,b;c\n1,2;3\n1,2;3\n",
        ["line 1", "','", "';'", "cannot be told"],
    ),
    "one column": ("y\n1\n2\n3\n", ["no column is left"]),
    "days before months or after": (
        "a,y\n03/04/2020,1\n05/04/2020,2\n",
        ["line 2", "'a'", "'03/04/2020'", "--date a:%d/%m/%Y", "--date a:%m/%d/%Y"],
    ),
    "binary rubbish": (bytes(range(256)) * 10, ["no text", "CSV"]),
    "a page of the web": (
        "<!DOCTYPE html>\n<html><body>Not found, sorry</body>\n</html>\n",
        ["page of the web", "save it as CSV"],
    ),
    "a workbook that is cut and called CSV": (b"PK\x03\x04" + b"\0" * 100, ["not a whole .csv"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_one_line(refusal, case, tmp_path):
    content, expected = REFUSED[case]
    path = tmp_path / "bad.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    message = refusal(path)
    for part in ["bad.csv", *expected]:
        assert part in message, message


# name -> (content, column -> values exactly)
READ = {
    "byte order mark of UTF-8": (b"\xef\xbb\xbfa,y\n1,2\n3,4\n", {"a": [1, 3], "y": [2, 4]}),
    "UTF-16, little-endian": ("a,y\n1,2\n3,4\n".encode("utf-16"), {"a": [1, 3], "y": [2, 4]}),
    "UTF-16, big-endian": (
        b"\xfe\xff" + "å,y\n1,2\n3,4\n".encode("utf-16-be"),
        {"å": [1, 3], "y": [2, 4]},
    ),
    "UTF-32": ("a,y\n1,2\n3,4\n".encode("utf-32"), {"a": [1, 3], "y": [2, 4]}),
    "line ends of Windows": (b"a,y\r\n1,2\r\n3,4\r\n", {"a": [1, 3], "y": [2, 4]}),
    "line ends of an old Macintosh": (b"a,y\r1,2\r3,4\r", {"a": [1, 3], "y": [2, 4]}),
    "no line end after the last row": (b"a,y\n1,2\n3,4", {"a": [1, 3], "y": [2, 4]}),
    "blank lines at the end": (b"a,y\n1,2\n3,4\n\n  \n\n", {"a": [1, 3], "y": [2, 4]}),
    "line ends, delimiters and quotes in cells": (
        b'a,y\n"one\r\ntwo, ""three""",2\n"x",3\nx,4\n',
        {"a": ['one\r\ntwo, "three"', "x", "x"], "y": [2, 3, 4]},
    ),
    "blanks around quoted cells": (b'a,y\n "p, q" ,2\n r,3\n', {"a": ["p, q", "r"], "y": [2, 3]}),
    "letters that Unicode calls line ends": (
        "a,y\nb\x0bc\u2028d\x85,2\ne,3\n".encode(),
        {"a": ["b\x0bc\u2028d\x85", "e"], "y": [2, 3]},
    ),
    "decimal commas after semicolons": (
        b"a;y\n1,5;2\n-0,25;3\n,5;4e1\n",
        {"a": [1.5, -0.25, 0.5], "y": [2, 3, 40]},
    ),
    "1,234 where another cell proves the decimal comma": (
        b"a;y\n1,234;2,5\n2,345;3\n",
        {"a": [1.234, 2.345], "y": [2.5, 3]},
    ),
    "tabs, with commas in the names": (
        b"a, m\ty\n1\t2\n3\t4\n",
        {"a, m": [1, 3], "y": [2, 4]},
    ),
    "bars": (b"a|y\n1|2\n3|4\n", {"a": [1, 3], "y": [2, 4]}),
    "every word for missing": (
        b"a,y\n,1\nNA,2\nN/A,3\nNaN,4\nnull,5\nNone,6\n-,7\n?,8\n.,9\n7,10\n",
        {"a": [np.nan] * 9 + [7], "y": list(range(1, 11))},
    ),
    "numbers in every spelling": (
        b"a,y\n 1 ,1\n+1.,2\n.5e+1,3\n-0,4\n1E-400,5\n007,6\n",
        {"a": [1, 1, 5, -0.0, 0, 7], "y": [1, 2, 3, 4, 5, 6]},
    ),
    "numbers at the edges": (
        b"a,y\n1.7976931348623157e308,1\n5e-324,2\n-2.2250738585072014e-308,3\n0.1,4\n",
        {"a": [1.7976931348623157e308, 5e-324, -2.2250738585072014e-308, 0.1], "y": [1, 2, 3, 4]},
    ),
    "words for true and false": (
        b"a,y\nyes,1\nNO,2\nTrue,3\n,4\nfalse,5\n",
        {"a": [1, 0, 1, np.nan, 0], "y": [1, 2, 3, 4, 5]},
    ),
    "dates": (
        b"a,y\n1970-01-02,1\n1969-12-31,2\n2000-03-01,3\n",
        {"a": [1, -1, 11017], "y": [1, 2, 3]},
    ),
    "times with offsets": (
        b"a,y\n1970-01-01T12:00Z,1\n1970-01-02 01:30:00+01:30,2\n1970-01-01T06:00:00.0-06:00,3\n",
        {"a": [0.5, 1, 0.5], "y": [1, 2, 3]},
    ),
    "a border behind the last cell, in one row": (b"a,y\n1,2\n3,4,\n", {"a": [1, 3], "y": [2, 4]}),
    "a border behind every row but not the names": (
        b"a,y\n1,2,\n2,3,\n",
        {"a": [1, 2], "y": [2, 3]},
    ),
    "a blank line in the middle": (b"a,y\n1,2\n\n3,4\n", {"a": [1, 3], "y": [2, 4]}),
    "a blank line first": (b"\na,y\n1,2\n", {"a": [1], "y": [2]}),
    "a typographic minus": (
        "a,y\n1.5,1\n−5,2\n–0.5,3\n".encode(),
        {"a": [1.5, -5, -0.5], "y": [1, 2, 3]},
    ),
    "an all-missing column": (b"a,b,y\n,1,2\n,2,3\n", {"a": [np.nan] * 2, "b": [1, 2]}),
    "several gzip members": (
        gzip.compress(b"a,y\n1,2\n") + gzip.compress(b"3,4\n"),
        {"a": [1, 3], "y": [2, 4]},
    ),
}


@pytest.mark.parametrize("case", READ)
def test_read_rightly(case, tmp_path):
    content, expected = READ[case]
    path = tmp_path / "good.csv"
    path.write_bytes(content)
    table = read_table(path)
    for name, values in expected.items():
        column = table[name]
        assert column.problem == ""
        if column.kind == "text":
            assert list(column.values) == values
        else:
            assert column.values.tobytes() == np.array(values, dtype=np.float64).tobytes()
    assert set(expected) <= set(table.names)


# name -> (content, column -> values exactly, what a sentence must say)
SAID = {
    "names twice": (b"a,b,a\n1,2,3\n", {"a": [1], "b": [2], "a (2)": [3]}, "column 3 is a (2)"),
    "names twice after blanks are gone": (
        b"a, a,y\n1,2,3\n",
        {"a": [1], "a (2)": [2], "y": [3]},
        "column 2 is a (2)",
    ),
    "no name": (
        b"a,,y\n1,2,3\n",
        {"a": [1], "column 2": [2], "y": [3]},
        "column 2 has no name: it is called 'column 2'",
    ),
    "no header": (
        b"3,1,2\n6,4,5\n",
        {"column 1": [3, 6], "column 2": [1, 4], "column 3": [2, 5]},
        "line 1 is data like the rows below it",
    ),
    "no header, a text among the numbers": (
        b"1.5,red,3\n4,blue,6\n",
        {"column 1": [1.5, 4], "column 2": ["red", "blue"], "column 3": [3, 6]},
        "line 1 is data like the rows below it",
    ),
    "names that count": (
        b"1,2,3\n4,5,6\n",
        {"1": [4], "2": [5], "3": [6]},
        "line 1 is taken for names, although some are numbers (1, 2, 3); --header-rows 0",
    ),
    "Windows-1252": (
        b"a,y\nK\xf6ln,2\n\x80,3\n",
        {"a": ["Köln", "€"], "y": [2, 3]},
        "read as Windows-1252: the byte 0xf6 on line 2 is not UTF-8",
    ),
    "UTF-16 without a mark": (
        "a,y\n1,2\n3,4\n".encode("utf-16-le"),
        {"a": [1, 3], "y": [2, 4]},
        "read as UTF-16-LE",
    ),
    "thousands separators": (
        with_cell('"1,234.5"').encode(),
        {"speed": [0.25, 0.5, 0.75, 1, 1.25, 1234.5, *[k / 4 for k in range(7, 13)]]},
        "thousands separated by ',': '1,234.5' is 1234.5",
    ),
    "thousands separators in every row": (
        b'a,y\n"1,000",2\n"2,000",3\n"12,345,678",5\n',
        {"a": [1000, 2000, 12345678], "y": [2, 3, 5]},
        "thousands separated by ',': '1,000' is 1000",
    ),
    "thousands separated by blanks": (
        b"a,y\n1 234,1\n12 345,2\n1 234 567,3\n",
        {"a": [1234, 12345, 1234567]},
        "thousands separated by blanks: '1 234' is 1234",
    ),
    "thousands separated by points": (
        b"a;y\n1.234,5;2\n2,5;3\n3,5;5\n4,5;6\n5,5;7\n",
        {"a": [1234.5, 2.5, 3.5, 4.5, 5.5], "y": [2, 3, 5, 6, 7]},
        "thousands separated by '.': '1.234,5' is 1234.5",
    ),
    "a currency": (b"a,y\n$5,2\n$6,3\n$7.5,5\n", {"a": [5, 6, 7.5]}, "numbers in $"),
}


@pytest.mark.parametrize("case", SAID)
def test_read_rightly_and_said(case, tmp_path):
    content, expected, sentence = SAID[case]
    path = tmp_path / "good.csv"
    path.write_bytes(content)
    table = read_table(path)
    for name, values in expected.items():
        assert table[name].problem == ""
        assert list(table[name].values) == values
    said = [*table.said, *(s for column in table.columns.values() for s in column.said)]
    assert any(sentence in line for line in said), said


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a.csv", "http://x/a.csv", "s3://bucket/a.parquet", "file:///etc/passwd"],
)
def test_an_address_is_not_read(refusal, address):
    assert "address" in refusal(address)


def test_what_is_no_file(refusal, tmp_path):
    assert "no such file" in refusal(tmp_path / "absent.csv")
    assert "directory" in refusal(tmp_path)
    assert "cannot be read" in refusal("a\0b.csv")
    assert "cannot be read" in refusal("x" * 5000 + ".csv")
    assert "no such file" in refusal("\x1b[2J.csv")
    assert "regular file" in refusal("/dev/zero")
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    assert "regular file" in refusal(pipe)
    loop = tmp_path / "loop.csv"
    loop.symlink_to(loop)
    assert "cannot be read" in refusal(loop)


def test_a_file_that_may_not_be_read(refusal, tmp_path, monkeypatch):
    path = tmp_path / "closed.csv"
    path.write_text("a,y\n1,2\n")

    def closed(self):
        raise PermissionError(13, "Permission denied")

    # permissions do not bind root, as whom tests may run
    monkeypatch.setattr("pathlib.Path.read_bytes", closed)
    assert "Permission denied" in refusal(path)


def test_a_sheet_of_a_text(refusal, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,y\n1,2\n")
    assert "no sheets" in refusal(path, sheet=1)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ({"targets": ["y", "y"]}, "target 'y' is named twice"),
        ({"targets": ["Y"]}, "no column 'Y'; did you mean 'y'?"),
        ({"targets": ["sped"]}, "did you mean 'speed'?"),
        ({"targets": ["quite another"]}, "the columns are speed, load, y"),
        ({"targets": []}, "no target"),
        ({"targets": "y"}, "in a list"),
        ({"targets": ["y"], "inputs": ["load", "load"]}, "input 'load' is named twice"),
        ({"targets": ["y"], "inputs": ["y"]}, "'y' is a target and an input"),
        ({"targets": ["y"], "inputs": []}, "no input"),
        ({"targets": ["y"], "ignore": ["y"]}, "'y' is a target and ignored"),
        ({"targets": ["y"], "ignore": ["load", "load"]}, "'load' is named twice"),
        ({"targets": ["y"], "inputs": ["load"], "ignore": ["load"]}, "an input and ignored"),
        ({"targets": ["y"], "ignore": ["speed", "load"]}, "no column is left"),
        ({"targets": ["\x1b[2J"]}, r"no column '\x1b[2J'"),
        ({"targets": [7]}, "no column '7'"),
    ],
)
def test_names_that_do_not_fit(names, expected):
    columns = [[float(row.split(",")[k]) for row in ROWS] for k in range(3)]
    table = from_frame(dict(zip(["speed", "load", "y"], columns, strict=True)))
    names = dict(names)
    with pytest.raises(TableError) as caught:
        decide(table, names.pop("targets"), **names)
    assert expected in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_bad_column_that_is_left_out_does_no_harm(tmp_path):
    path = tmp_path / "partly.csv"
    path.write_text(with_cell("12o"))
    table = read_table(path)
    assert decide(table, ["y"], ignore=["speed"]).reads == ("load",)
    assert decide(table, ["y"], inputs=["load"]).reads == ("load",)
    with pytest.raises(TableError, match="'12o'"):
        decide(table, ["speed"])
