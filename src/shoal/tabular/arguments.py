"""The arguments of ``fit_table`` beside the parameters of a fit: defaults and command-line options, once.

Standard library alone: the command line reads it before it knows a table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TEST_FRACTION = 0.2  # enough rows to judge by, and most are left to learn from
SPLIT = "auto"
SPLITS = (SPLIT, "random", "last", "blocks")


@dataclass(frozen=True)
class Argument:
    """What an argument is where nobody says anything, and how `shoal fit` calls it.

    ``each``: it names columns, and the option is given once for each of them.
    """

    default: Any
    option: str
    each: bool = False


ARGUMENTS = {
    "inputs": Argument(None, "--inputs", each=True),
    "ignore": Argument([], "--ignore", each=True),
    "test_fraction": Argument(TEST_FRACTION, "--test-fraction"),
    "test": Argument(None, "--test"),
    "groups": Argument(None, "--groups"),
    "split": Argument(SPLIT, "--split"),
    "weights": Argument(None, "--weights"),
    "text": Argument([], "--text", each=True),
    "number": Argument([], "--number", each=True),
    "date": Argument({}, "--date"),
    "missing": Argument([], "--missing"),
}
