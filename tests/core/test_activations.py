"""Activations: values and slopes against mpmath-free closed forms, and the user's own."""

import copy
import pickle

import numpy as np
import pytest

from shoal import Activation
from shoal.core.activations import ACTIVATIONS, resolve
from shoal.errors import InputError


@pytest.mark.parametrize("name", list(ACTIVATIONS))
def test_df_is_the_derivative_of_f(name):
    assert ACTIVATIONS[name].check() < 1e-8


def test_known_values():
    values = {
        "identity": (-0.5, -0.5),
        "tanh": (0.5, 0.46211715726000975),
        "logistic": (0.5, 0.6224593312018546),
        "relu": (-0.5, 0.0),
        "softplus": (0.5, 0.9740769841801067),
        "gaussian": (0.5, 0.7788007830714049),
        "polynomial": (2.0, 3 + 4 + 4 + 96),
    }
    assert set(values) == set(ACTIVATIONS)
    for name, (a, z) in values.items():
        found = ACTIVATIONS[name].f(np.array([a]))
        np.testing.assert_allclose(found, [z], rtol=1e-15)


@pytest.mark.parametrize("name", ["tanh", "logistic", "softplus", "relu", "gaussian"])
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_large_sums_neither_overflow_nor_turn_into_nan(name, dtype):
    a = np.array([-1e4, -745.0, -90.0, 0.0, 90.0, 745.0, 1e4], dtype=dtype)
    z = ACTIVATIONS[name].f(a)
    assert z.dtype == dtype
    assert np.isfinite(z).all()
    assert np.isfinite(ACTIVATIONS[name].slope(a, z)).all()


def test_the_swapped_argument_is_found_and_named():
    with pytest.raises(InputError, match="df takes the sum: say so with df_of"):
        Activation("s", np.tanh, lambda a: 1 - np.tanh(a) ** 2, df_of="output").check()
    with pytest.raises(InputError, match="df takes the output: say so with df_of"):
        Activation("s", np.tanh, lambda z: 1 - z**2, df_of="sum").check()
    with pytest.raises(InputError, match="df is not the derivative of f"):
        Activation("s", np.tanh, lambda z: 1 - z).check()
    with pytest.raises(InputError, match="df is not the derivative of f"):
        Activation("s", np.tanh, lambda z: np.nan * z).check()


def test_refusals():
    with pytest.raises(InputError, match="df_of must be 'output' or 'sum', not 'value'"):
        Activation("s", np.tanh, np.tanh, df_of="value")
    with pytest.raises(InputError, match="must be functions"):
        Activation("s", np.tanh, 3.0)
    with pytest.raises(InputError, match="'tanh', 'logistic'"):
        resolve("sigmoid")
    with pytest.raises(InputError, match="output_activation"):
        resolve(None, "output_activation")


def test_copies_and_pickles_of_shoals_own_are_the_very_same():
    for activation in ACTIVATIONS.values():
        assert resolve(activation.name) is resolve(activation) is activation
        assert copy.deepcopy(activation) is activation
        assert pickle.loads(pickle.dumps(activation)) is activation
    own = Activation("tanh", np.tanh, np.cos)
    again = pickle.loads(pickle.dumps(own))
    assert again == own
    assert again is not ACTIVATIONS["tanh"]
