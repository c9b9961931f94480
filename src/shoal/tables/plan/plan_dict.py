"""A plan as plain JSON values, and back: every value checked, because files come from anywhere."""

from __future__ import annotations

from typing import Any

from shoal.core.strict import choice, field, number, only_keys, refuse, texts
from shoal.errors import ModelFileError
from shoal.tables.plan.inputs import InputColumn, NumericInput, TextInput
from shoal.tables.plan.plan import Plan


def plan_to_dict(plan: Plan) -> dict[str, Any]:
    """``plan`` as dicts, lists, texts, booleans and finite numbers."""
    return {
        "targets": list(plan.targets),
        "inputs": [_input_to_dict(column) for column in plan.inputs],
        "decisions": list(plan.decisions),
    }


def plan_from_dict(content: dict[str, Any]) -> Plan:
    """The plan in ``content``; ModelFileError for anything that ``plan_to_dict`` cannot write."""
    if type(content) is not dict:
        raise ModelFileError("the model file's plan of the columns is not a dict")
    only_keys(content, ("targets", "inputs", "decisions"))
    targets = _names(content, "targets")
    inputs = tuple(_input_from_dict(entry) for entry in field(content, "inputs", list))
    reads = [column.name for column in inputs]
    if not inputs:
        refuse("inputs", "is empty")
    if len(set(reads)) != len(reads):
        refuse("inputs", "names a column twice")
    if set(reads) & set(targets):
        refuse("inputs", "names a target")
    decisions = texts(content, "decisions")
    # sentences go to the terminal: no file may send it escape codes
    if not all(sentence.isprintable() for sentence in decisions):
        refuse("decisions", "holds characters that cannot be printed")
    return Plan(targets, inputs, tuple(decisions))


def _input_to_dict(column: InputColumn) -> dict[str, Any]:
    if isinstance(column, NumericInput):
        return {
            "name": column.name,
            "kind": column.kind,
            "median": column.median,
            "indicator": column.indicator,
            "value": column.value,
        }
    return {
        "name": column.name,
        "kind": "text",
        "levels": list(column.levels),
        "other": column.other,
        "missing": column.missing,
        "share": column.share,
    }


def _input_from_dict(entry: Any) -> InputColumn:
    if type(entry) is not dict:
        refuse("inputs", "must hold dicts only")
    kind = choice(entry, "kind", ("number", "date", "boolean", "text"))
    name = field(entry, "name", str)
    _check_text("name", name)
    if not name:
        refuse("name", "is empty")
    if kind == "text":
        return _text_from_dict(entry, name)
    only_keys(entry, ("name", "kind", "median", "indicator", "value"))
    indicator, value = field(entry, "indicator", bool), field(entry, "value", bool)
    if not (indicator or value):
        refuse("value", "and the indicator are both false, so the column has no feature")
    # the kind was checked above: the type checker cannot see it
    return NumericInput(name, kind, number(entry, "median"), indicator, value)  # type: ignore[arg-type]


def _text_from_dict(entry: dict[str, Any], name: str) -> TextInput:
    only_keys(entry, ("name", "kind", "levels", "other", "missing", "share"))
    levels = texts(entry, "levels")
    for level in levels:
        _check_text("levels", level)
    if levels != sorted(set(levels)):
        refuse("levels", "must be sorted and different")
    column = TextInput(
        name,
        tuple(levels),
        field(entry, "other", bool),
        field(entry, "missing", bool),
        number(entry, "share", 0.0, 1.0),
    )
    if len(column.categories) < 2:
        refuse("levels", "has too few entries to tell rows apart")
    return column


def _names(content: dict[str, Any], key: str) -> tuple[str, ...]:
    names = texts(content, key)
    if not names or not all(names):
        refuse(key, "must name at least one column, each by a name")
    if len(set(names)) != len(names):
        refuse(key, "names a column twice")
    for name in names:
        _check_text(key, name)
    return tuple(names)


def _check_text(key: str, text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        refuse(key, "holds half a character (a lone surrogate)")
