"""Dates and times of day in the orders that people write, as days since 1970-01-01.

``10/03/2004`` is a day in March or in October. A column tells which where one of its days is beyond
12: then only one order reads all of it. Where none is, the order must be declared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

_EPOCH = datetime(1970, 1, 1)
_DAY = timedelta(days=1)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_LONG = frozenset(
    [
        "january",
        "february",
        "march",
        "april",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
        "sept",
    ]
)
_PIVOT = 69  # two digits are 1969 to 2068, as POSIX has it
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?: ?(Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?)?"
)
_CLOCK = (
    r"([0-9]{1,2})[:.]([0-9]{2})(?:[:.]([0-9]{2}(?:[.,][0-9]{1,9})?))?(?: ?([AaPp])\.?[Mm]\.?)?"
)
_TIME = re.compile(_CLOCK)
_NUMBERS = re.compile(rf"([0-9]{{1,4}})([/.-])([0-9]{{1,2}})\2([0-9]{{1,4}})(?:,?[T ] ?{_CLOCK})?")
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? )?"
_NAMED = re.compile(
    rf"{_WEEKDAY}(?:([0-9]{{1,2}})(?:st|nd|rd|th)?[ /.-]{{0,2}})?([a-z]{{3,9}})\.?[ /.-]?"
    rf"(?:([0-9]{{1,2}})(?:st|nd|rd|th)?(?:,? |[/.-]))?,? ?'?([0-9]{{4}}|[0-9]{{2}})(?:,?[T ] ?{_CLOCK})?",
    re.IGNORECASE,
)
_MONTH = re.compile(r"([0-9]{4})[-/.](0[1-9]|1[0-2])")
_QUARTER = re.compile(r"([0-9]{4})[- ]?[Qq]([1-4])")
_COMPACT = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True)
class Form:
    """One way of writing dates.

    ``name`` is how it is declared and kept in a model file; ``example`` shows the last day of May
    2024; ``shown`` names it in a sentence.
    """

    name: str
    example: str


ISO = Form("ISO", "2024-05-31")
ORDERS = {
    "dmy": Form("%d/%m/%Y", "31/05/2024"),
    "mdy": Form("%m/%d/%Y", "05/31/2024"),
    "ymd": Form("%Y/%m/%d", "2024/05/31"),
}
OTHERS = {
    "named": Form("%d %b %Y", "31 May 2024"),
    "month": Form("%Y-%m", "2024-05"),
    "quarter": Form("%YQ%q", "2024Q2"),
    "time": Form("%H:%M", "17:30"),
    "compact": Form("%Y%m%d", "20240531"),
}
FORMS = {form.name: form for form in (ISO, *ORDERS.values(), *OTHERS.values())}


def looks_like_date(word: str) -> bool:
    """Whether a cell was meant as a date or a time of day, in whatever order."""
    if len(word) > 60 or not word[:1].isalnum():
        return False
    return bool(
        _ISO.fullmatch(word)
        or _numbers(word)
        or _named(word)
        or _MONTH.fullmatch(word)
        or _QUARTER.fullmatch(word)
        or _clock_alone(word) is not None
    )


def looks_compact(word: str) -> bool:
    """Whether a cell is eight digits that write a day of the years 1900 to 2099."""
    return bool(_COMPACT.fullmatch(word))


def forms_that_read(words: list[str]) -> list[Form]:
    """The forms that read every one of ``words``; several where the order cannot be told.

    Between points a day stands before its month everywhere, so ``01.02.2024`` is the first of
    February; two-digit years stand first only where no other order is possible.
    """
    for form in (ISO, OTHERS["named"], OTHERS["month"], OTHERS["quarter"], OTHERS["time"]):
        if all(days(word, form.name) is not None for word in words):
            return [form]
    found = [f for f in ORDERS.values() if all(days(word, f.name) is not None for word in words)]
    if len(found) < 2:
        return found
    if ORDERS["ymd"] in found and not all(_first_is_year(word) for word in words):
        found.remove(ORDERS["ymd"])
    if ORDERS["dmy"] in found and all(_mark(word) == "." for word in words):
        return [ORDERS["dmy"]]
    values = [[days(word, form.name) for word in words] for form in found]
    return found[:1] if all(v == values[0] for v in values) else found


def best_form(words: list[str]) -> Form:
    """The form that reads most of ``words``, for the sentence about one that it does not read."""
    return max(FORMS.values(), key=lambda f: sum(days(word, f.name) is not None for word in words))


def days(word: str, form: str) -> float | None:
    """Days since 1970-01-01 that ``word`` writes in a form; None if it is no such date.

    ``form`` is the name of one of ``FORMS``, or a format of ``strptime``. A date with an offset is
    taken to UTC; a time of day alone is a fraction of a day.
    """
    try:
        if form == "ISO":
            return _iso(word)
        if form in ("%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d"):
            return _ordered(word, form)
        if form == "%d %b %Y":
            return _named_days(word)
        if form == "%H:%M":
            return _clock_alone(word)
        if form == "%Y-%m":
            match = _MONTH.fullmatch(word)
            return None if match is None else _since(int(match[1]), int(match[2]), 1)
        if form == "%YQ%q":
            match = _QUARTER.fullmatch(word)
            return None if match is None else _since(int(match[1]), 3 * int(match[2]) - 2, 1)
        moment = datetime.strptime(word, form)
    except (ValueError, OverflowError):
        return None
    offset = moment.utcoffset() or timedelta(0)
    return (moment.replace(tzinfo=None) - _EPOCH - offset) / _DAY


def is_form(form: str) -> bool:
    """Whether dates can be written and read in a form: a name of ``FORMS`` or a format."""
    if form in FORMS:
        return True
    moment = datetime(2001, 2, 3, 4, 5, 6, tzinfo=UTC)
    try:
        return "%" in form and bool(datetime.strptime(moment.strftime(form), form))
    except (ValueError, re.error):
        return False


def names_offset(word: str) -> bool | None:
    """Whether an ISO time names its offset from UTC; None of a bare date."""
    match = _ISO.fullmatch(word)
    return None if match is None or len(word) <= len("2024-05-31") else match[1] is not None


def _iso(word: str) -> float | None:
    match = _ISO.fullmatch(word)
    if not match:
        return None
    if len(word) == 10:
        return float((datetime.fromisoformat(word) - _EPOCH).days)
    moment = datetime.fromisoformat(word.replace("UTC", "Z").replace(" Z", "Z").replace(" +", "+"))
    offset = moment.utcoffset() or timedelta(0)
    return (moment.replace(tzinfo=None) - _EPOCH - offset) / _DAY


def _numbers(word: str) -> re.Match[str] | None:
    match = _NUMBERS.fullmatch(word)
    if match is None:
        return None
    lengths = (len(match[1]), len(match[4]))
    return match if lengths in ((1, 2), (2, 2), (1, 4), (2, 4), (4, 1), (4, 2)) else None


def _first_is_year(word: str) -> bool:
    match = _numbers(word)
    return match is not None and len(match[1]) == 4


def _mark(word: str) -> str:
    match = _numbers(word)
    return "" if match is None else match[2]


def _ordered(word: str, form: str) -> float | None:
    match = _numbers(word)
    if match is None or ((len(match[1]) == 4) != (form == "%Y/%m/%d") and len(match[4]) != 2):
        return None
    first, second, third = int(match[1]), int(match[3]), int(match[4])
    if form == "%Y/%m/%d":
        if len(match[1]) == 1:
            return None
        day = _since(_year(match[1]), second, third)
    elif len(match[1]) == 4:
        return None
    elif form == "%d/%m/%Y":
        day = _since(_year(match[4]), second, first)
    else:
        day = _since(_year(match[4]), first, second)
    return day + _clock(match[5], match[6], match[7], match[8])


def _named(word: str) -> re.Match[str] | None:
    match = _NAMED.fullmatch(word)
    if match is None or match[2][:3].lower() not in MONTHS:
        return None
    if not (match[1] or match[3] or len(match[4]) == 4 or re.search(r"[-/']", word)):
        return None  # Mar 10 may be a day of March, Mar-10 is a month
    whole = match[2].lower().rstrip(".")
    known = len(whole) == 3 or whole in _LONG
    return match if known and not (match[1] and match[3]) else None


def _named_days(word: str) -> float | None:
    match = _named(word)
    if match is None:
        return None
    month = MONTHS.index(match[2][:3].lower()) + 1
    day = _since(_year(match[4]), month, int(match[1] or match[3] or 1))
    return day + _clock(match[5], match[6], match[7], match[8])


def _clock_alone(word: str) -> float | None:
    match = _TIME.fullmatch(word)
    # 18.30 is a number; 18.00.00 and 18:30 are times
    if match is None or ("." in word and ":" not in word and (match[3] is None or "." in match[3])):
        return None
    try:
        return _clock(match[1], match[2], match[3], match[4])
    except ValueError:
        return None


def _clock(hour: str | None, minute: str | None, second: str | None, half: str | None) -> float:
    if hour is None:
        return 0.0
    h, m, s = int(hour), int(minute or 0), float((second or "0").replace(",", "."))
    if half:
        if not 1 <= h <= 12:
            raise ValueError
        h = h % 12 + (12 if half in "pP" else 0)
    if h > 23 or m > 59 or s >= 61:
        raise ValueError
    return (h * 3600 + m * 60 + s) / 86400


def _year(digits: str) -> int:
    if len(digits) == 4:
        return int(digits)
    return int(digits) + (1900 if int(digits) >= _PIVOT else 2000)


def _since(year: int, month: int, day: int) -> float:
    return float((datetime(year, month, day) - _EPOCH).days)


def each_day(words: list[str], form: str) -> np.ndarray:
    """``days`` of every word, NaN where it is none."""
    found = (days(word, form) for word in words)
    return np.array([np.nan if value is None else value for value in found], dtype=np.float64)
