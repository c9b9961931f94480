"""A model reads a column by its own meaning, whatever a new table looks like by itself."""

import numpy as np
import pytest

from shoal.errors import TableError
from shoal.tables import Plan, decide, from_frame, read_table
from shoal.tables.meaning.meaning import Declared
from shoal.tables.plan.gaps import without_sentinels

N = 40


@pytest.fixture
def fitted(tmp_path):
    """The plan of a text, as a model file keeps it."""

    def fitted(content, **options):
        path = tmp_path / "train.csv"
        path.write_text(content)
        table = read_table(path, **options)
        table = without_sentinels(table, ["y"], None, [], Declared())
        return Plan.from_dict(decide(table, ["y"]).to_dict())

    return fitted


def rows(cells):
    return "c,x,y\n" + "".join(f"{c},{k % 7},{k * k % 17}\n" for k, c in enumerate(cells))


def encoded(plan, read, *cells):
    return plan.encode(read("c,x\n" + "".join(f"{c},1\n" for c in cells)))[:, :-1]


def test_texts_that_look_like_numbers(fitted, read):
    plan = fitted(rows(["1", "2", "3+", "1"] * 10))
    assert plan.feature_names[:3] == ("c=1", "c=2", "c=3+")
    np.testing.assert_array_equal(encoded(plan, read, "1", "2"), [[1, 0, 0], [0, 1, 0]])


def test_texts_that_look_like_booleans_and_dates(fitted, read):
    plan = fitted(rows(["yes", "no", "maybe", "2020-01-01"] * 10))
    np.testing.assert_array_equal(encoded(plan, read, "yes", "no").sum(axis=1), [1, 1])
    np.testing.assert_array_equal(encoded(plan, read, "2020-01-01").sum(axis=1), [1])


def test_a_declared_text(fitted, read):
    plan = fitted(rows([str(k % 3 + 1) for k in range(N)]), text="c")
    np.testing.assert_array_equal(encoded(plan, read, "3", "1"), [[0, 0, 1], [1, 0, 0]])


def test_days_in_the_order_of_training(fitted, read):
    """01/02 alone could be either; the training table said which."""
    plan = fitted(rows([f"{k % 28 + 1:02d}/0{k % 2 + 1}/2020" for k in range(N)]))
    day = (np.datetime64("2020-02-01") - np.datetime64("1970-01-01")).astype(float)
    assert encoded(plan, read, "01/02/2020")[0, 0] == day
    with pytest.raises(
        TableError, match="line 2, column 'c': '01/13/2020' is not a date such as 31/05"
    ):
        encoded(plan, read, "01/13/2020")


def test_what_is_missing_stays_missing(fitted, read):
    cells = [f"{k * 0.5}" if k not in (3, 9, 20) else "-999" for k in range(N)]
    plan = fitted(rows(cells))
    assert plan.feature_names[:2] == ("c", "c is missing")
    np.testing.assert_array_equal(
        encoded(plan, read, "-999", "4"), [[plan.inputs[0].median, 1], [4, 0]]
    )


def test_a_declared_missing_word(fitted, read):
    plan = fitted(rows([f"{k * 0.5}" if k % 9 else "lost" for k in range(N)]), missing="lost")
    np.testing.assert_array_equal(encoded(plan, read, "lost", "4")[:, 1], [1, 0])


def test_a_number_with_and_without_its_unit(fitted, read):
    plan = fitted(rows([f"{k * 0.5} kg" for k in range(N)]))
    np.testing.assert_array_equal(encoded(plan, read, "4 kg", "5 kg"), [[4], [5]])
    np.testing.assert_array_equal(encoded(plan, read, "4", "5"), [[4], [5]])
    with pytest.raises(TableError) as caught:
        encoded(plan, read, "4 g", "5 g")
    assert "'g'" in str(caught.value)
    assert "'kg'" in str(caught.value)


def test_limits(fitted, read):
    plan = fitted(rows([f"{k * 0.5}" if k % 9 else "<0.2" for k in range(N)]))
    assert plan.feature_names[:2] == ("c", "c is a limit")
    np.testing.assert_array_equal(encoded(plan, read, "<0.4", "3"), [[0.2, 1], [3, 0]])
    np.testing.assert_array_equal(encoded(plan, read, "3", "4"), [[3, 0], [4, 0]])


def test_decimal_commas_of_a_new_file(fitted, read):
    """The mark is the new file's own: a model of points reads a file of commas."""
    plan = fitted(rows([f"{k * 0.5}" for k in range(N)]))
    table = read("c;x\n1,5;1\n2,25;2\n")
    np.testing.assert_array_equal(plan.encode(table)[:, 0], [1.5, 2.25])


def test_a_frame_after_a_file(fitted):
    plan = fitted(rows(["1", "2", "3+", "1"] * 10))
    np.testing.assert_array_equal(
        plan.encode(from_frame({"c": [1, 2], "x": [1.0, 2.0]}))[:, :3], [[1, 0, 0], [0, 1, 0]]
    )


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("x", "line 2, column 'c': 'x' is not a number"),
        ("1.2.3", "'1.2.3'"),
        ("inf", "'inf' is not a finite number"),
        ("2020-01-01", "'2020-01-01'"),
    ],
)
def test_a_cell_that_is_no_number(fitted, read, cell, words):
    plan = fitted(rows([f"{k * 0.5}" for k in range(N)]))
    with pytest.raises(TableError) as caught:
        encoded(plan, read, cell)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_targets_by_their_meaning(tmp_path, read):
    path = tmp_path / "train.csv"
    path.write_text("x,y\n" + "".join(f"{k},{k * k % 17} kg\n" for k in range(N)))
    plan = decide(read_table(path), ["y"])
    assert plan.units == {"y": "kg"}
    assert plan.target_labels == ("y (kg)",)
    np.testing.assert_array_equal(plan.encode_targets(read("x,y\n1,5 kg\n2,7 kg\n")), [[5], [7]])
    with pytest.raises(TableError, match="'g'"):
        plan.encode_targets(read("x,y\n1,5 g\n2,7 g\n"))


def test_a_boolean_target_of_a_model_of_format_2(read):
    """Older files said no more than "a number" of a target of yes and no."""
    table = read("x,y\n1,yes\n2,no\n3,yes\n4,no\n")
    content = decide(table, ["y"]).to_dict()
    content["target_meanings"] = [{"kind": "number", "unit": "", "form": "", "missing": []}]
    np.testing.assert_array_equal(
        Plan.from_dict(content).encode_targets(table), [[1], [0], [1], [0]]
    )
