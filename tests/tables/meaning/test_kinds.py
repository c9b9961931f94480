"""Numbers with words among them: names that are digits, damaged cells, gaps."""

import numpy as np
import pytest

from shoal.tables import from_frame


def column(read, cells, **options):
    rows = "".join(f'"{cell}",{k}\n' for k, cell in enumerate(cells))
    return read("c,y\n" + rows, **options)["c"]


@pytest.mark.parametrize(
    "cells",
    [
        ["0", "1", "2", "3", "4+"] * 8,
        ["1", "2", "3", "many"] * 6,
        ["3", "4", "6", "8", "electric"] * 10,
        ["221", "221B", "222", "223", "224", "225", "226", "230", "231", "240A", "250", "251"],
        ["101", "102", "103", "104", "12C"] * 3,
        ["1", "2", "3", "D", "E", "4", "5", "6", "7", "8", "9", "10"] * 2,
        ["7", "8", "9", "K"] * 10,  # school years
    ],
)
def test_names_that_are_digits_make_a_text(read, cells):
    found = column(read, cells)
    assert found.problem == ""
    assert found.kind == "text"
    assert list(found.values) == cells


@pytest.mark.parametrize(
    "bad", ["12o", "l2.5", "1.5.2", "abc", "error", "1..5", "0x1F", "3,4,5", "1e", "#REF!", "(5)"]
)
def test_a_damaged_cell_among_measurements_is_named(read, bad):
    cells = [f"{k * 1.37:.2f}" for k in range(1, 40)]
    cells[17] = bad
    found = column(read, cells)
    assert found.problem.startswith("t.csv, line 19, column 'c': ")
    assert f"'{bad}'" in found.problem
    assert "--missing " in found.problem
    assert "--text c" in found.problem
    assert "--ignore c" in found.problem
    mended = column(read, cells, missing=bad)
    assert mended.problem == ""
    assert np.flatnonzero(np.isnan(mended.values)).tolist() == [17]
    assert column(read, cells, text="c").values[17] == bad


def test_the_first_damaged_cell_is_named(read):
    cells = [str(k * 1.5) for k in range(30)]
    cells[20], cells[9] = "x1", "x2"
    assert "line 11, column 'c': 'x2'" in column(read, cells).problem


@pytest.mark.parametrize(
    "word",
    [
        *(
            "NA",
            "n/a",
            "N.A.",
            "NaN",
            "null",
            "NULL",
            "None",
            "nil",
            "-",
            "--",
            "—",
            ".",
            "..",
            "?",
        ),
        *("#N/A", "<NA>", "unknown", "Unknown", "missing", "not available", "n.d.", "*", "\\N"),
        *("#NA", "NaT", "(null)", "no data", "Not Reported", "TBD", "1.#QNAN", "-nan", "", "  "),
    ],
)
def test_words_for_not_available(read, word):
    cells = ["1.5", "2.5", word, "4", "5", "6", "7.25", "8", "9", "10"]
    found = column(read, cells)
    assert found.problem == ""
    assert found.kind == "number"
    assert np.flatnonzero(np.isnan(found.values)).tolist() == [2]


@pytest.mark.parametrize("word", ["none", "unknown", "missing", "nil", "blank", "Empty", "*"])
def test_a_level_of_a_text_is_no_gap(read, word):
    found = column(read, ["mild", "severe", word, "mild", word])
    assert list(found.values) == ["mild", "severe", word, "mild", word]


@pytest.mark.parametrize("word", ["NA", "n/a", "-", "?", "", "null"])
def test_a_gap_in_a_text(read, word):
    assert list(column(read, ["mild", "severe", word]).values) == ["mild", "severe", None]


@pytest.mark.parametrize(
    "cells",
    [
        ["1.2.3", "1.10.0", "2.0.11"],  # versions
        ["10.0.0.1", "10.0.0.2", "192.168.0.7"],
        ["12-10", "11-7", "3-9"],
        ["1/2", "3/4", "5/8"],
        ["1st", "2nd", "3rd"],
        ["4th", "5th", "11th"],
        ["555-1234", "555-9876", "555-4455"],
        ["10-19", "20-29", "30-39"],
        ["A1", "B2", "C3"],
        ["5B", "6A", "7C"],
        ["3x4", "5x2", "1x1"],
        ["Mar 10", "Dec 20", "Apr 11"],
        ["9:75", "10:61", "11:99"],
        ["<6m", ">6m", "<6m"],  # classes: no value was measured
        ["<25", "25-29", ">29"],
    ],
)
def test_no_numbers_and_no_dates(read, cells):
    found = column(read, cells * 4)
    assert found.problem == ""
    assert found.kind == "text"
    assert list(found.values) == cells * 4


@pytest.mark.parametrize(
    ("cells", "values"),
    [(["yes", "no", ""], [1, 0, np.nan]), (["TRUE", "False", "true"], [1, 0, 1])],
)
def test_booleans(read, cells, values):
    found = column(read, cells)
    assert found.kind == "boolean"
    np.testing.assert_array_equal(found.values, values)


class TestDeclared:
    TEXT = "code,size,day,y\n" + "".join(
        f"{k % 3 + 1},{k if k % 4 else 'x'},0{k % 9 + 1}/0{k % 8 + 1}/2020,{k}\n" for k in range(24)
    )

    def test_text(self, read):
        found = read(self.TEXT, text="code")["code"]
        assert list(found.values) == [str(k % 3 + 1) for k in range(24)]
        found = read(self.TEXT, text=["code", "size"])["size"]
        assert found.values[0] == "x"

    def test_number(self, read):
        problem = read(self.TEXT, number="size")["size"].problem
        assert "line 2, column 'size': 'x' is not a number" in problem
        found = read(self.TEXT, number="size", missing={"size": "x"})["size"]
        assert np.isnan(found.values[::4]).all()
        assert list(found.values[1:4]) == [1, 2, 3]

    def test_date(self, read):
        assert "--date day:%d/%m/%Y" in read(self.TEXT)["day"].problem
        one = read(self.TEXT, date={"day": "%d/%m/%Y"})["day"].values
        other = read(self.TEXT, date={"day": "%m/%d/%Y"})["day"].values
        assert one[1] == np.datetime64("2020-02-02").astype(float) == other[1]
        assert one[9] == np.datetime64("2020-02-01").astype(float)
        assert other[9] == np.datetime64("2020-01-02").astype(float)

    def test_missing_numbers_are_compared_as_numbers(self, read):
        for given in (-999, "-999", "-999.0", -999.0, ["-999", "x"]):
            found = read("a,y\n-999,1\n-999.00,2\n5,3\n-9990,4\n", missing=given)["a"]
            np.testing.assert_array_equal(found.values, [np.nan, np.nan, 5, -9990])

    def test_missing_in_one_column(self, read):
        table = read("a,b\n0,0\n1,5\n2,0\n", missing={"b": 0})
        np.testing.assert_array_equal(table["a"].values, [0, 1, 2])
        np.testing.assert_array_equal(table["b"].values, [np.nan, 5, np.nan])

    def test_a_declared_gap_of_a_text(self, read):
        found = read("a,y\nred,1\nxx,2\nblue,3\nXX,4\n", missing="xx")["a"]
        assert list(found.values) == ["red", None, "blue", None]

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            ({"text": "cod"}, "no column 'cod'; did you mean 'code'?"),
            ({"date": {"dai": ""}}, "no column 'dai'"),
            ({"missing": {"sise": 0}}, "did you mean 'size'?"),
            ({"text": "code", "number": "code"}, "two kinds"),
            ({"missing": True}, "missing= must give numbers or texts"),
            ({"text": 5}, "text= must name columns"),
        ],
    )
    def test_what_cannot_be_meant(self, refused, options, words):
        assert words in refused(self.TEXT, **options)

    def test_the_same_words_for_a_frame(self):
        from shoal.tables.meaning.meaning import Declared

        frame = {"code": [1, 2, 1], "size": ["1", "x", "3"], "y": [1.0, -9.0, 3.0]}
        table = from_frame(frame, Declared.of(text="code", missing={"size": "x", "y": -9}))
        assert list(table["code"].values) == ["1", "2", "1"]
        np.testing.assert_array_equal(table["size"].values, [1, np.nan, 3])
        np.testing.assert_array_equal(table["y"].values, [1, np.nan, 3])


def test_codes_have_three_digits_and_months_two(read):
    months = [f"{k % 12 + 1:02d}" for k in range(36)]
    assert column(read, months).kind == "number"
    assert column(read, [f"{k % 12 + 1:03d}" for k in range(36)]).kind == "text"


def test_numbers_with_ever_other_endings_are_no_measurements(read):
    """Up to three units may be a mistake to name; more are names: 1x, 2b, 3c, 4d."""
    plain = [str(k) for k in range(10, 16)]
    assert column(read, [*plain, *["1x", "2b", "3c", "4d", "5f", "6g"] * 4]).kind == "text"
