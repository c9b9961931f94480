"""A training as arrays and plain facts, and back: its solver's state, its history, how it ended.

Numbers keep every bit: what is not finite, or no whole number, goes as its bytes or as hexadecimal
text. What comes back is checked against the state of a training that begins, so that nothing of a
file decides a shape.
"""

from __future__ import annotations

import dataclasses
from dataclasses import replace
from math import inf
from typing import Any, TypeVar

import numpy as np

from ..core import strict
from ..core.layout import Array
from ..errors import ModelFileError
from ..solve import outcome as outcomes
from ..solve.history import History
from ..solve.outcome import Ending, Outcome
from ..solve.solver import Kept, State
from ..solve.stopping import Standing

S = TypeVar("S", bound=State)
Arrays = dict[str, Array]
Facts = dict[str, Any]

ENDED = {
    kind.__name__: kind
    for kind in vars(outcomes).values()
    if isinstance(kind, type) and issubclass(kind, Outcome) and kind is not Outcome
}
OF_OUTPUTS = "losses"  # the one array of a state that has an entry an output
OF_ANY_SIGN = "log_evidence"
POSITIVE, NOT_NEGATIVE = {"alpha", "penalty"}, {"gamma", "scale", "losses", "second"}
MOST_EPOCHS = 2**53
LARGEST = 1e100  # of weights and losses: squares of what is made of them are still numbers
KEYS = 624  # of a Mersenne Twister


def parts_of(kept: Kept[S]) -> tuple[Arrays, Facts]:
    """What is kept of a training."""
    arrays: Arrays = {}
    standing = kept.standing
    history = standing.history
    for name, values in (
        ("cost", history.cost),
        ("losses", history.losses),
        ("watched", history.watched),
        ("steps", history.steps),
    ):
        if values is not None:
            arrays[f"history/{name}"] = _bits(values)
    ending = kept.ending
    facts: Facts = {
        "state": _state_parts(kept.state, "state", arrays),
        "best": None if kept.best is None else _state_parts(kept.best, "best", arrays),
        "names": list(history.names),
        "best_epoch": standing.best_epoch,
        "best_value": float(standing.best_value).hex(),
        "reference": float(standing.reference).hex(),
        "stale": standing.stale,
        "ending": None if ending is None else _ending_parts(ending),
    }
    return arrays, facts


def kept_of(arrays: Arrays, facts: Facts, like: S, n_outputs: int) -> Kept[S]:
    """What was kept of a training of ``n_outputs`` outputs whose first state is ``like``.

    Raises
    ------
    ModelFileError
        If the parts are not those of such a training.
    """
    strict.only_keys(
        facts,
        {"state", "best", "names", "best_epoch", "best_value", "reference", "stale", "ending"},
    )
    history = _history(arrays, strict.texts(facts, "names"))
    if history.losses.shape[1] != n_outputs:
        strict.refuse("history/losses", f"has {history.losses.shape[1]} outputs, not {n_outputs}")
    state = _state(strict.field(facts, "state", dict), "state", arrays, like, n_outputs)
    best = None
    if facts["best"] is not None:
        best = _state(strict.field(facts, "best", dict), "best", arrays, like, n_outputs)
    standing = Standing(
        history,
        _whole(facts, "best_epoch"),
        _number(facts["best_value"], "best_value"),
        _number(facts["reference"], "reference"),
        _whole(facts, "stale"),
    )
    ending = None
    if facts["ending"] is not None:
        ending = _ending(strict.field(facts, "ending", dict))
    seen, at = len(history), {state.epoch}
    if ending is not None:
        at = {ending.epoch, ending.epoch + 1}
    fits = seen in at and standing.best_epoch < max(seen, 1)
    if not fits or (best is not None and best.epoch > standing.best_epoch):
        strict.refuse("history", "is not that of its state")
    return Kept(state, best, standing, ending)


def is_sound(kept: Kept[Any]) -> bool:
    """Whether all numbers are in bounds: a training with others ends soon, and is not worth keeping."""
    history = kept.standing.history
    entries = [e for e in dataclasses.fields(kept.state) if not e.metadata.get("of_any_length")]
    values = [getattr(kept.state, entry.name) for entry in entries]
    values += [history.cost, history.losses, history.watched]
    return all((np.abs(v) <= LARGEST).all() for v in values if isinstance(v, np.ndarray))


def _state_parts(state: State, name: str, arrays: Arrays) -> Facts:
    facts: Facts = {}
    for entry in dataclasses.fields(state):  # type: ignore[arg-type]
        value = getattr(state, entry.name)
        if isinstance(value, np.ndarray):
            arrays[f"{name}/{entry.name}"] = _bits(value)
        elif isinstance(value, np.random.RandomState):
            arrays[f"{name}/{entry.name}"], facts[entry.name] = generator_parts(value)
        elif isinstance(value, Ending):
            facts[entry.name] = value.name
        elif isinstance(value, float):
            facts[entry.name] = float(value).hex()
        else:
            facts[entry.name] = value
    return facts


def _state(facts: Facts, name: str, arrays: Arrays, like: S, outputs: int) -> S:
    found: dict[str, Any] = {}
    for entry in dataclasses.fields(like):  # type: ignore[arg-type]
        model, key = getattr(like, entry.name), f"{name}/{entry.name}"
        if entry.metadata.get("of_any_length"):
            found[entry.name] = _values(arrays, key, 1)
        elif isinstance(model, np.ndarray):
            long = outputs if entry.name == OF_OUTPUTS else len(like.theta)
            lengths = {len(model)} if len(model) else {0, long}
            found[entry.name] = _vector(arrays, key, lengths, model.dtype)
        elif entry.name not in facts:
            strict.refuse(key, "is missing")
        elif isinstance(model, np.random.RandomState):
            found[entry.name] = generator_of(arrays.get(key), facts[entry.name])
        elif entry.name == "finished":
            found[entry.name] = _finished(facts[entry.name])
        elif isinstance(model, bool):
            found[entry.name] = strict.field(facts, entry.name, bool)
        elif isinstance(model, float):
            found[entry.name] = _number(facts[entry.name], key)
            if entry.name != OF_ANY_SIGN and not 0 < found[entry.name] < inf:
                strict.refuse(key, "is not positive")
        else:
            found[entry.name] = _whole(facts, entry.name)
    return replace(like, **found)  # type: ignore[type-var]


def generator_parts(random: np.random.RandomState) -> tuple[Array, list[Any]]:
    """The state of a generator."""
    _, keys, *rest = random.get_state(legacy=True)
    place, has_gauss, gauss = rest
    return np.asarray(keys, dtype=np.int64), [int(place), int(has_gauss), float(gauss).hex()]


def generator_of(keys: Array | None, facts: Any) -> np.random.RandomState:
    """The generator of such parts; ModelFileError where they are others."""
    usable = (
        keys is not None
        and keys.shape == (KEYS,)
        and keys.dtype == np.int64
        and ((keys >= 0) & (keys < 2**32)).all()
        and type(facts) is list
        and [type(fact) for fact in facts] == [int, int, str]
        and 0 <= facts[0] <= KEYS
        and facts[1] in (0, 1)
    )
    if not usable:
        strict.refuse("random", "is not the state of a generator")
    assert keys is not None
    random = np.random.RandomState()
    gauss = _number(facts[2], "random")
    random.set_state(("MT19937", keys.astype(np.uint32), facts[0], facts[1], gauss))
    return random


def _ending_parts(ending: Outcome) -> Facts:
    facts = {entry.name: getattr(ending, entry.name) for entry in dataclasses.fields(ending)}
    facts = {k: float(v).hex() if isinstance(v, float) else v for k, v in facts.items()}
    return facts | {"kind": type(ending).__name__}


def _ending(facts: Facts) -> Outcome:
    kind = ENDED.get(strict.field(facts, "kind", str))
    if kind is None:
        strict.refuse("ending", "is none that this version of Shoal knows")
    entries = {entry.name: entry for entry in dataclasses.fields(kind)}
    strict.only_keys(facts, {"kind", *entries})
    values: Facts = {}
    for name, entry in entries.items():
        if entry.type == "float":
            values[name] = _number(facts[name], name)
        elif entry.type == "str":
            values[name] = strict.field(facts, name, str)
        else:
            values[name] = _whole(facts, name)
    return kind(**values)


def _finished(name: Any) -> Ending | None:
    if name is None:
        return None
    if type(name) is not str or name not in Ending.__members__:
        strict.refuse("finished", "is no ending that this version of Shoal knows")
    return Ending[name]


def _history(arrays: Arrays, names: list[str]) -> History:
    cost = _values(arrays, "history/cost", 1)
    rows, table = len(cost), {}
    for name in ("losses", "watched", "steps"):
        if name == "losses" or f"history/{name}" in arrays:
            table[name] = _values(arrays, f"history/{name}", 2)
            if len(table[name]) != rows:
                strict.refuse(f"history/{name}", "has not as many epochs as the cost")
    losses, watched, steps = (table.get(name) for name in ("losses", "watched", "steps"))
    assert losses is not None
    for name, values in (("cost", cost), ("losses", losses), ("watched", watched)):
        if values is not None and not ((values >= 0) & (values <= LARGEST)).all():
            strict.refuse(f"history/{name}", "holds what is no loss")
    if watched is not None and watched.shape != losses.shape:
        strict.refuse("history/watched", "has not as many outputs as the training rows' losses")
    if (0 if steps is None else steps.shape[1]) != len(names):
        strict.refuse("history/steps", "has not a column for each of its names")
    return History(cost, losses, watched, steps, tuple(names))


def _bits(values: Array) -> Array:
    """float64 as its bits: a file's arrays are finite, a history's need not be."""
    return np.ascontiguousarray(values, dtype=np.float64).view(np.int64)


def _values(arrays: Arrays, name: str, n_dimensions: int) -> Array:
    if name not in arrays:
        strict.refuse(name, "is missing")
    bits = arrays[name]
    if bits.dtype != np.int64 or bits.ndim != n_dimensions:
        strict.refuse(name, "is an array of another kind")
    return bits.view(np.float64)


def _vector(arrays: Arrays, name: str, lengths: set[int], dtype: Any) -> Array:
    values = _values(arrays, name, 1)
    if len(values) not in lengths:
        strict.refuse(name, f"has {len(values)} entries, which are not those of this fit")
    with np.errstate(over="ignore", invalid="ignore"):
        found: Array = values.astype(dtype)
    if not (np.abs(found) <= LARGEST).all():  # False for NaN
        strict.refuse(name, "holds a number out of all bounds")
    least = found.min(initial=inf)
    own = name.rpartition("/")[2]
    if (own in POSITIVE and least <= 0) or (own in NOT_NEGATIVE and least < 0):
        strict.refuse(name, "holds a number below its range")
    return found


def _whole(facts: Facts, key: str) -> int:
    value = strict.field(facts, key, int)
    if not 0 <= value <= MOST_EPOCHS:
        strict.refuse(key, "is out of its range")
    return value


def _number(text: Any, key: str) -> float:
    try:
        return float.fromhex(text)
    except (TypeError, ValueError, OverflowError):
        raise ModelFileError(f"its content does not fit: {key} is no number") from None
