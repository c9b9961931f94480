"""A fit as text that repeats it: Python, and a command line where that has an option for everything."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# argument of fit_table -> option of `shoal fit`
OPTIONS = {
    "inputs": "--inputs",
    "ignore": "--ignore",
    "test_fraction": "--test-fraction",
    "groups": "--groups",
    "split": "--split",
    "weights": "--weights",
    "text": "--text",
    "number": "--number",
    "date": "--date",
    "missing": "--missing",
    "hidden_layer_sizes": "--hidden",
    "activation": "--activation",
    "solver": "--solver",
    "learning_rate_init": "--rates",
    "alpha": "--alpha",
    "max_iter": "--epochs",
    "n_networks": "--networks",
    "early_stopping": "--early-stopping",  # a flag: there if it is True
    "time_limit": "--time-limit",
}
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
COLUMNS = ("inputs", "ignore", "text", "number")  # one option a column
DEFAULTS = {
    "hidden_layer_sizes": "auto",
    "activation": "tanh",
    "solver": "auto",
    "alpha": "auto",
    "n_networks": "auto",
    "early_stopping": False,
}
EXACT_EPOCHS = ("gd", "sgd", "adam")  # of these the command line takes --epochs for exactly so many


@dataclass(frozen=True)
class Code:
    """A setting that Python names by an expression of its own: an array, drawn in lines before."""

    text: str

    def __repr__(self) -> str:
        return self.text


def python_of(
    table: str,
    targets: Sequence[str],
    seed: int,
    settings: Mapping[str, Any],
    before: Sequence[str] = (),
) -> str:
    """Python that fits again; ``table`` is an expression that makes the table, after ``before``."""
    target = targets[0] if len(targets) == 1 else list(targets)
    given = {"target": target, "random_state": seed} | _told(settings)
    lines = [f"    {name}={_argument(value)!r}," for name, value in given.items()]
    first = [*before, ""] if before else ["import shoal", ""]
    return "\n".join([*first, "model = shoal.fit_table(", f"    {table},", *lines, ")"])


def read_of(source: str, place: Mapping[str, Any]) -> str:
    """Python that reads the file ``source`` with these arguments of ``read_table``."""
    given = "".join(f", {name}={value!r}" for name, value in place.items())
    return f"shoal.read_table({source!r}{given})"


def command_of(
    source: str,
    targets: Sequence[str],
    seed: int,
    settings: Mapping[str, Any],
    place: Mapping[str, Any] | None = None,
) -> str | None:
    """The command line that fits the file ``source`` again, or None if it cannot say all of it.

    ``place`` are the arguments of ``read_table``.
    """
    left = _told(settings)
    if left.get("solver") in EXACT_EPOCHS and "max_iter" in left and left.get("tol") == 0:
        del left["tol"]
    if set(left) - set(OPTIONS):
        return None
    missing = _absences(left.pop("missing", []))
    if missing is None:
        return None
    words = ["shoal", "fit", source, *_place(place or {})]
    for target in targets:
        words += ["--target", target]
    for word in missing:
        words += ["--missing", word]
    for column, form in left.pop("date", {}).items():
        words += ["--date", f"{column}:{form}" if form else column]
    for name, value in left.items():
        values = value if name in COLUMNS else [value]
        for one in values:
            words += [OPTIONS[name]] if one is True else [OPTIONS[name], _word(one)]
    return shlex.join([*words, "--seed", str(seed)] if seed else words)


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


def _absences(missing: Any) -> list[str] | None:
    """What stands for a missing value, as values of --missing; None where an "=" is in the way."""
    if not isinstance(missing, Mapping):
        words = [
            str(word) for word in (missing if isinstance(missing, list | tuple) else [missing])
        ]
        return None if any("=" in word for word in words) else words
    if any("=" in column for column in missing):
        return None
    every = {c: w if isinstance(w, list | tuple) else [w] for c, w in missing.items()}
    return [f"{column}={word}" for column, words in every.items() for word in words]


def _told(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in settings.items() if DEFAULTS.get(name) != value}


def _argument(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) and not _names(value) else value


def _names(values: list[Any]) -> bool:
    return any(isinstance(value, str) for value in values)


def _word(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ",".join(f"{v:g}" for v in value) or "0"
    return f"{value:g}" if isinstance(value, float) else str(value)
