"""Rows in the order of time: blocks are held out where neighbours' errors go together, and only there."""

import numpy as np
import pytest

from shoal import fit_table
from shoal.tables import from_frame
from shoal.tabular.column_roles import Roles
from shoal.tabular.split import hold_out
from shoal.tabular.time_order import memory, ordering_date

START = np.datetime64("2019-04-01")


def wander(random, n, rho):
    """A stationary series of deviation 1 whose neighbours correlate by ``rho``."""
    steps = random.normal(size=n + 400) * np.sqrt(1 - rho**2)
    x = np.zeros(n + 400)
    for i in range(1, len(x)):
        x[i] = rho * x[i - 1] + steps[i]
    return x[400:]


def river(seed, n, rho, noise=0.5):
    """Daily flow: bent in rain and in a temperature that both move slowly, and noise."""
    random = np.random.RandomState(seed)
    rain = np.exp(0.5 * wander(random, n, 0.95))
    warmth = 9 * np.sin(np.arange(n) / 58) + 2 * wander(random, n, 0.8)
    flow = np.sqrt(rain) * 3 + np.tanh(warmth / 4) + noise * wander(random, n, rho)
    return {"day": START + np.arange(n), "rain": rain, "warmth": warmth, "flow": flow}


def columns(table):
    found = from_frame(table)
    X = np.column_stack([found[name].values for name in table if name != "flow"])
    return X, found["flow"].values[:, None]


def parts(table, **more):
    roles = {name: more.pop(name) for name in ("inputs", "ignore", "groups") if name in more}
    arguments = {"fraction": 0.2, "split": "auto", "seed": 2}
    return hold_out(from_frame(table), Roles(("flow",), **roles), **(arguments | more))


def runs(rows):
    """Lengths of the stretches of neighbouring rows."""
    return np.diff(np.flatnonzero(np.r_[True, np.diff(rows) != 1, True]))


@pytest.mark.parametrize("n", [120, 400])
def test_independent_noise_is_seldom_taken_for_memory(n):
    found = [memory(*columns(river(seed, n, rho=0)), seed) for seed in range(60)]
    assert sum(m is not None for m in found) <= 3  # 5 %


@pytest.mark.parametrize(("rho", "time"), [(0.6, 4), (0.8, 9)])
def test_memory_is_seen_and_its_length_is_about_right(rho, time):
    """The correlation time of such a series is (1 + rho) / (1 - rho)."""
    found = [memory(*columns(river(100 + seed, 700, rho)), seed) for seed in range(16)]
    seen = [m for m in found if m is not None]
    assert len(seen) >= 15
    assert time / 2 < np.median([m.rows for m in seen]) < 2 * time


def test_a_curve_too_bent_for_the_smallest_network_is_not_memory():
    random, fired = np.random.RandomState(0), 0
    for seed in range(8):
        X = np.column_stack([wander(random, 1500, 0.97) for _ in range(3)])
        T = np.sin(2 * X).sum(axis=1) + 0.1 * random.normal(size=1500)
        fired += memory(X, T[:, None], seed) is not None
    assert fired <= 1


def test_a_memory_too_short_to_matter_is_let_be():
    """At 0.12 a neighbour knows 1.4 % of the noise, and 2,000 rows are enough to see that."""
    found = [memory(*columns(river(seed, 2000, rho=0.12)), seed) for seed in range(6)]
    assert found == [None] * 6


def test_blocks_are_held_out_and_stay_together_in_training():
    found = parts(river(7, 500, rho=0.6))
    (sentence,) = found.sentences
    assert sentence.startswith("day orders the rows and neighbours' errors correlate (0.")
    assert sentence.endswith("are held out; --split random undoes it")
    length = int(sentence.split("blocks of ")[1].split()[0])
    assert 10 <= length <= 50
    assert np.median(runs(found.held)) >= length
    assert 0.2 * 500 <= len(found.held) <= 0.2 * 500 + length
    assert not set(found.learned) & set(found.held)
    for group in np.unique(found.together):
        assert np.ptp(found.learned[found.together == group]) < 2 * length


@pytest.mark.parametrize("change", ["no date", "shuffled", "independent", "told"])
def test_else_rows_are_drawn_by_chance(change):
    table, more = river(7, 500, rho=0 if change == "independent" else 0.6), {}
    if change == "no date":
        table["day"] = np.random.RandomState(0).uniform(size=500)
    if change == "shuffled":
        order = np.random.RandomState(0).permutation(500)
        table = {name: values[order] for name, values in table.items()}
    if change == "told":
        more["split"] = "random"
    found = parts(table, **more)
    assert found.held.tolist() == sorted(np.random.RandomState(2).permutation(500)[:100])
    assert (found.sentences, found.together) == ((), None)


def test_the_date_need_not_be_an_input_and_may_fall_with_gaps():
    table = river(8, 400, rho=0.7)
    table["day"] = table["day"][::-1].astype("datetime64[s]")
    table["day"][::37] = np.datetime64("NaT")
    for more in ({"ignore": ["day"]}, {}):
        assert "day orders the rows" in parts(table, **more).sentences[0]


def test_rows_of_one_date_are_never_parted():
    random = np.random.RandomState(5)
    day = np.sort(random.randint(0, 60, size=420))
    shared = wander(random, 60, 0.5)[day]
    a = random.normal(size=420)
    table = {"day": START + day, "a": a, "flow": a + shared + 0.3 * random.normal(size=420)}
    found = parts(table)
    assert found.sentences
    assert not set(day[found.held]) & set(day[found.learned])


def test_which_date_orders():
    n = 60
    random = np.random.RandomState(0)
    sorted_ = START + np.arange(n)
    columns = {"born": START + random.randint(0, 9000, n), "seen": sorted_, "plant": sorted_}
    columns["plant"] = np.tile(sorted_[:12], 5)  # of each of five plants, one after the other
    rows = np.arange(n)
    assert ordering_date(from_frame(columns), rows) == "seen"
    assert ordering_date(from_frame({"plant": columns["plant"]}), rows) is None
    swapped = {"seen": sorted_[np.r_[3, 1, 2, 0, 4:n]]}
    assert ordering_date(from_frame(swapped), rows) == "seen"


def test_the_error_of_blocks_is_that_of_a_stretch_never_seen():
    """Noise of a long memory: between their neighbours rows are easy, and no stretch to come is."""
    ratios = []
    for seed in range(6):
        whole = river(40 + seed, 640, rho=0.95, noise=0.8)
        gap = slice(300, 400)
        apart = {name: values[gap] for name, values in whole.items()}
        known = {name: np.delete(values, np.r_[gap]) for name, values in whole.items()}
        models = [
            fit_table(known, "flow", split=split, random_state=seed) for split in ("random", "auto")
        ]
        said = [m.record.held_out.rmse[0] for m in models]
        ratios.append(
            [claimed / m.score(apart).rmse[0] for claimed, m in zip(said, models, strict=True)]
        )
    by_chance, by_blocks = np.exp(np.log(ratios).mean(axis=0))
    assert by_chance < 0.75
    assert 0.8 < by_blocks < 1.25


def test_blocks_where_they_are_asked_for():
    table = river(7, 300, rho=0)
    del table["day"]
    found = parts(table, split="blocks")
    assert (runs(found.held) >= 5).all()
    assert found.sentences == ("blocks of 15 rows are held out, as asked for",)


def test_without_held_out_rows_blocks_still_part_the_members():
    found = parts(river(7, 500, rho=0.7), fraction=0.0)
    assert found.held is None
    assert len(np.unique(found.together)) >= 5
    assert "are kept together" in found.sentences[0]


@pytest.mark.parametrize(("share", "ordered"), [(0.01, True), (0.3, False)])
def test_a_few_rows_may_stand_elsewhere_but_not_a_third_of_them(share, ordered):
    random, n = np.random.RandomState(0), 200
    days = np.datetime64("2024-01-01") + np.arange(n)
    moved = random.choice(n, round(share * n), replace=False)
    days[np.sort(moved)] = days[moved]
    found = ordering_date(from_frame({"seen": days}), np.arange(n))
    assert found == ("seen" if ordered else None)
