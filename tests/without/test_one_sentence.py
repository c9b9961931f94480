"""Without a package of an extra, what needs it says so in one sentence that names the extra.

One case at least for every package of every extra of pyproject.toml, so that a new one has its own.
"""

import numpy as np
import pytest

from .child import extras, run, shoal

READ = "shoal.read_table('{}')"
LIVE = "shoal.view.live()"
DRAWN = "shoal.view.NetworkDisplay.from_estimator(model)"
DERIVED = "from shoal.explain import activation; activation('tanh')"

# what cannot be imported, what is asked for, what the sentence says of it, and the extra it names
PYTHON = [
    ("polars", READ.format("t.parquet"), "Reading Parquet files", "table"),
    ("polars", READ.format("t.arrow"), "Reading Feather and Arrow files", "table"),
    ("polars", READ.format("t.xlsx"), "Reading Excel files", "table"),
    ("fastexcel", READ.format("t.xlsx"), "Reading Excel files", "table"),
    ("pyreadstat", READ.format("t.dta"), "Reading Stata files", "statistics"),
    ("pyreadstat", READ.format("t.sav"), "Reading SPSS files", "statistics"),
    ("pyreadstat", READ.format("t.xpt"), "Reading SAS files", "statistics"),
    ("duckdb", READ.format("t.duckdb"), "Reading DuckDB files", "duckdb"),
    ("matplotlib", DRAWN, "Drawing", "plot"),
    ("PIL", DRAWN, "Drawing", "plot"),
    ("sympy", DERIVED, "The activation laboratory", "explain"),
    ("anywidget", LIVE, "The live view", "notebook"),
    ("IPython", LIVE, "The live view", "notebook"),
]
FIT = ("fit", "t.csv", "--target", "y", "--out", "m.shoal")
SHELL = [
    ("polars", ("fit", "t.parquet", "--target", "y"), "Reading Parquet files", "table"),
    ("fastexcel", ("fit", "t.xlsx", "--target", "y"), "Reading Excel files", "table"),
    ("pyreadstat", ("fit", "t.sav", "--target", "y"), "Reading SPSS files", "statistics"),
    ("duckdb", ("fit", "t.duckdb", "--target", "y"), "Reading DuckDB files", "duckdb"),
    ("matplotlib", (*FIT, "--plot", "p.png"), "Drawing", "plot"),
    ("PIL", (*FIT, "--plot", "p.png"), "Drawing", "plot"),
    ("starlette", ("studio", "--no-browser"), "The studio", "app"),
    ("uvicorn", ("studio", "--no-browser"), "The studio", "app"),
    ("websockets", ("studio", "--no-browser"), "The studio", "app"),
]
STARTS = {  # the first bytes by which a format is known
    "t.parquet": b"PAR1" + bytes(20) + b"PAR1",
    "t.arrow": b"ARROW1\0\0" + bytes(20),
    "t.dta": b"<stata_dta>",
    "t.sav": b"$FL2",
    "t.xpt": b"HEADER RECORD*******LIBRARY",
    "t.duckdb": bytes(8) + b"DUCK" + bytes(20),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    openpyxl = pytest.importorskip("openpyxl")
    place = tmp_path_factory.mktemp("without")
    for name, start in STARTS.items():
        (place / name).write_bytes(start)
    book = openpyxl.Workbook()
    for row in (["a", "y"], [1, 2], [2, 3]):
        book.active.append(row)
    book.save(place / "t.xlsx")
    lines = [f"{x!r},{x * x!r}" for x in np.linspace(0, 1, 30).tolist()]
    (place / "t.csv").write_text("\n".join(["x,y", *lines]) + "\n", encoding="utf-8")
    return place


def test_every_package_of_every_extra_has_a_case():
    cases = {(case[3], case[0]) for case in [*PYTHON, *SHELL]}
    assert cases == {(extra, name) for extra, names in extras().items() for name in names}


@pytest.mark.parametrize(("absent", "asked", "what", "extra"), PYTHON)
def test_python_raises_an_import_error(absent, asked, what, extra, folder):
    code = (
        "import numpy as np, shoal\n"
        "model = shoal.NeuralRegressor(hidden_layer_sizes=2, n_networks=1, max_iter=3)\n"
        "if 'model' in sys.argv[1]: model.fit(np.arange(8.0)[:, None], np.arange(8.0))\n"
        "try:\n    exec(sys.argv[1])\n"
        "except ImportError as error:\n    print(type(error).__name__, error.extra, error)\n"
    )
    done = run([absent], code, asked, at=folder)
    assert done.returncode == 0, done.stderr
    sentence = f"{what} needs the extra [{extra}]: pip install 'shoal[{extra}]'"
    assert done.stdout == f"MissingExtraError {extra} {sentence}\n"


@pytest.mark.parametrize(("absent", "arguments", "what", "extra"), SHELL)
def test_the_program_ends_with_2(absent, arguments, what, extra, folder):
    done = shoal([absent], *arguments, at=folder)
    sentence = f"{what} needs the extra [{extra}]: pip install 'shoal[{extra}]'"
    assert done.returncode == 2
    assert [line for line in done.stderr.splitlines() if line] == [f"shoal: {sentence}"]
    assert not (folder / "p.png").exists()
