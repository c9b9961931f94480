"""Which columns are targets, inputs, left away: names as they are given, found in the table."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import TableError
from ..table import Table
from ..wording import quoted, unknown


def names_in(table: Table, given: object) -> tuple[str, ...]:
    """Names of columns as the table has them: blanks around a name mean nothing, 3 is "3".

    ``given`` is a name or a sequence of them; a name that the table does not have stays as it is,
    to be refused where it is used.
    """
    if isinstance(given, str | int) and not isinstance(given, bool):
        given = (given,)
    if not isinstance(given, Sequence):
        raise TableError(f"columns are named by texts, not by {type(given).__name__}")
    return tuple(_name(table, name) for name in given)


def name_in(table: Table, given: str | None) -> str | None:
    """One name, or None."""
    return None if given is None else names_in(table, given)[0]


def _name(table: Table, name: object) -> str:
    text = str(name)
    return text if text in table.columns else text.strip()


def input_names(
    table: Table, targets: Sequence[str], inputs: Sequence[str] | None, ignore: Sequence[str]
) -> list[str]:
    """The names of the columns to consider, in the order of the table or as given."""
    for role, names in (("target", targets), ("input", inputs or ()), ("ignored column", ignore)):
        if isinstance(names, str):
            raise TableError(f"the {role} {quoted(names)} must be given in a list of names")
        seen = set()
        for name in names:
            if not isinstance(name, str) or name not in table.columns:
                raise TableError(
                    f"{table.source} has no column {quoted(str(name))}; "
                    f"{unknown(str(name), table.names)}"
                )
            if name in seen:
                raise TableError(f"the {role} {quoted(name)} is named twice; name it once")
            seen.add(name)
    if not targets:
        raise TableError("no target is named; name the column to fit")
    if inputs is not None and not inputs:
        raise TableError("no input is named; name at least one column, or none for all of them")
    roles = {"an input": inputs or (), "ignored": ignore}
    for what, names in roles.items():
        both = [name for name in targets if name in names]
        if both:
            raise TableError(f"{quoted(both[0])} is a target and {what} at once; take one away")
    both = [name for name in inputs or () if name in ignore]
    if both:
        raise TableError(f"{quoted(both[0])} is an input and ignored at once; take one away")
    if inputs is not None:
        return list(inputs)
    return [name for name in table.names if name not in targets and name not in ignore]
