"""Each planted fault raises its own sentence, and no other."""

import numpy as np
import pytest

from shoal import NeuralRegressor, examine
from shoal.datasets import lecture
from shoal.errors import DivergenceWarning, InputError

pytestmark = pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")

LM = {"solver": "lm", "n_networks": 1, "random_state": 0}
STOPPED = {"solver": "lbfgs", "early_stopping": True, "max_iter": 200, "random_state": 0}


def friedman(n=300, noise=1.0, seed=0):
    random = np.random.RandomState(seed)
    X = random.uniform(size=(n, 7))
    y = 10 * np.sin(np.pi * X[:, 0] * X[:, 1]) + 20 * (X[:, 2] - 0.5) ** 2 + 10 * X[:, 3]
    return X, y + 5 * X[:, 4] + noise * random.normal(size=n)


def only(notes):
    """The one note there is."""
    assert len(notes) == 1, [note.text for note in notes]
    return notes[0]


def one_sigmoid(**parameters):
    """The single sigmoid of S5 and S7, as the lecture trains it."""
    lectures = {
        "output_activation": "logistic", "solver": "sgd", "batch_size": 1, "momentum": 0,
        "learning_rate_init": 0.1, "max_iter": 100, "tol": 0, "alpha": 0, "start": "zeros",
        "standardize": False, "shuffle": False,
    }  # fmt: skip
    return NeuralRegressor((), **{**lectures, **parameters})


def two_layers(start="uniform", **parameters):
    """The two layers of S18 to S23, as the lecture trains them."""
    lectures = {"solver": "gd", "learning_rate_init": (0.1, 0.01), "alpha": 0, "tol": 0}
    return NeuralRegressor((20,), start=start, **{**lectures, "max_iter": 1000, **parameters})


def test_s5_targets_out_of_reach():
    data = lecture("S5", 0)
    note = only(examine(one_sigmoid().fit(data.X, data.T), data.X, data.T))
    assert note.subject == "target"
    assert note.sentence == "4 of 20 values cannot be reached"
    assert f"{data.T.max():.4g}" in note.evidence
    assert note.remedy == 'try output_activation="identity"'
    assert note.text == f"{note.subject}: {note.sentence} ({note.evidence}); {note.remedy}"


@pytest.mark.parametrize("order", [{}, {"shuffle": True, "random_state": 0}, {"solver": "lbfgs"}])
def test_s7_one_sigmoid_does_not_beat_the_mean(order):
    data = lecture("S7", 0)
    model = one_sigmoid(**order).fit(data.X, data.T)
    note = only(examine(model, data.X, data.T))
    assert note.sentence == "the model does not beat the mean"
    assert f"against {data.T.std():.4g} on 20 training rows" in note.evidence
    assert "hidden_layer_sizes" in note.remedy


def test_s11_a_rate_that_diverges():
    data = lecture("S19", 0)
    model = two_layers(activation="polynomial", learning_rate_init=0.1, random_state=0)
    with pytest.warns(DivergenceWarning):
        model.fit(data.X, data.T)
    note = only(examine(model, data.X, data.T))
    assert note.sentence == "diverged"
    assert f"at epoch {model.outcome_.epoch}" in note.evidence
    assert note.remedy.startswith("try learning_rate_init=0.0")


def test_a_rate_at_the_edge_of_divergence():
    data = lecture("S19", 0)
    model = two_layers(learning_rate_init=1.0, random_state=0).fit(data.X, data.T)
    assert only(examine(model, data.X, data.T)).sentence == "the rate is near divergence"
    steady = two_layers(learning_rate_init=0.2, random_state=0).fit(data.X, data.T)
    assert not examine(steady, data.X, data.T)


@pytest.mark.parametrize(
    ("parameters", "value"),
    [({}, 7.5), (STOPPED, 0.1), (STOPPED, 0.0), ({**STOPPED, "standardize": False}, 0.1)],
)
def test_s20_a_constant_column(parameters, value):
    X, y = friedman()
    X[:, 3] = value
    model = NeuralRegressor(**{"random_state": 0, **parameters}).fit(X, y)
    note = only(examine(model, X, y, inputs=list("abcdefg")))
    assert note.sentence == "1 column is constant"
    assert note.evidence == f"input 'd' is {value:g} in all 300 rows"
    assert note.remedy == "leave it out"


def test_several_constant_columns_are_counted():
    X, y = friedman(100)
    X[:, :5] = 1.0
    notes = examine(NeuralRegressor(**STOPPED).fit(X, y), X, y)
    note = next(n for n in notes if n.subject == "inputs")
    assert note.sentence == "5 columns are constant"
    assert "and 2 more" in note.evidence


@pytest.mark.parametrize(
    "model",
    [two_layers("zeros"), NeuralRegressor(start="zeros"), NeuralRegressor((4, 3), start="zeros")],
)
def test_s21_a_zero_start(model):
    data = lecture("S19", 0)
    note = only(examine(model.fit(data.X, data.T.ravel()), data.X, data.T))
    assert note.sentence == "all hidden weights are zero and stay zero"
    assert note.remedy == 'try start="auto"'


def test_s21_an_equal_start():
    data = lecture("S19", 0)
    equal = [np.full((2, 20), 0.05), np.full((21, 1), 0.05)]
    note = only(examine(two_layers(equal).fit(data.X, data.T), data.X, data.T))
    assert note.subject == "units of hidden layer 1"
    assert note.sentence == "19 of 20 are copies of another"


@pytest.mark.parametrize("sign", [1, -1])
def test_copied_units(sign):
    X, y = friedman()
    random = np.random.RandomState(0)
    V, W = random.normal(size=(8, 12)) / 2, random.normal(size=(13, 1)) / 4
    V[:, 5], W[6] = sign * V[:, 2], sign * W[3]
    note = only(examine(NeuralRegressor((12,), start=[V, W], **STOPPED).fit(X, y), X, y))
    assert note.sentence == "1 of 12 are copies of another"


def test_saturated_units():
    X, y = friedman()
    model = NeuralRegressor((20,), standardize=False, **STOPPED).fit(1000 * X, y)
    note = only(examine(model, 1000 * X, y))
    assert note.sentence.endswith("of 20 are saturated")
    assert note.remedy == "try standardize=True"


def test_dead_units():
    X, y = friedman()
    random = np.random.RandomState(0)
    V, W = random.normal(size=(8, 20)) / 2, random.normal(size=(21, 1)) / 4
    V[0, :9] = -30
    model = NeuralRegressor((20,), activation="relu", start=[V, W], **STOPPED).fit(X, y)
    note = only(examine(model, X, y))
    assert note.sentence == "9 of 20 are dead"
    assert note.evidence == "their output is 0 at 300 rows of 300"
    assert "tanh" in note.remedy


@pytest.mark.parametrize("parameters", [{"random_state": 0}, {"solver": "lbfgs"}, STOPPED, LM])
def test_three_rows_and_fifty_columns(parameters):
    random = np.random.RandomState(0)
    X, y = random.normal(size=(3, 50)), random.normal(size=3)
    note = only(examine(NeuralRegressor(**parameters).fit(X, y), X, y))
    assert note.sentence == "more weights than the data carries"
    assert "50 inputs and 3 distinct rows" in note.evidence


def test_a_curve_through_every_row():
    data = lecture("S19", 5)
    settings = LM | {"random_state": 5}
    model = NeuralRegressor((20,), alpha=1e-5, tol=0, max_iter=300, **settings)
    model.fit(data.X, data.T.ravel())
    note = only(examine(model, data.X, data.T))
    assert note.sentence == "more weights than the data carries"
    assert note.evidence.startswith("61 weights for 30 distinct values")


@pytest.mark.parametrize("jitter", [0.0, 1e-5])
def test_replicates_without_groups(jitter):
    X, y = friedman(40)
    random, batch = np.random.RandomState(0), np.repeat(np.arange(40), 4)
    X = X[batch] + jitter * random.normal(size=(160, 7))
    y = y[batch] + 0.3 * random.normal(size=160)
    several = {"hidden_layer_sizes": (4,), "alpha": 1e-3, "n_networks": 3, "random_state": 0}
    note = only(examine(NeuralRegressor(**several).fit(X, y), X, y))
    assert note.sentence.startswith("replicates without groups")
    assert "of 160 rows share their inputs" in note.evidence
    assert "groups=" in note.remedy
    together = NeuralRegressor(**several).fit(X, y, groups=batch)
    assert not examine(together, X, y, groups=batch)


@pytest.mark.parametrize("parameters", [{"solver": "lbfgs", "max_iter": 5}, {"max_iter": 3}])
def test_training_that_ended_too_soon(parameters):
    X, y = friedman()
    note = only(examine(NeuralRegressor(random_state=0, **parameters).fit(X, y), X, y))
    assert note.sentence == "ended before it converged"
    assert note.remedy == "raise max_iter"


def test_a_number_of_epochs_that_was_asked_for_is_no_fault():
    X, y = friedman()
    for solver in ("gd", "lbfgs"):
        model = NeuralRegressor((10,), solver=solver, learning_rate_init=0.1, max_iter=8, tol=0)
        notes = examine(model.set_params(random_state=0).fit(X, y), X, y)
        assert "ended before it converged" not in [note.sentence for note in notes]


def test_epoch_by_epoch_is_no_limit():
    X, y = friedman()
    model = NeuralRegressor((10,), solver="gd", learning_rate_init=0.3, random_state=0)
    for _ in range(8):
        model.partial_fit(X, y)
    assert "ended before it converged" not in [note.sentence for note in examine(model, X, y)]


def test_overfit():
    data = lecture("S19", 0)
    new = data.independent_test(200)
    model = NeuralRegressor((20,), alpha=0, max_iter=300, **LM).fit(data.X, data.T)
    note = only(examine(model, data.X, data.T, validation=new))
    assert note.sentence == "the model follows the noise of the training rows"
    assert "200 held-out rows" in note.evidence
    assert "early_stopping" in note.remedy


def test_held_out_rows_outside_the_training_range():
    X, y = friedman()
    inside = X[:, 0] < 0.6
    model = NeuralRegressor(random_state=0).fit(X[inside], y[inside])
    rows = {"validation": (X[~inside], y[~inside]), "inputs": list("abcdefg")}
    note = only(examine(model, X[inside], y[inside], **rows))
    assert "lie far outside the training range" in note.sentence
    assert note.evidence.startswith("input 'a' was ")


def test_targets_that_nothing_explains():
    X, _ = friedman()
    y = np.random.RandomState(1).normal(size=300)
    model = NeuralRegressor(random_state=0).fit(X[:200], y[:200])
    note = only(examine(model, X[:200], y[:200], validation=(X[200:], y[200:])))
    assert note.sentence == "the model does not beat the mean"
    assert "on 100 held-out rows" in note.evidence


def test_a_straight_table_that_the_network_bends():
    random = np.random.RandomState(0)
    X = random.normal(size=(300, 3))
    y = X @ [1.0, 2.0, 3.0] + 0.02 * random.normal(size=300)
    model = NeuralRegressor((20,), random_state=0, solver="gd", tol=0, max_iter=500)
    note = only(
        examine(model.fit(X[:200], y[:200]), X[:200], y[:200], validation=(X[200:], y[200:]))
    )
    assert note.sentence == "the model does not beat the linear model"


def test_each_of_several_targets_is_named():
    X, y = friedman()
    T = np.column_stack([y, np.random.RandomState(1).normal(size=300)])
    model = NeuralRegressor(**STOPPED).fit(X[:200], T[:200])
    judge = {"validation": (X[200:], T[200:]), "targets": ["load", "hum\x1bm"]}
    note = only(examine(model, X[:200], T[:200], **judge))
    assert note.subject == "target 'hum\\x1bm'"


@pytest.mark.parametrize("case", ["not fitted", "columns", "rows"])
def test_what_cannot_be_examined(case):
    X, y = friedman(40)
    model = NeuralRegressor((2,), solver="lbfgs")
    if case == "not fitted":
        with pytest.raises(InputError, match="after fit"):
            examine(model, X, y)
        return
    model.fit(X, y)
    with pytest.raises(InputError, match="X has shape"):
        examine(model, X[:, :3] if case == "columns" else X, y if case == "columns" else y[:7])
