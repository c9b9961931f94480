"""A comma between digits: a decimal mark or thousands, told by the file; never a factor of 1,000."""

import pytest


def values(table, name):
    assert table[name].problem == "", table[name].problem
    return list(table[name].values)


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_one_cell_proves_for_the_whole_file(read, mark):
    text = "a;b\n1,234;5\n2,345;6,5\n3,456;7\n".replace(";", mark)
    table = read(text)
    assert values(table, "a") == [1.234, 2.345, 3.456]
    assert values(table, "b") == [5, 6.5, 7]
    assert table.dialect.decimal == ","


@pytest.mark.parametrize(
    "cells",
    [
        ["0,549", "0,651", "0,700"],
        ["0,5", "1,25", "2"],
        ["-0,125", "0,250", "1,375"],
        ["1,5", "1,234"],
    ],
)
def test_decimal_commas_between_quotes_of_a_comma_file(read, cells):
    table = read("a,y\n" + "".join(f'"{c}",{k}\n' for k, c in enumerate(cells)))
    assert values(table, "a") == [float(c.replace(",", ".")) for c in cells]


@pytest.mark.parametrize("cells", [["0,549", "0,651"], ["0,549", "1,651"], ["12,5", "1,651"]])
@pytest.mark.parametrize("mark", [";", "\t", ","])
def test_a_zero_before_the_comma_is_never_a_thousand(read, cells, mark):
    table = read(f"a{mark}y\n" + "".join(f'"{c}"{mark}{k}\n' for k, c in enumerate(cells)))
    assert values(table, "a") == [float(c.replace(",", ".")) for c in cells]


def test_points_between_thousands_leave_the_comma_to_the_decimals(read):
    """24,304 beside 6.208.496 is 24.304, not 24,304."""
    table = read("people;spent\n6.208.496;24,304\n815.657;31,500\n")
    assert values(table, "people") == [6208496, 815657]
    assert values(table, "spent") == [24.304, 31.5]


def test_a_point_beside_points_between_thousands_is_refused(read):
    """2.000 may be two, or two thousand as its neighbour's marks say."""
    table = read("people;income\n6.208.496;2.000\n815.657;1.500\n")
    assert values(table, "people") == [6208496, 815657]
    problem = table["income"].problem
    assert "'2.000' has a decimal point, but" in problem
    assert "column 'people' has points between thousands ('6.208.496')" in problem


def test_one_column_proves_for_another_in_a_comma_file(read):
    table = read('a,b\n"0,549","1,234"\n"0,651","2,345"\n')
    assert values(table, "b") == [1.234, 2.345]
    table = read('a,b,c\n"0,549","1,234",1.5\n"0,651","2,345",2.5\n')
    assert "could be 1.234 or 1234" in table["b"].problem
    assert values(table, "c") == [1.5, 2.5]


def test_thousands_where_commas_separate_the_cells(read):
    table = read('a,y\n"1,234",1\n"2,345",2\n')
    assert values(table, "a") == [1234, 2345]
    assert table["a"].said == ("thousands separated by ',': '1,234' is 1234",)


def test_thousands_where_others_have_points(read):
    table = read("a\ty\n1,234\t1.5\n2,345\t2.5\n")
    assert values(table, "a") == [1234, 2345]
    assert table["a"].said == ("thousands separated by ',': '1,234' is 1234",)


def test_what_nothing_tells_is_refused(read):
    problem = read("a;y\n1,234;1\n2,345;2\n")["a"].problem
    assert "line 2, column 'a': '1,234' could be 1.234 or 1234" in problem


@pytest.mark.parametrize(
    "text",
    [
        "a;b\n1,5;2.5\n2,5;3.5\n",
        "a;b\n1,5;1.234\n2,5;2.345\n",  # thousands or decimals
        "a;b\n1,5;7\n2.5;8\n",
    ],
)
def test_both_marks_in_one_file_are_refused(read, text):
    table = read(text)
    problem = " ".join(column.problem for column in table.columns.values())
    assert "has a decimal point, but" in problem
    assert "write one of the two throughout" in problem


def test_texts_with_commas_prove_nothing(read):
    table = read("a;note\n1,234;x, y\n2,345;z 1,5\n3,456;w\n")
    assert "could be" in table["a"].problem
    table = read("a;place\n1.5;Aix, 3,5 km\n2.5;Berne, 2,5 km\n")
    assert values(table, "a") == [1.5, 2.5]


def test_units_with_decimal_commas(read):
    table = read("a;b\n1,5 kg;3,25 €\n2,5 kg;1.234,50 €\n12 kg;7 €\n")
    assert values(table, "a") == [1.5, 2.5, 12]
    assert values(table, "b") == [3.25, 1234.5, 7]
    assert (table["a"].unit, table["b"].unit) == ("kg", "€")


def test_exponents(read):
    assert values(read("a;y\n1,5e3;1\n2,5E-2;2\n4e1;3\n"), "a") == [1500, 0.025, 40]


def test_commas_of_a_column_of_texts_prove_nothing(read):
    """Sizes with a comma among words say nothing of 1,234 in another column."""
    words = ["screw 1,5", "1,5", "nut", "bolt", "washer", "ring", "pin", "cap", "rod", "nail"]
    rows = "".join(f"{word};{k},234\n" for k, word in enumerate(words, start=1))
    problem = read("a;b\n" + rows)["b"].problem
    assert "could be 1.234 or 1234" in problem
