"""The settings of a fit out of a model file: names and values that the tables of parameters know."""

from __future__ import annotations

from typing import Any

from ..core import strict
from ..tabular.arguments import ARGUMENTS
from ..train.parameters import table


def settings_of(entries: dict[str, Any]) -> dict[str, Any]:
    """What ``fit_table`` was told, each value checked by the entry of its name.

    Settings are printed as Python and as a command line that a reader may run, so a name that is
    no parameter and a value that its parameter cannot have are refused.

    Raises
    ------
    ModelFileError
        One sentence that names the setting.
    """
    parameters = table()
    for name, value in entries.items():
        if name in parameters:
            known = parameters[name].recorded(value)
        elif name in ARGUMENTS:
            known = ARGUMENTS[name].holds(value)
        else:
            strict.refuse(name, "is no parameter of a fit")
        if not known:
            strict.refuse(name, "has a value that this parameter of a fit cannot have")
    return entries
