"""A path opens by its content; what is no table is refused by what it is."""

import io
import os
import pickle
import sys

import pytest

from shoal.errors import TableError
from shoal.tables.sources.opening import open_source
from shoal.tables.sources.source import Grid, Text, Typed

TABLE = b"a,b\n1,2\n3,4\n"


@pytest.mark.parametrize(
    "name",
    ["t.csv", "T.TSV", "t.dat", "t.data", "t.asc", "t.prn", "t.tab", "t", "t.txt", "t.names"],
)
def test_text_is_text_whatever_its_ending(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(TABLE)
    opened = open_source(path)
    assert isinstance(opened, Text)
    assert (opened.source, opened.data, opened.said) == (name, TABLE, ())


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be", "cp1252", "utf-16-be"]
)
def test_the_encoding_is_left_for_later(encoding, tmp_path):
    path = tmp_path / "t.csv"
    data = ("größe;y\n" + "1,5;2\n" * 50).encode(encoding)
    path.write_bytes(data)
    assert open_source(path).data == data


@pytest.mark.parametrize("encoding", ["shift-jis", "gb18030", "euc-kr", "iso2022_jp", "koi8-r"])
def test_text_of_other_countries_is_no_rubbish(encoding, tmp_path):
    words = {"euc-kr": "도시,값", "koi8-r": "город,цена"}.get(encoding, "東京,数")
    path = tmp_path / "t.csv"
    path.write_bytes((words + "\n" + (words + "\n") * 20).encode(encoding))
    assert isinstance(open_source(path), Text)


def test_a_stray_nul_is_left_for_its_line(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"a,b\n1,\x002\n")
    assert isinstance(open_source(path), Text)


@pytest.mark.parametrize("name", ["t.xls", "t.xlsx", "t.parquet", "t.sav", "t.json"])
def test_a_text_that_is_called_something_else(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(TABLE)
    opened = open_source(path)
    assert isinstance(opened, Text)
    assert f"{name} is called .{name[2:]} but is a text" in opened.said[0]


def test_a_workbook_that_is_called_csv(tmp_path, write_xlsx):
    path = tmp_path / "t.csv"
    write_xlsx(path, {"s": [["a", "b"], [1, 2]]})
    assert isinstance(open_source(path), Grid)


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (b"\n <!DOCTYPE html><html>", "a page of the web"),
        (b"<html><body><table><tr><td>1", "a page of the web"),
        (b'<?xml version="1.0"?><Workbook/>', "an XML file"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "a picture"),
        (pickle.dumps({"a": [1, 2]}), "a pickle, which could run code"),
        (b"RDX3\nX\n" + bytes(50), "write.csv"),
        (b"X\n\0\0\0\3" + bytes(50), "write.csv"),
        (b"\x89HDF\r\n\x1a\n" + bytes(90), "HDF5"),
        (bytes(512) + b"\x89HDF\r\n\x1a\n", "HDF5"),
        (b"MATLAB 7.3 MAT-file, Platform", "'-v7'"),
        (b"\x28\xb5\x2f\xfd" + bytes(50), "zstd"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "7-Zip"),
        (b"t.csv" + bytes(252) + b"ustar  \0", "tar"),
        (b"ORC" + bytes(90), "ORC"),
        (b"FEA1" + bytes(90), "version 1"),
        (bytes(range(256)) * 40, "is no text, and no format that is read"),
    ],
)
@pytest.mark.parametrize("ending", [".csv", "", ".xls"])
def test_what_is_no_table(start, words, ending, tmp_path, refused):
    if ending == ".xls" and "no text" in words:
        words = "is not a whole .xls file"
    path = tmp_path / f"t{ending}"
    path.write_bytes(start)
    message = refused(path)
    assert message.startswith(f"t{ending} ")
    assert words in message


def test_random_bytes(tmp_path, refused):
    path = tmp_path / "t.csv"
    path.write_bytes(os.urandom(100_000).replace(b"\x1f\x8b", b"..").replace(b"PK", b".."))
    assert "is no text" in refused(path)


def test_a_model_of_shoal(tmp_path, refused):
    path = tmp_path / "m.shoal"
    path.write_bytes((20).to_bytes(8, "little") + b'{"a":1}             ')
    assert "a model of Shoal" in refused(path)


@pytest.mark.parametrize("name", ["t.parquet", "t.xlsx", "t.sav", "t.npz", "t.json", "t.feather"])
def test_an_empty_file(name, tmp_path, refused):
    path = tmp_path / name
    path.write_bytes(b"")
    assert f"{name} is empty" in refused(path)


def test_an_empty_text_is_left_to_who_reads_it(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"")
    assert open_source(path).data == b""


def test_standard_input(monkeypatch, tmp_path):
    class Input:
        buffer = io.BytesIO(TABLE)

    monkeypatch.setattr(sys, "stdin", Input)
    opened = open_source("-")
    assert (opened.source, opened.data) == ("standard input", TABLE)


def test_a_workbook_on_standard_input(monkeypatch, tmp_path, write_xlsx):
    write_xlsx(tmp_path / "t.xlsx", {"s": [["a", "b"], [1, 2]]})

    class Input:
        buffer = io.BytesIO((tmp_path / "t.xlsx").read_bytes())

    monkeypatch.setattr(sys, "stdin", Input)
    assert open_source("-").rows == [["a", "b"], ["1", "2"]]


def test_standard_input_that_never_ends(monkeypatch, little_memory, refused):
    class Endless:
        @staticmethod
        def read(n):
            assert n < 10_000
            return b"1" * n

    class Input:
        buffer = Endless

    little_memory(10_000)
    monkeypatch.setattr(sys, "stdin", Input)
    assert "standard input holds" in refused("-")


def test_no_standard_input(monkeypatch, refused):
    monkeypatch.setattr(sys, "stdin", None)
    assert "standard input is closed" in refused("-")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("https://example.org/t.csv", "is an address"),
        ("no such file.csv", "there is no such file"),
        ("a\0b", "cannot be read"),
        ("/dev/null", "not a regular file"),
    ],
)
def test_paths_that_lead_nowhere(path, words, refused):
    assert words in refused(path)


@pytest.mark.parametrize("path", [1, None, b"t.csv"])
def test_no_path(path):
    with pytest.raises(TableError, match="the path of a table"):
        open_source(path)


def test_sheets_and_queries_where_there_are_none(tmp_path, refused):
    path = tmp_path / "t.csv"
    path.write_bytes(TABLE)
    assert "t.csv has no sheets" in refused(path, sheet="a")
    assert "t.csv is no database" in refused(path, query="SELECT 1")


def test_a_large_file_is_not_read(tmp_path, little_memory, refused):
    path = tmp_path / "t.csv"
    path.write_bytes(TABLE * 1000)
    little_memory(len(TABLE) * 1000)
    message = refused(path)
    assert "t.csv holds 12 KiB of text" in message
    assert "where 12 KiB are free" in message


def test_a_typed_file_is_typed(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b'[{"a": 1}, {"a": 2}]')
    opened = open_source(path)
    assert isinstance(opened, Typed)
    assert opened.frame == {"a": [1, 2]}
