"""A column has one role."""

import pytest

from shoal.errors import TableError
from shoal.tables import decide, from_frame

TABLE = from_frame({name: [float(k * p % 11) for k in range(30)] for name, p in
                    (("a", 3), ("b", 5), ("y", 7))})  # fmt: skip


@pytest.mark.parametrize(
    ("roles", "words"),
    [
        ({"inputs": ["a", "y"]}, "'y' is a target and an input at once"),
        ({"ignore": ["y"]}, "'y' is a target and ignored at once"),
        ({"inputs": ["a"], "ignore": ["a"]}, "'a' is an input and ignored at once"),
        ({"inputs": ["a", "a"]}, "named twice"),
        ({"inputs": []}, "no input is named"),
    ],
)
def test_two_roles_are_refused(roles, words):
    with pytest.raises(TableError, match=words):
        decide(TABLE, ["y"], **roles)
