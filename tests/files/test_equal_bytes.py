"""Equal fits write equal files: in another process, folder, language, time zone, with other threads."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

import shoal

ROOT = Path(__file__).parents[2]
ROWS = "\n".join(
    ["a,b,kind,y", *(f"{i % 7},{i * i % 11},{'xyz'[i % 3]},{i % 7 + i * i % 5}" for i in range(60))]
)
FIT = """
import sys, shoal
from shoal import NeuralRegressor, fit_table
jobs = int(sys.argv[1])
table = shoal.read_table("rows.csv")
model = fit_table(table, "y", hidden_layer_sizes=(3,), max_iter=15, n_jobs=jobs, verbose=0)
assert model.record.seconds > 0
model.save("table.shoal")
X = [[i % 7, i * i % 11] for i in range(40)]
NeuralRegressor(random_state=0, max_iter=15, n_jobs=jobs).fit(X, [x[0] for x in X]).save("fit.shoal")
"""
PREDICTED = [1.6913793236206573, 0.034386167503800046, 1.3191813755342932]
PLACES = {
    "first": ("1", {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"}),
    "second": ("2", {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "C.UTF-8"}),
}


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    running = {}
    for name, (jobs, around) in PLACES.items():
        folder = tmp_path_factory.mktemp(name)
        (folder / "rows.csv").write_text(ROWS + "\n")
        os.utime(folder / "rows.csv", (10**9, 10**9 + len(running)))
        running[folder] = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", FIT, jobs],
            cwd=folder,
            env=os.environ | around,
        )
    assert [process.wait(120) for process in running.values()] == [0, 0]
    return list(running)


@pytest.mark.parametrize("name", ["table.shoal", "fit.shoal"])
def test_equal_fits_write_equal_bytes(folders, name):
    first, second = (hashlib.sha256((f / name).read_bytes()).hexdigest() for f in folders)
    assert first == second


def test_a_loaded_model_knows_no_time(folders):
    record = shoal.load(folders[0] / "table.shoal").record
    assert record.seconds is None
    assert not {"n_jobs", "verbose"} & set(record.settings)


def test_a_file_of_the_fourth_format_opens_and_is_written_in_the_fifth(tmp_path):
    """Written by the code of its time, whose answers these are; it told seconds and threads."""
    old = ROOT / "tests" / "golden" / "table_format_4.shoal"
    digest = "a7fb0c2bc762b94324e1a038109a551ba3da7737e15d3d14da6745b367210891"
    assert hashlib.sha256(old.read_bytes()).hexdigest() == digest, "a golden file never changes"
    model = shoal.load(old)
    new = {"load": [1.764, 0.4, 0.979], "speed": [-1.048, -1.42, -1.706]}
    new["kind"] = ["left", "right", "left"]
    assert model.predict(new).tolist() == pytest.approx(PREDICTED, rel=1e-12)
    assert model.record.seconds is None
    assert model.record.settings["n_networks"] == 2
    model.save(tmp_path / "new.shoal")
    again = shoal.load(tmp_path / "new.shoal")
    assert again.record == model.record
    assert (again.predict(new) == model.predict(new)).all()
