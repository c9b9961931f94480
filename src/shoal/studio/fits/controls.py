"""The settings that a page offers: labels, choices, defaults and bounds, read off the table of parameters."""

from __future__ import annotations

from typing import Any

from ...train.bounds import FLAG, Each, Number, Whole, Words
from ...train.parameter import Control, Parameter
from ...train.parameters import table
from ..tables.experiment import START
from .request import MOST_EPOCHS, MOST_NETWORKS, MOST_UNITS

HIGHEST = {  # the studio's own bounds
    "hidden_layer_sizes": MOST_UNITS,
    "max_iter": MOST_EPOCHS,
    "n_networks": MOST_NETWORKS,
}
MORE_CHOICES = {"start": [(START, "the lecture's draw")]}


def controls() -> dict[str, dict[str, Any]]:
    """What a page knows of each setting, by the parameter's name."""
    return {n: _control(p, p.control) for n, p in table().items() if p.control is not None}


def _control(parameter: Parameter, control: Control) -> dict[str, Any]:
    words = [word for b in parameter.bounds if isinstance(b, Words) for word in b.words]
    words = list(dict.fromkeys([*control.words, *words]))
    choices = [(word, control.words.get(word, word)) for word in words]
    numbers = [b.bound if isinstance(b, Each) else b for b in parameter.bounds]
    number = next((b for b in numbers if isinstance(b, Number | Whole)), None)
    return {
        "label": control.label,
        "title": control.title,
        "group": control.group,
        "default": parameter.default,
        "solvers": list(parameter.solvers),
        "choices": [*choices[:1], *MORE_CHOICES.get(parameter.name, []), *choices[1:]],
        "flag": FLAG in parameter.bounds,
        "number": None
        if number is None
        else {
            "low": number.low,
            "high": HIGHEST.get(parameter.name, number.high),
            "whole": isinstance(number, Whole),
        },
    }
