"""Without its library a format is refused by a sentence that names the extra; the others are read."""

import sys

import pytest

from shoal.errors import MissingExtraError
from shoal.tables.sources.opening import open_source

LIBRARIES = ("polars", "fastexcel", "pyreadstat", "duckdb", "scipy", "pyarrow", "pandas")


@pytest.fixture
def bare(monkeypatch):
    # None in sys.modules makes the import fail as if the package were absent
    for name in LIBRARIES:
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize(
    ("start", "what", "extra"),
    [
        (b"PAR1" + bytes(20) + b"PAR1", "Parquet", "table"),
        (b"ARROW1\0\0" + bytes(20), "Feather and Arrow", "table"),
        (b"<stata_dta>", "Stata", "statistics"),
        (b"$FL2", "SPSS", "statistics"),
        (b"HEADER RECORD*******LIBRARY", "SAS", "statistics"),
        (bytes(8) + b"DUCK" + bytes(20), "DuckDB", "duckdb"),
    ],
)
def test_the_sentence_names_the_extra(bare, start, what, extra, tmp_path):
    path = tmp_path / "t"
    path.write_bytes(start)
    with pytest.raises(MissingExtraError) as caught:
        open_source(path)
    assert str(caught.value) == (
        f"Reading {what} files needs the extra [{extra}]: pip install 'shoal[{extra}]'"
    )
    assert caught.value.extra == extra


def test_workbooks(bare, tmp_path, write_xlsx):
    path = tmp_path / "t.xlsx"
    write_xlsx(path, {"s": [["a", "b"], [1, 2]]})
    with pytest.raises(MissingExtraError, match=r"Reading Excel files needs the extra \[table\]"):
        open_source(path)


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b'[{"a": 1}]'])
def test_what_needs_nothing(bare, data, tmp_path):
    path = tmp_path / "t"
    path.write_bytes(data)
    open_source(path)
