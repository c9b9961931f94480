"""The JSON inside a model file: what may stand in ``content``, and its strict reading."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn

from ..errors import ModelFileError

MAX_DEPTH = 32
MAX_BITS = 128  # of a whole number: the state of a 128-bit generator fits, no float overflows
_LONGEST = 120  # characters of a place that a message names
_MAX_DIGITS = 40  # of a whole number as text: 2**128 has 39, and a sign


def plain(value: Any, where: str = "content", depth: int = 0) -> Any:
    """A copy of ``value`` in dict, list, str, int, float, bool and None alone.

    Raises TypeError for other types and ModelFileError for what JSON cannot carry to every reader:
    numbers that are not finite or too large, half characters, and nesting beyond ``MAX_DEPTH``.
    """
    if depth > MAX_DEPTH:
        raise ModelFileError(f"{_shown(where)} is nested more than {MAX_DEPTH} deep")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text(str(value), where)
    if isinstance(value, int):
        if value.bit_length() > MAX_BITS:
            raise ModelFileError(f"{_shown(where)} is a whole number of more than {MAX_BITS} bits")
        return int(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ModelFileError(f"{_shown(where)} is {float(value)}, which is not a finite number")
        return float(value)
    if isinstance(value, Mapping):
        for key in value:
            if not isinstance(key, str):
                raise TypeError(f"{_shown(where)} has a key of type {type(key).__name__}, not str")
        return {
            _text(str(key), where): plain(entry, f"{where}[{key!r}]"[:_LONGEST], depth + 1)
            for key, entry in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [plain(entry, f"{where}[{i}]", depth + 1) for i, entry in enumerate(value)]
    raise TypeError(
        f"{_shown(where)} is of type {type(value).__name__}, which a model file cannot hold: "
        "use dict, list, str, int, float, bool or None"
    )


def to_json(value: Any) -> str:
    """Sorted, compact, ASCII: the same value always gives the same text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def from_json(text: str) -> Any:
    """The value of a JSON text; refuses NaN, Infinity, keys given twice and endless nesting."""
    try:
        return json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_int=_whole
        )
    except ModelFileError:
        raise
    except (ValueError, RecursionError):
        raise ModelFileError("holds JSON that cannot be read") from None


def _text(text: str, where: str) -> str:
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise ModelFileError(f"{_shown(where)} holds half a character (a surrogate)") from None
    return text


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) != len(pairs):
        raise ModelFileError("holds JSON with a key given twice")
    return out


def _no_constant(name: str) -> NoReturn:
    raise ModelFileError(f"holds JSON with {name}, which is not a number")


def _whole(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ModelFileError("holds JSON with a whole number that is too large")
    return int(digits)


def _shown(where: str) -> str:
    return where if len(where) < _LONGEST else where[:_LONGEST] + "..."  # repr: one line already
