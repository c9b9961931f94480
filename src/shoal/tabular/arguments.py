"""The arguments of ``fit_table`` beside the parameters of a fit: defaults and command-line options, once.

Standard library alone: the command line reads it before it knows a table.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..train.bounds import Number, Words

TEST_FRACTION = 0.2  # enough rows to judge by, and most are left to learn from
SPLIT = "auto"
SPLITS = (SPLIT, "random", "last", "blocks")


@dataclass(frozen=True)
class Argument:
    """What an argument is where nobody says anything, and how `shoal fit` calls it.

    ``holds`` says whether the record of a fit may have a value, one that JSON could have given;
    ``each``: it names columns, and the option is given once for each of them.
    """

    default: Any
    option: str
    holds: Callable[[Any], bool]
    each: bool = False


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(map(_text, value))


def _form_of_each(value: Any) -> bool:
    """Of dates: the format of each column."""
    return isinstance(value, dict) and all(map(_text, [*value, *value.values()]))


def _absent(value: Any) -> bool:
    """What stands for a missing value, everywhere or in each column."""
    if isinstance(value, dict):
        return all(_text(column) and _texts(words) for column, words in value.items())
    return _texts(value)


ARGUMENTS = {
    "inputs": Argument(None, "--inputs", _texts, each=True),
    "ignore": Argument([], "--ignore", _texts, each=True),
    "test_fraction": Argument(TEST_FRACTION, "--test-fraction", Number(0, 1, ends="left").holds),
    "test": Argument(None, "--test", lambda file: file is None or _text(file)),
    "groups": Argument(None, "--groups", _text),
    "split": Argument(SPLIT, "--split", Words(*SPLITS).holds),
    "weights": Argument(None, "--weights", _text),
    "text": Argument([], "--text", _texts, each=True),
    "number": Argument([], "--number", _texts, each=True),
    "date": Argument({}, "--date", _form_of_each),
    "missing": Argument([], "--missing", _absent),
}
