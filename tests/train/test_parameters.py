"""The table of parameters: the face has the same arguments and defaults, and so has its docstring."""

import inspect

import pytest
from sklearn.utils._param_validation import InvalidParameterError

from shoal import NeuralRegressor
from shoal.errors import InputError
from shoal.train.bounds import Number, Whole, Words
from shoal.train.parameters import BY_BATCHES, BY_RATES, SOLVERS, Parameters, table
from shoal.train.solvers import SOLVERS as RUN

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


@pytest.mark.parametrize(
    ("name", "value", "holds"),
    [
        ("alpha", 0.5, True),
        ("alpha", float("nan"), False),
        ("alpha", float("inf"), False),
        ("alpha", True, False),
        ("hidden_layer_sizes", [4, 2], True),
        ("hidden_layer_sizes", [4, 2.0], False),
        ("hidden_layer_sizes", [True], False),
        ("learning_rate_init", [0.1, 0], False),
        ("early_stopping", 1, False),
        ("standardize", "auto", True),
        ("n_iter_no_change", float("inf"), True),
        ("n_jobs", 0, False),
        ("n_jobs", -1, True),
        ("start", [[1.0]], False),
        ("random_state", 2**32, False),
    ],
)
def test_plain_values_are_checked_with_a_sentence_that_names_the_parameter(name, value, holds):
    assert table()[name].holds(value) is holds
    if not holds:
        with pytest.raises(InputError, match=f"^{name} must be .*, not "):
            table()[name].check(value)


def test_the_solvers_are_those_that_can_be_run():
    assert set(SOLVERS) == {"auto", *RUN}
    assert {name for one in table().values() for name in one.solvers} == set(BY_RATES)
    assert set(BY_BATCHES) < set(BY_RATES) < set(RUN)
