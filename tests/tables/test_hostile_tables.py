"""Hostile tables: each is read exactly right, or refused in one line that says where and why."""

import gzip
import io
import os
import zlib

import numpy as np
import polars
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


def refusal(path, target="y", **options):
    """The message with which reading, deciding or encoding refuses; it must be a TableError."""

    def train():
        table = read_table(path, **options)
        plan = decide(table, [target])
        return plan.encode(table), plan.encode_targets(table)

    with pytest.raises(TableError) as caught:
        train()
    message = str(caught.value)
    assert "\n" not in message
    assert "\r" not in message
    assert message.isprintable()
    assert len(message) < 400
    return message


# name -> (content, what the message must contain); the file is called bad.csv unless named
REFUSED = {
    "ragged, too short": ("a,b,y\n1,2,3\n1,2\n", ["line 3", "2 cells", "'y'"]),
    "ragged, one too long": ("a,b,y\n1,2,3\n1,2,3,4\n", ["line 3", "4 cells", "3 columns", "'4'"]),
    "one too long at the very end": (
        "a,y\n" + "1,2\n" * 500 + "1,2,\n",
        ["line 502", "3 cells", "2 columns"],
    ),
    "a comma at the end of every row but not of the header": (
        "a,y\n1,2,\n2,3,\n",
        ["line 2", "3 cells"],
    ),
    "duplicated names": ("a,b,a\n1,2,3\n", ["line 1", "columns 1 and 3", "'a'"]),
    "duplicated names after blanks are gone": ("a, a,y\n1,2,3\n", ["line 1", "columns 1 and 2"]),
    "an empty name": ("a,,y\n1,2,3\n", ["line 1", "column 2", "no name"]),
    "no header": ("1,2,3\n4,5,6\n", ["line 1", "'1'", "names"]),
    "no header, a text among the numbers": ("1.5,red,3\n4,blue,6\n", ["line 1", "'1.5'", "names"]),
    "empty file": ("", ["is empty"]),
    "only blank lines": ("\n\n\n", ["is empty"]),
    "only a byte order mark": (b"\xef\xbb\xbf", ["is empty"]),
    "header only": ("a,b,y\n", ["no rows"]),
    "one row": ("a,b,y\n1,2,3\n", ["1 row", "at least 2"]),
    "a blank line in the middle": ("a,y\n1,2\n\n3,4\n", ["line 3", "empty", "delete"]),
    "a blank line first": ("\na,y\n1,2\n", ["line 1", "empty"]),
    "a quote left open": ('a,y\n1,2\n"3,4\n5,6\n', ["line 3", "cell 1", "quote", "close"]),
    "a quote left open in the header": ('a,"y\n1,2\n', ["line 1", "cell 2", "quote"]),
    "text after a closing quote": ('a,y\n"1"5,2\n', ["line 2", "cell 1", "'5'", "quote"]),
    "a quote in the middle of a cell": ('a,y\n1,5"\n', ["line 2", "cell 2", "quote"]),
    "a quote that swallows a line": ('a,y\n1,"2\n3,"4\n', ["line 3", "line 2", "quote"]),
    "Latin-1": (b"a,y\n1,2\nK\xf6ln,3\n", ["line 3", "byte 2", "0xf6", "UTF-8"]),
    "Windows-1252": (b"a,y\n1,2\n\x80 3,3\n", ["line 3", "byte 1", "0x80", "UTF-8"]),
    "UTF-8 cut in the middle of a letter": (b"a,y\n1,2\n\xc3", ["line 3", "byte 1", "UTF-8"]),
    "a lone surrogate": (b"a,y\n\xed\xa0\x80,2\n", ["line 2", "byte 1", "UTF-8"]),
    "NUL": (b"a,y\n1,2\n3,\x004\n", ["line 3", "byte 3", "NUL"]),
    "UTF-16 without a mark": ("a,y\n1,2\n".encode("utf-16-le"), ["line 1", "NUL", "UTF-16"]),
    "UTF-16 cut in the middle": ("a,y\n1,2\n".encode("utf-16")[:-1], ["line 2", "UTF-16"]),
    "UTF-16 with half a character": (
        b"\xff\xfe" + "a,y\n1,2\n".encode("utf-16-le") + b"\x00\xd8,\x00",
        ["line 3", "UTF-16"],
    ),
    "thousands separators": (with_cell('"1,234.5"'), ["line 7", "'speed'", "thousands"]),
    "thousands separators in every row": (
        'a,y\n"1,000",2\n"2,000",3\n"12,345,678",5\n',
        ["line 2", "'a'", "'1,000'", "thousands"],
    ),
    "thousands separated by blanks": (with_cell("1 234"), ["line 7", "'speed'", "thousands"]),
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
    "1.234,5": ("a;y\n1.234,5;2\n2,5;3\n3,5;5\n4,5;6\n5,5;7\n", ["line 2", "'a'", "thousands"]),
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
    "a currency": ("a,y\n$5,2\n$6,3\n$7.5,5\n", ["line 2", "'a'", "'$5'", "unit"]),
    "a typographic minus": (with_cell("−5"), ["line 7", "'speed'", "minus"]),
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
    "a target that is missing everywhere": ("a,y\n1,\n2,\n3,NA\n", ["'y'", "0 rows"]),
    "an all-missing column is the only one": ("a,y\n,1\n,2\n,3\n", ["no column", "missing in"]),
    "two delimiters that fit alike": (
        "a,b;c\n1,2;3\n1,2;3\n",
        ["line 1", "','", "';'", "cannot be told"],
    ),
    "one column": ("y\n1\n2\n3\n", ["no column is left"]),
    "binary rubbish": (bytes(range(256)) * 10, ["NUL"]),
    "a page of the web": (
        "<!DOCTYPE html>\n<html><body>Not found, sorry</body>\n</html>\n",
        ["line 2", "2 cells", "1 column"],
    ),
    "a workbook that is called CSV": (b"PK\x03\x04" + b"\0" * 100, ["archive or a workbook"]),
}


@pytest.mark.parametrize("case", REFUSED)
def test_refused_in_one_line(case, tmp_path):
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
    "days before months or after": (
        b"a,y\n03/04/2020,1\n05/04/2020,2\n",
        {"a": ["03/04/2020", "05/04/2020"], "y": [1, 2]},
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


@pytest.mark.parametrize(
    "address",
    ["https://example.org/a.csv", "http://x/a.csv", "s3://bucket/a.parquet", "file:///etc/passwd"],
)
def test_an_address_is_not_read(address):
    assert "address" in refusal(address)


def test_what_is_no_file(tmp_path):
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


def test_a_file_that_may_not_be_read(tmp_path, monkeypatch):
    path = tmp_path / "closed.csv"
    path.write_text("a,y\n1,2\n")

    def closed(self):
        raise PermissionError(13, "Permission denied")

    # permissions do not bind root, as whom tests may run
    monkeypatch.setattr("pathlib.Path.read_bytes", closed)
    assert "Permission denied" in refusal(path)


def test_an_ending_that_says_nothing(tmp_path):
    path = tmp_path / "table.json"
    path.write_text("a,y\n1,2\n")
    message = refusal(path)
    assert "table.json" in message
    assert ".csv" in message


class TestCompressed:
    def test_a_bomb(self, tmp_path, monkeypatch):
        monkeypatch.setattr("shoal.tables.decoding.MAX_BYTES", 100_000)
        path = tmp_path / "bomb.csv.gz"
        path.write_bytes(gzip.compress(b"a,y\n" + b"1,2\n" * 1_000_000))
        assert path.stat().st_size < 100_000
        assert "bomb.csv.gz holds more than" in refusal(path)

    def test_the_bound_holds_while_unpacking(self, tmp_path, monkeypatch):
        asked = []
        make = zlib.decompressobj

        class Recorded:
            def __init__(self, **options):
                self._real = make(**options)

            def decompress(self, data, bound):
                asked.append(bound)
                return self._real.decompress(data, bound)

            def __getattr__(self, name):
                return getattr(self._real, name)

        monkeypatch.setattr("shoal.tables.decoding.MAX_BYTES", 1000)
        monkeypatch.setattr("shoal.tables.decoding.zlib.decompressobj", Recorded)
        path = tmp_path / "bomb.csv.gz"
        path.write_bytes(gzip.compress(b"1,2\n" * 1000))
        assert "more than" in refusal(path)
        assert asked == [1001]

    def test_cut_in_half(self, tmp_path):
        path = tmp_path / "cut.csv.gz"
        raw = gzip.compress(os.urandom(1000).hex().encode())
        path.write_bytes(raw[: len(raw) // 2])
        assert "cut.csv.gz is cut off" in refusal(path)

    def test_damaged(self, tmp_path):
        path = tmp_path / "bad.csv.gz"
        raw = bytearray(gzip.compress(b"a,y\n1,2\n3,4\n" * 50))
        raw[-6] ^= 1  # the checksum
        path.write_bytes(raw)
        assert "cannot be decompressed" in refusal(path)

    def test_not_compressed(self, tmp_path):
        path = tmp_path / "plain.csv.gz"
        path.write_text("a,y\n1,2\n")
        assert "not compressed" in refusal(path)

    def test_a_large_file(self, tmp_path, monkeypatch):
        monkeypatch.setattr("shoal.tables.decoding.MAX_BYTES", 10)
        path = tmp_path / "large.csv"
        path.write_text("a,y\n1,2\n3,4\n")
        assert "MiB" in refusal(path)

    def test_too_many_cells(self, tmp_path, monkeypatch):
        monkeypatch.setattr("shoal.tables.splitting.MAX_CELLS", 10)
        path = tmp_path / "many.csv"
        path.write_text("a,y\n" + "1,2\n" * 10)
        message = refusal(path)
        assert "many.csv, line 7" in message
        assert "10 cells" in message


class TestParquet:
    @pytest.fixture
    def raw(self):
        file = io.BytesIO()
        polars.DataFrame({"a": list(range(100)), "y": [k * 0.5 for k in range(100)]}).write_parquet(
            file
        )
        return file.getvalue()

    @pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
    def test_cut(self, raw, share, tmp_path):
        path = tmp_path / "cut.parquet"
        path.write_bytes(raw[: int(share * len(raw))])
        assert "cut.parquet is not a whole Parquet file" in refusal(path)

    def test_cut_with_its_end_kept(self, raw, tmp_path):
        path = tmp_path / "cut.parquet"
        path.write_bytes(raw[:60] + raw[-8:])
        assert "cut.parquet cannot be read" in refusal(path)

    def test_too_many_cells(self, raw, tmp_path, monkeypatch):
        monkeypatch.setattr("shoal.tables.foreign.MAX_CELLS", 100)
        path = tmp_path / "many.parquet"
        path.write_bytes(raw)
        assert "200 cells" in refusal(path)

    def test_an_infinite_number(self, tmp_path):
        path = tmp_path / "inf.parquet"
        polars.DataFrame({"a": [1.0, float("inf"), 2.0], "y": [1, 2, 3]}).write_parquet(path)
        assert "inf.parquet, row 2, column 'a': inf is not" in refusal(path)

    def test_a_text_file_with_its_ending(self, tmp_path):
        path = tmp_path / "text.parquet"
        path.write_text("a,y\n1,2\n")
        assert "not a whole Parquet file" in refusal(path)


class TestExcel:
    def test_cut(self, write_xlsx, tmp_path):
        path = tmp_path / "cut.xlsx"
        write_xlsx(path, {"s": [["a", "y"], [1, 2]]})
        path.write_bytes(path.read_bytes()[:300])
        assert "cut.xlsx is not a whole .xlsx file" in refusal(path)

    def test_a_zip_that_is_no_workbook(self, tmp_path):
        import zipfile

        path = tmp_path / "other.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")
        assert "other.xlsx cannot be read" in refusal(path)

    def test_a_text_far_below_the_numbers(self, write_xlsx, tmp_path):
        # the reader beneath takes a column's type from its first 1,000 rows and drops the rest
        path = tmp_path / "late.xlsx"
        write_xlsx(path, {"s": [["a", "y"], *[[k / 4, k] for k in range(1500)], ["12o", 7]]})
        message = refusal(path)
        assert "late.xlsx, row 1502, column 'a'" in message
        assert "'12o'" in message

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            ([["a", "a"], [1, 2]], "row 1: columns 1 and 2 are both called 'a'"),
            ([["a", None, "y"], [1, 2, 3]], "row 1: column 2 has no name"),
            ([["a", "y"], [1, 2], [1, 2, 3]], "row 1: column 3 has no name"),
            ([[1.5, "y"], [1, 2]], "row 1: '1.5' is a number"),
            ([["a", "y"]], "no rows below"),
            ([], "is empty"),
        ],
    )
    def test_not_a_table(self, rows, expected, write_xlsx, tmp_path):
        path = tmp_path / "bad.xlsx"
        write_xlsx(path, {"s": rows})
        message = refusal(path)
        assert "bad.xlsx, sheet 's'" in message
        assert expected in message

    def test_an_error_of_the_workbook(self, write_xlsx, tmp_path):
        import zipfile

        whole, path = tmp_path / "whole.xlsx", tmp_path / "error.xlsx"
        write_xlsx(whole, {"s": [["a", "y"], [1, 2], [3, 4]]})
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as copy:
            for name in source.namelist():
                text = source.read(name).decode()
                copy.writestr(
                    name,
                    text.replace('"B3"><v>4</v>', '"B3" t="e"><v>#DIV/0!</v>'),
                )
        message = refusal(path)
        assert "error.xlsx, sheet 's', cell B3: #DIV/0!" in message

    def test_a_bomb(self, write_xlsx, tmp_path, monkeypatch):
        monkeypatch.setattr("shoal.tables.workbooks.MAX_BYTES", 1000)
        path = tmp_path / "bomb.xlsx"
        write_xlsx(path, {"s": [["a", "y"]] + [[1, 2]] * 100})
        assert "bomb.xlsx unpacks to more than" in refusal(path)

    def test_which_sheet(self, write_xlsx, tmp_path):
        path = tmp_path / "two.xlsx"
        write_xlsx(path, {"one": [["a"], [1]], "two": [["a"], [2]]})
        assert "one, two" in refusal(path)
        assert "no sheet 'three'" in refusal(path, sheet="three")
        assert "no sheet '3'" in refusal(path, sheet=3)


def test_a_sheet_of_a_text(tmp_path):
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
