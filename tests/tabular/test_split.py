"""Which rows judge: shares, seeds, groups, the last rows; and what is kept together inside training."""

import numpy as np
import pytest

from shoal.errors import TableError
from shoal.tables import from_frame
from shoal.tabular.column_roles import Roles
from shoal.tabular.split import hold_out


def parts(table, groups=None, **more):
    arguments = {"fraction": 0.25, "split": "random", "seed": 5}
    return hold_out(from_frame(table), Roles(("y",), groups=groups), **(arguments | more))


def plain(n=80, seed=0):
    random = np.random.RandomState(seed)
    x = random.normal(size=n)
    return {"x": x, "g": (np.arange(n) // 5).astype(float), "y": x + random.normal(size=n)}


WAYS = [{}, {"groups": "g"}, {"split": "blocks"}]


@pytest.mark.parametrize("way", WAYS)
def test_the_seed_decides_and_nothing_else(way):
    held = [parts(plain(), seed=seed, **way).held.tolist() for seed in (1, 2, 3, 1)]
    assert held[0] == held[3]
    assert held[0] != held[1] != held[2] != held[0]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("fraction", [0.1, 0.25, 0.5])
def test_the_share_held_out_is_the_fraction(way, fraction):
    found = parts(plain(), fraction=fraction, **way)
    assert sorted([*found.learned, *found.held]) == list(range(80))
    assert 80 * fraction <= len(found.held) < 80 * fraction + 5


def test_a_group_is_never_parted_and_stays_together_inside():
    table = plain()
    order = np.random.RandomState(3).permutation(80)
    table["g"] = table["g"][order]
    found = parts(table, groups="g")
    assert not set(table["g"][found.learned]) & set(table["g"][found.held])
    names, inside = table["g"][found.learned], found.together
    assert len(inside) == len(found.learned)
    np.testing.assert_array_equal(names[:, None] == names, inside[:, None] == inside)


@pytest.mark.parametrize("fraction", [0.0, 0.25])
def test_groups_are_passed_inside_whatever_is_held_out(fraction):
    for way in ({}, {"split": "last"}):
        found = parts(plain(), groups="g", fraction=fraction, **way)
        np.testing.assert_array_equal(found.together, np.arange(80)[found.learned] // 5)


def test_the_last_rows_judge_and_twentieths_of_the_others_stay_together():
    found = parts(plain(), split="last")
    assert found.held.tolist() == list(range(60, 80))
    np.testing.assert_array_equal(found.together, np.arange(60) // 3)


def test_rows_without_a_target_are_no_rows():
    table = plain()
    table["y"][::4] = np.nan
    found = parts(table, groups="g")
    assert not {*found.learned, *found.held} & set(range(0, 80, 4))
    names = found.learned // 5
    np.testing.assert_array_equal(
        names[:, None] == names, found.together[:, None] == found.together
    )


def test_too_few_rows_are_refused():
    with pytest.raises(TableError, match="too few"):
        parts(plain(2), fraction=0.9)
