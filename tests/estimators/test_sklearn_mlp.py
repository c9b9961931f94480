"""scikit-learn's own tests of its MLPRegressor, run with our class in its place.

The module is loaded from the installed wheel into a namespace of its own; nothing of it is copied.
Every test function of it stands in ``FATE``: with the translation of its constructor calls if it
runs, or with the reason why it does not apply. A new scikit-learn's new tests fail here until they
are looked at.
"""

import importlib.util
import inspect
import itertools
import warnings
from pathlib import Path

import pytest
import sklearn.neural_network

from shoal import NeuralRegressor

CLASSIFIER = "is about classification"
SCORES = "reads validation_scores_; ours is trace_['rmse_validation']"

AS_IT_IS = {}
ADAM = {"solver": "adam"}  # their default
THEIR_SIZE = {"hidden_layer_sizes": 100}  # their default; the score asked for depends on it

FATE = {
    "test_alpha": CLASSIFIER,
    "test_fit": "sets private attributes of the classifier",
    "test_gradient": "calls private methods of the classifier; see tests/core/test_gradients.py",
    "test_lbfgs_classification": CLASSIFIER,
    "test_lbfgs_regression": AS_IT_IS,
    "test_lbfgs_classification_maxfun": CLASSIFIER,
    "test_lbfgs_regression_maxfun": "is about max_fun, which we do not have",
    "test_learning_rate_warmstart": "reads a private optimizer of the classifier",
    "test_multilabel_classification": CLASSIFIER,
    "test_multioutput_regression": AS_IT_IS,
    "test_partial_fit_classes_error": CLASSIFIER,
    "test_partial_fit_classification": CLASSIFIER,
    "test_partial_fit_unseen_classes": CLASSIFIER,
    "test_partial_fit_regression": THEIR_SIZE,
    "test_partial_fit_errors": CLASSIFIER,
    "test_nonfinite_params": "expects an error for inputs near 1e308, which ours scales and fits",
    "test_predict_proba_binary": CLASSIFIER,
    "test_predict_proba_multiclass": CLASSIFIER,
    "test_predict_proba_multilabel": CLASSIFIER,
    "test_shuffle": ADAM,
    "test_sparse_matrices": CLASSIFIER,
    "test_tolerance": CLASSIFIER,
    "test_verbose_sgd": CLASSIFIER,
    "test_early_stopping": SCORES,
    "test_adaptive_learning_rate": CLASSIFIER,
    "test_warm_start": CLASSIFIER,
    "test_warm_start_full_iteration": AS_IT_IS,
    "test_n_iter_no_change": CLASSIFIER,
    "test_n_iter_no_change_inf": CLASSIFIER,
    "test_early_stopping_stratified": CLASSIFIER,
    "test_mlp_early_stopping_string_labels": CLASSIFIER,
    "test_mlp_classifier_dtypes_casting": CLASSIFIER,
    "test_mlp_regressor_dtypes_casting": ADAM,
    "test_mlp_param_dtypes": ADAM,
    "test_mlp_loading_from_joblib_partial_fit": ADAM,
    "test_preserve_feature_names": AS_IT_IS,
    "test_mlp_warm_start_with_early_stopping": SCORES,
    "test_mlp_warm_start_no_convergence": AS_IT_IS,
    "test_mlp_partial_fit_after_fit": ADAM,
    "test_mlp_diverging_loss": SCORES + "; a diverging fit keeps finite weights and warns",
    "test_mlp_sample_weight_with_early_stopping": ADAM,
    "test_mlp_vs_poisson_glm_equivalent": "is about the Poisson loss, which we do not have",
    "test_minimum_input_sample_size": "wants two held-out rows for R2; an RMSE needs one",
}
RUNS = [name for name, fate in FATE.items() if isinstance(fate, dict)]


def load():
    where = Path(sklearn.neural_network.__file__).parent / "tests" / "test_mlp.py"
    spec = importlib.util.spec_from_file_location("scikit_learns_test_mlp", where)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


THEIRS = load()


def test_every_test_of_theirs_is_classified():
    found = {n for n, f in vars(THEIRS).items() if n.startswith("test_") and inspect.isfunction(f)}
    assert found - set(FATE) == set(), "not classified: add them to FATE"
    assert all(isinstance(fate, dict) or len(fate) > 10 for fate in FATE.values())


def cases(function):
    """The arguments of its ``parametrize`` marks, without those that are about the classifier."""
    marks = [m for m in getattr(function, "pytestmark", []) if m.name == "parametrize"]
    choices = []
    for mark in marks:
        names = [n.strip() for n in mark.args[0].split(",")]
        rows = [row if len(names) > 1 else (row,) for row in mark.args[1]]
        choices.append([dict(zip(names, row, strict=True)) for row in rows])
    for combination in itertools.product(*choices):
        arguments = {name: value for part in combination for name, value in part.items()}
        if THEIRS.MLPClassifier not in [v for v in arguments.values() if isinstance(v, type)]:
            yield arguments


@pytest.mark.parametrize("name", RUNS)
def test_theirs(name, tmp_path, monkeypatch):
    defaults = FATE[name]
    original, function = THEIRS.MLPRegressor, getattr(THEIRS, name)

    def ours(**parameters):
        return NeuralRegressor(**defaults | parameters)

    monkeypatch.setattr(THEIRS, "MLPRegressor", ours)
    n_run = 0
    for arguments in cases(function):
        arguments = {k: ours if v is original else v for k, v in arguments.items()}
        if "tmp_path" in inspect.signature(function).parameters:
            arguments["tmp_path"] = tmp_path
        with warnings.catch_warnings(record=True):
            warnings.simplefilter("default")  # as their own test run has it
            function(**arguments)
        n_run += 1
    assert n_run > 0
