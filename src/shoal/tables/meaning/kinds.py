"""From the cells of a column, as texts, to the column: which kind it is, and its values.

A column is of numbers (of dates) if at least 80 % of its cells that are not missing were meant as
numbers (as dates). Then every other cell is an error of that cell, unless the cells are names that
happen to be digits (4, 6, rotary): few different ones, repeated. It is boolean if all of them are
true, false, yes or no. Otherwise it is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from shoal.tables.meaning import dates
from shoal.tables.meaning.cells import (
    BOOLEANS,
    MISSING,
    NOT_AVAILABLE,
    meant_as_number,
    why_no_number,
)
from shoal.tables.meaning.meaning import ANY, Meaning
from shoal.tables.meaning.spelling import (
    PLAIN,
    Comma,
    Spelling,
    is_limit,
    parts_of,
    spelling_of,
    value_of,
    values_of,
)
from shoal.tables.meaning.written import Numbers, Words, Written, WrittenCells
from shoal.tables.table import Column
from shoal.tables.wording import count, inert, named, quoted

ENOUGH = 0.8
MOST_NAMES = 30  # different digits and words that make a column of names rather than measurements
ROWS_A_NAME = 3  # of each in the mean: measurements seldom repeat so often
FEWEST_COMPACT = 5  # different eight-digit dates; fewer may be any whole numbers
SHOWN = 3
_CODE = re.compile(r"[0-9]+[A-Za-z]{1,3}|[A-Za-z]{1,3}[0-9]+")
_MISREAD = re.compile(r"[0-9]*[oOlI][0-9]*|[0-9]+[oOlI][0-9]*")  # a letter for a digit

# Where row i of the column is: "engine.csv, line 17, column 'speed'".
Place = Callable[[int], str]


def column_of(
    name: str,
    written: Written,
    place: Place,
    *,
    comma: Comma = "",
    meaning: Meaning = ANY,
    contradiction: str = "",
) -> Column:
    """The column that the cells write; one that cannot be read has a ``problem``.

    Parameters
    ----------
    name : str
    written : Written
    place : callable
        Says where a row of the column is.
    comma : {"", "decimal", "thousands", "unclear"}
        What a comma between digits is in this file.
    meaning : Meaning
        What is declared, or was found in the table that a model was fitted to.
    contradiction : str
        Why the file's decimal marks cannot be told in this column, where that is so.
    """
    return _Finding(name, written, place, comma, meaning, contradiction).column()


def text_column(name: str, texts: Sequence[str | None], meaning: Meaning = ANY) -> Column:
    """A column declared to be of texts (a categorical column of a frame): numbers stay texts."""
    cells = ["" if t is None else t for t in texts]
    meaning = Meaning("text", missing=meaning.missing)
    return column_of(name, WrittenCells(cells), lambda i: f"row {i + 1}", meaning=meaning)


@dataclass
class _Finding:
    """The cells of one column while it is found out what they mean."""

    name: str
    written: Written
    place: Place
    comma: Comma
    meaning: Meaning
    contradiction: str

    def column(self) -> Column:
        kind = self.meaning.kind
        if kind == "text":
            return self._text()
        if kind == "date":
            return self._dates(declared=True)
        if kind == "boolean":
            return self._booleans(self.written.words())
        numbers = self.written.numbers()
        if kind is None and not len(numbers.odd.codes):
            if self._all_compact(numbers):
                return self._dates(declared=False)
            return self._numbers(numbers, PLAIN)
        return self._of_words(numbers)

    def _of_words(self, numbers: Numbers) -> Column:
        odd, known = numbers.odd, [self._is_known(word) for word in numbers.odd.words]
        plain = len(numbers.values) - len(odd.codes)
        words = [word for word, yes in zip(odd.words, known, strict=True) if yes]
        said = [w for w in words if w.lower() not in NOT_AVAILABLE and not self.meaning.lacks(w)]
        if not words and not plain:
            return self._numbers(numbers, PLAIN)
        if self.meaning.kind is None:
            if not plain and all(word.lower() in BOOLEANS for word in words):
                return self._booleans(odd)
            if not plain and not said:
                return self._text()  # every cell says "none": a word, not a gap
            rows = self._rows_of(odd, said)
            if (
                said
                and rows
                and self._rows_of(odd, filter(dates.looks_like_date, said))
                >= (ENOUGH * (plain + rows))
            ):
                return self._dates(declared=False)
        if self.contradiction:
            return self._unusable(self.contradiction)
        spelling = PLAIN if not said else spelling_of([*said, "1"] if plain else said, self.comma)
        if spelling is not None:
            return self._numbers(numbers, spelling)
        return self._mixed(numbers, said, plain)

    def _is_known(self, word: str) -> bool:
        return word.lower() not in MISSING and not self.meaning.lacks(word)

    @staticmethod
    def _rows_of(words: Words, some: object) -> int:
        chosen = set(some)  # type: ignore[call-overload]
        return sum(
            int(n) for word, n in zip(words.words, words.counts, strict=True) if word in chosen
        )

    def _numbers(self, numbers: Numbers, spelling: Spelling) -> Column:
        """A column of numbers; each odd cell is a missing value or has the spelling."""
        odd, values = numbers.odd, numbers.values.copy()
        said = []
        limited = None
        if len(odd.codes):
            rows = np.arange(len(values)) if odd.rows is None else odd.rows
            each = (
                values_of(odd.words, spelling)
                if spelling != PLAIN
                else np.full(len(odd.words), np.nan)
            )
            absent = np.array(
                [not self._is_known(w) or w.lower() in NOT_AVAILABLE for w in odd.words]
            )
            each[absent] = np.nan
            values[rows] = odd.spread(each)
            said += _told(spelling, odd, self.comma)
            words = [w for w in odd.words if w.lower() in NOT_AVAILABLE - MISSING]
            if words:
                said.append(f"{' and '.join(map(quoted, words[:SHOWN]))} taken as missing")
            if spelling.limits:
                limits = np.array([is_limit(word) for word in odd.words]) & ~absent
                limited = np.zeros(len(values), dtype=bool)
                limited[rows] = odd.spread(limits)
        for value in self.meaning.absent_numbers:
            values[values == value] = np.nan
        meaning = Meaning("number", spelling.unit, missing=self.meaning.missing)
        return Column(
            self.name,
            "number",
            values,
            _decimals(self.written, odd, spelling),
            self.written.cells,
            meaning=meaning,
            said=tuple(said),
            limited=limited,
            comma=self.comma,
        )

    def _mixed(self, numbers: Numbers, said: list[str], plain: int) -> Column:
        """Numbers with words among them: names that are digits, damaged numbers, or a text."""
        odd = numbers.odd
        counts = dict(zip(odd.words, odd.counts.tolist(), strict=True))
        meant = [w for w in said if parts_of(w) is not None or meant_as_number(w)]
        n_meant = plain + sum(counts[w] for w in meant)
        present = plain + sum(counts[w] for w in said)
        if self.meaning.kind is None:
            if n_meant < ENOUGH * present:
                return self._text(_numbers_among(n_meant, present))
            if self._are_names(numbers, said, plain):
                return self._text(_numbers_among(plain, present) if plain else "")
        return self._unusable(self._damage(odd, said, plain))

    def _are_names(self, numbers: Numbers, said: list[str], plain: int) -> bool:
        """Whether digits and words are names: few of them, repeated, or codes such as 136A."""
        values = numbers.values[~np.isnan(numbers.values)]
        if any("." in w or "," in w for w in said) or not np.array_equal(values, np.floor(values)):
            return False
        counts = dict(zip(numbers.odd.words, numbers.odd.counts.tolist(), strict=True))
        different = len(np.unique(values)) + len(said)
        rows = plain + sum(counts[w] for w in said)
        codes = [w for w in said if _CODE.fullmatch(w) and not _MISREAD.fullmatch(w)]
        if len(codes) == len(said) and (len(said) > 1 or counts[said[0]] > 1):
            return True
        repeated = all(counts[w] > 1 for w in said)
        return repeated and different <= MOST_NAMES and rows >= ROWS_A_NAME * different

    def _damage(self, odd: Words, said: list[str], plain: int) -> str:
        """The sentence on the first cell that does not fit among numbers."""
        units: dict[str, int] = {"": plain}
        counts = dict(zip(odd.words, odd.counts.tolist(), strict=True))
        for word in said:
            parts = parts_of(word)
            if parts is not None:
                units[parts.unit] = units.get(parts.unit, 0) + counts[word]
        unit = max(units, key=lambda u: units[u])
        usual = spelling_of(
            [w for w in said if (p := parts_of(w)) and p.unit == unit] or ["1"], self.comma
        )
        usual = usual or Spelling(unit)
        firsts = dict(zip(odd.words, odd.firsts.tolist(), strict=True))
        bad = [
            w
            for w in said
            if value_of(w, usual) is None or (parts_of(w) and parts_of(w).unit != unit)
        ]
        if not bad:  # only the plain cells lack the unit
            plain_rows = np.setdiff1d(np.arange(len(self.written.cells)), odd.rows)
            i = int(plain_rows[0])
            cell = self.written.cells[i].strip()
            why = f"{quoted(cell)} has no unit where other cells have {quoted(unit)}"
        else:
            cell = min(bad, key=lambda w: firsts[w])
            i, parts = firsts[cell], parts_of(cell)
            why = why_no_number(cell)
            if parts is not None and parts.unit != unit and not meant_as_number(cell):
                other = quoted(unit) if unit else "no unit"
                why = f"{quoted(cell)} has the unit {quoted(parts.unit)} where other cells have {other}"
            elif self.comma == "unclear" and parts is not None and "," in parts.body:
                body = parts.body
                return (
                    f"{self.place(i)}: {quoted(cell)} could be {body.replace(',', '.', 1)} or "
                    f"{body.replace(',', '')}: write it without the comma"
                )
        return (
            f"{self.place(i)}: {why}; mend the cell, take it as missing with --missing "
            f"{_argument(cell)}, or read the column as text with --text {_argument(self.name)}"
        )

    def _booleans(self, odd: Words) -> Column:
        each = np.array([BOOLEANS.get(word.lower(), np.nan) for word in odd.words] or [np.nan])
        rows = slice(None) if odd.rows is None else odd.rows
        values = np.full(len(self.written.cells), np.nan)
        if len(odd.codes):
            values[rows] = odd.spread(each)
        bad = [w for w in odd.words if self._is_known(w) and w.lower() not in BOOLEANS]
        if bad:
            i = int(odd.firsts[odd.words.index(bad[0])])
            return self._unusable(
                f"{self.place(i)}: {quoted(bad[0])} is neither true nor false; mend the cell"
            )
        meaning = Meaning("boolean", missing=self.meaning.missing)
        return Column(self.name, "boolean", values, 0, self.written.cells, meaning=meaning)

    def _text(self, note: str = "") -> Column:
        words = self.written.words()
        each = np.array([w if self._is_known(w) else None for w in words.words], dtype=object)
        values = words.spread(each) if len(each) else np.zeros(0, dtype=object)
        meaning = Meaning("text", missing=self.meaning.missing)
        return Column(self.name, "text", values, 0, self.written.cells, note, meaning=meaning)

    def _dates(self, *, declared: bool) -> Column:
        words = self.written.words()
        known = [self._is_known(w) and w.lower() not in NOT_AVAILABLE for w in words.words]
        said = [w for w, yes in zip(words.words, known, strict=True) if yes]
        form = self.meaning.form
        if not form and said:
            found = dates.forms_that_read(said) or self._compact(said)
            if len(found) > 1:
                cell = said[0]
                first = int(words.firsts[words.words.index(cell)])
                asked = " or ".join(f"--date {_argument(f'{self.name}:{f.name}')}" for f in found)
                return self._unusable(f"{self.place(first)}: {dates.unclear(cell)}; say {asked}")
            form = (found[0] if found else dates.best_form(said)).name
        each = dates.each_day(
            [w if yes else "" for w, yes in zip(words.words, known, strict=True)], form
        )
        bad = [k for k, yes in enumerate(known) if yes and np.isnan(each[k])]
        if bad:
            return self._no_date(words, min(bad, key=lambda k: words.firsts[k]), form)
        clash = _offsets_clash(words, said) if form == dates.ISO.name else ""
        if clash:
            i = int(words.firsts[words.words.index(clash)])
            return self._unusable(
                f"{self.place(i)}: {quoted(clash)} and the times above it do not agree on giving an "
                "offset from UTC; mend the cell"
            )
        values = words.spread(each) if len(each) else np.zeros(0)
        sentence = "" if form == dates.ISO.name else f"dates read as {form}"
        if form in dates.FORMS and form != dates.ISO.name:
            sentence = (
                f"read as dates such as {dates.FORMS[form].example} for the last day of May 2024"
            )
        if form == dates.OTHERS["time"].name:
            sentence = "read as times of day"
        elif form == dates.OTHERS["compact"].name:
            sentence = f"eight digits read as dates; --number {_argument(self.name)} undoes it"
        meaning = Meaning("date", form=form, missing=self.meaning.missing)
        return Column(self.name, "date", values, 0, self.written.cells, meaning=meaning,
                      said=(sentence,) if sentence else ())  # fmt: skip

    def _no_date(self, words: Words, k: int, form: str) -> Column:
        example = dates.FORMS[form].example if form in dates.FORMS else form
        cell = words.words[k]
        return self._unusable(
            f"{self.place(int(words.firsts[k]))}: {quoted(cell)} is not a date such as {example}; "
            f"mend the cell, take it as missing with --missing {_argument(cell)}, or say how dates "
            f"are written with --date {_argument(self.name + ':FORMAT')}"
        )

    def _compact(self, said: list[str]) -> list[dates.Form]:
        return [dates.OTHERS["compact"]] if all(map(dates.looks_compact, said)) else []

    def _all_compact(self, numbers: Numbers) -> bool:
        """Whether numbers without a gap are days such as 20240531, and different enough to tell."""
        values = numbers.values
        if not len(values) or values.min() < 19000101 or values.max() > 20991231:
            return False
        words = self.written.words().words
        return (
            len(words) >= FEWEST_COMPACT
            and all(map(dates.looks_compact, words))
            and (
                bool(dates.forms_that_read(words) == [])
                and not np.isnan(dates.each_day(words, "%Y%m%d")).any()
            )
        )

    def _unusable(self, problem: str) -> Column:
        words = self.written.words()
        each = np.array([w if self._is_known(w) else None for w in words.words], dtype=object)
        advice = f", or leave it out with --ignore {_argument(self.name)}"
        values = words.spread(each) if len(each) else np.zeros(0, dtype=object)
        return Column(self.name, "text", values, 0, self.written.cells, problem=problem + advice,
                      meaning=Meaning("text", missing=self.meaning.missing), comma=self.comma)  # fmt: skip


def _told(spelling: Spelling, odd: Words, comma: Comma) -> list[str]:
    """Sentences on what was taken off the cells."""
    said = []
    if spelling.unit:
        said.append(f"numbers in {inert(spelling.unit)}")
    if spelling.grouping:
        mark = "blanks" if spelling.grouping == " " else f"{quoted(spelling.grouping)}"
        said.append(f"{mark} taken for thousands separators, {quoted(_example(odd, spelling))}")
    if spelling.decimal == "," and comma != "decimal":
        said.append(f"decimal commas, {quoted(_example(odd, spelling))}")
    if spelling.limits:
        rows = sum(int(n) for w, n in zip(odd.words, odd.counts, strict=True) if is_limit(w))
        limits = [w for w in odd.words if is_limit(w)]
        below = (
            "half of a lower limit" if any(w[0] in "<≤" for w in limits) else "read as the limit"
        )
        said.append(
            f"limits such as {named(map(quoted, limits[:1]))} in {count(rows, 'row')}: {below}"
        )
    return said


def _example(odd: Words, spelling: Spelling) -> str:
    values = values_of(odd.words, spelling)
    k = int(np.flatnonzero(~np.isnan(values))[0])
    return f"{odd.words[k]} is {values[k]:.12g}"


def _numbers_among(numbers: int, present: int) -> str:
    return f"{numbers:,} of its {present:,} cells are numbers" if numbers else ""


def _offsets_clash(words: Words, said: list[str]) -> str:
    """The first time that names an offset where those above do not, or the other way round."""
    chosen = set(said)
    order = sorted(
        (int(f), w) for f, w in zip(words.firsts, words.words, strict=True) if w in chosen
    )
    first: bool | None = None
    for _, word in order:
        offset = dates.names_offset(word)
        if offset is None:
            continue
        if first is not None and offset != first:
            return word
        first = offset
    return ""


def _decimals(written: Written, odd: Words, spelling: Spelling) -> int:
    most = written.decimals()
    for word in odd.words if spelling != PLAIN else ():
        parts = parts_of(word)
        if parts is not None and spelling.decimal in parts.body:
            most = max(most, len(parts.body) - parts.body.rindex(spelling.decimal) - 1)
    return min(most, 17)


def _argument(text: str) -> str:
    """A text as it is typed on a command line, shortened."""
    shown = inert(text, longest=60)
    return shown if re.fullmatch(r"[\w%/:.+-]+", shown) else f"'{shown}'"
