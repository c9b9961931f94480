"""Where the table is in its file: remarks above, footers below, options that say it."""

import io

import numpy as np
import pandas
import pytest

BODY = "depth,yield\n1.5,20\n2.5,30\n4.0,45\n"
HARVEST = pandas.read_csv(io.StringIO(BODY))


def equal(table, frame):
    assert table.names == list(frame.columns)
    for name in table.names:
        assert list(table[name].values) == frame[name].tolist()


@pytest.mark.parametrize(
    ("above", "said"),
    [
        ("", None),
        ("# made by the logger\n", "1 line above the names skipped"),
        ("% export\n% of a plot\n", "2 lines above the names skipped"),
        ("// c, with, commas\n", "1 line above the names skipped"),
        ("Harvest of 1998\n", "1 line above the names skipped ('Harvest of 1998')"),
        ("Harvest of 1998\n\nplot 7\n\n", "2 lines above the names skipped"),
        ("station: north\nlogger: 7\nrate: 2\n", "3 lines above the names skipped"),
        ('"Harvest"\n', "1 line above the names skipped"),
    ],
)
def test_lines_above(read, above, said):
    table = read(above + BODY)
    equal(table, HARVEST)
    if said is None:
        assert table.said == ()
    else:
        assert said in table.said[0]
    lines = above.count("\n")
    assert table.row_label(0) == f"line {lines + 2}"


@pytest.mark.parametrize("skip", [1, 2, 3])
def test_skip_rows_is_believed(read, skip):
    """Lines that look like a table of their own are skipped where it is said."""
    above = "key,value\nlogger,7\nrate,2\n"
    frame = pandas.read_csv(io.StringIO(above + BODY), skiprows=skip)
    table = read(above + BODY, skip_rows=skip)
    assert table.names == list(frame.columns)
    assert table.n_rows == len(frame)
    if skip == 3:
        equal(table, HARVEST)


def test_skip_rows_counts_lines_of_the_file(read):
    equal(read("x,y\n\n\n" + BODY, skip_rows=2), HARVEST)


@pytest.mark.parametrize(
    "footer",
    [
        "Source: the ministry\n",
        "\nSource: the ministry\n",
        "# end\n",
        "number of plots: 3\n",
        "\n\nNotes\nmeasured by hand\n",
    ],
)
def test_footers(read, footer):
    table = read(BODY + footer)
    equal(table, HARVEST)
    assert any("below the table, left away" in said for said in table.said), table.said


@pytest.mark.parametrize(
    ("rows", "last"),
    [
        # a row whose values are all missing, its name like those above
        ("town,a,b\nAix,1,2\nBerne,3,4\nCadiz,,\n", "Cadiz"),
        ("town,a,b\nAix la Chapelle,1,2\nBad Ems,3,4\nNew Bern,,\n", "New Bern"),
        # a sum in a row of its own is a row: nobody can tell it from a town
        ("town,a,b\nAix,1,2\nBerne,3,4\nTotal,4,6\n", "Total"),
    ],
)
def test_what_is_no_footer(read, rows, last):
    table = read(rows)
    assert table.n_rows == 3
    assert table["town"].values[-1] == last


def test_names_are_no_title_where_rows_have_twice_their_cells(refused):
    """Decimal commas in a file of commas."""
    message = refused("speed,load\n1,5,2,5\n2,5,3,5\n4,5,1,5\n")
    assert "line 2: 4 cells but the header names 2 columns" in message


def test_a_cut_row_of_numbers_is_refused_not_lost(refused):
    message = refused("a,b,c\n1,2,3\n4,5,6\n7,8\n")
    assert "t.csv, line 4: 2 cells but the header names 3 columns" in message
    assert "'c'" in message
    assert "--skip-rows" in message


def test_a_source_below_names_of_as_many_words(read):
    table = read("town,a\nBad Ems,1\nNew Bern,2\nSan Juan,3\nSource: ministry\n")
    assert list(table["town"].values) == ["Bad Ems", "New Bern", "San Juan"]


def test_a_single_name_above_data_is_no_title(read):
    table = read("value,,\n1.5,2,3\n4.5,5,6\n")
    assert table.names == ["value", "column 2", "column 3"]
    assert table.n_rows == 2
    table = read("Towns in three years,,\ntown,2019,2020\nAix,1,2\nBerne,3,4\n")
    assert table.names == ["town", "2019", "2020"]
    assert table.n_rows == 2


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_borders_without_cells_drop_out(read, mark):
    text = "a,b,,\n1,2,,\n3,4,,\n".replace(",", mark)
    table = read(text)
    assert table.names == ["a", "b"]
    assert [list(c.values) for c in table.columns.values()] == [[1, 3], [2, 4]]


def test_rows_that_repeat_the_names(read):
    table = read("a,b\n1,2\na,b\n3,4\na,b\n5,6\n")
    assert list(table["a"].values) == [1, 3, 5]
    assert table.said == ("2 lines that repeat the names left away",)


def test_a_row_of_data_that_equals_its_first_is_kept(read):
    assert read("a,b\n1,2\n1,2\n1,2\n3,4\n").n_rows == 4


def test_remarks_between_the_rows(read):
    table = read("a,b\n1,2\n# the pump stopped\n3,4\n")
    assert list(table["b"].values) == [2, 4]
    assert table.said == ("1 remark between the rows skipped",)


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n-----\n1,2\n3,4\n5,6\n",
        "a   b\n======\n1   2\n3   4\n5   6\n7   8\n",
        " a | b \n---+---\n 1 | 2 \n 3 | 4 \n(2 rows)\n",
        "| a | b |\n|---|:-:|\n| 1 | 2 |\n| 3 | 4 |\n",
    ],
)
def test_lines_that_are_drawn(read, text):
    table = read(text)
    assert table.names == ["a", "b"]
    assert list(table["a"].values) == [1, 3, 5, 7][: table.n_rows]
    assert not table["b"].missing().any()
    assert "1 remark between the rows skipped" in table.said


def test_names_in_a_comment(read):
    """numpy.savetxt writes the names so."""
    file = io.StringIO()
    np.savetxt(file, [[1.5, 2], [2.5, 3], [4, 5]], header="speed,load", delimiter=",", fmt="%g")
    table = read(file.getvalue())
    assert table.names == ["speed", "load"]
    assert list(table["speed"].values) == [1.5, 2.5, 4]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("last", ["", "\x1a", "\r\n\x1a"])
def test_line_ends_and_an_end_of_file_mark(read, end, last):
    equal(read((BODY.replace("\n", end) + last).encode()), HARVEST)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"skip_rows": -1}, "skip_rows must be a whole number from 0"),
        ({"header_rows": 1.5}, "header_rows must be a whole number"),
        ({"header_rows": True}, "header_rows must be a whole number"),
        ({"skip_rows": 99}, "is empty"),
        ({"header_rows": 9}, "fewer rows than the 9"),
        ({"delimiter": "x"}, "separated by one of"),
        ({"encoding": "klingon"}, "no encoding 'klingon'"),
    ],
)
def test_options_that_do_not_fit(refused, options, words):
    assert words in refused(BODY, **options)
