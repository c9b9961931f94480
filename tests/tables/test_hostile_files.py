"""Hostile tables in compressed, Parquet and Excel files: each is refused in one line that says why."""

import polars
import pytest


def test_too_many_cells(refusal, tmp_path, monkeypatch):
    monkeypatch.setattr("shoal.tables.layout.splitting.MAX_CELLS", 10)
    path = tmp_path / "many.csv"
    path.write_text("a,y\n" + "1,2\n" * 10)
    message = refusal(path)
    assert "many.csv, line 7" in message
    assert "10 cells" in message


def test_an_infinite_number(refusal, tmp_path):
    path = tmp_path / "inf.parquet"
    polars.DataFrame({"a": [1.0, float("inf"), 2.0], "y": [1, 2, 3]}).write_parquet(path)
    assert "inf.parquet, row 2, column 'a': inf is not" in refusal(path)


def test_a_text_far_below_the_numbers(refusal, write_xlsx, tmp_path):
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
def test_not_a_table(refusal, rows, expected, write_xlsx, tmp_path):
    path = tmp_path / "bad.xlsx"
    write_xlsx(path, {"s": rows})
    message = refusal(path)
    assert "bad.xlsx, sheet 's'" in message
    assert expected in message
