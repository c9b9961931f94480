"""Levels and cycles: what becomes of texts of many levels and of timestamps."""

from datetime import datetime, timedelta

import numpy as np
import pytest

from shoal.tables import decide, from_frame
from shoal.tables.plan.inputs import place_in

N = 120
Y = [float(k * k % 17) for k in range(N)]


def planned(column, **options):
    table = from_frame({"c": column, "x": [0.5 + k * 7 % 23 for k in range(N)], "y": Y})
    return table, decide(table, ["y"], **options)


class TestLevels:
    def test_many_levels_keep_the_most_frequent(self):
        levels = [f"s{k % 30:02d}" for k in range(90)] + [f"t{k}" for k in range(30)]
        table, plan = planned(levels)
        found = plan.inputs[0]
        assert found.levels == tuple(f"s{k:02d}" for k in range(30))
        assert "30 rare levels pooled as other (30 rows)" in plan.decisions[0]
        X = plan.encode(table)[:, : len(found.features)]
        assert (X.sum(axis=1) == 1).all()
        assert X[90:, found.features.index("c=other")].all()

    def test_more_levels_than_half_the_rows_are_left_out_by_name(self):
        _, plan = planned([f"s{k % 70}" for k in range(N)])
        assert plan.reads == ("x",)
        assert plan.decisions[0] == (
            "c: left out, 70 different texts in 120 rows; name it as an input to read its most "
            "frequent ones"
        )

    def test_but_never_against_inputs(self):
        table, plan = planned([f"s{k % 70}" for k in range(N)], inputs=["c", "x"])
        assert plan.reads == ("c", "x")
        found = plan.inputs[0]
        assert len(found.levels) == 50
        assert "20 less frequent levels pooled as other" in plan.decisions[0]
        # 50 of the 70 levels are in two rows, the others in one
        one_hot = plan.encode(table)[:, : len(found.features)]
        assert sorted(one_hot.sum(axis=0)) == [2.0] * 50 + [20.0]

    def test_a_text_in_every_row_says_so(self):
        _, plan = planned([f"unit {k}" for k in range(N)])
        assert plan.decisions[0].startswith("c: left out, a different text in every row")

    def test_a_level_that_is_new_joins_the_others(self):
        _, plan = planned(["a"] * 60 + ["b"] * 58 + ["c", "d"])
        X = plan.encode(from_frame({"c": ["a", "zzz", None], "x": [1, 2, 3]}))
        assert X[:, :3].tolist() == [[1, 0, 0], [0, 0, 1], [0, 0, 1]]


def stamps(start, step, n=N):
    begun = datetime.fromisoformat(start)
    return [begun + k * timedelta(hours=step) for k in range(n)]


class TestCycles:
    @pytest.mark.parametrize(
        ("step", "cycles"),
        [
            (1, ("day",)),  # five days by the hour
            (6, ("day", "week")),  # a month
            (24, ("week",)),  # days without a time, four months
            (24 * 7, ("year",)),  # one weekday, two years
            (24 * 5, ("week", "year")),
            (13 * 24, ("week", "year")),
            (0.01, ()),  # an hour
        ],
    )
    def test_where_span_and_resolution_have_room(self, step, cycles):
        _, plan = planned(stamps("2021-03-01 00:00", step))
        assert plan.inputs[0].cycles == cycles

    def test_first_days_of_months_have_no_weekday(self):
        days = [datetime(2012 + k // 12, k % 12 + 1, 1) for k in range(N)]
        assert {day.weekday() for day in days} == set(range(7))
        _, plan = planned(days)
        assert plan.inputs[0].cycles == ("year",)

    def test_few_rows_get_none(self):
        table = from_frame({"c": stamps("2021-03-01", 6, 20), "y": Y[:20]})
        assert decide(table, ["y"]).inputs[0].cycles == ()

    def test_the_features_are_those_of_the_calendar(self):
        times = stamps("2020-01-01 00:00", 5 * 24 + 3)
        table, plan = planned(times)
        names = plan.feature_names
        X = plan.encode(table)
        assert plan.inputs[0].cycles == ("day", "week", "year")
        for cycle, place in (
            ("day", lambda t: (t.hour + t.minute / 60) / 24),
            ("week", lambda t: (t.weekday() + (t.hour + t.minute / 60) / 24) / 7),
        ):
            angle = 2 * np.pi * np.array([place(t) for t in times])
            np.testing.assert_allclose(
                X[:, names.index(f"c sin of {cycle}")], np.sin(angle), atol=1e-6
            )
            np.testing.assert_allclose(
                X[:, names.index(f"c cos of {cycle}")], np.cos(angle), atol=1e-6
            )
        year = (
            2 * np.pi * np.array([(t - datetime(1970, 1, 1)) / timedelta(365.2425) for t in times])
        )
        np.testing.assert_allclose(X[:, names.index("c sin of year")], np.sin(year), atol=1e-6)
        assert "time of day and weekday and season as sine and cosine" in plan.decisions[0]

    def test_the_same_hour_and_weekday_are_the_same_place(self):
        monday = datetime(2024, 1, 1, 6)  # a Monday
        days = [
            (monday + timedelta(weeks=k) - datetime(1970, 1, 1)) / timedelta(1) for k in range(9)
        ]
        np.testing.assert_allclose(place_in("week", np.array(days)), 0.25 / 7, atol=1e-9)
        np.testing.assert_allclose(place_in("day", np.array(days)), 0.25, atol=1e-9)

    def test_times_of_day_alone(self, read):
        rows = "".join(f"{k % 24}:{k * 7 % 60:02d},{k}\n" for k in range(N))
        plan = decide(read("t,y\n" + rows), ["y"])
        assert plan.inputs[0].cycles == ("day",)
        assert "as a fraction of the day" in plan.decisions[0]

    def test_a_model_reads_new_dates_the_same_way(self):
        _, plan = planned(stamps("2020-01-01", 5 * 24))
        again = type(plan).from_dict(plan.to_dict())
        new = from_frame({"c": ["2031-07-04"], "x": [1.0]})
        np.testing.assert_array_equal(again.encode(new), plan.encode(new))
        assert again.feature_names == plan.feature_names


class TestNumbersOfRows:
    @pytest.mark.parametrize(("first", "read"), [(1, False), (1950, True), (2150, False)])
    def test_years_in_order_are_read_and_other_numbers_of_rows_are_not(self, first, read):
        """120 years from 1950 on; from 2150 on they end beyond the years that tables tell of."""
        _, plan = planned([float(first + k) for k in range(N)])
        assert ("c" in [column.name for column in plan.inputs]) == read
