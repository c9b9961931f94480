"""Targets with gaps, without any value, or never measured together."""

import numpy as np
import pytest

from shoal.errors import TableError
from shoal.tables import decide, from_frame

X = [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]


def test_rows_without_a_target_are_left_out_and_counted():
    table = from_frame({"x": X, "y": [1, None, 3, None, 5, 9]})
    plan = decide(table, ["y"])
    assert plan.decisions == ("y: 2 rows left out, the target is missing",)
    np.testing.assert_array_equal(plan.usable_rows(table), [1, 0, 1, 0, 1, 1])


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        ({"y": [None] * 6}, "the target 'y' is empty in every row; name another target"),
        ({"y": [None] * 5 + [3]}, "1 row with a value in 'y', too few"),
        ({"y": [7] * 6}, "the target 'y' is 7 in every row"),
        ({"y": [7, None, 7, None, None, 7]}, "the target 'y' is 7 in every row"),
        (
            {"y": ["red"] * 5 + ["blue"]},
            "'red' is not a number: a target must be a column of numbers",
        ),
        (
            {"y": [1, 2, 3, None, None, None], "z": [None, None, None, 4, 5, 6]},
            "no row has a value in both 'y' and 'z' (3 rows have y, 3 rows have z): fit each",
        ),
        (
            {"y": [1, 2, 3, 4, None, None], "z": [None, None, None, 4, 5, 6]},
            "one row alone has a value in both 'y' and 'z' (4 rows have y, 3 rows have z)",
        ),
        ({"y": [1, 2, 3, 4, 5, 9], "z": [None] * 6}, "the target 'z' is empty in every row"),
    ],
)
def test_what_cannot_be_fitted_is_said_plainly(targets, words):
    with pytest.raises(TableError) as caught:
        decide(from_frame({"x": X, **targets}), list(targets))
    assert words in str(caught.value)


def test_two_targets_with_different_gaps():
    table = from_frame({"x": X, "y": [1, 2, 4, 3, None, 7], "z": [None, 1, 2, 4, 3, 5]})
    plan = decide(table, ["y", "z"])
    assert plan.notes[0] == (
        "4 of 6 rows have all of y, z, the others are left out: fitted one by one, each target uses "
        "all of its own"
    )
    learned = decide(table, ["y", "z"], rows=np.array([1, 2, 3, 5]))
    assert learned.notes == plan.notes  # also where the rows are chosen beforehand


class TestWeights:
    def decided(self, weights):
        table = from_frame({"x": X, "w": weights, "y": [1, 2, 4, 3, 5, 7]})
        return table, decide(table, ["y"], weights="w")

    def test_a_column_of_weights_is_no_input(self):
        table, plan = self.decided([1, 0, 2, 0.5, 1, 1])
        assert plan.reads == ("x",)
        assert "w: says how much each row counts, no input" in plan.decisions
        np.testing.assert_array_equal(plan.encode_weights(table), [1, 0, 2, 0.5, 1, 1])

    @pytest.mark.parametrize(
        ("weights", "words"),
        [
            (
                [1, -1, 1, 1, 1, 1],
                "row 2, column 'w': the weight is -1; weights are numbers from 0",
            ),
            ([1, 1, None, 1, 1, 1], "row 3, column 'w': the weight is missing"),
            ([0] * 6, "the weights 'w' are 0 in every row"),
            (["a", "b", "a", "b", "a", "b"], "the weights 'w' must be numbers"),
        ],
    )
    def test_weights_that_are_none(self, weights, words):
        with pytest.raises(TableError) as caught:
            self.decided(weights)
        assert words in str(caught.value)
