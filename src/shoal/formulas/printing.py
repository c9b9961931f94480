"""A tree on one line, in the words of a language; brackets stand where the language's reader needs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .tree import BINDING, CHOICE, LEAVES, LETTER, PRODUCT, SUM, Tree


@dataclass(frozen=True)
class Language:
    """How a language writes a tree.

    Parameters
    ----------
    signs : dict
        The sign of each operation of two parts that has one; all others are called by name.
    where : str
        The choice of ``{1}`` where ``{0}`` is positive, else ``{2}``.
    names : dict
        What it calls a function or constant that has another name here.
    number : str
        A whole number ``{}``; of a fraction both parts.
    """

    signs: Mapping[str, str]
    where: str
    names: Mapping[str, str] = field(default_factory=dict)
    number: str = "{}"


GRAMMAR = Language(  # what ``grammar.parse`` reads, and Python with its functions imported
    {"add": " + ", "subtract": " - ", "multiply": "*", "divide": "/", "power": "**"},
    "{1} if {0} > 0 else {2}",
)


def printed(tree: Tree, of: str = "s", language: Language = GRAMMAR) -> str:
    """The tree as text, its variable called ``of``."""
    return _printed(tree, of, language)[0]


def _printed(tree: Tree, of: str, language: Language) -> tuple[str, int]:
    """The text, and how tightly its outermost sign binds."""
    name, *parts = tree
    called = language.names.get(name, name)
    if name == "number":
        p, q = (language.number.format(part) for part in parts)
        binds = SUM if parts[0] < 0 else LETTER if parts[1] == 1 else PRODUCT
        return (p if parts[1] == 1 else f"{p}/{q}"), binds
    if name in LEAVES:
        return (of if name == "variable" else called), LETTER
    told = [_printed(part, of, language) for part in parts]
    if name == "negate":
        return "-" + _bound(told[0], PRODUCT), SUM
    if name == "where":
        return language.where.format(*(text for text, _ in told)), CHOICE
    if name in language.signs:
        binds, left, right = BINDING[name]
        return _bound(told[0], left) + language.signs[name] + _bound(told[1], right), binds
    return f"{called}({', '.join(text for text, _ in told)})", LETTER


def _bound(told: tuple[str, int], least: int) -> str:
    text, binds = told
    return text if binds >= least else f"({text})"
