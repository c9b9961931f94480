"""Dates in many orders: every day beside ``datetime.strptime``; ambiguous ones are refused."""

from datetime import UTC, datetime

import numpy as np
import pytest

from shoal.errors import TableError
from shoal.tables import Declared
from shoal.tables.meaning import dates

DAYS = [datetime(2019, 12, 31), datetime(2020, 2, 29), datetime(1999, 6, 5), datetime(2021, 11, 23)]


def column(read, cells, **options):
    return read("d,y\n" + "".join(f'"{c}",{k}\n' for k, c in enumerate(cells)), **options)["d"]


def since_1970(moment):
    return (moment - datetime(1970, 1, 1)).total_seconds() / 86400


@pytest.mark.parametrize(
    "form",
    [
        *("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y"),
        *("%d %b %Y", "%d-%b-%y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y", "%A, %d %B %Y", "%d/%m/%y"),
        *("%m/%d/%y", "%Y%m%d", "%d.%m.%y", "%d%b%Y", "%b-%d-%Y"),
    ],
)
def test_every_order_that_only_one_reading_allows(read, form):
    days = [*DAYS, datetime(2003, 1, 30)]  # five different ones: eight digits ask for as many
    found = column(read, [day.strftime(form) for day in days])
    assert found.problem == ""
    assert found.kind == "date"
    assert list(found.values) == [since_1970(day) for day in days]


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%d.%m.%Y %H:%M",
        "%m/%d/%Y %I:%M %p",
        "%d/%m/%Y %H:%M:%S",
    ],
)
def test_times_beside_the_days(read, form):
    moments = [
        day.replace(hour=h, minute=m)
        for day, h, m in zip(DAYS, (0, 23, 12, 7), (0, 59, 30, 5), strict=True)
    ]
    found = column(read, [moment.strftime(form) for moment in moments])
    assert found.problem == ""
    np.testing.assert_allclose(found.values, [since_1970(m) for m in moments], rtol=0, atol=1e-9)


def test_offsets_are_taken_to_utc(read):
    cells = ["2020-02-29T23:30:00+02:00", "2020-03-01 00:30:00-05:30", "2020-01-01T00:00:00Z"]
    expected = [
        since_1970(datetime.fromisoformat(c).astimezone(UTC).replace(tzinfo=None)) for c in cells
    ]
    np.testing.assert_allclose(column(read, cells).values, expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["1:05", "13:30", "23:59"], [65 / 1440, 13.5 / 24, 1439 / 1440]),
        (["12:00 am", "12:30 pm", "1:00 PM"], [0, 12.5 / 24, 13 / 24]),
        (["2020-01", "2020-12"], [18262, 18597]),
        (["2020Q1", "2020-Q3"], [18262, 18444]),
        (["Jan-99", "Feb-00", "Dec-31"], [10592, 10988, 22614]),
    ],
)
def test_times_months_and_quarters(read, cells, values):
    found = column(read, cells)
    assert found.kind == "date"
    np.testing.assert_allclose(found.values, values, rtol=0, atol=1e-9)


@pytest.mark.parametrize(
    ("cells", "options"),
    [
        (["03/04/2020", "05/06/2021"], ("%d/%m/%Y", "%m/%d/%Y")),
        (["3/4/20", "12/12/21"], ("%d/%m/%Y", "%m/%d/%Y")),
        (["01-02-03", "04-05-06"], ("%d/%m/%Y", "%m/%d/%Y")),
    ],
)
def test_ambiguous_days_ask(read, cells, options):
    problem = column(read, cells).problem
    assert problem.startswith("t.csv, line 2, column 'd': ")
    for option in options:
        assert f"--date d:{option}" in problem
    assert "--text d" in problem


def test_one_day_beyond_twelve_tells_for_all(read):
    found = column(read, ["01/02/2020", "03/04/2020", "13/01/2020"])
    assert list(found.values) == [
        since_1970(datetime(2020, m, d)) for d, m in ((1, 2), (3, 4), (13, 1))
    ]
    found = column(read, ["01/02/2020", "03/04/2020", "01/13/2020"])
    assert list(found.values) == [
        since_1970(datetime(2020, m, d)) for m, d in ((1, 2), (3, 4), (1, 13))
    ]


def test_days_that_are_equal_in_both_orders(read):
    assert column(read, ["01/01/2020", "05/05/2020"]).problem == ""


def test_two_orders_in_one_column_are_refused(read):
    problem = column(read, ["13/01/2020", "01/14/2020", "02/02/2020"]).problem
    assert "is not a date such as" in problem
    assert "--missing" in problem
    assert "--text d" in problem


@pytest.mark.parametrize(
    "bad", ["2021-02-29", "2021-13-01", "tomorrow", "2021-01-01x", "0000-00-00"]
)
def test_a_day_that_is_none(read, bad):
    cells = [f"2021-01-{k:02d}" for k in range(1, 20)]
    cells[7] = bad
    problem = column(read, cells).problem
    assert f"line 9, column 'd': '{bad}' is not a date such as 2024-05-31" in problem
    assert np.isnan(column(read, cells, missing=bad).values[7])


@pytest.mark.parametrize(
    "cells",
    [
        ["20159913", "20150112", "20160214", "20170303", "20180404"],  # one is no day
        ["20150112", "20150112", "20150113"],  # too few to tell
        ["10203040", "20304050", "30405060", "40506070", "50607080"],
        ["1999", "2000", "2001"],
        ["201501", "201502", "201503"],
    ],
)
def test_whole_numbers_that_are_no_days(read, cells):
    found = column(read, cells)
    assert found.kind == "number"
    assert list(found.values) == [float(c) for c in cells]


def test_eight_digits_are_said_and_undone(read):
    cells = ["20150112", "20150113", "20160214", "20151231", "20120101"]
    found = column(read, cells)
    assert list(found.values) == [since_1970(datetime.strptime(c, "%Y%m%d")) for c in cells]
    assert found.said == ("eight digits, read as dates (--number d undoes it)",)
    assert list(column(read, cells, number="d").values) == [float(c) for c in cells]


@pytest.mark.parametrize(
    ("form", "cells"),
    [
        ("%d/%m/%Y", ["03/04/2020", "05/06/2021"]),
        ("%Y.%j", ["2020.060", "2021.365"]),
        ("%H.%M", ["13.30", "07.05"]),
        ("%d%m%y", ["030420", "050621"]),
    ],
)
def test_a_form_that_is_told(read, form, cells):
    found = column(read, cells, date={"d": form})
    day = datetime(1900, 1, 1)
    expected = [since_1970(datetime.strptime(c, form)) for c in cells]
    assert found.kind == "date"
    if "%Y" in form or "%y" in form:
        assert list(found.values) == expected
    else:
        assert np.diff(found.values) == pytest.approx(np.diff(expected))
        assert since_1970(day) <= found.values.min()


def test_gaps_among_dates(read):
    found = column(read, ["2020-01-01", "NA", "", "unknown", "2020-01-05"])
    np.testing.assert_array_equal(found.values, [18262, np.nan, np.nan, np.nan, 18266])


@pytest.mark.parametrize("form", ["%d%d", "%Q", "31/12/2020", "%Y-%m-%d %"])
def test_a_format_that_is_none_is_refused_before_anything_is_read(form):
    with pytest.raises(TableError, match="is no format; one is written as"):
        Declared.of(date={"day": form})


@pytest.mark.parametrize("form", ["", "%d.%m.%y", "%Y-%m-%dT%H:%M:%S%z", "%b %Y", "%YQ%q", "%H:%M"])
def test_formats_that_can_be_declared(form):
    assert Declared.of(date={"day": form}).of_column("day").form == form


def test_between_points_a_day_stands_first():
    assert [form.name for form in dates.forms_that_read(["01.02.2024", "03.04.2024"])] == [
        "%d/%m/%Y"
    ]
    assert len(dates.forms_that_read(["01/02/2024", "03/04/2024"])) == 2


@pytest.mark.parametrize(
    ("word", "time"), [("18.30", False), ("18:30", True), ("18.00.00", True), ("18.00.00.5", False)]
)
def test_two_numbers_with_a_point_are_a_number(word, time):
    assert dates.looks_like_date(word) == time
