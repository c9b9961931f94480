"""The words of the language of expressions: numbers, names, signs, and which name is the variable."""

from __future__ import annotations

import re
from itertools import pairwise

from ..errors import InputError

MAX_CHARACTERS = 400
FUNCTIONS = {  # name -> number of arguments
    **dict.fromkeys(("exp", "log", "sqrt", "tanh", "sinh", "cosh", "sin", "cos", "atan", "erf"), 1),
    **dict.fromkeys(("abs", "Abs"), 1),
    **dict.fromkeys(("max", "min", "Max", "Min"), 2),
}
CONSTANTS = ("pi", "e", "E")
MODULES = ("np", "numpy", "math", "sympy")  # np.exp is read as exp, as the lecture writes it
OTHERWISE = {  # what these modules call a function that has another name here
    "arctan": "atan",
    "absolute": "abs",
    "fabs": "abs",
    "maximum": "max",
    "minimum": "min",
}
_TOKEN = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?)"
    rf"|(?P<name>(?:(?:{'|'.join(MODULES)})\.)?[A-Za-z_]\w*)|(?P<sign>\*\*|[-+*/(),^]))",
    re.ASCII,
)
Token = tuple[str, str]  # "number", "name", "sign" or "end", and the text of it


def tokens(text: str) -> list[Token]:
    """The words of a text, ``("end", "the end")`` last; ``^`` is read as ``**``.

    Raises
    ------
    InputError
        If it is no text, too long, or holds a sign that is not of the language.
    """
    if not isinstance(text, str):
        raise InputError(f"an expression must be text, not {type(text).__name__}")
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"the expression has {len(text):,} characters; at most {MAX_CHARACTERS} are read"
        )
    found, at = [], 0
    end = len(text.rstrip(" \t\n"))
    while at < end:
        token = _TOKEN.match(text, at)
        if token is None:
            character = text[at:].lstrip(" \t\n")[0]
            raise refused(
                text,
                f"the character {character!a} is not of its language; it may hold numbers, names, "
                "+ - * / **, parentheses and commas",
            )
        word = token[str(token.lastgroup)]
        found.append((str(token.lastgroup), "**" if word == "^" else word))
        at = token.end()
    return [*found, ("end", "the end")]


def refused(text: str, what: str) -> InputError:
    """The error of an expression that cannot be read, in one sentence."""
    shown = ascii(text if len(text) <= 60 else text[:57] + "...")
    return InputError(f"the expression {shown} cannot be read: {what}")


def plain_name(name: str) -> str:
    """``exp`` of ``np.exp``, ``atan`` of ``numpy.arctan``; other names as they are."""
    module, _, rest = name.rpartition(".")
    return OTHERWISE.get(rest, rest) if module else name


def variable_of(text: str) -> str:
    """The one name in a text that is no function and no constant; ``s`` where there is none.

    Raises
    ------
    InputError
        If there are several: an activation has one sum.
    """
    words = tokens(text)
    names = [
        word
        for (kind, word), (_, after) in pairwise(words)
        if kind == "name" and after != "(" and "." not in word
    ]
    free = [name for name in dict.fromkeys(names) if name not in (*FUNCTIONS, *CONSTANTS)]
    if len(free) > 1:
        told = " and ".join(repr(name[:30]) for name in free[:3])
        raise refused(text, f"it has several variables, {told}; an activation has one (of=...)")
    return free[0] if free else "s"


def is_variable(name: object) -> bool:
    """Whether the variable may be called so: one to ten letters and digits, no function or constant."""
    plain = isinstance(name, str) and re.fullmatch(r"[A-Za-z]\w{0,9}", name, re.ASCII)
    return bool(plain) and name not in (*FUNCTIONS, *CONSTANTS)


def check_variable(of: object) -> None:
    """Raise InputError if ``of`` cannot be the name of the variable."""
    if not is_variable(of):
        raise InputError(
            f"of must be the variable's name, one to ten letters and digits that are no function or "
            f"constant, not {ascii(of)[:40]}"
        )
