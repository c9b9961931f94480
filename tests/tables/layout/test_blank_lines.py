"""Lines without anything above the names: as many as there may be, they tell and cost nothing."""

import time

import pytest

ROWS = "".join(f"{k};{k / 2};x{k % 3}\n" for k in range(30))
TABLE = "a;b;c\n" + ROWS


@pytest.mark.parametrize("above", ["\n", "\r\n", " \t \n", ";;\n", " ; ; \n", "\n;;\n  \n"])
@pytest.mark.parametrize("times", [1, 3, 150_000])
def test_any_number_of_them(above, times, read):
    begun = time.process_time()
    table = read(above * times + TABLE)
    assert time.process_time() - begun < 10
    assert table.names == ["a", "b", "c"]
    assert table.n_rows == 30
    assert table.said == ()
    assert table.lines[0] == above.count("\n") * times + 2


def test_above_a_large_table(read):
    body = "".join(f"{k};{k / 2}\n" for k in range(150_000))
    table = read("\n" * 300_000 + "a;b\n" + body)
    assert table.names == ["a", "b"]
    assert table.lines[-1] == 450_001


def test_above_and_below_a_title(read):
    table = read("\n\n;;\nmeasured in May\n\n;;\n" + TABLE)
    assert table.names == ["a", "b", "c"]
    assert table.said == ("1 line above the names skipped ('measured in May')",)


def test_right_above_rows_without_names(read):
    table = read(";;\n;;\n" + ROWS)
    assert table.n_rows == 30
    assert table.names == ["column 1", "column 2", "column 3"]


def test_many_titles_take_bounded_time(read):
    begun = time.process_time()
    read("title;;\n" * 20_000 + TABLE)
    assert time.process_time() - begun < 10
