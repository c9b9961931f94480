"""What an import costs, told by ``sys.modules`` in a fresh process, never by the clock."""

import subprocess
import sys

import numpy as np
import pytest

HEAVY = (
    "sklearn",
    "scipy",
    "pandas",
    "polars",
    "pyarrow",
    "matplotlib",
    "narwhals",
    "fastexcel",
    "joblib",
    "sympy",
)


def loaded_by(code, *arguments):
    """Top-level packages in a fresh process that ran the code."""
    ending = "\nimport sys; print('\\n' + ' '.join(sorted({m.split('.')[0] for m in sys.modules})))"
    done = subprocess.run(
        [sys.executable, "-c", code + ending, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.splitlines()[-1].split())


def test_import_shoal_loads_nothing_heavy():
    loaded = loaded_by("import shoal; dir(shoal); shoal.__version__; shoal.errors")
    assert not loaded & {*HEAVY, "numpy", "rich", "click", "safetensors"}
    assert "shoal" in loaded


def test_the_walk_would_see_it():
    assert "sklearn" in loaded_by("import shoal; shoal.NeuralRegressor")


@pytest.mark.parametrize("arguments", [["--version"], ["--help"]])
def test_the_command_line_starts_light(arguments):
    code = (
        "import sys; sys.argv[0] = 'shoal'\n"
        "from shoal.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
    )
    loaded = loaded_by(code, *arguments)
    assert not loaded & set(HEAVY)
    assert "click" in loaded


def test_the_mathematics_and_the_data_need_numpy_alone():
    for code in (
        "from shoal import Network, Activation, check_gradient",
        "import shoal; shoal.datasets.lecture('S19')",
        "import shoal.trace",
    ):
        assert not loaded_by(code) & set(HEAVY), code


@pytest.fixture(scope="module")
def saved_model(tmp_path_factory):
    import shoal

    folder = tmp_path_factory.mktemp("model")
    table = folder / "table.csv"
    x = np.linspace(0, 3, 40)
    lines = [f"{a!r},{'red' if a > 1 else 'blue'},{float(np.sin(a))!r}" for a in x.tolist()]
    table.write_text("\n".join(["x,colour,y", *lines]) + "\n", encoding="utf-8")
    model = shoal.fit_table(shoal.read_table(table), target="y", random_state=0)
    model.save(folder / "model.shoal")
    return folder


def test_loading_and_predicting_need_no_scikit_learn(saved_model):
    code = (
        "import sys, shoal\n"
        "model = shoal.load(sys.argv[1])\n"
        "print(model.predict(shoal.read_table(sys.argv[2]))[:2])\n"
    )
    loaded = loaded_by(code, saved_model / "model.shoal", saved_model / "table.csv")
    assert not loaded & {"sklearn", "scipy", "joblib", "matplotlib", "pandas", "polars"}


@pytest.mark.parametrize("command", ["predict", "score", "show"])
def test_the_commands_that_read_a_model_need_no_scikit_learn(saved_model, command):
    code = (
        "import sys; sys.argv[0] = 'shoal'\n"
        "from shoal.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
    )
    table = [] if command == "show" else [saved_model / "table.csv"]
    loaded = loaded_by(code, command, saved_model / "model.shoal", *table)
    assert not loaded & {"sklearn", "scipy", "joblib", "matplotlib", "pandas"}


def test_only_public_names():
    import shoal

    assert set(dir(shoal)) == set(shoal.__all__)
    for name in ("NeuralRegressor", "LinearNetwork", "Activation", "Network", "check_gradient"):
        assert getattr(shoal, name).__name__ == name
