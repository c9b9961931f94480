"""The names of the columns: none, in one row, in two; and a row of units below them."""

import io

import pandas
import pytest


@pytest.mark.parametrize(
    "text",
    [
        "5.1,3.5,0\n4.9,3.0,1\n6.3,3.3,2\n",
        "-1;2\n3;4\n5;6\n",
        "6,148,72,1\n1,85,66,0\n8,183,64,1\n",
        "2020-01-01,7\n2020-01-02,8\n2020-01-03,9\n",
        "a,1.5\nb,2.5\na,3.5\n",
        "1e3\t7\n2e3\t8\n",
        "5,?,1\n4,2,3\n6,3,2\n",
        "151\n75\n141\n",
        "1.5\n7\n14\n",
    ],
)
def test_no_header_is_found_out_and_said(read, text):
    mark = next((m for m in ",;\t" if m in text), ",")
    frame = pandas.read_csv(io.StringIO(text), header=None, sep=mark, na_values=["?"])
    table = read(text)
    assert table.names == [f"column {k + 1}" for k in range(frame.shape[1])]
    assert table.n_rows == len(frame)
    assert "line 1 is data like the rows below it" in table.said[0]
    assert "--header-rows 1" in table.said[0]
    for k, column in enumerate(table.columns.values()):
        if column.kind == "number":
            assert column.values.tobytes() == frame[k].to_numpy(float).tobytes()
        elif column.kind == "text":
            assert list(column.values) == frame[k].tolist()


def test_no_header_where_it_is_said(read):
    table = read("left,right\nup,down\nin,out\n", header_rows=0)
    assert table.names == ["column 1", "column 2"]
    assert list(table["column 1"].values) == ["left", "up", "in"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("town,2019,2020,2021\nAix,1.5,2,3\nBerne,4,5,6\n", ["town", "2019", "2020", "2021"]),
        ("0,1,2\n5.5,6,7\n8,9.5,10\n", ["0", "1", "2"]),
        ("2001,2002,2003\n5.5,6,7\n8,9,10\n", ["2001", "2002", "2003"]),
        ("id,0.5,1.5\na,1,2\nb,3,4\n", None),
    ],
)
def test_names_that_are_numbers(read, text, names):
    table = read(text)
    if names is None:  # words above words, but no number is a name by chance
        assert table.names[0] == "column 1"
        assert table.n_rows == 3
    else:
        assert table.names == names
        assert table.n_rows == 2


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ("town,2019,2020", False),
        ("town,north,south", False),
        ("town,1,2", True),  # or the first town
        ("7,1,2", True),
        (",1,2", True),
    ],
)
def test_names_that_could_be_data_are_said(read, head, said):
    table = read(head + "\nAix,1.5,2\nBerne,4,5\n")
    assert table.n_rows == 2
    assert any("taken for names, although some are numbers" in s for s in table.said) == said


def test_names_that_are_numbers_alone_are_said(read):
    assert "although some are numbers (1, 2, 3)" in read("1,2,3\n7,5,6\n9,8,7\n").said[0]
    assert read("1,2,3\n7,5,6\n9,8,7\n", header_rows=0).n_rows == 3


@pytest.mark.parametrize(
    "text",
    [
        "low,1\nhigh,2\nlow,3\nhigh,4\n",
        "grade,x\nA,1\nB,2\n",
    ],
)
def test_a_word_above_words_is_a_name_unless_numbers_tell(read, text):
    first = text.split(",")[0]
    assert (read(text).names[0] == first) == (first == "grade")


def test_two_rows_of_names(read):
    text = "engine,,wheel,\nspeed,power,load,slip\n1,2,3,4\n5,6,7,8\n9,1,2,3\n"
    table = read(text)
    assert table.names == ["engine speed", "engine power", "wheel load", "wheel slip"]
    assert table.n_rows == 3
    assert "names in two rows, joined" in table.said
    told = read("engine,wheel\nspeed,load\n1,2\n3,4\n", header_rows=2)
    assert told.names == ["engine speed", "wheel load"]
    assert list(told["wheel load"].values) == [2, 4]


def test_two_rows_of_names_that_pandas_writes(read):
    columns = pandas.MultiIndex.from_tuples([("mean", "x"), ("mean", "y"), ("sd", "x")])
    frame = pandas.DataFrame([[1.5, 2, 3], [4, 5.5, 6], [7, 8, 9]], columns=columns)
    table = read(frame.to_csv(index=False))
    assert table.names == ["mean x", "mean y", "sd x"]
    assert [list(c.values) for c in table.columns.values()] == frame.to_numpy().T.tolist()


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ("km/h,kW,°C", {"v": "km/h", "p": "kW", "t": "°C"}),
        ("[m/s],[W],[K]", {"v": "m/s", "p": "W", "t": "K"}),
        ("(mph),(hp),(F)", {"v": "mph", "p": "hp", "t": "F"}),
        ("rpm,-,%", {"v": "rpm", "t": "%"}),
        ("m,kg,", {"v": "m", "p": "kg"}),
        ("1/min,W m-2,N*m", {"v": "1/min", "p": "W m-2", "t": "N*m"}),
    ],
)
def test_a_row_of_units(read, units, expected):
    table = read(f"v,p,t\n{units}\n10,20,30\n11,21,31\n12,22,32\n")
    assert table.n_rows == 3
    assert {c.name: c.unit for c in table.columns.values() if c.unit} == expected
    assert list(table["v"].values) == [10, 11, 12]
    assert "line 2 holds the units" in table.said[0]


@pytest.mark.parametrize(
    "first",
    [
        "(5),20,30",
        "-,-,-",
        "?,NA,",
        "low,20,30",
        "none,none,none",
        "m5,x,y",
        "9,20,30",
        "max speed,mean load,hot",
    ],
)
def test_a_row_of_data_is_no_row_of_units(read, first):
    table = read(f"v,p,t\n{first}\n10,20,30\n11,21,31\n12,22,32\n13,23,33\n14,24,34\n")
    assert table.n_rows == 6
    assert table["v"].cells[0] == first.split(",")[0]


@pytest.mark.parametrize("row", ["m,red", "s,blue", "K,C"])
def test_texts_that_are_units_by_chance(read, row):
    """Where texts stand below, a unit is a text."""
    table = read(f"size,colour\n{row}\nl,red\nm,blue\ns,red\n")
    assert table.n_rows == 4
    assert table["size"].values[0] == row.split(",")[0]


def test_units_where_they_are_said(read):
    text = "v,p\nfurlongs,dollars\n1,2\n3,4\n"
    table = read(text, units_row=True)
    assert [c.unit for c in table.columns.values()] == ["furlongs", "dollars"]
    assert table.n_rows == 2
    kept = read("v,p\nkm,kg\n1,2\n3,4\n5,6\n7,8\n9,9\n", units_row=False)
    assert kept.n_rows == 6
    assert "'km' is not a number" in kept["v"].problem
