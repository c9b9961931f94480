"""What a column means, as it is declared, found in the training table, and kept with a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from ...errors import TableError
from ..wording import quoted
from .cells import BLANKS, number
from .dates import is_form

Kind = Literal["number", "text", "date", "boolean"]


@dataclass(frozen=True)
class Meaning:
    """How the cells of a column are read.

    Attributes
    ----------
    kind : {"number", "text", "date", "boolean"} or None
        None: it is found out.
    unit : str
        Of numbers; taken off each cell.
    form : str
        Of dates: a name of ``dates.FORMS`` or a format of ``strptime``; empty: it is found out.
    missing : tuple of str
        What stands for a missing value besides the usual words; numbers are compared as numbers.
    """

    kind: Kind | None = None
    unit: str = ""
    form: str = ""
    missing: tuple[str, ...] = ()

    def lacks(self, word: str) -> bool:
        """Whether ``word`` was declared to stand for a missing value."""
        if not self.missing:
            return False
        if word.lower() in (entry.lower() for entry in self.missing):
            return True
        value = number(word)
        return value is not None and value in self.absent_numbers

    @property
    def absent_numbers(self) -> tuple[float, ...]:
        """The numbers that stand for a missing value."""
        found = (number(entry.strip(BLANKS)) for entry in self.missing)
        return tuple(value for value in found if value is not None)


ANY, NUMBERS = Meaning(), Meaning("number")
TEXTS, DATES, BOOLEAN = Meaning("text"), Meaning("date"), Meaning("boolean")


@dataclass(frozen=True)
class Declared:
    """What a user says of columns; everything else is found out.

    ``date`` maps a column to its format, empty where it is found out; ``missing`` holds pairs of a
    column, None for all of them, and what stands there for a missing value.
    """

    text: frozenset[str] = frozenset()
    number: frozenset[str] = frozenset()
    date: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[tuple[str | None, str], ...] = ()

    @classmethod
    def of(
        cls,
        text: Iterable[str] = (),
        number: Iterable[str] = (),
        date: Mapping[str, str] | Iterable[str] = (),
        missing: object = (),
    ) -> Declared:
        """From the arguments of ``read_table`` and ``fit_table``.

        Raises
        ------
        TableError
            If a column is declared to be of two kinds, or an argument is no such thing.
        """
        texts, numbers = _names("text", text), _names("number", number)
        if isinstance(date, Mapping):
            dates = {str(name).strip(): str(form or "") for name, form in date.items()}
        else:
            dates = dict.fromkeys(sorted(_names("date", date)), "")
        for name, form in dates.items():
            if form and not is_form(form):
                raise TableError(
                    f"the dates of {quoted(name)}: {quoted(form)} is no format; one is written as "
                    "%d/%m/%Y, with the letters of strptime"
                )
        for one, other in ((texts, numbers), (texts, dates.keys()), (numbers, dates.keys())):
            twice = sorted(one & other)
            if twice:
                raise TableError(
                    f"the column {quoted(twice[0])} is declared to be of two kinds; choose one"
                )
        return cls(texts, numbers, dates, tuple(_absences(missing)))

    def of_column(self, name: str) -> Meaning:
        """What was said of the column called ``name``."""
        missing = tuple(word for column, word in self.missing if column in (None, name))
        if name in self.text:
            return Meaning("text", missing=missing)
        if name in self.number:
            return Meaning("number", missing=missing)
        if name in self.date:
            return Meaning("date", form=self.date[name], missing=missing)
        return Meaning(missing=missing)

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that something is said of."""
        named = (column for column, _ in self.missing if column is not None)
        return tuple(dict.fromkeys([*sorted(self.text | self.number), *self.date, *named]))

    def arguments(self) -> dict[str, object]:
        """The arguments of ``fit_table`` that say the same, as far as they say something."""
        everywhere = [word for column, word in self.missing if column is None]
        single: dict[str, list[str]] = {}
        for column, word in self.missing:
            if column is not None:
                single.setdefault(column, []).append(word)
        given = {
            "text": sorted(self.text),
            "number": sorted(self.number),
            "date": dict(self.date),
            "missing": single or everywhere,
        }
        return {name: value for name, value in given.items() if value}

    def __bool__(self) -> bool:
        return bool(self.text or self.number or self.date or self.missing)


def _names(what: str, given: object) -> frozenset[str]:
    if isinstance(given, str):
        return frozenset((given.strip(),))
    if not isinstance(given, Iterable) or isinstance(given, bytes | Mapping):
        raise TableError(f"{what}= must name columns: a name or a list of names")
    names = list(given)
    if not all(isinstance(name, str) for name in names):
        raise TableError(f"{what}= must name columns: a name or a list of names")
    return frozenset(name.strip() for name in names)


def _absences(given: object) -> Iterable[tuple[str | None, str]]:
    if isinstance(given, Mapping):
        for column, one in given.items():
            for value in one if isinstance(one, list | tuple) else [one]:
                yield str(column).strip(), _word(value)
        return
    values: Sequence[object] = given if isinstance(given, list | tuple) else [given]
    for value in values:
        yield None, _word(value)


def _word(value: object) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise TableError(f"missing= must give numbers or texts, not {type(value).__name__}")
    return value.strip() if isinstance(value, str) else f"{value!r}"
