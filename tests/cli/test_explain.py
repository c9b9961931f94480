"""shoal explain, from a fitted model file to the printed update."""

import json
import re

import click
import numpy as np
import pytest

import shoal as library
from shoal.cli.program import shoal as program
from shoal.errors import InputError


@pytest.fixture(scope="module")
def kept():
    return {}


@pytest.fixture
def fitted(kept, engine, tmp_path):
    """The table, beside the file of a model of it, which is fitted once."""
    if not kept:
        library.fit_table(
            library.read_table(engine), "torque", hidden_layer_sizes=(4,), solver="gd", max_iter=30,
            learning_rate_init=[0.2, 0.1], alpha=0.1,
        ).save(tmp_path / "m.shoal")  # fmt: skip
        kept["file"] = (tmp_path / "m.shoal").read_bytes()
    (tmp_path / "m.shoal").write_bytes(kept["file"])
    return engine


def test_the_printed_update_is_the_librarys(shoal, fitted, tmp_path):
    done = shoal("explain", "m.shoal", fitted, "--row", 3, "--weight", "V,1,2")
    model, table = library.load(tmp_path / "m.shoal"), library.read_table(fitted)
    chain = library.explain.step(model, table, row=3, weight=("V", 1, 2)).chain
    (update,) = re.findall(r"^update +(\S+)", done.stdout, re.MULTILINE)
    assert float(update) == pytest.approx(chain.update, abs=1e-10)
    assert "v₁,₃ = " in done.stdout
    assert "weight of `throttle` to hidden unit 3; in Python\n            V[1,2]" in done.stdout
    assert "row 3 (line 5)" in done.stdout
    assert "rates       V 0.2   W 0.1   penalty alpha 0.1" in done.stdout
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_the_update_is_that_of_one_more_epoch_of_training(shoal, fitted, tmp_path):
    """The model's own weights as a start, one epoch of gd on the whole table."""
    found = json.loads(shoal("explain", "m.shoal", fitted, "--json", "--alpha", 0.1).stdout)
    model, table = library.load(tmp_path / "m.shoal"), library.read_table(fitted)
    network = model.network
    X = network.inputs.apply(model.plan.encode(table))
    T = network.targets.apply(model.plan.encode_targets(table))
    trained = library.NeuralRegressor(
        (4,), solver="gd", max_iter=1, tol=0, alpha=0.1, learning_rate_init=(0.2, 0.1),
        standardize=False, start=network.weights,
    )  # fmt: skip
    trained.partial_fit(X, T.ravel())
    arrays = {array["name"]: array["values"] for array in found["arrays"]}
    np.testing.assert_allclose(arrays["V_new"], trained.V_, rtol=0, atol=1e-12)
    np.testing.assert_allclose(arrays["W_new"], trained.W_, rtol=0, atol=1e-12)
    assert len(found["chain"]["terms"]) == 160


def test_rows_and_rates_and_names(shoal, fitted):
    done = shoal("explain", "m.shoal", fitted, "--row", 3, "--row", 9, "--weight", "V,speed,0",
                 "--rates", 0.5, "--alpha", 0)  # fmt: skip
    assert "rates       V 0.5   W 0.5\n" in done.stdout
    assert "weight of `speed` to hidden unit 1" in done.stdout
    assert "158 other rows together" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--row", 160), "there is no row 160: engine.csv has rows 0 to 159"),
        (("--weight", "V,99,0"), "V has shape (7, 4): row must be a whole number from 0 to 6"),
        (("--weight", "V,1,4"), "column must be a whole number from 0 to 3, not 4"),
        (("--weight", "w,0,2"), "k must be a whole number from 1 to 1, not 2"),
        (("--weight", "U,0,0"), "no weights 'U'; its matrices are 'V' or 0, 'W' or 1"),
        (("--weight", "V,sped,0"), "did you mean 'speed'?"),
        (("--weight", "V"), "is not matrix, row and column"),
        (("--rates", "fast"), "is not a list of rates"),
        (("--rates", "1,2,3"), "rates must be a positive number or 2 of them"),
    ],
)
def test_bad_input_is_said_in_one_sentence(fitted, tmp_path, arguments, words):
    given = ["explain", tmp_path / "m.shoal", fitted, *arguments]
    with pytest.raises((InputError, click.BadParameter)) as caught:
        program.main([str(each) for each in given], standalone_mode=False)
    assert words in str(caught.value)


def test_exit_code_of_bad_input(shoal, fitted):
    done = shoal("explain", "m.shoal", fitted, "--row", -1, code=2)
    assert done.stderr == "shoal: there is no row -1: engine.csv has rows 0 to 159\n"
    assert done.stdout == ""


def test_a_table_without_the_target_is_named(shoal, fitted, tmp_path):
    lines = fitted.read_text().splitlines()
    bare = tmp_path / "bare.csv"
    bare.write_text("\n".join(line.rpartition(",")[0] for line in lines) + "\n")
    done = shoal("explain", "m.shoal", bare, code=2)
    assert "bare.csv has no column 'torque'" in done.stderr
