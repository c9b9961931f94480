"""Values out of a model file's content are taken as they are or refused in one sentence."""

from collections.abc import Callable

import numpy as np
import pytest

from shoal.core import strict
from shoal.errors import ModelFileError

D = {
    "name": "tanh",
    "n": 3,
    "x": 1.5,
    "yes": True,
    "shift": [0.5, 1, -2.0],
    "columns": ["a", "b"],
    "inner": {"a": 1},
    "nan": float("nan"),
    "huge": 10**400,
    "line": "a\nb",
    "none": None,
}
ARRAYS = {"V": np.zeros((3, 2)), "n": np.arange(3), "f": np.zeros(2, dtype=np.float32)}


def test_what_fits_comes_back() -> None:
    strict.only_keys({"a": 1, "b": 2}, {"a"}, {"b", "c"})
    assert strict.field(D, "name", str) == "tanh"
    assert strict.field(D, "inner", dict) == {"a": 1}
    assert strict.field(D, "yes", bool) is True
    assert strict.choice(D, "name", ("tanh", "relu")) == "tanh"
    assert strict.integer(D, "n", 3, 3) == 3
    assert strict.number(D, "x", 0) == 1.5
    assert type(strict.number(D, "n")) is float
    assert strict.numbers(D, "shift", 3) == [0.5, 1.0, -2.0]
    assert {type(x) for x in strict.numbers(D, "shift")} == {float}
    assert strict.texts(D, "columns", 2) == ["a", "b"]
    assert strict.array(ARRAYS, "V", (3, -1)) is ARRAYS["V"]
    assert strict.array(ARRAYS, "f", (2,)) is ARRAYS["f"]


@pytest.mark.parametrize(
    ("take", "words"),
    [
        (lambda: strict.only_keys({"a": 1}, {"a", "b"}), "'b' is missing"),
        (lambda: strict.only_keys({"a": 1, "b": 2}, {"a"}), "'b' is not known"),
        (lambda: strict.field(D, "other", str), "'other' is missing"),
        (lambda: strict.field(D, "n", str), "'n' is 3, but must be a text"),
        (lambda: strict.field(D, "yes", int), "'yes' is True, but must be a whole number"),
        (lambda: strict.field(D, "x", int), "1.5"),
        (lambda: strict.field(D, "n", float), "must be a number"),
        (lambda: strict.field(D, "n", bool), "must be"),
        (lambda: strict.field(D, "shift", dict), "a list of 3"),
        (lambda: strict.field(D, "none", dict), "None"),
        (lambda: strict.choice(D, "name", ("relu",)), "one of 'relu'"),
        (lambda: strict.choice(D, "line", ("relu",)), r"'a\nb'"),
        (lambda: strict.choice(D, "n", ("relu",)), "must be a text"),
        (lambda: strict.integer(D, "n", 4, 9), "between 4 and 9"),
        (lambda: strict.integer(D, "n", 0, 2), "between 0 and 2"),
        (lambda: strict.integer(D, "yes", 0, 2), "whole number"),
        (lambda: strict.integer(D, "huge", 0, 2), "a huge number"),
        (lambda: strict.number(D, "name"), "numbers only"),
        (lambda: strict.number(D, "other"), "is missing"),
        (lambda: strict.number(D, "yes"), "numbers only"),
        (lambda: strict.number(D, "nan"), "not finite"),
        (lambda: strict.number(D, "huge"), "not finite or too large"),
        (lambda: strict.number(D, "x", 2), "between 2 and inf"),
        (lambda: strict.number(D, "x", high=1), "between -inf and 1"),
        (lambda: strict.numbers(D, "shift", 2), "has 3 entries, but must have 2"),
        (lambda: strict.numbers(D, "columns"), "numbers only"),
        (lambda: strict.numbers(D, "x"), "must be a list"),
        (lambda: strict.numbers({"a": [1, True]}, "a"), "numbers only"),
        (lambda: strict.numbers({"a": [float("inf")]}, "a"), "not finite"),
        (lambda: strict.texts(D, "shift"), "texts only"),
        (lambda: strict.texts(D, "columns", 3), "has 2 entries"),
        (lambda: strict.array(ARRAYS, "W", (3, 2)), "missing from the arrays"),
        (lambda: strict.array(ARRAYS, "V", (2, 3)), "has the shape (3, 2), but must have (2, 3)"),
        (lambda: strict.array(ARRAYS, "V", (3,)), "shape"),
        (lambda: strict.array(ARRAYS, "V", (3, 2, -1)), "shape"),
        (lambda: strict.array(ARRAYS, "n", (3,)), "int64"),
        (lambda: strict.choice({"a": "x" * 9999}, "a", ("b",)), "..."),
    ],
)
def test_what_does_not_fit_is_refused_in_one_sentence(take: Callable, words: str) -> None:
    with pytest.raises(ModelFileError) as caught:
        take()
    assert words in str(caught.value)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200
