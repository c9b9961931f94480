"""From the cells of a column, as texts, to the column: which kind it is, and its values.

A column is of numbers (of dates) if at least 80 % of its cells that are not missing were meant as
numbers (as dates). Then every other cell is an error of that cell, unless the cells are names that
happen to be digits (``digit_names.py``). It is boolean if all of them are true, false, yes or no.
Otherwise it is text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..table import Column
from ..wording import quoted
from . import dates
from .cells import BOOLEANS, MISSING, NOT_AVAILABLE, meant_as_number, number
from .damage import argument, damaged_date, damaged_number, offsets_clash, unclear_date
from .digit_names import are_names
from .meaning import ANY, Meaning
from .sentences import numbers_among, told_of_dates, told_of_numbers
from .spelling import PLAIN, Comma, Spelling, is_limit, parts_of, spelling_of, values_of
from .written import Numbers, Words, Written, WrittenCells

ENOUGH = 0.8
FEWEST_COMPACT = 5  # different eight-digit dates; fewer may be any whole numbers
FEWEST_MEASURED = 2  # different values beside limits
SHOWN, MOST_UNITS = 3, 3
# cells that are looked at first; digits of a code, and different codes
SAMPLE, SHORTEST_CODE, MOST_CODES = 50, 3, 50

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
            return self._dates()
        if kind == "boolean":
            return self._booleans(self.written.words())
        numbers = self.written.numbers(comma=self.comma == "decimal")
        if kind is None and not len(numbers.odd.codes):
            if self._all_compact(numbers):
                return self._dates()
            if self._all_padded(numbers):
                said = f"digits with leading zeros, read as names (--number {argument(self.name)} undoes it)"
                return replace(self._text(), said=(said,))
        return self._of_words(numbers)

    def _of_words(self, numbers: Numbers) -> Column:
        """A column with odd cells: of numbers if these are gaps or share a spelling, else another."""
        odd, kind = numbers.odd, self.meaning.kind
        plain = len(numbers.values) - len(odd.codes)
        words = [word for word in odd.words if self._is_known(word)]
        said = [word for word in words if word.lower() not in NOT_AVAILABLE]
        if kind is None and words:
            if not plain and all(word.lower() in BOOLEANS for word in words):
                return self._booleans(odd)
            if not plain and not said:
                return self._text()  # every cell says "none": a word, not a gap
            like_dates = odd.rows_with(filter(dates.looks_like_date, said))
            if like_dates and like_dates >= ENOUGH * (plain + odd.rows_with(said)):
                return self._dates()
        if self.contradiction:
            return self._unusable(self.contradiction)
        spelling = PLAIN if not said else spelling_of([*said, "1"] if plain else said, self.comma)
        if kind is None and said and self._are_classes(numbers, said, plain):
            return self._text()
        if spelling is not None and spelling.grouping == ".":
            # 2.000 beside 1.234.567 is two thousand: no cell was a plain number
            numbers, plain = self._none_plain(), 0
            odd = numbers.odd
            said = [w for w in odd.words if self._is_known(w) and w.lower() not in NOT_AVAILABLE]
            spelling = spelling_of(said, self.comma)
        # 3+ among 0, 1 and 2 is a name; 85+ among all ages a limit
        open_ended = any(word.endswith("+") for word in said) and kind is None
        if spelling is None or (open_ended and are_names(numbers, said)):
            return self._mixed(numbers, said, plain)
        return self._numbers(numbers, said, spelling)

    def _none_plain(self) -> Numbers:
        words = self.written.words()
        return Numbers(np.full(len(words.codes), np.nan), words)

    def _are_classes(self, numbers: Numbers, said: Sequence[str], plain: int) -> bool:
        """Whether cells such as <6m and >6m are classes: limits stand beside measured values."""
        if not any(map(is_limit, said)):
            return False
        values = numbers.values[~np.isnan(numbers.values)] if plain else np.zeros(0)
        measured = len(np.unique(values)) + sum(not is_limit(word) for word in said)
        return measured < FEWEST_MEASURED

    def _is_known(self, word: str) -> bool:
        return word.lower() not in MISSING and not self.meaning.lacks(word)

    def _numbers(self, numbers: Numbers, said: Sequence[str], spelling: Spelling) -> Column:
        """A column of numbers; ``said`` are the odd cells that have the spelling, others are gaps."""
        odd, values = numbers.odd, numbers.values
        if len(odd.codes) or self.meaning.absent_numbers:
            values = values.copy()
        sentences, limited = [], None
        if len(odd.codes):
            rows = np.arange(len(values)) if odd.rows is None else odd.rows
            chosen = set(said)
            own = np.array([word in chosen for word in odd.words])
            each = np.full(len(odd.words), np.nan)
            each[own] = values_of([word for word in odd.words if word in chosen], spelling)
            if np.isnan(each[own]).any():  # too large for a number, say: never a gap in silence
                return self._mixed(numbers, list(said), len(values) - len(odd.codes))
            values[rows] = odd.spread(each)
            sentences += told_of_numbers(spelling, odd, said, self.comma)
            gaps = [w for w in odd.words if w.lower() in NOT_AVAILABLE - MISSING]
            if gaps:
                sentences.append(f"{' and '.join(map(quoted, gaps[:SHOWN]))} taken as missing")
            if spelling.limits:
                limited = np.zeros(len(values), dtype=bool)
                limited[rows] = odd.spread(np.array([is_limit(word) for word in odd.words]) & own)
        for value in self.meaning.absent_numbers:
            values[values == value] = np.nan
        return Column(
            self.name,
            "number",
            values,
            self.written.cells,
            meaning=Meaning("number", spelling.unit, missing=self.meaning.missing),
            said=tuple(sentences),
            limited=limited,
            comma=self.comma,
        )

    def _mixed(self, numbers: Numbers, said: list[str], plain: int) -> Column:
        """Numbers with words among them: names that are digits, damaged numbers, or a text."""
        odd = numbers.odd
        units = {parts.unit for w in said if (parts := parts_of(w)) is not None}
        # numbers with ever other endings (1x1, 2b, 3c) are no numbers in units
        affixed = parts_of if len(units) <= MOST_UNITS else number
        meant = [w for w in said if affixed(w) is not None or meant_as_number(w)]
        n_meant, present = plain + odd.rows_with(meant), plain + odd.rows_with(said)
        if self.meaning.kind is None:
            if n_meant < ENOUGH * present:
                bare = [w for w in meant if _is_bare(w)]
                return self._text(numbers_among(plain + odd.rows_with(bare), present))
            if are_names(numbers, said):
                return self._text(numbers_among(plain, present))
        return self._unusable(
            damaged_number(self.name, self.written, numbers, said, self.comma, self.place)
        )

    def _booleans(self, odd: Words) -> Column:
        each = np.array([BOOLEANS.get(word.lower(), np.nan) for word in odd.words] or [np.nan])
        values = np.full(len(self.written.cells), np.nan)
        if len(odd.codes):
            values[slice(None) if odd.rows is None else odd.rows] = odd.spread(each)
        bad = [w for w in odd.words if self._is_known(w) and w.lower() not in BOOLEANS]
        if bad:
            where = self.place(int(odd.firsts[odd.words.index(bad[0])]))
            return self._unusable(
                f"{where}: {quoted(bad[0])} is neither true nor false; mend the cell"
            )
        meaning = Meaning("boolean", missing=self.meaning.missing)
        return Column(self.name, "boolean", values, self.written.cells, meaning=meaning)

    def _texts(self) -> np.ndarray:
        words = self.written.words()
        each = np.array([w if self._is_known(w) else None for w in words.words], dtype=object)
        return words.spread(each) if len(each) else np.zeros(0, dtype=object)

    def _text(self, note: str = "") -> Column:
        meaning = Meaning("text", missing=self.meaning.missing)
        return Column(self.name, "text", self._texts(), self.written.cells, note, meaning=meaning)

    def _all_padded(self, numbers: Numbers) -> bool:
        """Whether whole numbers are written with leading zeros to one length, as codes are.

        Two digits are months, hours and days, whose order means something.
        """
        values, cells = numbers.values, self.written.cells
        if not len(cells) or not cells[0].strip().isdecimal():
            return False
        first = [cells[i].strip() for i in range(min(len(cells), SAMPLE))]
        width = len(first[0])
        if width < SHORTEST_CODE or not any(c.startswith("0") for c in first):
            return False
        if not all(len(c) == width and c.isdecimal() for c in first) or values.max() >= 10**width:
            return False
        words = self.written.words().words
        return len(words) <= MOST_CODES and all(len(w) == width and w.isdecimal() for w in words)

    def _unusable(self, problem: str) -> Column:
        return Column(
            self.name,
            "text",
            self._texts(),
            self.written.cells,
            problem=f"{problem}, or leave it out with --ignore {argument(self.name)}",
            meaning=Meaning("text", missing=self.meaning.missing),
            comma=self.comma,
        )

    def _dates(self) -> Column:
        words = self.written.words()
        known = [self._is_known(w) and w.lower() not in NOT_AVAILABLE for w in words.words]
        said = [w for w, yes in zip(words.words, known, strict=True) if yes]
        form = self.meaning.form
        if not form and said:
            compact = all(map(dates.looks_compact, said))
            found = [dates.OTHERS["compact"]] if compact else dates.forms_that_read(said)
            if len(found) > 1:
                return self._unusable(unclear_date(self.name, words, said[0], found, self.place))
            form = (found[0] if found else dates.best_form(said)).name
        spoken = [w if yes else "" for w, yes in zip(words.words, known, strict=True)]
        each = dates.each_day(spoken, form)
        bad = [k for k, yes in enumerate(known) if yes and np.isnan(each[k])]
        if bad:
            first = min(bad, key=lambda k: words.firsts[k])
            return self._unusable(damaged_date(self.name, words, first, form, self.place))
        clash = offsets_clash(words, said) if form == dates.ISO.name else ""
        if clash:
            where = self.place(int(words.firsts[words.words.index(clash)]))
            return self._unusable(
                f"{where}: {quoted(clash)} and the times above it do not agree on giving an offset "
                "from UTC; mend the cell"
            )
        return Column(
            self.name,
            "date",
            words.spread(each) if len(each) else np.zeros(0),
            self.written.cells,
            meaning=Meaning("date", form=form, missing=self.meaning.missing),
            said=told_of_dates(self.name, form),
        )

    def _all_compact(self, numbers: Numbers) -> bool:
        """Whether numbers without a gap are days such as 20240531, and different enough to tell."""
        values = numbers.values
        if not len(values) or values.min() < 19000101 or values.max() > 20991231:
            return False
        words = self.written.words().words
        if len(words) < FEWEST_COMPACT or not all(map(dates.looks_compact, words)):
            return False
        return not np.isnan(dates.each_day(words, dates.OTHERS["compact"].name)).any()


def _is_bare(word: str) -> bool:
    """Whether a word is a number alone, without a unit or the sign of a limit."""
    parts = parts_of(word)
    return parts is None or not (parts.unit or parts.limit)
