"""scikit-learn's selection of inputs reads a fitted network's relevances."""

import numpy as np
import pytest
from sklearn.feature_selection import RFE, SelectFromModel

from shoal import NeuralRegressor

RELEVANT = [1, 4, 6]


@pytest.fixture(scope="module")
def data():
    random = np.random.RandomState(0)
    X = random.normal(size=(150, 8))
    a, b, c = X[:, RELEVANT].T
    return X, np.sin(a) + b * c + b + 0.05 * random.normal(size=150)


@pytest.mark.parametrize(
    "model",
    [
        NeuralRegressor((6,), n_networks=4, random_state=0),
        NeuralRegressor((6,), n_networks=1, random_state=0),
    ],
    ids=["several networks", "one network"],
)
@pytest.mark.parametrize("select", [SelectFromModel, lambda m: RFE(m, n_features_to_select=3)])
def test_the_inputs_that_matter_are_selected(data, model, select):
    X, y = data
    selector = select(model).fit(X, y)
    assert np.flatnonzero(selector.get_support()).tolist() == RELEVANT
    np.testing.assert_array_equal(selector.transform(X), X[:, RELEVANT])


def test_importances_are_the_relevances_and_there_once_it_is_fitted(data):
    X, y = data
    model = NeuralRegressor((3,), solver="gd", max_iter=5, tol=0)
    with pytest.raises(AttributeError, match="there after fit"):
        _ = model.feature_importances_
    model.fit(X, np.column_stack([y, -y]))
    assert model.feature_importances_ is model.input_relevance_
    assert model.feature_importances_.shape == (8,)
    assert model.feature_importances_.sum() == pytest.approx(1)
