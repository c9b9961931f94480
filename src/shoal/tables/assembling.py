"""From the cells of a file, column by column, to the table: names, row names, kinds, gaps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ..errors import TableError
from .layout.locating import Layout
from .layout.names import are_row_names, may_be_row_names, row_names_said
from .meaning.commas import Commas
from .meaning.damage import argument
from .meaning.kinds import Place, column_of
from .meaning.meaning import NUMBERS, TEXTS, Declared
from .meaning.rereading import column_as
from .meaning.written import Written
from .sources.source import UNCOMPUTED
from .table import Column, Dialect, Table
from .wording import quoted, unknown


@dataclass(frozen=True, eq=False)
class Found:
    """The table as it was found in a file: cells, lines, layout.

    ``quoted_first`` says that the first cell of each row stood between quotes, as R writes row names.
    """

    source: str
    columns: Sequence[Written]
    lines: np.ndarray
    layout: Layout
    delimiter: str
    counts: str
    quoted_first: bool = False


def table_of(found: Found, declared: Declared, encoding: str | None) -> Table:
    """The table that was found; ``encoding`` is None where no text was read."""
    layout, said = found.layout, list(found.layout.said)
    n = len(found.lines)
    bare = Table(found.source, {}, np.arange(n), found.lines, found.counts)
    commas = Commas(found.columns, found.delimiter)

    def column(k: int, name: str) -> Column:
        def place(i: int) -> str:
            return bare.place(i, name)

        def place_of(j: int, i: int) -> str:
            return bare.place(i, names[j])

        return column_of(
            name,
            found.columns[k],
            place,
            comma=commas.of(k),
            meaning=declared.of_column(name),
            contradiction=commas.contradiction(k, place_of),
        )

    names = named_columns(layout.names)
    columns: dict[str, Column] = {}
    labels = None
    for k, name in enumerate(names):
        if not layout.names[k] and _empty(found.columns[k]):
            continue
        one = _without_results(found.columns[k], column(k, name), partial(bare.place, column=name))
        if k == 0 and found.quoted_first and not layout.names[0] and not are_row_names(one):
            texts = column_as(one, TEXTS, partial(bare.place, column=name))
            one = texts if are_row_names(texts) else one
        if may_be_row_names(layout.names[k], k) and len(names) > 1 and are_row_names(one):
            labels = replace(one, name=layout.names[k])
            said.append(row_names_said(one))
            continue
        if not layout.names[k]:
            said.append(f"column {k + 1} has no name: it is called {quoted(name)}")
        unit = layout.units.get(k, "") or one.meaning.unit
        columns[name] = replace(one, unit=unit) if one.kind == "number" else one
    columns, labels, said = with_row_number(columns, labels, said)
    if not columns:
        raise TableError(f"{found.source} has no column with a cell in it")
    decimal = "," if commas.proof is not None else "."
    dialect = None if encoding is None else Dialect(found.delimiter, decimal, encoding)
    table = replace(bare, columns=columns, labels=labels, said=tuple(said), dialect=dialect)
    check_declared(table, declared)
    return table


def _without_results(written: Written, column: Column, place: Place) -> Column:
    """A column that cannot be used if the results of its formulas were not saved."""
    odd = written.numbers().odd
    lacking = odd.rows_with([UNCOMPUTED])
    if not lacking or column.meaning.lacks(UNCOMPUTED):
        return column
    first = int(odd.firsts[list(odd.words).index(UNCOMPUTED)])
    others = f", and {lacking - 1:,} more of its cells are" if lacking > 1 else ""
    return replace(
        column,
        kind="text",
        values=np.full(len(column.values), None, dtype=object),
        problem=f"{place(first)}: the formula was saved without its result{others}; open the file in "
        "Excel or LibreOffice and save it there, leave the column out with --ignore, or take such "
        f"cells as missing with --missing {argument(UNCOMPUTED)}",
    )


def _empty(written: Written) -> bool:
    return not any(word for word in written.numbers().odd.words) and (
        len(written.numbers().odd.codes) == len(written.numbers().values)
    )


def named_columns(names: Sequence[str]) -> list[str]:
    """Names where there are none: "column 3", and not one that another column has."""
    found = list(names)
    for k, name in enumerate(names):
        if not name:
            own = f"column {k + 1}"
            while own in found:
                own += "'"
            found[k] = own
    return found


def with_row_number(
    columns: dict[str, Column], labels: Column | None, said: list[str]
) -> tuple[dict[str, Column], Column | None, list[str]]:
    """The number of the row becomes a column where there is only one other.

    A table of one measured column in its order (times of failure, a signal) has nothing else to be
    fitted from. Row names that are numbers are that number; beside others the rows are counted.
    """
    measured = [name for name, column in columns.items() if column.kind == "number"]
    if labels is None or len(columns) != 1 or measured in ([], ["row"]):
        return columns, labels, said
    if labels.kind == "number":
        told = "the first column has no name and numbers the rows: it is called 'row'"
        return {"row": replace(labels, name="row"), **columns}, None, [*said[:-1], told]
    row = Column("row", "number", np.arange(1.0, len(labels.values) + 1), meaning=NUMBERS)
    told = "there is one column beside the row names: the number of the row, 'row', is another"
    return {"row": row, **columns}, labels, [*said, told]


def check_declared(table: Table, declared: Declared) -> None:
    """TableError if something was said of a column that is not there."""
    for name in declared.names:
        if name not in table.columns:
            raise TableError(
                f"{table.source} has no column {quoted(name)}; {unknown(name, table.names)}"
            )
