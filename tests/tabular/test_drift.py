"""Where later rows are answered worse than those drawn by chance, the first note says so."""

import numpy as np
import pytest

from shoal import fit_table

START = np.datetime64("2016-01-04")
DRIFTS = "later rows will be answered worse"


def shop(seed, n, answer, order="week"):
    """Weekly sales from price and footfall; ``answer`` gets these and the share of time gone by."""
    random = np.random.RandomState(seed)
    price, visitors = random.uniform(1, 5, n), random.normal(size=n)
    gone = np.arange(n) / n
    sales = answer(price, visitors, gone) + 0.4 * random.normal(size=n)
    kinds = {
        "week": START + 7 * np.arange(n),
        "minute": np.arange(n) * 0.5 + 100,
        "drawn": np.sort(random.uniform(0, 1, n)),
        "id": np.arange(1, n + 1),
    }
    return {order: kinds[order], "price": price, "visitors": visitors, "sales": sales}


def still(price, visitors, gone):
    return np.log(price) * 3 + visitors**2


def turns(price, visitors, gone):
    """What visitors are worth turns round in the last fifth."""
    return np.log(price) * 3 + np.where(gone < 0.8, 2, -2) * visitors


def climbs(price, visitors, gone):
    return np.log(price) + 6 * np.sin(10 * gone) + visitors


def told(answer, order="week", seeds=range(4), n=300, **more):
    """How many of some tables have the note, always as their first."""
    count = 0
    for seed in seeds:
        fitted = fit_table(
            shop(seed, n, answer, order), "sales", random_state=seed, hidden_layer_sizes=(6,),
            n_networks=2, **more,
        )  # fmt: skip
        where = [i for i, note in enumerate(fitted.record.notes) if DRIFTS in note]
        assert where in ([], [0])
        if where:
            assert fitted.record.notes[0].startswith("target: ")
            assert "--split last" in fitted.record.notes[0]
            assert order in fitted.record.notes[0]
        count += len(where)
    return count


@pytest.mark.parametrize("order", ["week", "minute"])
def test_what_turns_or_climbs_with_time_is_told(order):
    assert told(turns, order) == 4
    assert told(climbs, order) >= 3


@pytest.mark.parametrize("order", ["week", "minute", "drawn", "id"])
def test_where_nothing_drifts_nothing_is_told(order):
    assert told(still, order, seeds=range(12)) <= 1


def test_a_table_sorted_by_one_of_its_inputs_has_no_time():
    """The target bends with the sorted input: beyond its values any model errs, and none is asked."""
    for seed in range(4):
        table = shop(seed, 300, lambda price, visitors, gone: 0 * price, "drawn")
        table["sales"] = table["sales"] + 5 * np.sin(6 * table["drawn"])
        assert not any(DRIFTS in note for note in fit_table(table, "sales").record.notes)
    curve = {"x": np.linspace(0, 6, 200)}
    curve["y"] = np.sin(curve["x"]) * curve["x"]
    assert not any(DRIFTS in note for note in fit_table(curve, "y").record.notes)


def test_a_drift_that_costs_little_is_not_told():
    def slight(price, visitors, gone):
        return np.log(price) * 3 + np.where(gone < 0.8, 0.17, -0.17) * visitors

    assert told(slight, n=1600) == 0


def test_noise_that_grows_is_no_drift():
    """Later rows are harder for every model: those drawn by chance among them, too."""
    grown = told(lambda price, visitors, gone: np.random.RandomState(0).normal(size=300) * 6 * gone)
    assert grown == 0


@pytest.mark.parametrize("more", [{"split": "last"}, {"test_fraction": 0}])
def test_who_judges_by_the_last_rows_or_not_at_all_is_not_told(more):
    assert told(turns, **more) == 0
