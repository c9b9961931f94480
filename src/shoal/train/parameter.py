"""One entry of the table of parameters, and where it is offered: command line and studio."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..errors import InputError
from .bounds import INFINITE, Bound, Thing

OWN = "your own"  # stands in a record for what it cannot hold: an activation, arrays to start from


@dataclass(frozen=True)
class Option:
    """The parameter on the command line: ``--name``, one line of help, whether few ever need it."""

    name: str
    help: str
    rare: bool = False


@dataclass(frozen=True)
class Control:
    """The parameter in the studio: what the control is called, what it does, and where it stands.

    ``words`` name the choices that do not speak for themselves, which stand first and in this order.
    """

    label: str
    title: str = ""
    group: Literal["network", "learning", "finer"] = "finer"
    words: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Parameter:
    """One entry of the table.

    Attributes
    ----------
    name : str
    default : object
    kind : str
        Its types in words, as a docstring says them.
    bounds : tuple of Bound
        It must keep one of them.
    meaning : str
        A paragraph for the docstring.
    option : Option or None
        None where the command line has none.
    control : Control or None
        None where the studio has none.
    solvers : tuple of str
        The solvers that heed it; empty for all.
    """

    name: str
    default: Any
    kind: str
    bounds: tuple[Bound, ...]
    meaning: str
    option: Option | None
    control: Control | None
    solvers: tuple[str, ...]

    @property
    def documented(self) -> str:
        """The entry of a docstring's list of parameters, numpydoc's way."""
        shown = f'"{self.default}"' if isinstance(self.default, str) else repr(self.default)
        return f"{self.name} : {self.kind}, default={shown}\n    {' '.join(self.meaning.split())}"

    def holds(self, value: Any) -> bool:
        """Whether a plain value, one that JSON could have given, keeps the bounds."""
        return any(bound.holds(value) for bound in self.bounds)

    def as_given(self, value: Any) -> Any:
        """A value as it was before a record, whose numbers are finite, took it."""
        return math.inf if INFINITE in self.bounds and value == "inf" else value

    def recorded(self, value: Any) -> bool:
        """Whether the record of a fit may hold this value."""
        return value == OWN or self.holds(self.as_given(value))

    def check(self, value: Any) -> None:
        """Raise InputError, with a sentence that names the parameter, if a plain value breaks the bounds."""
        if self.holds(value):
            return
        plain = [b for b in self.bounds if not isinstance(b, Thing) or b.plain]
        asked = " or ".join(bound.said for bound in plain)
        raise InputError(f"{self.name} must be {asked}, not {reprlib.repr(value)}")


def entry(
    kind: str,
    *bounds: Bound,
    meaning: str,
    option: Option | None = None,
    control: Control | None = None,
    solvers: tuple[str, ...] = (),
) -> dict[str, Any]:
    """What a field of ``Parameters`` says of itself beside its name and its default."""
    return {
        "kind": kind,
        "bounds": bounds,
        "meaning": meaning,
        "option": option,
        "control": control,
        "solvers": solvers,
    }
