"""What a page asks to be fitted: checked here once, repeatable as Python and as a command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import InputError
from ..estimators.repeating import command_of, python_of
from .origin import Origin

SETTINGS = {
    "hidden_layer_sizes",
    "activation",
    "output_activation",
    "solver",
    "learning_rate_init",
    "alpha",
    "max_iter",
    "n_networks",
    "batch_size",
    "momentum",
    "shuffle",
    "standardize",
    "start",
    "early_stopping",
}
STARTS = ("auto", "uniform", "nguyen-widrow", "glorot", "zeros")
MOST_UNITS = 500
UNITS_OF_A_SEARCH = 10
MOST_LAYERS = 6
MOST_EPOCHS = 10_000_000


@dataclass(frozen=True)
class FitRequest:
    """Columns, split and settings of one fit; ``settings`` are NeuralRegressor's parameters."""

    targets: tuple[str, ...]
    inputs: tuple[str, ...] | None = None
    groups: str | None = None
    split: str = "auto"
    test_fraction: float = 0.2
    seed: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, message: Mapping[str, Any]) -> FitRequest:
        """The request in a page's message.

        Raises
        ------
        InputError
            If an entry is no such thing; estimator and tables check the rest.
        """
        settings = message.get("settings") or {}
        if not isinstance(settings, dict):
            raise InputError("settings must be a table of names and values")
        unknown = sorted(set(settings) - SETTINGS - {"random_state"})
        if unknown:
            raise InputError(f"the studio has no setting {unknown[0]!r}")
        targets = _names(message.get("targets"), "targets")
        inputs = message.get("inputs")
        groups = message.get("groups")
        fraction, seed = message.get("test_fraction", 0.2), settings.get("random_state", 0)
        if not targets:
            raise InputError("no target is chosen: choose the column to predict")
        if groups is not None and not isinstance(groups, str):
            raise InputError("groups must be the name of a column, or nothing")
        if isinstance(fraction, bool) or not isinstance(fraction, int | float):
            raise InputError("the held-out share must be a number")
        if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**32:
            raise InputError("the seed must be a whole number from 0 to 4,294,967,295")
        return cls(
            targets,
            None if inputs is None else _names(inputs, "inputs"),
            groups,
            str(message.get("split", "auto")),
            float(fraction),
            seed,
            {n: _plain(n, v) for n, v in settings.items() if n in SETTINGS and v is not None},
        )

    def parameters(self) -> dict[str, Any]:
        """Of ``NeuralRegressor``; descents run exactly their epochs, for they are watched."""
        given = {n: tuple(v) if isinstance(v, list) else v for n, v in self.settings.items()}
        return ({"tol": 0} if self.watched else {}) | given

    @property
    def watched(self) -> bool:
        """Whether this is gradient descent, which one runs, pauses and steps."""
        return self.settings.get("solver") in ("gd", "sgd", "adam")

    @property
    def several(self) -> bool:
        """Whether many networks are trained."""
        return not self.watched and self.settings.get("n_networks") != 1

    @property
    def units(self) -> int:
        """Hidden units, as far as they are asked for; those that a search begins with."""
        sizes = self.settings.get("hidden_layer_sizes", "auto")
        return sum(sizes) if isinstance(sizes, list) else UNITS_OF_A_SEARCH

    def arguments(self) -> dict[str, Any]:
        """Of ``fit_table``, the targets among them, as far as they are not its defaults."""
        given: dict[str, Any] = {}
        if self.inputs is not None:
            given["inputs"] = list(self.inputs)
        if self.groups is not None:
            given["groups"] = self.groups
        if self.split != "auto":
            given["split"] = self.split
        if self.test_fraction != 0.2:
            given["test_fraction"] = self.test_fraction
        return {
            "target": list(self.targets),
            "random_state": self.seed,
            **given,
            **self.parameters(),
        }

    def python(self, origin: Origin) -> str:
        """Python that repeats the fit."""
        return python_of(origin.python, *self._repeated(), before=origin.before)

    def shell(self, origin: Origin) -> str | None:
        """The command line that repeats the fit; None where `shoal fit` cannot say all of it."""
        return None if origin.file is None else command_of(origin.file, *self._repeated())

    def _repeated(self) -> tuple[tuple[str, ...], int, dict[str, Any]]:
        settings = self.arguments()
        del settings["target"], settings["random_state"]
        return self.targets, self.seed, settings


def _names(given: Any, what: str) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(name, str) for name in given):
        raise InputError(f"{what} must be a list of column names")
    return tuple(given)


def _plain(name: str, value: Any) -> Any:
    """A setting as JSON gives it, within bounds that keep a page from freezing the machine."""
    if name == "hidden_layer_sizes" and value != "auto":
        sizes = value if isinstance(value, list) else [value]
        if len(sizes) > MOST_LAYERS:
            raise InputError(f"the studio draws at most {MOST_LAYERS} hidden layers")
        if not all(isinstance(n, int) and not isinstance(n, bool) for n in sizes):
            raise InputError("hidden units must be whole numbers")
        if any(not 1 <= n <= MOST_UNITS for n in sizes):
            raise InputError(f"a hidden layer has 1 to {MOST_UNITS} units here")
        return list(sizes)
    if name == "max_iter" and (not isinstance(value, int | str) or isinstance(value, bool)):
        raise InputError("epochs must be a whole number")
    if name == "max_iter" and isinstance(value, int) and value > MOST_EPOCHS:
        raise InputError(f"the studio runs at most {MOST_EPOCHS:,} epochs; use `shoal fit`")
    if name == "start" and value not in STARTS:
        raise InputError(f"start must be one of {', '.join(STARTS)}")
    if isinstance(value, list) and not all(isinstance(v, int | float) for v in value):
        raise InputError(f"{name} must be a number or a list of numbers")
    if not isinstance(value, str | int | float | bool | list):
        raise InputError(f"{name} must be a number, a word or a list of numbers")
    return value
