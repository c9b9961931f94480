"""scikit-learn's own checks of an estimator: all of them, nothing expected to fail, nothing skipped.

pandas is installed and SCIPY_ARRAY_API is set (tests/conftest.py), so that no check is left out.
"""

import importlib.util
import warnings
from collections import Counter

import numpy as np
import pytest
import scipy
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.preprocessing import FunctionTransformer, PolynomialFeatures
from sklearn.utils.estimator_checks import (
    check_estimator,
    check_param_validation,
    check_regressor_multioutput,
)

from shoal import LinearNetwork, NeuralRegressor

ESTIMATORS = {
    "default": NeuralRegressor(),
    "no hidden layer": NeuralRegressor(()),
    "no hidden layer, gd": NeuralRegressor((), solver="gd", max_iter=200),
    "no hidden layer, sgd": NeuralRegressor((), solver="sgd", max_iter=50),
    "one hidden layer, gd": NeuralRegressor((5,), solver="gd", max_iter=300),
    "one hidden layer, sgd": NeuralRegressor((5,), solver="sgd", max_iter=50),
    "one hidden layer, lbfgs": NeuralRegressor((5,), solver="lbfgs", max_iter=50),
    "one hidden layer, adam": NeuralRegressor((5,), solver="adam", max_iter=50),
    "no hidden layer, adam": NeuralRegressor((), solver="adam", max_iter=200),
    "projected": NeuralRegressor((5,), project_outputs=True, max_iter=20),
    "two hidden layers": NeuralRegressor((5, 4), max_iter=20),
    "two hidden layers, gd": NeuralRegressor((5, 4), solver="gd", max_iter=200),
    "two hidden layers, sgd": NeuralRegressor((5, 4), solver="sgd", max_iter=50),
    "two hidden layers, adam": NeuralRegressor((5, 4), solver="adam", max_iter=50),
    "relu": NeuralRegressor((5,), "relu", max_iter=50),
    "not scaled": NeuralRegressor((5,), standardize=False, max_iter=50),
    "linear": LinearNetwork(),
    "linear, polynomial basis": LinearNetwork(PolynomialFeatures(2, include_bias=False)),
    "linear, function basis": LinearNetwork(FunctionTransformer()),
}


def test_no_check_is_left_out():
    assert importlib.util.find_spec("pandas")
    if np.lib.NumpyVersion(scipy.__version__) < "1.14.0":
        pytest.skip("scikit-learn's checks of other arrays begin with SciPy 1.14")
    with sklearn.config_context(array_api_dispatch=True):
        """Refused, unless SciPy was imported with SCIPY_ARRAY_API=1."""


@pytest.mark.parametrize("name", list(ESTIMATORS))
def test_check_estimator(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        results = check_estimator(ESTIMATORS[name], on_skip=None, on_fail=None)
    not_passed = [
        (r["check_name"], r["status"], str(r["exception"])[:300])
        for r in results
        if r["status"] != "passed"
    ]
    assert not_passed == []
    assert Counter(r["status"] for r in results)["passed"] >= 55
    assert not any(r["expected_to_fail"] for r in results)


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.ConvergenceWarning")
@pytest.mark.parametrize("name", list(ESTIMATORS))
def test_param_validation_and_several_outputs(name):
    estimator = ESTIMATORS[name]
    check_param_validation(type(estimator).__name__, estimator)
    check_regressor_multioutput(type(estimator).__name__, estimator)
