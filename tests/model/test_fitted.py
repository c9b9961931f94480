"""``Fitted``: shapes as the targets were, inputs checked in one sentence, every door open to it."""

import subprocess
import sys

import numpy as np
import pytest
from scipy import sparse, stats

import shoal
from shoal import NeuralRegressor, explain, fit_table
from shoal.core.activations import ACTIVATIONS
from shoal.errors import InputError, ModelFileError
from shoal.model.ensemble import Ensemble
from shoal.model.fitted import Fitted
from shoal.model.network import Network
from shoal.model.noise import Noise, noise_of
from shoal.model.scaling import Scaling

IDENTITY = ACTIVATIONS["identity"]
X = np.array([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]])


def line(weights, shift=0.0):
    """y = shift + X @ weights, (D, K), as a network without hidden units or scaling."""
    w = np.atleast_2d(np.transpose(weights))
    D, K = w.shape
    around = Scaling.none(D), Scaling.none(K)
    return Network((np.vstack([np.full((1, K), shift), w]),), IDENTITY, IDENTITY, *around)


def fitted(one_dimensional=True, names=None, noise=True):
    """Two lines, 2 apart; noise of deviation 0.5 whose quantiles are uniform in 0 to 3."""
    networks = line([[1.0, 10.0]]), line([[1.0, 10.0]], shift=2.0)
    of_target = Noise(np.log([0.25]), np.linspace(0, 3, 401), np.inf, 1e9)
    ensemble = Ensemble(
        networks, np.array([0.5, 0.5]), 0, None, np.zeros(2), np.full(2, 2.0),
        (of_target,) if noise else (),
    )  # fmt: skip
    return Fitted(ensemble, one_dimensional, names)


def test_the_answer_is_the_mean_in_the_targets_shape():
    answer = 1 + X @ [1.0, 10.0]
    np.testing.assert_allclose(fitted().predict(X), answer)
    np.testing.assert_allclose(fitted(False).predict(X), answer[:, np.newaxis])


def test_bounds_deviation_and_likelihood_are_the_formulas():
    """Deviation among two networks 2 apart: sqrt(2) (divided by n - 1), beside the noise of 0.5."""
    std = np.hypot(0.5, np.sqrt(2))
    model = fitted()
    mean, found = model.predict(X, return_std=True)
    np.testing.assert_allclose(found, np.full(3, std))
    low, high = model.predict_interval(X, 0.5)
    np.testing.assert_allclose(low, mean - 1.5 * std, rtol=1e-6)
    np.testing.assert_allclose(high, mean + 1.5 * std, rtol=1e-6)
    np.testing.assert_allclose(
        model.log_likelihood(X, mean + 1), np.full(3, stats.norm(0, std).logpdf(1))
    )
    assert model.predict_spread(X).total.shape == (3, 1)
    assert model.extrapolates(X).tolist() == [False, True, True]
    assert fitted(False).predict_interval(X)[0].shape == (3, 1)


def test_without_noise_there_are_predictions_alone():
    model = fitted(noise=False)
    model.predict(X)
    for call in (model.predict_interval, model.predict_spread):
        with pytest.raises(InputError, match="noise is not known"):
            call(X)


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (X[:, :1], r"shape \(3, 1\); the model reads rows of 2 inputs"),
        (X[0], r"shape \(2,\)"),
        ([[1.0, np.nan]], "row 0, column 1, is NaN"),
        ([["a", "b"]], "row 0, column 0, is the text 'a'"),
        ([[1.0], [1.0, 2.0]], "several lengths"),
    ],
)
def test_rows_that_do_not_fit_are_named(rows, words):
    for call in (fitted().predict, fitted().extrapolates, fitted().predict_interval):
        with pytest.raises(InputError, match=words):
            call(rows)


def test_sparse_rows_and_lists_are_read():
    for rows in (sparse.csr_array(X), X.tolist(), X.astype(int).astype(object)):
        dense = rows.toarray() if sparse.issparse(rows) else np.array(rows, dtype=float)
        np.testing.assert_array_equal(fitted().predict(rows), fitted().predict(dense))


def test_targets_of_another_length_are_named():
    with pytest.raises(InputError, match="y has shape"):
        fitted().log_likelihood(X, [1.0, 2.0])


def test_rows_that_no_network_left_out_say_nothing_of_the_noise():
    """The level is the RMS of the other residuals: 2, whatever the first row's would be."""
    rows = shoal.core.rows.Rows(
        np.zeros((5, 2)), np.array([[9.0], [2], [-2], [2], [-2]]), np.ones(5)
    )
    left_out = np.array([[np.nan], [0], [0], [0], [0]])
    (found,) = noise_of(line([[1.0, 1.0]]), rows, left_out, None, "constant")
    assert found.n_rows == 4
    np.testing.assert_allclose(found.std(np.zeros(1), np.zeros((1, 2))), 2.0, rtol=1e-2)
    assert noise_of(line([[1.0, 1.0]]), rows, np.full((5, 1), np.nan), None, "constant") == ()


def test_a_face_answers_as_what_it_holds():
    random = np.random.RandomState(0)
    rows = random.normal(size=(40, 2))
    model = NeuralRegressor((3,), solver="lm", n_networks=2, random_state=0)
    model.fit(rows, rows[:, 0] ** 2)
    assert model.ensemble_ is model.fitted_.ensemble
    np.testing.assert_array_equal(model.predict(X), model.fitted_.predict(X))
    frame = {"a": rows[:, 0], "b": rows[:, 1], "y": rows[:, 0] ** 2}
    table = fit_table(frame, "y", hidden_layer_sizes=(3,), n_networks=2, test_fraction=0)
    np.testing.assert_array_equal(table.predict(frame), table.fitted.predict(rows))
    assert table.fitted.input_names == ("a", "b")
    np.testing.assert_array_equal(table.fitted.relevance, table.record.relevance)


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    path = tmp_path_factory.mktemp("fitted") / "m.shoal"
    fitted(names=("load", "speed")).save(path)
    return path


def test_a_step_of_what_was_loaded_is_explained(loaded):
    found = explain.step(shoal.load(loaded), X, X[:, 0])
    assert "ensemble.networks[0]" in str(found.to_dict())
    assert "load" in str(found.to_dict())


def test_what_was_loaded_is_drawn(loaded):
    pytest.importorskip("matplotlib").use("agg")
    display = shoal.view.NetworkDisplay.from_estimator(shoal.load(loaded))
    texts = [text.get_text() for text in display.ax_.texts]
    assert any("load" in text for text in texts)


@pytest.mark.parametrize("command", [["show"], ["predict"], ["explain"]])
def test_the_command_line_says_what_the_file_is(loaded, command, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("load,speed\n1,2\n")
    more = [] if command == ["show"] else [str(table)]
    code = "from shoal.cli.main import main; main()"
    run = [sys.executable, "-c", code, *command, str(loaded), *more]
    done = subprocess.run(run, capture_output=True, text=True)
    assert done.returncode == 2
    assert "shoal.load" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_users_function_cannot_be_saved(tmp_path):
    own = shoal.Activation("tanh", np.tanh, np.cos)
    network = Network((np.ones((2, 1)), np.ones((2, 1))), own, IDENTITY, *[Scaling.none(1)] * 2)
    ensemble = Ensemble((network,), np.ones(1), 0, None, np.zeros(1), np.ones(1))
    with pytest.raises(ModelFileError, match="your own function"):
        Fitted(ensemble).save(tmp_path / "m.shoal")
