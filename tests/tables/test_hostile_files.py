"""Hostile Parquet and Excel files, up to the fit: each is refused in one line that says why."""

import io

import polars
import pytest

from shoal.tables import read_table


class TestParquet:
    @pytest.fixture
    def raw(self):
        file = io.BytesIO()
        polars.DataFrame({"a": list(range(100)), "y": [k * 0.5 for k in range(100)]}).write_parquet(
            file
        )
        return file.getvalue()

    @pytest.mark.parametrize("share", [0.01, 0.5, 0.99])
    def test_cut(self, refusal, raw, share, tmp_path):
        path = tmp_path / "cut.parquet"
        path.write_bytes(raw[: int(share * len(raw))])
        assert "cut.parquet is not a whole Parquet file" in refusal(path)

    def test_cut_with_its_end_kept(self, refusal, raw, tmp_path):
        path = tmp_path / "cut.parquet"
        path.write_bytes(raw[:60] + raw[-8:])
        assert "cut.parquet cannot be read" in refusal(path)

    def test_an_infinite_number(self, refusal, tmp_path):
        path = tmp_path / "inf.parquet"
        polars.DataFrame({"a": [1.0, float("inf"), 2.0], "y": [1, 2, 3]}).write_parquet(path)
        assert "inf.parquet, row 2, column 'a': inf is not" in refusal(path)

    def test_an_empty_one(self, refusal, tmp_path):
        path = tmp_path / "cut.parquet"
        path.write_bytes(b"")
        assert "cut.parquet is empty" in refusal(path)


class TestExcel:
    def test_cut(self, refusal, write_xlsx, tmp_path):
        path = tmp_path / "cut.xlsx"
        write_xlsx(path, {"s": [["a", "y"], [1, 2]]})
        path.write_bytes(path.read_bytes()[:300])
        assert "cut.xlsx is not a whole .xlsx file" in refusal(path)

    def test_a_zip_that_is_no_workbook(self, refusal, tmp_path):
        import zipfile

        path = tmp_path / "other.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("a.txt", "a")
        assert "other.xlsx is damaged" in refusal(path)

    def test_a_text_far_below_the_numbers(self, refusal, write_xlsx, tmp_path):
        # the reader beneath takes a column's type from its first 1,000 rows and drops the rest
        path = tmp_path / "late.xlsx"
        write_xlsx(path, {"s": [["a", "y"], *[[k / 4, k] for k in range(1500)], ["12o", 7]]})
        message = refusal(path)
        assert "late.xlsx, row 1502, column 'a'" in message
        assert "'12o'" in message

    @pytest.mark.parametrize(
        ("rows", "expected"),
        [
            ([["a", "y"]], "has a row of column names but no rows below it"),
            ([], "sheet 's' is empty"),
        ],
    )
    def test_not_a_table(self, refusal, rows, expected, write_xlsx, tmp_path):
        path = tmp_path / "bad.xlsx"
        write_xlsx(path, {"s": rows})
        message = refusal(path)
        assert "bad.xlsx" in message
        assert expected in message

    @pytest.mark.parametrize(
        ("rows", "names", "sentence"),
        [
            ([["a", "a"], [1, 2]], ["a", "a (2)"], "column 2 is a (2)"),
            ([["a", None, "y"], [1, 2, 3]], ["a", "column 2", "y"], "column 2 has no name"),
            ([["a", "y"], [1, 2], [1, 2, 3]], ["a", "y", "column 3"], "column 3 has no name"),
            ([[1.5, 2], [1, 2]], ["column 1", "column 2"], "row 1 is data like the rows below"),
        ],
    )
    def test_names_that_are_not_there(self, rows, names, sentence, write_xlsx, tmp_path):
        path = tmp_path / "odd.xlsx"
        write_xlsx(path, {"s": rows})
        table = read_table(path)
        assert table.names == names
        assert any(sentence in said for said in table.said)

    def test_an_error_of_the_workbook(self, refusal, write_xlsx, tmp_path):
        import zipfile

        whole, path = tmp_path / "whole.xlsx", tmp_path / "error.xlsx"
        write_xlsx(whole, {"s": [["a", "y"], [1, 2], [3, 4]]})
        with zipfile.ZipFile(whole) as source, zipfile.ZipFile(path, "w") as copy:
            for name in source.namelist():
                text = source.read(name).decode()
                copy.writestr(
                    name,
                    text.replace('"B3"><v>4</v>', '"B3" t="e"><v>#DIV/0!</v>'),
                )
        message = refusal(path)
        assert "error.xlsx, row 3, column 'y': '#DIV/0!' is an error of a spreadsheet" in message
        assert "--missing" in message

    def test_which_sheet(self, refusal, write_xlsx, tmp_path):
        path = tmp_path / "two.xlsx"
        write_xlsx(path, {"one": [["a"], [1]], "two": [["a"], [2]]})
        assert any("'one'" in said and "two" in said for said in read_table(path).said)
        assert "no sheet 'three'" in refusal(path, sheet="three")
        assert "no sheet '3'" in refusal(path, sheet=3)
