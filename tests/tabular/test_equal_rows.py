"""Equal rows of a table go one way, and a table without any is split as ever."""

import numpy as np
import pytest

from shoal import fit_table
from shoal.tables import from_frame
from shoal.tabular.column_roles import Roles
from shoal.tabular.equal_rows import equal_rows
from shoal.tabular.split import hold_out


def parts(table, target="y", **more):
    roles = {name: more.pop(name) for name in ("inputs", "ignore", "groups") if name in more}
    arguments = {"fraction": 0.25, "split": "auto", "seed": 5}
    return hold_out(from_frame(table), Roles((target,), **roles), **(arguments | more))


def sales(copies, n=80, seed=1):
    """A table whose first ``copies`` rows stand in it twice, the second ones at the end."""
    random = np.random.RandomState(seed)
    price, town = random.uniform(1, 9, n), random.choice(["Ulm", "Kiel", "Bonn"], n)
    gap = np.where(random.uniform(size=n) < 0.1, np.nan, random.normal(size=n))
    y = price**1.5 + random.normal(size=n)
    rows = np.r_[np.arange(n), np.arange(copies)]
    columns = {"price": price, "town": town.astype(object), "gap": gap, "y": y}
    return {name: values[rows] for name, values in columns.items()}, rows


def apart(found, rows):
    """Originals with copies on both sides, by a plain loop."""
    return set(rows[found.learned]) & set(rows[found.held])


@pytest.mark.parametrize("seed", range(5))
def test_copies_go_one_way_and_the_share_is_kept(seed):
    table, rows = sales(copies=40)
    found = parts(table, seed=seed)
    assert not apart(found, rows)
    assert sorted([*found.learned, *found.held]) == list(range(120))
    assert abs(len(found.held) - 30) <= 1
    assert found.sentences == ("80 equal rows kept on one side of the split",)


def test_a_table_that_stands_in_itself_twice():
    table, rows = sales(copies=80)
    model = fit_table(table, "y", n_networks=2, hidden_layer_sizes=(3,))
    assert not set(rows[model.training_rows]) & set(rows[model.held_out_rows])
    assert model.decisions[-1] == "160 equal rows kept on one side of the split"


def test_without_equal_rows_the_split_is_a_plain_permutation():
    table, _ = sales(copies=0)
    order = np.random.RandomState(5).permutation(80)
    found = parts(table)
    assert found.held.tolist() == sorted(order[:20])
    assert found.sentences == ()
    assert found.together is None


def test_one_copy_moves_one_row():
    table, _ = sales(copies=1)
    drawn = np.random.RandomState(5).permutation(81)[:20]
    assert len({*parts(table).held} ^ {*drawn}) <= 2


def test_what_is_not_used_does_not_tell_rows_apart():
    """A different number in every row, ignored or an identifier, does not make copies different."""
    table, rows = sales(copies=40)
    n = len(rows)
    stamp = np.random.RandomState(0).uniform(size=n)
    assert apart(parts(table | {"stamp": stamp}), rows)
    assert not apart(parts(table | {"stamp": stamp}, ignore=["stamp"]), rows)
    assert not apart(parts(table | {"number": np.arange(n)}), rows)
    assert not apart(parts(table | {"stamp": stamp}, inputs=["price", "town"]), rows)


def test_equal_inputs_with_other_targets_are_no_equal_rows():
    table, rows = sales(copies=40)
    table["y"] = table["y"] + np.arange(len(rows))
    assert parts(table).sentences == ()


def test_few_values_are_equal_by_chance_and_are_split_by_chance():
    random = np.random.RandomState(2)
    columns = {c: random.randint(0, 2, 400) for c in "abc"}
    table = columns | {"y": (sum(columns.values()) + random.randint(0, 2, 400)).astype(float)}
    found = parts(table)
    assert found.held.tolist() == sorted(np.random.RandomState(5).permutation(400)[:100])
    # each setting is still learned from
    assert len(np.unique(np.column_stack([columns[c][found.learned] for c in "abc"]), axis=0)) == 8


def test_groups_that_are_named_decide_alone():
    table, _ = sales(copies=40)
    found = parts(table | {"batch": np.arange(120) // 6}, groups="batch", ignore=["batch"])
    assert not set(found.learned // 6) & set(found.held // 6)
    assert len(found.together) == len(found.learned)


def test_the_equals_of_each_row_against_a_plain_loop():
    random = np.random.RandomState(4)
    X, T = random.normal(size=(200, 2)), random.normal(size=(200, 1))
    for copy, original in random.randint(0, 40, size=(30, 2)):
        X[copy], T[copy] = X[original], T[original]
    X[50], X[51], T[50:52] = [0.0, 1.0], [-0.0, 1.0], 2.0  # zeros of either sign are equal
    X[60:64, 0] = X[0, 0]
    found = equal_rows(X, T)
    for i in range(200):
        for j in range(i):
            same = bool((X[i] == X[j]).all() and (T[i] == T[j]).all())
            assert (found[i] == found[j]) == same


def test_copies_held_out_would_flatter_a_model():
    """Of pure noise nothing can be known: held-out rows that were learned as well say otherwise."""
    random = np.random.RandomState(3)
    rows = random.permutation(np.repeat(np.arange(60), 3))
    noise = {name: random.normal(size=60)[rows] for name in ("a", "b", "y")}
    by_heart = {"hidden_layer_sizes": (40,), "solver": "lbfgs", "alpha": 0, "max_iter": 400}
    assert fit_table(noise, "y", **by_heart).record.held_out.r2[0] < 0.2
    order = random.permutation(180)
    known, held = ({c: v[part] for c, v in noise.items()} for part in (order[36:], order[:36]))
    assert fit_table(known, "y", test=held, **by_heart).record.held_out.r2[0] > 0.5
