"""Labels beside lines: never on top of each other, never far from their lines without need."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.view.panels.labels import spread
from shoal.view.style import decimals, number, shortened


def test_labels_that_have_room_stay():
    assert spread([0.1, 0.9, 0.5], 0.1) == pytest.approx([0.1, 0.9, 0.5])
    assert spread([], 0.1) == []
    assert spread([0.3], 0.5) == [0.3]


def test_two_at_one_height_move_apart_evenly():
    assert spread([0.5, 0.5], 0.1) == pytest.approx([0.45, 0.55])


def test_at_the_edge_they_move_inwards():
    assert spread([1.0, 1.0], 0.1) == pytest.approx([0.9, 1.0])
    assert spread([0.0, 0.0, 0.0], 0.1) == pytest.approx([0.0, 0.1, 0.2])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=9), st.floats(0.01, 0.5))
def test_they_stand_apart_in_their_order_and_inside(heights, gap):
    placed = np.array(spread(heights, gap))
    gap = min(gap, 1 / max(len(heights) - 1, 1))
    assert placed.min() >= -1e-9
    assert placed.max() <= 1 + 1e-9
    order = np.argsort(heights, kind="stable")
    assert np.all(np.diff(placed[order]) >= gap - 1e-9)


@pytest.mark.parametrize(
    ("value", "size", "text"),
    [
        (0.14541, None, "0.145"),
        (0.14541, 0.7, "0.145"),
        (46.31, None, "46.3"),
        (1234.4, None, "1234"),
        (23456.7, None, "23,457"),
        (2.5e7, None, "2.50e+07"),
        (1e-7, None, "1.00e-07"),
        (0.0, None, "0.000"),
        (float("nan"), None, "not a number"),
        (float("inf"), None, "infinite"),
    ],
)
def test_numbers_have_three_digits(value, size, text):
    assert number(value, size) == text


def test_decimals_suit_the_size():
    assert [decimals(s) for s in (0.5, 5, 50, 500, 5e5, 0, float("nan"))] == [3, 2, 1, 0, 0, 3, 3]


def test_long_names_are_cut_and_dollars_are_no_formulas():
    assert shortened("a" * 40, 10) == "a" * 9 + "…"
    assert shortened("price $a$\n in $") == r"price \$a\$ in \$"
