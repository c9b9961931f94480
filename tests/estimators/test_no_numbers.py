"""What is no number is refused with its place, wherever numbers are asked for, in every kind of container."""

import datetime
import decimal

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from shoal import LinearNetwork, NeuralRegressor, examine
from shoal.errors import InputError

RANDOM = np.random.RandomState(0)
X = RANDOM.normal(size=(12, 2))
Y = X[:, 0] + 1
DAYS = np.array([f"2020-01-{day:02d}" for day in range(1, 13)], "M8[s]")
TEXT = "is the text '1.5': convert texts to numbers first, or use shoal.fit_table"
DATE = "is a date, 2020-01-0.*days since the first, or use shoal.fit_table, which reads dates"
SPAN = "is a time span, .*divide it by a unit"
GAP = "fill missing values or leave their rows out, or use shoal.fit_table"


def column(value, first=X[:, 0]):
    """A column of numbers, but for one cell."""
    cells = np.array(list(first), dtype=object)
    cells[4] = value
    return cells


ARRAYS = {
    "seconds": (np.column_stack([X[:, 0], DAYS.astype(object)]), "row 0, column 1, is a date"),
    "datetime64[s]": (np.column_stack([DAYS, DAYS]), DATE),
    "datetime64[ns]": (np.column_stack([DAYS, DAYS]).astype("M8[ns]"), DATE),
    "timedelta64": (np.column_stack([DAYS - DAYS[0]] * 2), SPAN),
    "masked": (
        np.ma.array(X, mask=[[False, False]] * 3 + [[False, True]] * 9),
        "row 3, column 1, is masked",
    ),
    "complex": (X + 0j, "Complex data not supported"),
    "texts": (np.full((12, 2), "1.5"), TEXT),
    "bytes": (np.full((12, 2), b"1.5"), "is the text"),
    "a text": (np.column_stack([X[:, 0], column("1.5")]), f"row 4, column 1, {TEXT}"),
    "None": (np.column_stack([X[:, 0], column(None)]), f"row 4, column 1, is missing.*{GAP}"),
    "NA": (np.column_stack([X[:, 0], column(pd.NA)]), "row 4, column 1, is missing"),
    "NaT": (np.column_stack([X[:, 0], column(pd.NaT)]), "row 4, column 1, is missing"),
    "a date": (
        np.column_stack([X[:, 0], column(datetime.date(2020, 1, 5))]),
        f"row 4, column 1, {DATE}",
    ),
    "a span": (
        np.column_stack([X[:, 0], column(datetime.timedelta(1))]),
        f"row 4, column 1, {SPAN}",
    ),
    "an imaginary number": (
        np.column_stack([X[:, 0], column(1j)]),
        "Complex data not supported.*row 4",
    ),
    "NaN": (np.where(X == X[5, 1], np.nan, X), f"row 5, column 1, is NaN: {GAP}"),
    "infinity": (np.where(X == X[5, 1], -np.inf, X), "infinity or.*row 5, column 1, is -inf"),
    "a huge number": (
        np.where(X == X[5, 1], 1e307, X),
        "row 5, column 1, is 1e.307, beyond 1e.306",
    ),
    "sparse NaN": (sparse.csr_array(np.where(X == X[5, 1], np.nan, X)), "row 5, column 1, is NaN"),
    "records": (np.zeros(12, dtype=[("a", float), ("b", float)]), "records of several fields"),
    "lists of texts": ([["1.5", "2"]] * 12, TEXT),
    "lists with a text": ([[1.0, "1.5"]] * 12, f"column 1, {TEXT}"),
    "ragged": ([[1.0]] + [[1.0, 2.0]] * 11, "rows of several lengths"),
}
COLUMNS = {
    "Int64": (pd.array([1, 2, None] * 4, dtype="Int64"), "row 2, column 'b', is NaN"),
    "boolean": (
        pd.array([True, False, None] * 4, dtype="boolean"),
        "row 2, column 'b', is missing",
    ),
    "category": (pd.Categorical([1, 2, 3] * 4), "column 'b', holds categories"),
    "datetime64": (DAYS, f"row 0, column 'b', {DATE}"),
    "zone": (pd.to_datetime(DAYS).tz_localize("UTC"), f"row 0, column 'b', {DATE}"),
    "period": (
        pd.period_range("2020", periods=12, freq="D"),
        "column 'b', is no number, but.*Period",
    ),
    "interval": (pd.interval_range(0, 12), "column 'b', is no number, but of the type Interval"),
    "timedelta64": (DAYS - DAYS[0], f"row 0, column 'b', {SPAN}"),
    "string": (pd.array(["1.5"] * 12, dtype="string"), f"row 0, column 'b', {TEXT}"),
    "object": (column("1.5"), f"row 4, column 'b', {TEXT}"),
}


def model(**settings):
    return NeuralRegressor((2,), solver="lbfgs", max_iter=3, tol=0, random_state=0, **settings)


ANSWERS = model().fit(X, Y)
NAMED = model().fit(pd.DataFrame(X, columns=["a", "b"]), Y)


@pytest.mark.parametrize("kind", ARRAYS)
def test_an_array_in_every_call_that_reads_it(kind):
    given, words = ARRAYS[kind]
    calls = [
        lambda: model().fit(given, Y),
        lambda: model().fit(X, Y, validation=(given, Y)),
        lambda: NeuralRegressor((2,), solver="sgd").partial_fit(given, Y),
        lambda: LinearNetwork().fit(given, Y),
        lambda: ANSWERS.predict(given),
        lambda: ANSWERS.transform(given),
        lambda: ANSWERS.extrapolates(given),
        lambda: ANSWERS.fitted_.predict(given),
        lambda: LinearNetwork().fit(X, Y).predict(given),
    ]
    for call in calls:
        with pytest.raises(InputError, match=words):
            call()
    if kind not in ("NaN", "infinity", "a huge number", "sparse NaN"):
        with pytest.raises(InputError, match=words):
            examine(ANSWERS, given, Y)


@pytest.mark.parametrize("kind", COLUMNS)
def test_a_column_of_a_frame_is_named(kind):
    cells, words = COLUMNS[kind]
    frame = pd.DataFrame({"a": X[:, 0], "b": cells})
    for call in (
        lambda: model().fit(frame, Y),
        lambda: NAMED.predict(frame),
        lambda: NAMED.fitted_.predict(frame),
        lambda: NAMED.fitted_.predict(frame[["b", "a"]]),
    ):
        with pytest.raises(InputError, match=words):
            call()


@pytest.mark.parametrize("kind", ["polars", "pyarrow"])
def test_frames_of_other_libraries(kind):
    library = pytest.importorskip(kind)
    make = library.DataFrame if kind == "polars" else library.table
    dates = [datetime.date(2020, 1, day) for day in range(1, 13)]
    for cells, words in (
        (dates, DATE),
        ([datetime.time(1)] * 12, "is no number"),
        ([1, None, 3] * 4, "row 1, column 'b', is NaN"),
        ([True, None, False] * 4, "row 1, column 'b', is missing"),
        (["1.5"] * 12, TEXT),
        ([{"x": 1}] * 12, "column 'b', "),
        ([[1, 2]] * 12, "column 'b', "),
    ):
        frame = make({"a": X[:, 0], "b": cells})
        for call in (lambda: model().fit(frame, Y), lambda: NAMED.fitted_.predict(frame)):  # noqa: B023
            with pytest.raises(InputError, match=words):
                call()
    good = make({"b": X[:, 1], "a": X[:, 0]})
    np.testing.assert_array_equal(NAMED.fitted_.predict(good), NAMED.fitted_.predict(X))


TARGETS = {
    "datetime64": (DAYS, f"row 0, {DATE}"),
    "timedelta64": (DAYS - DAYS[0], f"row 0, {SPAN}"),
    "masked": (np.ma.array(Y, mask=np.arange(12) == 7), "row 7, is masked"),
    "complex": (Y + 0j, "Complex data not supported"),
    "texts": (["1.5"] * 12, TEXT),
    "None": (column(None), "row 4, is missing"),
    "NaN": (np.where(Y == Y[7], np.nan, Y), "row 7, is NaN"),
    "infinity": (np.where(Y == Y[7], np.inf, Y), "row 7, is inf"),
    "Int64": (pd.Series(pd.array([1, 2, None] * 4, dtype="Int64")), "row 2, is NaN"),
    "category": (pd.Series(pd.Categorical([1, 2, 3] * 4)), "holds categories"),
}


@pytest.mark.parametrize("kind", TARGETS)
def test_targets_and_weights(kind):
    given, words = TARGETS[kind]
    for name, call in (
        ("y", lambda: model().fit(X, given)),
        ("y", lambda: LinearNetwork().fit(X, given)),
        ("y", lambda: NeuralRegressor((2,), solver="sgd").partial_fit(X, given)),
        ("y", lambda: model().fit(X, Y, validation=(X, given))),
        ("sample_weight", lambda: model().fit(X, Y, given)),
        ("sample_weight", lambda: LinearNetwork().fit(X, Y, given)),
    ):
        with pytest.raises(InputError, match=f"{name}.*{words}|{words}: {name}"):
            call()


def test_groups_without_a_name():
    for names, found in (
        (np.where(np.arange(12) == 3, np.nan, 1.0), "nan"),
        (np.array(["a"] * 3 + [None] + ["b"] * 8, dtype=object), "None"),
        (np.ma.array(np.arange(12), mask=np.arange(12) == 3), "None"),
        (np.where(np.arange(12) == 3, np.datetime64("NaT"), DAYS), "NaT"),
    ):
        with pytest.raises(InputError, match=f"groups, row 3, is {found}: name a group for each"):
            model().fit(X, Y, groups=names)
    for names in (DAYS, DAYS - DAYS[0], list("ab") * 6, pd.Series(pd.Categorical([1, 2, 3] * 4))):
        model().fit(X, Y, groups=names)


def test_what_are_numbers_gives_the_bits_of_the_plain_array():
    whole = np.arange(24).reshape(12, 2)
    same = [
        whole.astype(object),
        np.array([[decimal.Decimal(int(v)) for v in row] for row in whole], dtype=object),
        np.ma.array(whole, mask=False),
        whole.astype(">f8"),
        whole.astype(np.uint8),
        whole.astype(np.longdouble),
        whole.tolist(),
        pd.DataFrame(whole),
    ]
    theta = model().fit(whole, Y).network_.theta
    for given in same:
        np.testing.assert_array_equal(model().fit(given, Y).network_.theta, theta)
    frame = pd.DataFrame(whole, columns=["a", "b"])
    for dtype in ("Int64", "Float64", "int64[pyarrow]", object):
        np.testing.assert_array_equal(model().fit(frame.astype(dtype), Y).network_.theta, theta)
    model().fit(X.astype(np.float16), Y).predict(X.astype(np.float32))
