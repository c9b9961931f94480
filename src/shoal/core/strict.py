"""Values taken out of a model file's ``content``, checked one by one before anything is built.

A file whose digest is right can still come from another program, so whoever builds an object from
``content`` (plain JSON values) or from the file's arrays takes each value through these functions.
Types are exact (True is no number); what does not fit raises ModelFileError with one sentence.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Collection, Mapping
from typing import Any, NoReturn, TypeVar

import numpy as np

from ..errors import ModelFileError

T = TypeVar("T")
Entries = Mapping[str, Any]

_KINDS = {str: "a text", int: "a whole number", float: "a number", dict: "a dict", list: "a list"}


def refuse(key: str, problem: str) -> NoReturn:
    """Raise the error for the entry ``key``; ``problem`` ends the sentence."""
    raise ModelFileError(f"its content does not fit: {_shown(key)} {problem}")


def only_keys(d: Entries, required: Collection[str], optional: Collection[str] = ()) -> None:
    """Every required key is there, and none beside the required and optional ones."""
    for key in required:
        if key not in d:
            refuse(key, "is missing")
    for key in d:
        if key not in required and key not in optional:
            refuse(key, "is not known to this version of Shoal")


def field(d: Entries, key: str, kind: type[T]) -> T:
    """``d[key]``, which is exactly a str, int, float, bool, dict or list, as ``kind`` says."""
    if key not in d:
        refuse(key, "is missing")
    if type(d[key]) is not kind:
        refuse(key, f"is {_shown(d[key])}, but must be {_KINDS.get(kind, kind.__name__)}")
    found: T = d[key]
    return found


def choice(d: Entries, key: str, allowed: Collection[str]) -> str:
    """A text that is one of ``allowed``."""
    value = field(d, key, str)
    if value not in allowed:
        refuse(key, f"is {_shown(value)}, but must be one of {', '.join(map(repr, allowed))}")
    return value


def integer(d: Entries, key: str, low: int, high: int) -> int:
    """A whole number with ``low <= number <= high``."""
    value = field(d, key, int)
    if not low <= value <= high:
        refuse(key, f"is {_shown(value)}, but must lie between {low} and {high}")
    return value


def number(d: Entries, key: str, low: float = -math.inf, high: float = math.inf) -> float:
    """A finite number with ``low <= number <= high``; a whole number becomes a float."""
    if key not in d:
        refuse(key, "is missing")
    value = _finite(key, d[key])
    if not low <= value <= high:
        refuse(key, f"is {value!r}, but must lie between {low} and {high}")
    return value


def numbers(d: Entries, key: str, length: int | None = None) -> list[float]:
    """A list of finite numbers, ``length`` of them if that is given."""
    return [_finite(key, value) for value in _entries(d, key, length)]


def texts(d: Entries, key: str, length: int | None = None) -> list[str]:
    """A list of texts, ``length`` of them if that is given."""
    values = _entries(d, key, length)
    if not all(type(value) is str for value in values):
        refuse(key, "must hold texts only")
    return values


def line(d: Entries, key: str, longest: int) -> str:
    """A text of one printable line, of at most ``longest`` characters: it may be shown as it is."""
    return _line(key, field(d, key, str), longest)


def lines(d: Entries, key: str, longest: int) -> list[str]:
    """A list of texts, each of one printable line."""
    return [_line(key, text, longest) for text in texts(d, key)]


def shares(d: Entries, key: str, length: int, rounding: float) -> list[float]:
    """Numbers that are not negative and sum to 1, but for ``rounding``."""
    found = numbers(d, key, length)
    if min(found, default=0.0) < 0 or not abs(math.fsum(found) - 1) < rounding:
        refuse(key, "must not be negative and must sum to 1")
    return found


def array(arrays: Mapping[str, np.ndarray], name: str, shape: tuple[int, ...]) -> np.ndarray:
    """``arrays[name]``, float64 or float32, of this shape (-1: any size)."""
    if name not in arrays:
        refuse(name, "is missing from the arrays")
    a = arrays[name]
    if a.ndim != len(shape) or any(n not in (-1, m) for m, n in zip(a.shape, shape, strict=True)):
        refuse(name, f"has the shape {a.shape}, but must have {shape}")
    if a.dtype.kind != "f":
        refuse(name, f"holds {a.dtype}, but must hold floating-point numbers")
    return a


def _entries(d: Entries, key: str, length: int | None) -> list[Any]:
    values = field(d, key, list)
    if length is not None and len(values) != length:
        refuse(key, f"has {len(values)} entries, but must have {length}")
    return values


def _line(key: str, text: str, longest: int) -> str:
    if not text.isprintable():
        refuse(key, "holds characters that cannot be printed")
    if len(text) > longest:
        refuse(key, f"holds a text of {len(text):,} characters; there may be {longest:,}")
    return text


def _finite(key: str, value: Any) -> float:
    if type(value) not in (int, float):
        refuse(key, f"holds {_shown(value)}, but must hold numbers only")
    if not abs(value) <= sys.float_info.max:
        refuse(key, "holds a number that is not finite or too large")
    return float(value)


def _shown(value: object) -> str:
    """A short single line for a message; never the whole of a long or huge value."""
    if isinstance(value, (dict, list)):
        return f"a {type(value).__name__} of {len(value)}"
    text = "a huge number" if type(value) is int and value.bit_length() > 99 else ascii(value)
    return text if len(text) <= 60 else text[:57] + "..."
