"""What separates the cells, found out from the rows; beside pandas, told explicitly."""

import io

import pandas
import pytest

NUMBERS = [("a", "b", "c"), ("1.5", "20", "7"), ("2.5", "30", "8"), ("4.0", "45", "9")]


def written(mark, rows=NUMBERS):
    return "".join(mark.join(row) + "\n" for row in rows)


@pytest.mark.parametrize("mark", [",", ";", "\t", "|", " ", "   ", " \t "])
def test_each_mark(read, mark):
    frame = pandas.read_csv(io.StringIO(written(",")))
    table = read(written(mark))
    assert table.names == list(frame.columns)
    for name in table.names:
        assert list(table[name].values) == frame[name].tolist()


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("name;note\nx;a, b\ny;c, d, e\n", ";"),
        ("name,note\nx,a; b\ny,c; d; e\n", ","),
        ("name\tnote, more\nx\ta, b\ny\tc, d\n", "\t"),
        ("a|b c|d\n1|x y|2\n3|z w|4\n", "|"),
        ('a,b\n"1;2",3\n"4;5",6\n', ","),
        ('a;b\n"1,5";"2,5"\n"3,5";"4,5"\n', ";"),
        ("first name,age\nann lee,5\nbob lee,6\n", ","),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ";"),
    ],
)
def test_marks_within_cells(read, text, mark):
    rows = [line.split(mark) for line in text.replace('"', "").splitlines()]
    table = read(text)
    assert table.names == rows[0]
    cells = [list(column.cells) for column in table.columns.values()]
    assert [list(row) for row in zip(*cells, strict=True)] == rows[1:]


@pytest.mark.parametrize("values", [["1,5", "2,5", "4,25"], ["-0,5", "0,75", "1,0"]])
def test_one_column_of_decimal_commas(read, values):
    table = read("x\n" + "\n".join(values) + "\n")
    assert table.names == ["x"]
    assert list(table["x"].values) == [float(v.replace(",", ".")) for v in values]


@pytest.mark.parametrize("name", ["y", "the speed"])
def test_one_column_of_numbers(read, name):
    table = read(f"{name}\n1\n2\n4\n")
    assert table.names == [name]


def test_cells_of_fixed_width(read):
    text = "  speed   load\n   1.50  20\n  10.25   3\n 100.00  -7\n"
    table = read(text)
    assert list(table["speed"].values) == [1.5, 10.25, 100]
    assert list(table["load"].values) == [20, 3, -7]


def test_quotes_between_blanks(read):
    table = read('"a name" b\n"x ""y""" 1\n"z w" 2\n')
    assert table.names == ["a name", "b"]
    assert list(table["a name"].values) == ['x "y"', "z w"]


def test_the_mark_that_is_told(read):
    table = read("a,b;c\n1,2;3\n4,5;6\n", delimiter=";")
    assert table.names == ["a,b", "c"]
    assert list(table["a,b"].values) == [1.2, 4.5]


def test_two_marks_that_fit_alike_are_refused(refused):
    assert "cannot be told" in refused("a,b;c\n1,2;3\n4,5;6\n")


def test_a_hole_between_blanks_is_refused(refused):
    message = refused("a   b   c\n1   2   3\n4       6\n7   8   9\n")
    assert "line 3: 2 cells but the header names 3 columns" in message
    assert "separated by blanks" in message


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_encodings(read, encoding):
    text = "größe;näme\n1,5;é\n2,5;ß\n4,5;Ü\n"
    table = read(text.encode(encoding))
    assert table.names == ["größe", "näme"]
    assert list(table["näme"].values) == ["é", "ß", "Ü"]
    assert list(table["größe"].values) == [1.5, 2.5, 4.5]
    guessed = encoding in ("cp1252", "utf-16-le", "utf-16-be")
    assert any(said.startswith("read as ") for said in table.said) == guessed


@pytest.mark.parametrize("encoding", ["latin-1", "cp1250", "shift_jis", "koi8-r", "mac_roman"])
def test_an_encoding_that_is_told(read, encoding):
    word = {"cp1250": "Łódź", "shift_jis": "温度", "koi8-r": "Дон"}.get(encoding, "Köln")
    table = read(f"town,y\n{word},1\n{word},2\n".encode(encoding), encoding=encoding)
    assert list(table["town"].values) == [word, word]
    assert table.said == ()
