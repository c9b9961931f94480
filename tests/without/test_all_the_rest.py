"""Without any optional package: what needs none works, from the table to the saved model and back."""

import json
import sqlite3

import numpy as np
import pytest

from .child import extras, run, shoal

# what users install beside shoal without an extra, for frames and for saving models
BESIDE = ["pandas", "pyarrow", "skops", "openpyxl", "hypothesis", "mpmath", "jupytext"]
ABSENT = [*BESIDE, *(name for names in extras().values() for name in names)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("bare")
    x = np.linspace(0, 3, 60)
    rows = [
        {"x": a, "colour": "red" if a > 1 else "blue", "y": float(np.sin(a))} for a in x.tolist()
    ]
    lines = [f"{row['x']!r},{row['colour']},{row['y']!r}" for row in rows]
    (place / "t.csv").write_text("\n".join(["x,colour,y", *lines]) + "\n", encoding="utf-8")
    (place / "t.json").write_text(json.dumps(rows), encoding="utf-8")
    with sqlite3.connect(place / "t.sqlite") as base:
        base.execute("create table t (x real, colour text, y real)")
        base.executemany("insert into t values (:x, :colour, :y)", rows)
    base.close()
    return place


def test_arrays_are_fitted_predicted_and_saved(tmp_path):
    code = (
        "import numpy as np, pickle, shoal\n"
        "x = np.linspace(-1, 1, 40)[:, None]; y = np.sin(3 * x[:, 0])\n"
        "model = shoal.NeuralRegressor(random_state=0).fit(x, y)\n"
        "assert model.score(x, y) > 0.99\n"
        "model.predict_interval(x)\n"
        "model.save('m.shoal')\n"
        "assert np.array_equal(np.ravel(shoal.load('m.shoal').predict(x)), model.predict(x))\n"
        "assert np.array_equal(pickle.loads(pickle.dumps(model)).predict(x), model.predict(x))\n"
        "print(model)\n"
    )
    done = run(ABSENT, code, at=tmp_path)
    assert done.returncode == 0, done.stderr
    assert not done.stderr


@pytest.mark.parametrize("name", ["t.csv", "t.json", "t.sqlite"])
def test_tables_are_fitted_and_loaded(name, folder):
    code = (
        "import shoal\n"
        "table = shoal.read_table(sys.argv[1])\n"
        "model = shoal.fit_table(table, target='y', random_state=0)\n"
        "model.save('m.shoal')\n"
        "again = shoal.load('m.shoal')\n"
        "assert (again.predict(table) == model.predict(table)).all()\n"
    )
    done = run(ABSENT, code, name, at=folder)
    assert done.returncode == 0, done.stderr
    assert not done.stderr


def test_the_program_fits_predicts_scores_and_shows(folder):
    for arguments in (
        ("fit", "t.csv", "--target", "y", "--out", "c.shoal"),
        ("predict", "c.shoal", "t.csv", "--out", "predicted.csv"),
        ("score", "c.shoal", "t.csv"),
        ("show", "c.shoal"),
    ):
        done = shoal(ABSENT, *arguments, at=folder)
        assert done.returncode == 0, done.stderr
    assert (folder / "predicted.csv").read_text(encoding="utf-8").startswith("x,colour,y,")


def test_the_packages_are_absent_indeed(tmp_path):
    code = (
        "from importlib import import_module\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n        import_module(name)\n    except ImportError:\n        continue\n"
        "    print(name)\n"
    )
    assert run(ABSENT, code, *ABSENT, at=tmp_path).stdout == ""
