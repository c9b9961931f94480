"""The table of parameters: the face has the same arguments and defaults, and so has its docstring."""

import inspect

import pytest
from sklearn.utils._param_validation import InvalidParameterError

from shoal import NeuralRegressor
from shoal.train.bounds import Number, Whole, Words
from shoal.train.parameters import Parameters, table

FACE = inspect.signature(NeuralRegressor.__init__).parameters


def test_the_face_takes_what_the_table_says_in_its_order():
    assert list(FACE)[1:] == list(table())
    assert {n: FACE[n].default for n in table()} == {n: p.default for n, p in table().items()}


def test_each_argument_is_assigned_and_read_back():
    given = {name: object() for name in table()}
    model = NeuralRegressor(**given)
    assert vars(model) == given
    assert vars(Parameters.of(model)) == given


@pytest.mark.parametrize("name", table())
def test_the_docstring_names_each_with_its_kind_and_default(name):
    entry = table()[name]
    assert entry.documented.splitlines()[0] in NeuralRegressor.__doc__
    assert " ".join(entry.meaning.split()) in " ".join(NeuralRegressor.__doc__.split())


def beyond(bound):
    """Values that a bound does not allow."""
    if isinstance(bound, Words):
        yield "no such word"
    elif isinstance(bound, Whole) and bound.low is not None:
        yield bound.low - 1
    elif isinstance(bound, Number):
        yield bound.low - 1
        if bound.ends == "neither":
            yield float(bound.low)
        if bound.high is not None:
            yield bound.high + 1
            if bound.ends != "both":
                yield float(bound.high)


@pytest.mark.parametrize(
    ("name", "value"),
    [(n, v) for n, p in table().items() for bound in p.bounds for v in beyond(bound)],
)
def test_values_beyond_the_bounds_are_refused_by_name(name, value):
    with pytest.raises(InvalidParameterError, match=f"'{name}' parameter of NeuralRegressor"):
        NeuralRegressor(**{name: value}).fit([[0.0], [1.0]], [0.0, 1.0])
