"""Without the extra [table] text files are read, and the others are refused by a sentence."""

import subprocess
import sys

import pytest

from shoal.errors import MissingExtraError
from shoal.tables import read_table


@pytest.fixture
def without_extra(monkeypatch):
    # None in sys.modules makes the import fail as if the package were absent
    for name in ("polars", "fastexcel"):
        monkeypatch.setitem(sys.modules, name, None)


def test_text_is_read(without_extra, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n")
    assert read_table(path).names == ["a", "b"]


def test_the_sentence_names_the_extra_of_parquet(without_extra, tmp_path):
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1" + bytes(20) + b"PAR1")
    _names_the_extra(path, "Parquet")


def test_the_sentence_names_the_extra_of_excel(without_extra, write_xlsx, tmp_path):
    path = tmp_path / "t.xlsx"
    write_xlsx(path, {"s": [["a", "b"], [1, 2]]})
    _names_the_extra(path, "Excel")


def _names_the_extra(path, what):
    with pytest.raises(MissingExtraError) as caught:
        read_table(path)
    assert str(caught.value) == (
        f"Reading {what} files needs the extra [table]: pip install 'shoal[table]'"
    )
    assert caught.value.extra == "table"


def test_the_room_is_light(tmp_path):
    """Reading a CSV file imports neither frames, scikit-learn nor SciPy."""
    path = tmp_path / "t.csv"
    path.write_text("a,b\n1,2\n2,3\n3,5\n")
    heavy = ["narwhals", "polars", "fastexcel", "pandas", "pyarrow", "sklearn", "scipy"]
    code = (
        "import sys; from shoal.tables import read_table, decide; "
        f"t = read_table({str(path)!r}); decide(t, ['b']).encode(t); "
        f"print([m for m in {heavy} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
