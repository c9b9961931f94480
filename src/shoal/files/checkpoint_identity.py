"""What a checkpoint is of: the digest of all numbers that a fit learns from, and its parameters in words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

import numpy as np

from ..core.activations import Activation
from ..core.layout import Array
from ..core.rows import Rows
from ..model.network import Network
from ..train.parameters import Parameters

OF_THE_RUN = {"n_jobs", "verbose", "time_limit"}  # these change no bit of an undisturbed fit


def digest_of(rows: Rows, validation: Rows | None, earlier: Network | None) -> str:
    """SHA-256 of what is learned from and watched, and of the weights that are gone on from."""
    total = hashlib.sha256()
    for given in (rows, validation):
        parts = [None] * 4 if given is None else [given.X, given.T, given.weights, given.groups]
        _add(total, parts)
    _add(total, [None] if earlier is None else earlier.weights)
    return total.hexdigest()


def _add(total: Any, arrays: Iterable[Array | None]) -> None:
    for a in arrays:
        if a is None:
            total.update(b"none;")
        else:
            total.update(f"{a.dtype.str}{a.shape};".encode())
            total.update(np.ascontiguousarray(a).data)


def words_of(parameters: Parameters) -> dict[str, str]:
    """Each parameter that shapes the fit, in words; arrays by their digest."""
    return {
        entry.name: _words(getattr(parameters, entry.name))
        for entry in fields(parameters)
        if entry.name not in OF_THE_RUN and entry.name != "random_state"
    }


def _words(value: Any) -> str:
    if isinstance(value, Activation):
        return repr(value.name) if value.own else f"a user's {value.name!r}"
    if isinstance(value, np.ndarray):
        total = hashlib.sha256()
        _add(total, [value])
        return total.hexdigest()
    if isinstance(value, list | tuple):
        return f"({', '.join(_words(entry) for entry in value)})"
    if isinstance(value, np.generic):
        value = value.item()
    return repr(value)
