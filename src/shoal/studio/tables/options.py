"""What a page says of a table: where it is in its file, what its columns mean; checked strictly."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...errors import InputError
from ...tables import Declared
from ...tables.layout.splitting import DELIMITERS

# Codecs that a page may name: Python has others, which take any time or are no text.
ENCODINGS = (
    "utf-8", "utf-16", "cp1252", "latin-1", "iso8859-15", "cp1250", "iso8859-2", "cp1251", "koi8-r",
    "cp1253", "cp1254", "cp1255", "cp1256", "cp437", "cp850", "mac-roman", "shift_jis", "euc-jp",
    "gb18030", "big5", "euc-kr",
)  # fmt: skip
PLACE = ("sheet", "query", "encoding", "delimiter", "header_rows", "units_row", "skip_rows")
MOST_HEADER_ROWS = 20
MOST_LINES = 100_000  # above the names
MOST_COLUMNS = 2_000  # of which something is said
MOST_WORDS = 20  # that stand for a missing value, in any column or in one
LONGEST_NAME, LONGEST_WORD = 1_000, 60
FORMS = ("ISO", "%YQ%q")  # beside those of strptime
_DIRECTIVE = re.compile(r"%[a-zA-Z]")
_FORMAT = re.compile(r"(?:%[dmyYbBjaAHIMSfpzZ]|[-/.,: T]){1,24}")


@dataclass(frozen=True)
class Options:
    """Arguments of ``read_table``: place and layout in the file, and what columns mean.

    ``missing`` holds what stands for a missing value in any column, ``missing_in`` in single ones. A
    query comes from the command line alone.
    """

    sheet: str | int | None = None
    query: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_rows: int | None = None
    units_row: bool | None = None
    skip_rows: int = 0
    text: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    date: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    missing_in: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, given: Any) -> Options:
        """The options in a page's message.

        Raises
        ------
        InputError
            If an entry is no such thing, or beyond what a page needs.
        """
        if not isinstance(given, dict):
            raise InputError("options must be a table of names and values")
        known = {*PLACE, "text", "number", "date", "missing", "missing_in"} - {"query"}
        strange = sorted(str(name)[:40] for name in set(given) - known)
        if strange:
            raise InputError(f"a table is not read with an option {strange[0]!r}")
        found = {name: value for name, value in given.items() if value is not None}
        units = found.get("units_row")
        if units is not None and not isinstance(units, bool):
            raise InputError("units_row must be true, false or nothing")
        return cls(
            sheet=_text(found, "sheet", LONGEST_NAME),
            encoding=_one_of(found, "encoding", ENCODINGS),
            delimiter=_one_of(found, "delimiter", DELIMITERS),
            header_rows=_whole(found, "header_rows", MOST_HEADER_ROWS),
            units_row=units,
            skip_rows=_whole(found, "skip_rows", MOST_LINES) or 0,
            text=columns_in(found.get("text", []), "text"),
            number=columns_in(found.get("number", []), "number"),
            date=dates_in(found.get("date", {})),
            missing=_words(found.get("missing", [])),
            missing_in={n: _words(v) for n, v in _mapping(found, "missing_in").items()},
        )

    @property
    def place(self) -> dict[str, Any]:
        """Of ``read_table``, where the table is in its file, as far as something is said."""
        given = {name: getattr(self, name) for name in PLACE}
        return {n: v for n, v in given.items() if v is not None and (n, v) != ("skip_rows", 0)}

    def meaning(self, names: Collection[str]) -> dict[str, Any]:
        """Of ``fit_table``, what columns of these ``names`` mean, as far as something is said."""
        missing: Any = list(self.missing)
        if self.missing_in:
            missing = {n: [*self.missing_in.get(n, ()), *self.missing] for n in names}
            missing |= {n: list(words) for n, words in self.missing_in.items() if n not in missing}
            missing = {name: words for name, words in missing.items() if words}
        given = {"text": list(self.text), "number": list(self.number), "date": dict(self.date)}
        return {name: value for name, value in (given | {"missing": missing}).items() if value}

    def declared(self, names: Collection[str]) -> Declared:
        """The same as the tables have it."""
        return Declared.of(**self.meaning(names))

    def within(self, names: Collection[str]) -> Options:
        """Without what is said of columns that a table does not have."""
        return replace(
            self,
            text=tuple(name for name in self.text if name in names),
            number=tuple(name for name in self.number if name in names),
            date={name: form for name, form in self.date.items() if name in names},
            missing_in={name: words for name, words in self.missing_in.items() if name in names},
        )

    def to_json(self) -> dict[str, Any]:
        """As a page sends them."""
        told = {name: getattr(self, name) for name in PLACE if name != "query"}
        return told | {
            "text": list(self.text),
            "number": list(self.number),
            "date": dict(self.date),
            "missing": list(self.missing),
            "missing_in": {name: list(words) for name, words in self.missing_in.items()},
        }


def columns_in(given: Any, what: str) -> tuple[str, ...]:
    """Names of columns in a page's message; InputError if they are none."""
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise InputError(f"{what} must be a list of column names")
    if len(given) > MOST_COLUMNS or any(len(name) > LONGEST_NAME for name in given):
        raise InputError(f"{what} names at most {MOST_COLUMNS:,} columns here")
    return tuple(dict.fromkeys(given))


def dates_in(given: Any) -> dict[str, str]:
    """Columns of dates and their formats in a page's message; InputError if they are none."""
    if not isinstance(given, dict) or len(given) > MOST_COLUMNS:
        raise InputError("date must be a table of columns and formats")
    for name, form in given.items():
        if not isinstance(form, str) or not (form == "" or form in FORMS or _is_format(form)):
            shown = form if isinstance(form, str) else type(form).__name__
            raise InputError(f"dates of {name!r:.60} have no format {shown!r:.40}: try %d/%m/%Y")
    return dict(given)


def missing_in(given: Any) -> list[str] | dict[str, list[str]]:
    """``missing`` of a fit in a page's message: words, or columns and words."""
    if not isinstance(given, dict):
        return list(_words(given))
    if len(given) > MOST_COLUMNS:
        raise InputError(f"missing names at most {MOST_COLUMNS:,} columns here")
    return {name: list(_words(words, 2 * MOST_WORDS)) for name, words in given.items()}


def _is_format(form: str) -> bool:
    directives = _DIRECTIVE.findall(form)
    return bool(directives and _FORMAT.fullmatch(form)) and len(set(directives)) == len(directives)


def _words(given: Any, most: int = MOST_WORDS) -> tuple[str, ...]:
    if not isinstance(given, list) or len(given) > most:
        raise InputError(f"missing must be a list of up to {most} words or numbers")
    for word in given:
        if isinstance(word, bool) or not isinstance(word, str | int | float):
            raise InputError("missing must hold words and numbers")
        if len(str(word)) > LONGEST_WORD:
            raise InputError(f"what stands for a missing value has up to {LONGEST_WORD} characters")
    found = (word.strip() if isinstance(word, str) else f"{word!r}" for word in given)
    return tuple(dict.fromkeys(filter(None, found)))


def _mapping(given: dict[str, Any], what: str) -> dict[str, Any]:
    found = given.get(what, {})
    if not isinstance(found, dict) or len(found) > MOST_COLUMNS:
        raise InputError(f"{what} must be a table of columns and words")
    return found


def _text(given: dict[str, Any], what: str, longest: int) -> str | None:
    value = given.get(what)
    if value is not None and (not isinstance(value, str) or len(value) > longest):
        raise InputError(f"{what} must be a name, or nothing")
    return value


def _one_of(given: dict[str, Any], what: str, known: Collection[str]) -> str | None:
    value = given.get(what)
    if value is not None and (not isinstance(value, str) or value not in known):
        raise InputError(f"the studio knows no {what} {value!r:.40}")
    return value


def _whole(given: dict[str, Any], what: str, most: int) -> int | None:
    value = given.get(what)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise InputError(f"{what} must be a whole number from 0 to {most:,}")
    return value
