"""Without the extra [table] text files are read, and nothing heavy is imported for them."""

import subprocess
import sys

import pytest

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
