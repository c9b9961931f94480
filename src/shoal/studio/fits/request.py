"""What a page asks to be fitted: checked here once, repeatable as Python and as a command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ...errors import InputError
from ...tabular.arguments import ARGUMENTS, SPLIT, TEST_FRACTION
from ...tabular.repeat import command_of, python_of
from ...train.parameters import BY_RATES, table
from ..tables.experiment import START, Experiment
from ..tables.options import columns_in, dates_in, missing_in
from ..tables.origin import Origin

SEED = "random_state"  # stands beside the settings: it draws the table of an experiment, too
SETTINGS = {name for name, one in table().items() if one.control is not None} - {SEED}
MOST_UNITS = 500
UNITS_OF_A_SEARCH = 10
MOST_LAYERS = 6
MOST_NETWORKS = 500
MOST_EPOCHS = 10_000_000


@dataclass(frozen=True)
class FitRequest:
    """Columns, split and settings of one fit; ``settings`` are NeuralRegressor's parameters.

    ``meaning`` are the arguments text, number, date and missing of ``fit_table``; ``experiment`` is
    the lecture's that the table was drawn for, from whose seed its start may go on.
    """

    targets: tuple[str, ...]
    inputs: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    weights: str | None = None
    meaning: Mapping[str, Any] = field(default_factory=dict)
    groups: str | None = None
    split: str = SPLIT
    test_fraction: float = TEST_FRACTION
    seed: int = 0
    settings: Mapping[str, Any] = field(default_factory=dict)
    experiment: Experiment | None = None

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
        unknown = sorted(set(settings) - SETTINGS - {SEED})
        if unknown:
            raise InputError(f"the studio has no setting {unknown[0]!r}")
        targets = columns_in(message.get("targets"), "targets")
        inputs, ignore = message.get("inputs"), message.get("ignore") or []
        groups, weights = message.get("groups"), message.get("weights")
        fraction, seed = message.get("test_fraction", TEST_FRACTION), settings.get(SEED, 0)
        if not targets:
            raise InputError("no target is chosen: choose the column to predict")
        if groups is not None and not isinstance(groups, str):
            raise InputError("groups must be the name of a column, or nothing")
        if weights is not None and not isinstance(weights, str):
            raise InputError("weights must be the name of a column, or nothing")
        if isinstance(fraction, bool) or not isinstance(fraction, int | float):
            raise InputError("the held-out share must be a number")
        if seed is None:
            raise InputError(
                "random_state must be a whole number: a fit of the studio can be repeated"
            )
        table()[SEED].check(seed)
        return cls(
            targets,
            None if inputs is None else columns_in(inputs, "inputs"),
            columns_in(ignore, "ignore"),
            weights,
            _meaning(message),
            groups,
            str(message.get("split", SPLIT)),
            float(fraction),
            seed,
            {n: _plain(n, v) for n, v in settings.items() if n in SETTINGS and v is not None},
        )

    def wish(self) -> dict[str, Any]:
        """The request as a page's message says it, for controls to stand at again."""
        return {
            "targets": list(self.targets),
            "ignore": list(self.ignore),
            "weights": self.weights,
            "groups": self.groups,
            "split": self.split,
            "test_fraction": self.test_fraction,
            "settings": {**self.settings, SEED: self.seed},
        }

    def drawn_for(self, experiment: Experiment | None) -> FitRequest:
        """The request on a table that was drawn for the lecture's experiment, if it was.

        Raises
        ------
        InputError
            If the start needs one, or a number of hidden units that is not said.
        """
        request = replace(self, experiment=experiment)
        if self.settings.get("start") == START:
            request._drawn_start()
        return request

    def parameters(self) -> dict[str, Any]:
        """Of ``NeuralRegressor``; descents run exactly their epochs, for they are watched."""
        given = {n: tuple(v) if isinstance(v, list) else v for n, v in self.settings.items()}
        if given.get("start") == START:
            experiment, sizes = self._drawn_start()
            given["start"] = experiment.start(sizes)
        return ({"tol": 0} if self.watched else {}) | given

    @property
    def watched(self) -> bool:
        """Whether this is gradient descent, which one runs, pauses and steps."""
        return self.settings.get("solver") in BY_RATES

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
        asked = {
            "inputs": None if self.inputs is None else list(self.inputs),
            "ignore": list(self.ignore),
            "weights": self.weights,
            "groups": self.groups,
            "split": self.split,
            "test_fraction": self.test_fraction,
        }
        given = {n: value for n, value in asked.items() if value != ARGUMENTS[n].default}
        return {
            "target": list(self.targets),
            SEED: self.seed,
            **given,
            **self.meaning,
            **self.parameters(),
        }

    def python(self, origin: Origin) -> str:
        """Python that repeats the fit."""
        targets, seed, settings = self._repeated()
        lines: list[str] = []
        if self.settings.get("start") == START:
            experiment, sizes = self._drawn_start()
            lines, settings["start"] = experiment.start_code(sizes)
        before = (*origin.before, *lines)
        return python_of(origin.python, targets, seed, settings, before=before)

    def shell(self, origin: Origin) -> str | None:
        """The command line that repeats the fit; None where `shoal fit` cannot say all of it."""
        if origin.file is None:
            return None
        return command_of(origin.file, *self._repeated(), place=origin.place)

    def _drawn_start(self) -> tuple[Experiment, list[int]]:
        """Where the first weights are drawn from, and the hidden layers that they are for."""
        sizes = self.settings.get("hidden_layer_sizes", "auto")
        if self.experiment is None:
            raise InputError("only a table of the lecture has the lecture's start: choose another")
        if not isinstance(sizes, list):
            raise InputError(
                "the lecture's start needs a number of units: choose one, or the start auto"
            )
        return self.experiment, sizes

    def _repeated(self) -> tuple[tuple[str, ...], int, dict[str, Any]]:
        settings = self.arguments()
        del settings["target"], settings[SEED]
        return self.targets, self.seed, settings


def _meaning(message: Mapping[str, Any]) -> dict[str, Any]:
    """What columns mean, as far as the message says it."""
    given = {
        "text": list(columns_in(message.get("text") or [], "text")),
        "number": list(columns_in(message.get("number") or [], "number")),
        "date": dates_in(message.get("date") or {}),
        "missing": missing_in(message.get("missing") or []),
    }
    return {name: value for name, value in given.items() if value}


def _plain(name: str, value: Any) -> Any:
    """A setting as JSON gives it, within bounds that keep a page from freezing the machine."""
    if name == "start" and value == START:
        return value
    table()[name].check(value)
    if name == "hidden_layer_sizes" and value != "auto":
        sizes = value if isinstance(value, list) else [value]
        if len(sizes) > MOST_LAYERS:
            raise InputError(f"the studio draws at most {MOST_LAYERS} hidden layers")
        if any(n > MOST_UNITS for n in sizes):
            raise InputError(f"a hidden layer has 1 to {MOST_UNITS} units here")
        return list(sizes)
    if name == "n_networks" and isinstance(value, int) and value > MOST_NETWORKS:
        raise InputError(f"the studio trains at most {MOST_NETWORKS} networks; use `shoal fit`")
    if name == "max_iter" and value != "auto" and value > MOST_EPOCHS:
        raise InputError(f"the studio runs at most {MOST_EPOCHS:,} epochs; use `shoal fit`")
    return value
