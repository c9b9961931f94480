"""The last row: figures of the rows above are left away, where a word and a column say so."""

import pytest

ROWS = "".join(f"n{k},{v}\n" for k, v in enumerate([1.5, 2.5, 4.0, 8.0]))


@pytest.mark.parametrize("last", ["Total,16", "sum:,16.01", "mean,4", "Average,4.003"])
def test_sums_and_means_are_no_rows(read, last):
    assert read("name,value\n" + ROWS + last + "\n").n_rows == 4


@pytest.mark.parametrize("last", ["total,15", "mean,5", "other,16", "Total,", "mean,16.2"])
def test_what_does_not_add_up_or_says_nothing_is_a_row(read, last):
    assert read("name,value\n" + ROWS + last + "\n").n_rows == 5


@pytest.mark.parametrize("below", ["\n\n\n", ",\n,\n", " , \n,\n,\n"])
def test_empty_rows_at_the_end_are_no_rows(read, below):
    table = read("name,value\n" + ROWS + below)
    assert table.n_rows == 4
    assert not table["value"].missing().any()
