"""Numbers that are names: told by rows left out, of the training rows alone."""

import numpy as np
import pytest

from shoal.tables import Declared, from_frame
from shoal.tabular import code_columns
from shoal.tabular.code_columns import with_codes
from shoal.tabular.column_roles import Roles


def stations(n=240, effect=1.0, levels=12, seed=0):
    """A column of stations, each with a level of its own, and another that counts."""
    random = np.random.RandomState(seed)
    station = random.randint(0, levels, n)
    own = effect * random.normal(size=levels)
    x = random.normal(size=n)
    return {
        "station": station + 100.0,
        "x": x,
        "y": own[station] + 0.5 * x + 0.3 * random.normal(size=n),
    }


def kinds(columns, rows=None, declared=None):
    table = from_frame(columns)
    rows = np.arange(table.n_rows) if rows is None else rows
    named, plan = with_codes(table, Roles(("y",)), rows, declared or Declared(), 0)
    return {column.name: column.kind for column in plan.inputs}, named["station"]


def test_stations_with_a_level_each_are_names():
    found, column = kinds(stations())
    assert found == {"station": "text", "x": "number"}
    assert "read as names" in " ".join(column.said)


def test_a_straight_line_over_the_numbers_is_no_name():
    columns = stations(effect=0.0)
    columns["y"] += 0.3 * columns["station"]
    found, column = kinds(columns)
    assert found["station"] == "number"
    assert column.note == ""


def test_what_is_declared_is_not_asked():
    found, _ = kinds(stations(), declared=Declared.of(number=["station"]))
    assert found["station"] == "number"


def test_no_other_row_is_looked_at():
    """Rows held out tell another story, in values, targets and levels: the plan is the same."""
    columns = stations()
    rows = np.arange(180)
    other = {name: values.copy() for name, values in columns.items()}
    other["station"][180:] = np.arange(60) + 500.0
    other["y"][180:] *= -50
    plans = [
        with_codes(from_frame(given), Roles(("y",)), rows, Declared(), 0)[1]
        for given in (columns, other)
    ]
    assert plans[0].inputs == plans[1].inputs
    assert plans[0].inputs[0].kind == "text"


def test_names_must_be_better_by_two_standard_errors():
    errors, others = np.ones(100), np.ones(100)
    others[::2] += 1.0  # mean 0.5, deviation 0.5, of 100 rows: ten standard errors
    assert code_columns._better(errors, others) == pytest.approx(10.0)
    assert code_columns._better(others, errors) == pytest.approx(-10.0)
    assert code_columns.ERRORS == 2.0


def test_squared_errors_of_rows_left_out_are_those_of_refits():
    """PRESS against a plain loop of least squares without each row."""
    random = np.random.RandomState(0)
    A, T = random.normal(size=(15, 3)), random.normal(size=(15, 1))
    expected = []
    for i in range(15):
        left = np.arange(15) != i
        found = np.linalg.lstsq(A[left], T[left], rcond=None)[0]
        expected.append(float((T[i] - A[i] @ found)[0] ** 2))
    np.testing.assert_allclose(code_columns._left_out(A, T), expected, rtol=1e-9)
