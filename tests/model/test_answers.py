"""Answers of several networks at once are those that each gives alone."""

import numpy as np
import pytest

from shoal import Activation
from shoal.core.activations import ACTIVATIONS
from shoal.core.layout import Layout
from shoal.errors import InputError
from shoal.model import answers
from shoal.model.answers import answers_of
from shoal.model.network import Network
from shoal.model.scaling import Scaling

SIZES = ((3, 4, 2), (3, 7, 2), (3, 4, 2), (3, 5, 3, 2))
AROUND = Scaling(np.array([1.0, -2.0, 0.0]), np.array([2.0, 0.5, 1.0]))
TARGETS = Scaling(np.array([10.0, 0.0]), np.array([3.0, 100.0]))


def networks(hidden="tanh", dtype=np.float64):
    random, found = np.random.RandomState(0), []
    hidden = ACTIVATIONS.get(hidden, hidden)
    for sizes in SIZES:
        layout = Layout(sizes)
        weights = layout.views(random.normal(size=layout.n_weights).astype(dtype))
        found.append(Network(tuple(weights), hidden, ACTIVATIONS["identity"], AROUND, TARGETS))
    return found


def rows(n, dtype=np.float64):
    return np.random.RandomState(1).normal(size=(n, 3)).astype(dtype)


@pytest.mark.parametrize("hidden", ["tanh", "relu", Activation("sine", np.sin, np.cos, "sum")])
@pytest.mark.parametrize(("dtype", "rtol"), [(np.float64, 1e-12), (np.float32, 1e-4)])
def test_each_answers_as_it_does_alone(hidden, dtype, rtol):
    several, X = networks(hidden, dtype), rows(50, dtype)
    found = answers_of(several, X)
    assert found.dtype == dtype
    expected = [network.predict(X) for network in several]
    np.testing.assert_allclose(found, expected, rtol=rtol, atol=rtol * 100)


def test_rows_in_any_order_and_in_several_blocks(monkeypatch):
    several, X = networks(), rows(100)
    whole = answers_of(several, X)
    monkeypatch.setattr(answers, "ROWS_AT_ONCE", 33)
    np.testing.assert_array_equal(answers_of(several, X), whole)
    np.testing.assert_array_equal(answers_of(several, np.asfortranarray(X[::-1])), whole[:, ::-1])
    np.testing.assert_array_equal(answers_of(several, X[7:8]), whole[:, 7:8])


def test_no_rows_and_rows_of_another_table():
    assert answers_of(networks(), rows(0)).shape == (4, 0, 2)
    for wrong in (np.zeros((5, 2)), np.zeros((0, 4)), np.zeros(3)):
        with pytest.raises(InputError, match="rows of 3 inputs"):
            answers_of(networks(), wrong)
