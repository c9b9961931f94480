"""Values that stand for a missing one, and extremes that do not."""

import numpy as np
import pytest

from shoal.tables import Declared, decide, from_frame
from shoal.tables.plan.gaps import without_sentinels

N = 60
SMOOTH = [round(0.5 * k + 3, 2) for k in range(N)]


def cleaned(values, declared=None, **others):
    table = from_frame(
        {"x": values, **others, "y": [float(k * k % 17) for k in range(len(values))]}
    )
    return without_sentinels(table, ["y"], None, [], declared or Declared())["x"]


def with_value(value, rows, values=SMOOTH):
    return [value if k in rows else v for k, v in enumerate(values)]


@pytest.mark.parametrize(
    "value", [-200, -999, -9999, 9999, 99999, -999.25, -32768, 2147483647, 1e20]
)
def test_taken_as_missing_and_said(value):
    found = cleaned(with_value(value, (5, 17, 40)))
    assert np.flatnonzero(np.isnan(found.values)).tolist() == [5, 17, 40]
    (said,) = found.said
    assert said.startswith(f"{value:.12g} in 5 % of the rows and 3 to 32.5 elsewhere")
    assert "--number x keeps it" in said
    assert found.meaning.missing == (f"{value:.17g}",)


@pytest.mark.parametrize(
    "values",
    [
        [20.0 + 1.2 * k for k in range(N - 2)] + [99.0, 99.0],  # ages
        [0.7 * k - 15 for k in range(N - 2)] + [-9.0, -9.0],  # temperatures
        [100.0 + 13 * k for k in range(N - 3)] + [999.0] * 3,  # prices
        [20000.0 + 1200 * k for k in range(N - 5)] + [99999.0] * 5,  # incomes, cut off
        [float(k % 10) for k in range(N - 3)] + [-1.0] * 3,
        [2.0**k for k in range(N)],
        [float(k * k) for k in range(N - 1)] + [9999.0],
        [9900.0 + 11 * k for k in range(N - 4)] + [9999.0] * 4,
        [0.0] * 50 + [1.0] * 10,
    ],
)
def test_honest_extremes_stay_without_a_note(values):
    found = cleaned(values)
    assert not np.isnan(found.values).any()
    assert found.said == ()
    assert found.note == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (with_value(0, (3, 4, 5, 6), [1000.0 + k for k in range(N)]), "0 in 7 % of the rows"),
        (with_value(77777, (3, 4, 5)), "77777 in 5 % of the rows"),
        (with_value(-9, range(0, N, 6), [k % 5 + 1 for k in range(N)]), "-9 in 17 % of the rows"),
        (with_value(99, range(0, N, 6), [k % 3 + 1 for k in range(N)]), "99 in 17 % of the rows"),
        (with_value(-99, (3, 4, 5)), "-99 in 5 % of the rows"),
        ([20.0 + k for k in range(N - 2)] + [99.0, 99.0], "99 in 3 % of the rows and 20 to 77"),
        (with_value(-999, (7,)), "-999 in 1 row and 3 to 32.5 elsewhere"),
    ],
)
def test_what_may_be_missing_is_noted_and_kept(values, words):
    found = cleaned(values)
    assert not np.isnan(found.values).any()
    assert found.note.startswith(f"is {words}")
    assert "--missing" in found.note


def test_the_note_stands_first_in_a_plan():
    table = from_frame(
        {"x": with_value(77777, (3, 4, 5)), "y": [float(k * k % 17) for k in range(N)]}
    )
    plan = decide(without_sentinels(table, ["y"], None, [], Declared()), ["y"])
    assert plan.notes[-1].startswith("x: is 77777 in 5 % of the rows")


def test_a_value_that_another_column_vouches_for():
    """-200 alone is far from x; z has it as near as a quarter of its range."""
    z = with_value(-200, (5, 6), [-400.0 + 10 * k if k > 25 else 5.0 * k for k in range(N)])
    z = [v if v == -200 else abs(v) for v in z]
    alone = cleaned(z)
    assert alone.said or alone.note
    beside = cleaned(z, w=with_value(-200, (5, 6)))
    assert np.isnan(beside.values[[5, 6]]).all()


def test_what_is_declared_is_believed():
    values = with_value(-999, (5, 17, 40))
    kept = cleaned(values, Declared.of(number="x"))
    assert kept.values[5] == -999
    assert kept.said == ()
    told = from_frame({"x": values, "y": SMOOTH}, Declared.of(missing={"x": [-999, 3]}))["x"]
    assert np.flatnonzero(np.isnan(told.values)).tolist() == [0, 5, 17, 40]


def test_a_target_too():
    table = from_frame({"x": SMOOTH, "y": with_value(-999, (5, 17))})
    table = without_sentinels(table, ["y"], None, [], Declared())
    assert int(np.isnan(table["y"].values).sum()) == 2


def test_few_rows_tell_nothing():
    assert cleaned([1.0, 2, 3, -999, -999, 4]).said == ()


def test_what_is_declared_missing_everywhere_leaves_other_sentinels_to_be_found():
    values = [float(k) for k in range(1, 40)] + [-999.0, -999.0]
    table = from_frame({"a": values, "y": values[::-1]})
    for declared in (Declared.of(missing=["n/m"]), Declared.of(missing=[12])):
        found = without_sentinels(table, ["y"], None, [], declared)
        assert int(np.isnan(found["a"].values).sum()) == 2
    kept = without_sentinels(table, ["y"], None, [], Declared.of(missing={"a": ["n/m"]}))
    assert not np.isnan(kept["a"].values).any()
