"""Hostile files: compressed, Parquet and Excel; each is refused in one line that says why."""

import gzip
import io
import os
import zlib

import polars
import pytest


class TestCompressed:
    def test_a_bomb(self, refusal, tmp_path, monkeypatch):
        monkeypatch.setattr("shoal.tables.sources.decoding.MAX_BYTES", 100_000)
        path = tmp_path / "bomb.csv.gz"
        path.write_bytes(gzip.compress(b"a,y\n" + b"1,2\n" * 1_000_000))
        assert path.stat().st_size < 100_000
        assert "bomb.csv.gz holds more than" in refusal(path)

    def test_the_bound_holds_while_unpacking(self, refusal, tmp_path, monkeypatch):
        asked = []
        make = zlib.decompressobj

        class Recorded:
            def __init__(self, **options):
                self._real = make(**options)

            def decompress(self, data, bound):
                asked.append(bound)
                return self._real.decompress(data, bound)

            def __getattr__(self, name):
                return getattr(self._real, name)

        monkeypatch.setattr("shoal.tables.sources.decoding.MAX_BYTES", 1000)
        monkeypatch.setattr("shoal.tables.sources.decoding.zlib.decompressobj", Recorded)
        path = tmp_path / "bomb.csv.gz"
        path.write_bytes(gzip.compress(b"1,2\n" * 1000))
        assert "more than" in refusal(path)
        assert asked == [1001]

    def test_cut_in_half(self, refusal, tmp_path):
        path = tmp_path / "cut.csv.gz"
        raw = gzip.compress(os.urandom(1000).hex().encode())
        path.write_bytes(raw[: len(raw) // 2])
        assert "cut.csv.gz is cut off" in refusal(path)

    def test_damaged(self, refusal, tmp_path):
        path = tmp_path / "bad.csv.gz"
        raw = bytearray(gzip.compress(b"a,y\n1,2\n3,4\n" * 50))
        raw[-6] ^= 1  # the checksum
        path.write_bytes(raw)
        assert "cannot be decompressed" in refusal(path)

    def test_not_compressed(self, refusal, tmp_path):
        path = tmp_path / "plain.csv.gz"
        path.write_text("a,y\n1,2\n")
        assert "not compressed" in refusal(path)

    def test_a_large_file(self, refusal, tmp_path, monkeypatch):
        monkeypatch.setattr("shoal.tables.sources.decoding.MAX_BYTES", 10)
        path = tmp_path / "large.csv"
        path.write_text("a,y\n1,2\n3,4\n")
        assert "MiB" in refusal(path)

    def test_too_many_cells(self, refusal, tmp_path, monkeypatch):
        monkeypatch.setattr("shoal.tables.layout.splitting.MAX_CELLS", 10)
        path = tmp_path / "many.csv"
        path.write_text("a,y\n" + "1,2\n" * 10)
        message = refusal(path)
        assert "many.csv, line 7" in message
        assert "10 cells" in message


class TestParquet:
    @pytest.fixture
    def raw(self):
        file = io.BytesIO()
        polars.DataFrame({"a": list(range(100)), "y": [k * 0.5 for k in range(100)]}).write_parquet(
            file
        )
        return file.getvalue()

    @pytest.mark.parametrize("share", [0, 0.01, 0.5, 0.99])
    def test_cut(self, refusal, raw, share, tmp_path):
        path = tmp_path / "cut.parquet"
        path.write_bytes(raw[: int(share * len(raw))])
        assert "cut.parquet is not a whole Parquet file" in refusal(path)

    def test_cut_with_its_end_kept(self, refusal, raw, tmp_path):
        path = tmp_path / "cut.parquet"
        path.write_bytes(raw[:60] + raw[-8:])
        assert "cut.parquet cannot be read" in refusal(path)

    def test_too_many_cells(self, refusal, raw, tmp_path, monkeypatch):
        monkeypatch.setattr("shoal.tables.sources.foreign.MAX_CELLS", 100)
        path = tmp_path / "many.parquet"
        path.write_bytes(raw)
        assert "200 cells" in refusal(path)

    def test_an_infinite_number(self, refusal, tmp_path):
        path = tmp_path / "inf.parquet"
        polars.DataFrame({"a": [1.0, float("inf"), 2.0], "y": [1, 2, 3]}).write_parquet(path)
        assert "inf.parquet, row 2, column 'a': inf is not" in refusal(path)

    def test_a_text_file_with_its_ending(self, refusal, tmp_path):
        path = tmp_path / "text.parquet"
        path.write_text("a,y\n1,2\n")
        assert "not a whole Parquet file" in refusal(path)


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
        assert "other.xlsx cannot be read" in refusal(path)

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
            ([["a", "a"], [1, 2]], "row 1: columns 1 and 2 are both called 'a'"),
            ([["a", None, "y"], [1, 2, 3]], "row 1: column 2 has no name"),
            ([["a", "y"], [1, 2], [1, 2, 3]], "row 1: column 3 has no name"),
            ([[1.5, "y"], [1, 2]], "row 1: '1.5' is a number"),
            ([["a", "y"]], "no rows below"),
            ([], "is empty"),
        ],
    )
    def test_not_a_table(self, refusal, rows, expected, write_xlsx, tmp_path):
        path = tmp_path / "bad.xlsx"
        write_xlsx(path, {"s": rows})
        message = refusal(path)
        assert "bad.xlsx, sheet 's'" in message
        assert expected in message

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
        assert "error.xlsx, sheet 's', cell B3: #DIV/0!" in message

    def test_a_bomb(self, refusal, write_xlsx, tmp_path, monkeypatch):
        monkeypatch.setattr("shoal.tables.sources.workbooks.MAX_BYTES", 1000)
        path = tmp_path / "bomb.xlsx"
        write_xlsx(path, {"s": [["a", "y"]] + [[1, 2]] * 100})
        assert "bomb.xlsx unpacks to more than" in refusal(path)

    def test_which_sheet(self, refusal, write_xlsx, tmp_path):
        path = tmp_path / "two.xlsx"
        write_xlsx(path, {"one": [["a"], [1]], "two": [["a"], [2]]})
        assert "one, two" in refusal(path)
        assert "no sheet 'three'" in refusal(path, sheet="three")
        assert "no sheet '3'" in refusal(path, sheet=3)
