"""What is decided on columns, from the training rows alone, and what comes out as X and T."""

import numpy as np
import pytest

from shoal.errors import TableError
from shoal.tables import decide, from_frame, read_table

N = 40
Y = [float(k * k % 17) for k in range(N)]
SPEED = [0.5 + (k * 7 % 23) for k in range(N)]


def table_of(**columns):
    return from_frame({**columns, "y": Y[: len(next(iter(columns.values())))]})


def encoded(table, **options):
    plan = decide(table, ["y"], **options)
    X = plan.encode(table)
    assert X.shape == (table.n_rows, len(plan.feature_names))
    assert X.dtype == np.float64
    assert X.flags.c_contiguous
    assert np.isfinite(X).all()
    return plan, X


def test_numbers_as_they_are():
    plan, X = encoded(table_of(speed=SPEED, load=[k % 3 for k in range(N)]))
    assert plan.feature_names == ("speed", "load")
    assert plan.reads == ("speed", "load")
    assert plan.targets == ("y",)
    assert plan.decisions == ()
    np.testing.assert_array_equal(X, np.column_stack([SPEED, [k % 3 for k in range(N)]]))


def test_targets():
    table = from_frame({"a": SPEED, "y": Y, "z": SPEED[::-1]})
    plan = decide(table, ["z", "y"])
    np.testing.assert_array_equal(plan.encode_targets(table), np.column_stack([SPEED[::-1], Y]))
    assert plan.reads == ("a",)


def test_missing_numbers_become_the_median_and_a_feature():
    speed = [None, 1.0, 3.0, 10.0] * 10
    plan, X = encoded(table_of(speed=speed))
    assert plan.feature_names == ("speed", "speed is missing")
    np.testing.assert_array_equal(X[:4], [[3, 1], [1, 0], [3, 0], [10, 0]])
    assert plan.decisions == (
        "speed: missing in 10 of 40 rows, filled with the median 3 and marked by a feature",
    )


def test_the_median_of_an_even_number_of_values_near_the_largest_number():
    plan, _ = encoded(table_of(a=[1.7e308, 1.5e308, None] * 13))
    assert plan.inputs[0].median == 1.6e308


def test_a_missing_number_that_training_never_had():
    plan, _ = encoded(table_of(speed=SPEED))
    new = from_frame({"speed": [None, 2.0, float("nan")]})
    np.testing.assert_array_equal(plan.encode(new), [[np.median(SPEED)], [2], [np.median(SPEED)]])
    assert plan.surprises(new) == (
        "speed: missing in 2 rows, although never in training; filled with the training median 12",
    )
    assert plan.surprises(table_of(speed=SPEED)) == ()


def test_a_number_or_nothing_becomes_one_feature():
    plan, X = encoded(table_of(fault=[1.0, None] * 20, speed=SPEED))
    assert plan.feature_names == ("fault is missing", "speed")
    np.testing.assert_array_equal(X[:, 0], [0, 1] * 20)
    assert plan.decisions == (
        "fault: missing in 20 of 40 rows, otherwise 1: one feature for missing",
    )


def test_texts_become_one_feature_a_level():
    plan, X = encoded(table_of(origin=["USA", "Japan", "Europe", "USA"] * 10))
    assert plan.feature_names == ("origin=Europe", "origin=Japan", "origin=USA")
    np.testing.assert_array_equal(X[:4], [[0, 0, 1], [0, 1, 0], [1, 0, 0], [0, 0, 1]])
    assert plan.decisions == ("origin: text, 3 levels as 3 features (Europe, Japan, USA)",)


def test_an_unseen_level_without_a_pool_is_no_level():
    plan, _ = encoded(table_of(origin=["USA", "Japan", "Europe", "USA"] * 10))
    new = from_frame({"origin": ["Mars", "USA", None]})
    np.testing.assert_array_equal(plan.encode(new), [[0, 0, 0], [0, 0, 1], [0, 0, 0]])
    assert plan.surprises(new) == ("origin: 'Mars' and the like in 2 rows, never seen",)


def test_rare_levels_are_pooled_and_unseen_ones_join_them():
    plan, X = encoded(table_of(origin=["a"] * 20 + ["b"] * 15 + ["c", "c", "d", "e", "e"]))
    assert plan.feature_names == ("origin=a", "origin=b", "origin=other")
    np.testing.assert_array_equal(X[[0, 20, 35, 39]], [[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]])
    assert plan.decisions == (
        "origin: text, 5 levels as 3 features (a, b); 3 rare levels pooled as other (5 rows)",
    )
    np.testing.assert_array_equal(plan.encode(from_frame({"origin": ["Mars"]})), [[0, 0, 1]])


def test_what_is_rare_grows_with_the_table():
    texts = ["a"] * 900 + ["b"] * 96 + ["c"] * 4
    table = from_frame({"t": texts, "y": [k % 7 for k in range(1000)]})
    assert decide(table, ["y"]).feature_names == ("t=a", "t=b", "t=other")
    table = from_frame({"t": texts[400:], "y": [k % 7 for k in range(600)]})
    assert decide(table, ["y"]).feature_names == ("t=a", "t=b", "t=c")


def test_a_level_called_other_beside_the_pool():
    plan, X = encoded(table_of(t=["other"] * 20 + ["x"] * 18 + ["y", "z"]))
    assert plan.feature_names == ("t=other", "t=x", "t=(other)")
    np.testing.assert_array_equal(X[[0, 39]], [[1, 0, 0], [0, 0, 1]])


def test_missing_texts_are_a_level():
    plan, X = encoded(table_of(t=["a", "b", "c", None] * 10))
    assert plan.feature_names == ("t=a", "t=b", "t=c", "t is missing")
    np.testing.assert_array_equal(X[:4], np.eye(4))
    assert "missing in 10 rows, a level of its own" in plan.decisions[0]


def test_two_levels_become_one_feature():
    plan, X = encoded(table_of(t=["diesel", "petrol", "petrol", "petrol"] * 10))
    assert plan.feature_names == ("t=petrol",)
    np.testing.assert_array_equal(X[:4], [[0], [1], [1], [1]])
    # neither of the two: neutral, not the first of them
    new = from_frame({"t": ["gas", None, "diesel"]})
    np.testing.assert_array_equal(plan.encode(new), [[0.75], [0.75], [0]])
    assert plan.surprises(new) == ("t: 'gas' and the like in 2 rows, never seen",)


def test_a_text_or_nothing_becomes_one_feature():
    plan, X = encoded(table_of(t=["fault", None] * 20))
    assert plan.feature_names == ("t is missing",)
    np.testing.assert_array_equal(X[:2], [[0], [1]])


def test_booleans_and_dates(tmp_path):
    path = tmp_path / "t.csv"
    rows = [f"{'yes' if k % 3 else 'no'},2020-01-{k + 1:02d},{k * k % 11}" for k in range(28)]
    path.write_text("ok,day,y\n" + "\n".join(rows) + "\n")
    plan, X = encoded(read_table(path))
    assert plan.feature_names == ("ok", "day")
    np.testing.assert_array_equal(X[:3], [[0, 18262], [1, 18263], [1, 18264]])
    assert plan.decisions == ("day: a date, read as days since 1970-01-01",)


@pytest.mark.parametrize(
    ("column", "sentence"),
    [
        ([3.5] * N, "left out, 3.5 in every row"),
        (["x"] * N, "left out, 'x' in every row"),
        ([True] * N, "left out, true in every row"),
        ([None] * N, "left out, missing in every row"),
        (
            list(range(100, 100 + N)),
            "left out, a different whole number in every row, in order (an identifier); "
            "name it as an input to read it",
        ),
        (
            list(range(N, 0, -1)),
            "left out, a different whole number in every row, in order (an identifier); "
            "name it as an input to read it",
        ),
        (
            [f"unit {k}" for k in range(N)],
            "left out, a different text in every row (an identifier)",
        ),
        (
            [f"unit {k % 25}" for k in range(N)],
            "left out, 25 different texts in 40 rows; name it as an input to read its most "
            "frequent ones",
        ),
        ([f"unit {k % 13}" for k in range(22)] + ["12"] * 6 + ["unit 1"] * 12, None),
        (
            [f"{k % 2}x{k}" if k % 2 else str(k) for k in range(N)],
            "left out, a different text in every row (an identifier) (20 of its 40 cells are "
            "numbers)",
        ),
    ],
)
def test_what_is_left_out(column, sentence):
    plan, _ = encoded(table_of(speed=SPEED, c=column))
    if sentence is None:
        assert "c" in plan.reads
        assert "6 of its 40 cells are numbers" in plan.decisions[0]
    else:
        assert plan.reads == ("speed",)
        assert plan.decisions == (f"c: {sentence}",)


def test_more_than_fifty_levels():
    texts = [f"t{k % 51}" for k in range(500)]
    table = from_frame(
        {"t": texts, "u": texts[::-1], "x": SPEED * 12 + SPEED[:20], "y": range(500)}
    )
    plan = decide(table, ["y"])
    assert plan.decisions[0] == (
        "t: text, 51 levels as 51 features (t0, t1, t10, t11, t12, t13, t14, t15 and 42 more); "
        "1 less frequent level pooled as other (9 rows)"
    )
    # 500 rows are 41 more than nine rows of each: ten levels are in nine rows
    assert "t=t50" not in plan.feature_names
    rows_each = np.sort(plan.inputs[0].encode(table).sum(axis=0))
    np.testing.assert_array_equal(rows_each, [9] * 10 + [10] * 41)
    table = from_frame({"t": [f"t{k % 50}" for k in range(500)], "y": range(500)})
    assert len(decide(table, ["y"]).feature_names) == 50


@pytest.mark.parametrize(
    "column",
    [
        [k * 2 for k in range(N)],  # whole and in order, but it does not number the rows
        [k + 0.5 for k in range(N)],
        [(k * 7) % N for k in range(N)],
        [k + (k > 20) for k in range(N)],
    ],
)
def test_what_is_no_identifier(column):
    assert decide(table_of(speed=SPEED, c=column), ["y"]).reads == ("speed", "c")


def test_few_rows_make_no_identifier():
    assert decide(table_of(c=list(range(20)), d=SPEED[:20]), ["y"]).reads == ("c", "d")


def test_an_identifier_is_seen_through_a_split():
    table = table_of(c=list(range(N)), speed=SPEED)
    rows = np.random.default_rng(0).permutation(N)[:30]
    assert decide(table, ["y"], rows=rows).reads == ("speed",)
    assert decide(table.take(rows), ["y"]).reads == ("speed",)


def test_an_identifier_that_is_asked_for():
    table = table_of(c=list(range(N)), t=[f"t{k}" for k in range(N)], k=[1.0] * N)
    plan = decide(table, ["y"], inputs=["t", "c", "k"])
    assert plan.reads == ("c",)
    assert plan.decisions == (
        "t: left out, a different text in every row (an identifier)",
        "c: read although it is a different whole number in every row, in order (an identifier)",
        "k: left out, 1 in every row",
    )


def test_an_identifier_that_is_the_only_column():
    assert decide(table_of(c=list(range(N))), ["y"]).reads == ("c",)


def test_everything_is_learned_from_the_training_rows():
    speed = [1.0, 3.0] * 10 + [None] + [1000.0] * 19
    levels = ["a", "b", "c", "b"] * 5 + ["new"] * 20
    constant = [1.0] * 20 + [2.0] * 20
    table = table_of(speed=speed, t=levels, c=constant)
    plan = decide(table, ["y"], rows=np.arange(20))
    assert plan.feature_names == ("speed", "t=a", "t=b", "t=c")
    assert plan.inputs[0].median == 2.0
    assert plan.decisions[-1] == "c: left out, 1 in every row"
    mask = np.arange(N) < 20
    assert decide(table, ["y"], rows=mask) == plan
    np.testing.assert_array_equal(plan.encode(table)[20], [2, 0, 0, 0])


def test_rows_without_a_target():
    target = [None, *Y[1:-1], None]
    table = from_frame({"a": [*SPEED[:-1], None], "y": target, "z": [1.0, None, *Y[2:]]})
    plan = decide(table, ["y", "z"])
    assert plan.decisions == (
        "y: 2 rows left out, the target is missing",
        "z: 1 row left out, the target is missing",
    )
    assert plan.feature_names == ("a",)  # the last row, where a is missing, is not trained on
    usable = plan.usable_rows(table)
    assert list(np.flatnonzero(~usable)) == [0, 1, N - 1]
    assert plan.encode_targets(table.take(usable)).shape == (N - 3, 2)
    with pytest.raises(TableError, match="the frame, row 1, column 'y': the target is missing"):
        plan.encode_targets(table)


@pytest.mark.parametrize("rows", [np.array([3]), np.array([], dtype=int), np.zeros(N, dtype=bool)])
def test_too_few_rows(rows):
    with pytest.raises(TableError, match=r"the frame: [01] rows? with a value in 'y', too few"):
        decide(table_of(speed=SPEED), ["y"], rows=rows)


def test_a_target_that_is_constant_in_the_training_rows():
    table = from_frame({"a": SPEED, "y": [1.0] * 20 + [2.0] * 20})
    with pytest.raises(TableError, match="nothing to learn"):
        decide(table, ["y"], rows=np.arange(20))
    assert decide(table, ["y"]).targets == ("y",)


def test_a_boolean_target_is_fitted_as_numbers():
    table = from_frame({"a": SPEED, "y": [k % 3 == 0 for k in range(N)]})
    plan = decide(table, ["y"])
    assert plan.decisions == ("y: true and false are fitted as the numbers 1 and 0",)
    np.testing.assert_array_equal(plan.encode_targets(table)[:2], [[1], [0]])


def test_the_order_of_columns_and_further_ones_do_not_matter():
    table = table_of(speed=SPEED, t=["a", "b", "c", "b"] * 10)
    plan, X = encoded(table)
    other = from_frame({"more": [{}] * N, "t": ["a", "b", "c", "b"] * 10, "speed": SPEED})
    np.testing.assert_array_equal(plan.encode(other), X)


def test_feature_names_differ():
    table = table_of(**{"a": ["b=c", "x", "z", "x"] * 10, "a=b": ["c", "d", "e", "c"] * 10})
    names = decide(table, ["y"]).feature_names
    assert names == ("a=b=c", "a=x", "a=z", "a=b=c (2)", "a=b=d", "a=b=e")


class TestAtPredict:
    @pytest.fixture
    def plan(self, tmp_path):
        path = tmp_path / "train.csv"
        size = ["S", "1", "2", "S"] * 10
        days = [f"2020-01-{k % 28 + 1:02d}" for k in range(N)]
        rows = zip(SPEED, size, ["yes", "no"] * 20, days, Y, strict=True)
        path.write_text(
            "speed,size,ok,day,y\n" + "".join(f"{a},{b},{c},{d},{e}\n" for a, b, c, d, e in rows)
        )
        return decide(read_table(path), ["y"])

    def read(self, tmp_path, row):
        path = tmp_path / "new.csv"
        path.write_text(f"speed,size,ok,day\n1,S,yes,2020-01-01\n{row}\n")
        return read_table(path)

    def test_a_small_table_whose_texts_look_like_numbers(self, plan, tmp_path):
        path = tmp_path / "new.csv"
        path.write_text("speed,size,ok,day\n3,1,yes,2020-01-01\n4,2,no,\n")
        np.testing.assert_array_equal(
            plan.encode(read_table(path))[:, :4], [[3, 1, 0, 0], [4, 0, 1, 0]]
        )

    def test_a_column_without_any_value(self, plan, tmp_path):
        path = tmp_path / "new.csv"
        path.write_text("speed,size,ok,day\n,,,\n")
        X = plan.encode(read_table(path))
        assert np.isfinite(X).all()
        assert X[0, 0] == np.median(SPEED)

    @pytest.mark.parametrize(
        ("row", "expected"),
        [
            ("x,S,yes,2020-01-01", "column 'speed': 'x' is not a number"),
            ('"1,2,5",S,yes,2020-01-01', "column 'speed': '1,2,5' is not a number"),
            ("inf,S,yes,2020-01-01", "column 'speed': 'inf' is not a finite number"),
            ("1,S,perhaps,2020-01-01", "column 'ok': 'perhaps' is neither true nor false"),
            ("1,S,yes,tomorrow", "column 'day': 'tomorrow' is not a date such as 2024-05-31"),
        ],
    )
    def test_a_bad_cell(self, plan, row, expected, tmp_path):
        with pytest.raises(TableError) as caught:
            plan.encode(self.read(tmp_path, row))
        assert "new.csv, line 3, " + expected in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_column_of_another_kind(self, plan):
        columns = {"speed": [1.0], "size": ["S"], "ok": [True], "day": ["2020-01-01"]}
        X = plan.encode(from_frame(columns))
        assert plan.feature_names == (
            *("speed", "size=1", "size=2", "size=S", "ok", "day", "day sin of week"),
            "day cos of week",
        )
        # the first day of 2020 was a Wednesday, the third of seven
        wave = [np.sin(2 * np.pi * 2 / 7), np.cos(2 * np.pi * 2 / 7)]
        np.testing.assert_allclose(X, [[1, 0, 0, 1, 1, 18262, *wave]], atol=1e-12)
        for name, value in [("ok", 1), ("day", 5)]:
            with pytest.raises(TableError, match=f"the frame, row 1, column '{name}': "):
                plan.encode(from_frame(columns | {name: [value]}))
        # a number or a boolean is the text that writes it; true is 1 where numbers are meant
        assert plan.encode(from_frame(columns | {"size": [2]}))[0, 1:4].tolist() == [0, 1, 0]
        assert plan.encode(from_frame(columns | {"speed": [True]}))[0, 0] == 1

    def test_a_column_that_is_absent(self, plan):
        with pytest.raises(
            TableError, match="the frame has no column 'speed'; did you mean 'Speed"
        ):
            plan.encode(from_frame({"Speed": [1.0], "size": ["S"]}))


def test_the_cars():
    from pathlib import Path

    cars = read_table(Path(__file__).parents[2] / "examples" / "data" / "auto_mpg.csv")
    plan = decide(cars, ["mpg"])
    assert plan.decisions == (
        "horsepower: missing in 6 of 398 rows, filled with the median 93.5 and marked by a feature",
        "origin: text, 3 levels as 3 features (Europe, Japan, USA)",
        "name: left out, 305 different texts in 398 rows; name it as an input to read its most "
        "frequent ones",
    )
    assert plan.encode(cars).shape == (398, 10)
