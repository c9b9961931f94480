"""What the columns of a table are to a fit, and the table as its columns are meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..core.layout import Array
from ..tables import Declared, Plan, Table, decide, from_frame
from ..tables.plan.gaps import without_sentinels
from ..tables.plan.roles import name_in, names_in


@dataclass(frozen=True)
class Roles:
    """Columns by what they are to a fit; ``inputs`` is None where all others are read."""

    targets: tuple[str, ...]
    inputs: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    groups: str | None = None
    weights: str | None = None

    @property
    def left_out(self) -> tuple[str, ...]:
        """The columns that are no inputs whatever else they are."""
        return tuple(dict.fromkeys([*self.ignore, *filter(None, (self.groups, self.weights))]))

    def plan(self, table: Table, rows: Array) -> Plan:
        """What a network gets of the columns, decided on ``rows`` alone."""
        return decide(
            table,
            self.targets,
            inputs=self.inputs,
            ignore=self.left_out,
            weights=self.weights,
            rows=rows,
        )


def as_meant(
    table: Any, target: str | Sequence[str], settings: Mapping[str, Any], declared: Declared
) -> tuple[Table, Roles]:
    """The table with its columns as they are declared and without sentinels, and their roles.

    ``settings`` are arguments of ``fit_table``, of which inputs, ignore, groups and weights are read.

    Raises
    ------
    TableError
        If a name is no name, or something is said of a column that is not there.
    """
    whole = from_frame(table, declared)
    targets = names_in(whole, target)
    inputs = settings.get("inputs")
    roles = Roles(
        targets,
        None if inputs is None else names_in(whole, inputs),
        names_in(whole, settings.get("ignore", ())),
        name_in(whole, settings.get("groups")),
        name_in(whole, settings.get("weights")),
    )
    return without_sentinels(whole, targets, roles.inputs, roles.ignore, declared), roles
