"""The names of a table's columns: all there, all different, and names rather than data."""

from __future__ import annotations

from collections.abc import Sequence

from shoal.errors import TableError
from shoal.tables.meaning.cells import BLANKS, NUMBER
from shoal.tables.wording import quoted


def check_names(names: Sequence[str], where: str) -> None:
    """Every column has a name, and its own; TableError that begins with ``where`` otherwise."""
    seen: dict[str, int] = {}
    for k, name in enumerate(names, 1):
        if not name.strip():
            raise TableError(f"{where}: column {k} has no name; name it")
        if name in seen:
            raise TableError(
                f"{where}: columns {seen[name]} and {k} are both called {quoted(name)}; rename one"
            )
        seen[name] = k
        try:
            name.encode()
        except UnicodeEncodeError:
            raise TableError(
                f"{where}: the name of column {k} holds half a character (a lone surrogate); mend it"
            ) from None


def refuse_data_as_names(names: Sequence[str], where: str) -> None:
    """A first line of data in the place of the names would be lost without a word.

    So TableError if all names are numbers, or one is such as 3.4 and -1; 2001 is a name that some
    tables have.
    """
    numbers = [name for name in names if NUMBER.fullmatch(name.strip(BLANKS))]
    data = [name for name in numbers if not name.strip(BLANKS).isdecimal()]
    if data or len(numbers) == len(names):
        raise TableError(
            f"{where}: {quoted((data or numbers)[0])} is a number where a column's name is "
            "expected; put the names of the columns above the data"
        )
