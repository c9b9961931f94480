"""A fit as text that repeats it: Python, and a command line where that says everything and to the bit."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..train.bounds import FLAG
from ..train.parameter import Option, Parameter
from ..train.parameters import BY_RATES, WITHOUT_EFFECT, table
from .arguments import ARGUMENTS

# argument of read_table -> option
PLACE_OPTIONS = {
    "sheet": "--sheet",
    "query": "--query",
    "encoding": "--encoding",
    "delimiter": "--delimiter",
    "header_rows": "--header-rows",
    "units_row": "--units-row",
    "skip_rows": "--skip-rows",
}


@dataclass(frozen=True)
class Code:
    """A setting that Python names by an expression of its own: an array, drawn in lines before."""

    text: str

    def __repr__(self) -> str:
        return self.text


class _UnsayableError(Exception):
    """The command line has no words for a setting, or would fit other bits."""


def python_of(
    table: str,
    targets: Sequence[str],
    seed: Any,
    settings: Mapping[str, Any],
    before: Sequence[str] = (),
    place: Mapping[str, Any] | None = None,
) -> str:
    """Python that fits again; ``table`` is an expression that makes the table, after ``before``.

    A setting that a record cannot hold (an activation or a start of one's own, a frame to judge by) is
    left a name, and a remark says what belongs there. ``place`` are the arguments of ``read_table``.
    """
    target = targets[0] if len(targets) == 1 else list(targets)
    given = {"target": target, "random_state": seed} | _told(settings)
    if isinstance(given.get("test"), str):
        given["test"] = Code(read_of(given["test"], place or {}))
    lines = [f"    {_argument(name, value)}" for name, value in given.items()]
    first = [*before, ""] if before else ["import shoal", ""]
    return "\n".join([*first, "model = shoal.fit_table(", f"    {table},", *lines, ")"])


def read_of(source: str, place: Mapping[str, Any]) -> str:
    """Python that reads the file ``source`` with these arguments of ``read_table``."""
    given = "".join(f", {name}={value!r}" for name, value in place.items())
    return f"shoal.read_table({source!r}{given})"


def command_of(
    source: str,
    targets: Sequence[str],
    seed: Any,
    settings: Mapping[str, Any],
    place: Mapping[str, Any] | None = None,
) -> str | None:
    """The command line that fits the file ``source`` again, to the bit, or None if there is none.

    ``place`` are the arguments of ``read_table``. There is none for what no option says (a start or an
    activation of one's own, a frame to judge by, a name with control characters) and for a time limit,
    which the machine's speed decides.
    """
    told = _told(settings)
    columns = {name: told[name] for name in told if name in ARGUMENTS}
    parameters = {name: told[name] for name in told if name not in ARGUMENTS}
    try:
        words = ["shoal", "fit", _file(source), *_place(place or {})]
        for target in targets:
            words += ["--target", target]
        for name, value in columns.items():
            words += _column_words(name, value)
        words += _training_words(parameters, settings.get("tol", table()["tol"].default))
        if seed != 0:
            words += _parameter_words(table()["random_state"], seed)
        if not all(map(str.isprintable, words)):  # a shell's line is pasted into a terminal
            raise _UnsayableError(words)
    except _UnsayableError:
        return None
    return shlex.join(words)


def _file(name: str) -> str:
    return f"./{name}" if name.startswith("-") else name  # which else is an option


def _place(place: Mapping[str, Any]) -> list[str]:
    """Where the table is in its file, as options."""
    words: list[str] = []
    for name, value in place.items():
        if isinstance(value, bool):
            words.append(PLACE_OPTIONS[name] if value else f"--no-{PLACE_OPTIONS[name][2:]}")
        else:
            shown = {"\t": "tab", " ": "blank"}.get(value, value) if name == "delimiter" else value
            words += [PLACE_OPTIONS[name], str(shown)]
    return words


def _column_words(name: str, value: Any) -> list[str]:
    """What ``fit_table`` was told of columns and rows, as options."""
    option = ARGUMENTS[name].option
    if value is None:
        raise _UnsayableError(name)
    if name == "test":
        return [option, _file(value)]
    if name == "missing":
        values = _absences(value)
    elif name == "date":
        values = [f"{column}:{form}" if form else column for column, form in value.items()]
    else:
        values = list(value) if ARGUMENTS[name].each else [_word(value)]
    return [word for one in values for word in (option, one)]


def _absences(missing: Any) -> list[str]:
    """What stands for a missing value, as values of --missing; none can say a word with an "="."""
    if not isinstance(missing, Mapping):
        words = [
            str(word) for word in (missing if isinstance(missing, list | tuple) else [missing])
        ]
        if any("=" in word for word in words):
            raise _UnsayableError("missing")
        return words
    if any("=" in column for column in missing):
        raise _UnsayableError("missing")
    every = {c: w if isinstance(w, list | tuple) else [w] for c, w in missing.items()}
    return [f"{column}={word}" for column, words in every.items() for word in words]


def _training_words(told: Mapping[str, Any], tol: float) -> list[str]:
    """The parameters as options; of a descent, --epochs alone means ``tol=0``."""
    solver = told.get("solver", table()["solver"].default)
    words: list[str] = []
    if solver in BY_RATES and "max_iter" in told:
        told = {name: value for name, value in told.items() if name != "tol"}
        if tol:
            told["tol"] = tol
    for name, value in told.items():
        parameter = table()[name]
        heeded = not parameter.solvers or solver in parameter.solvers
        if name in WITHOUT_EFFECT or not (heeded or solver == "auto"):
            continue
        if not heeded or name == "time_limit":  # the choice of "auto" depends on the rows
            raise _UnsayableError(name)
        words += _parameter_words(parameter, value)
    return words


def _parameter_words(parameter: Parameter, value: Any) -> list[str]:
    option, value = parameter.option, parameter.as_given(value)
    if not isinstance(option, Option) or value is None or not parameter.holds(value):
        raise _UnsayableError(parameter.name)
    if parameter.bounds == (FLAG,):
        return [option.name if value else f"--no-{option.name[2:]}"]
    return [option.name, _word(value)]


def _told(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings that are not their defaults; of ``test`` None is a table without a file."""
    defaults = {name: one.default for name, one in ARGUMENTS.items()}
    defaults |= {name: one.default for name, one in table().items()}
    return {
        name: value for name, value in settings.items() if name == "test" or defaults[name] != value
    }


def _argument(name: str, value: Any) -> str:
    """One line of a call in Python."""
    parameter = table().get(name)
    if parameter is not None:
        value = parameter.as_given(value)
        if not isinstance(value, Code) and not parameter.holds(value):
            return f"{name}={name},  # your own, which the record does not hold"
    elif name == "test" and value is None:
        return f"{name}={name},  # the table that judged the model, which has no file"
    if isinstance(value, float) and math.isinf(value):
        value = Code('float("inf")')
    if isinstance(value, list) and parameter is not None:
        value = tuple(value)
    return f"{name}={value!r},"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ",".join(map(_word, value)) or "0"
    return repr(value) if isinstance(value, float) else str(value)
