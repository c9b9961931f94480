"""Units, currencies, thousands and limits: what all cells share is taken off, kept and said."""

import numpy as np
import pytest

from shoal.tables.meaning.spelling import parts_of


def column(read, cells, **options):
    return read("c,y\n" + "".join(f'"{c}",{k}\n' for k, c in enumerate(cells)), **options)["c"]


@pytest.mark.parametrize(
    ("cells", "values", "unit"),
    [
        (["5 kg", "7.5 kg", "12kg"], [5, 7.5, 12], "kg"),
        (["12%", "3.5 %", "0%"], [12, 3.5, 0], "%"),
        (["$5", "$1,234.50", "$0.99"], [5, 1234.5, 0.99], "$"),
        (["€ 5", "€7.25", "€ 10"], [5, 7.25, 10], "€"),
        (["£1,000", "£2,500", "£12"], [1000, 2500, 12], "£"),
        (["100 USD", "250 USD", "7 USD"], [100, 250, 7], "USD"),
        (["USD 100", "USD 250", "USD 7"], [100, 250, 7], "USD"),
        (["-$5", "$7", "$-3"], [-5, 7, -3], "$"),
        (["20°C", "-4.5 °C", "0 °C"], [20, -4.5, 0], "°C"),
        (["3.2 m/s", "4 m/s", "-1 m/s"], [3.2, 4, -1], "m/s"),
        (["1e3 Pa", "2.5e4 Pa", "7 Pa"], [1000, 25000, 7], "Pa"),
        (["90 min", "45 min", "NA"], [90, 45, np.nan], "min"),
        (["8 kWh", "", "9 kWh"], [8, np.nan, 9], "kWh"),
    ],
)
def test_units(read, cells, values, unit):
    found = column(read, cells)
    assert found.problem == ""
    np.testing.assert_array_equal(found.values, values)
    assert found.unit == unit
    assert f"numbers in {unit}" in found.said


@pytest.mark.parametrize(
    ("cells", "values", "said"),
    [
        (["1,234", "12,345,678", "999"], [1234, 12345678, 999], "','"),
        (["1,234.5", "2,000.25", "3"], [1234.5, 2000.25, 3], "','"),
        (["1'234", "12'345.5", "7"], [1234, 12345.5, 7], '"\'"'),
        (["1 234", "12 345", "7"], [1234, 12345, 7], "blanks"),
        (["1\u00a0234", "12\u202f345", "7"], [1234, 12345, 7], "blanks"),
        (["1.234.567", "12.345.678", "7"], [1234567, 12345678, 7], "'.'"),
        (["1.234,5", "2.000,25", "3,5"], [1234.5, 2000.25, 3.5], "'.'"),
        (["1.234.567", "2.000", "10.000"], [1234567, 2000, 10000], "'.'"),  # never 2
        (["1,00,000", "12,34,567", "99,999"], [100000, 1234567, 99999], "','"),
        (["-1,234", "+2,345", "3"], [-1234, 2345, 3], "','"),
    ],
)
def test_thousands(read, cells, values, said):
    found = column(read, cells)
    assert found.problem == ""
    assert list(found.values) == values
    assert any(s.startswith("thousands separated by") for s in found.said), found.said


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (
            ["5 kg", "7 g", *(f"{k} kg" for k in range(10, 20))],
            "the unit 'g' where others have 'kg'",
        ),
        (
            ["5 kg", "7", *(f"{k} kg" for k in range(10, 20))],
            "'7' has no unit where other cells have 'kg'",
        ),
        (["$5", "€7", *(f"${k}" for k in range(10, 20))], "the unit '€' where others have '$'"),
        ([*map(str, range(1, 15)), "15 kg"], "the unit 'kg' where others have none"),
        ([*map(str, range(1, 15)), "1,2,3"], "'1,2,3' is not a number"),
        (["1.2M", *(f"{k}K" for k in range(300, 312))], "the unit 'M' where others have 'K'"),
    ],
)
def test_units_that_differ_are_refused(read, cells, words):
    found = column(read, cells)
    assert words in found.problem
    assert "--missing" in found.problem
    assert "--text c" in found.problem


@pytest.mark.parametrize(
    ("cells", "values", "limited"),
    [
        (["<0.1", "0.5", "0.7", "<0.1"], [0.05, 0.5, 0.7, 0.05], [1, 0, 0, 1]),
        (["< 2", "5", ">100", "7"], [1, 5, 100, 7], [1, 0, 1, 0]),
        (["<=4", "≤6", "8", "9"], [2, 3, 8, 9], [1, 1, 0, 0]),
        (["<0.5 mg/l", "2 mg/l", "3 mg/l"], [0.25, 2, 3], [1, 0, 0]),
    ],
)
def test_limits_of_detection(read, cells, values, limited):
    found = column(read, cells)
    assert list(found.values) == values
    assert list(found.limited) == limited
    assert any(s.startswith("limits such as '") for s in found.said)


def test_an_open_end_of_measurements_is_a_limit(read):
    cells = [str(k) for k in range(20, 85)] + ["85+"] * 4
    found = column(read, cells)
    assert found.kind == "number"
    assert list(found.values[-4:]) == [85] * 4
    assert found.limited.sum() == 4


@pytest.mark.parametrize(
    "word",
    [
        *(
            "1.2.3",
            "10.0.0.1",
            "1,2,5",
            "12,34",
            "1,23,4",
            "5 6",
            "12-10",
            "1/2",
            "4th",
            "1st",
            "--5",
        ),
        *("5kg6", "kg", "", "a5b", "1e", "5 m8", "1_000", "0x1F", "x" * 99, "٥"),
    ],
)
def test_what_is_not_one_number(word):
    parts = parts_of(word)
    if word == "12,34":  # one decimal comma
        assert parts is not None
    else:
        assert parts is None


@pytest.mark.parametrize(
    "cells",
    [["1.234.567", "2.5", *["7"] * 9], ["1.234.567", "0.125", "7"], ["1,234,567", "2,5", "7"]],
)
def test_thousands_beside_what_cannot_be_is_refused(read, cells):
    assert column(read, cells).kind == "text"
    assert column(read, cells).problem or len(cells) == 3


def test_a_minus_as_people_type_it(read):
    found = column(read, ["−1.5", "–2", "- 3", "4", "+5"])
    assert list(found.values) == [-1.5, -2, -3, 4, 5]


def test_what_is_too_large_is_no_gap(read):
    assert "too large for a 64-bit number" in column(read, ["$1e999", "$5", "$6"]).problem
    assert "too large" in column(read, ["1e999", "5", "6", "7", "8"]).problem
