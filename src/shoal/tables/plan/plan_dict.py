"""A plan as plain JSON values, and back: every value checked, because files come from anywhere."""

from __future__ import annotations

from typing import Any

from ...core.strict import choice, field, number, only_keys, refuse, texts
from ...errors import ModelFileError
from ..meaning.meaning import Meaning
from .inputs import CYCLES, DateInput, InputColumn, NumericInput, TextInput
from .plan import Plan


def plan_to_dict(plan: Plan) -> dict[str, Any]:
    """``plan`` as dicts, lists, texts, booleans and finite numbers."""
    return {
        "targets": list(plan.targets),
        "inputs": [_input_to_dict(column) for column in plan.inputs],
        "decisions": list(plan.decisions),
        "reading": list(plan.reading),
        "notes": list(plan.notes),
        "target_meanings": [_meaning_to_dict(meaning) for meaning in plan.target_meanings],
        "units": dict(plan.units),
        "weights": plan.weights,
    }


def plan_from_dict(content: dict[str, Any]) -> Plan:
    """The plan in ``content``; ModelFileError for anything that ``plan_to_dict`` cannot write."""
    if type(content) is not dict:
        raise ModelFileError("the model file's plan of the columns is not a dict")
    sentences = ("decisions", "reading", "notes")
    only_keys(content, ("targets", "inputs", *sentences, "target_meanings", "units", "weights"))
    targets = _names(content, "targets")
    inputs = tuple(_input_from_dict(entry) for entry in field(content, "inputs", list))
    reads = [column.name for column in inputs]
    if not inputs:
        refuse("inputs", "is empty")
    if len(set(reads)) != len(reads):
        refuse("inputs", "names a column twice")
    if set(reads) & set(targets):
        refuse("inputs", "names a target")
    told = {key: texts(content, key) for key in sentences}
    for key, lines in told.items():
        # sentences go to the terminal: no file may send it escape codes
        if not all(sentence.isprintable() for sentence in lines):
            refuse(key, "holds characters that cannot be printed")
    meanings = [_meaning_from_dict(entry) for entry in field(content, "target_meanings", list)]
    if len(meanings) != len(targets) or any(m.kind not in ("number", "boolean") for m in meanings):
        refuse("target_meanings", "must say of each target that it is of numbers")
    return Plan(
        targets,
        inputs,
        tuple(told["decisions"]),
        tuple(told["reading"]),
        tuple(told["notes"]),
        tuple(meanings),
        _units(field(content, "units", dict), {*targets, *reads}),
        _weights(content["weights"], {*targets, *reads}),
    )


def _units(units: dict[str, Any], known: set[str]) -> dict[str, str]:
    for name, unit in units.items():
        if name not in known or type(unit) is not str or not unit.isprintable():
            refuse("units", "must give columns of the plan a unit that can be printed")
    return units


def _weights(name: Any, used: set[str]) -> str | None:
    if name is not None and (type(name) is not str or not name or name in used):
        refuse("weights", "must be the name of a column beside targets and inputs, or null")
    if name is not None:
        _check_text("weights", name)
    return name


def _meaning_to_dict(meaning: Meaning) -> dict[str, Any]:
    return {
        "kind": meaning.kind,
        "unit": meaning.unit,
        "form": meaning.form,
        "missing": list(meaning.missing),
    }


def _meaning_from_dict(entry: Any) -> Meaning:
    if type(entry) is not dict:
        refuse("meaning", "must be a dict")
    only_keys(entry, ("kind", "unit", "form", "missing"))
    kind = choice(entry, "kind", ("number", "date", "boolean", "text"))
    unit, form = field(entry, "unit", str), field(entry, "form", str)
    missing = texts(entry, "missing")
    for text in (unit, form, *missing):
        _check_text("meaning", text)
    return Meaning(kind, unit, form, tuple(missing))  # type: ignore[arg-type]


def _input_to_dict(column: InputColumn) -> dict[str, Any]:
    entry: dict[str, Any] = {"name": column.name, "meaning": _meaning_to_dict(column.meaning)}
    if isinstance(column, TextInput):
        return entry | {
            "levels": list(column.levels),
            "other": column.other,
            "missing": column.missing,
            "share": column.share,
        }
    entry |= {"median": column.median, "indicator": column.indicator, "value": column.value}
    if isinstance(column, DateInput):
        return entry | {"cycles": list(column.cycles)}
    return entry | {"limit": column.limit}


def _input_from_dict(entry: Any) -> InputColumn:
    if type(entry) is not dict:
        refuse("inputs", "must hold dicts only")
    meaning = _meaning_from_dict(entry.get("meaning"))
    name = field(entry, "name", str)
    _check_text("name", name)
    if not name:
        refuse("name", "is empty")
    if meaning.kind == "text":
        return _text_from_dict(entry, name, meaning)
    own = "cycles" if meaning.kind == "date" else "limit"
    only_keys(entry, ("name", "meaning", "median", "indicator", "value", own))
    indicator, value = field(entry, "indicator", bool), field(entry, "value", bool)
    median = number(entry, "median")
    if meaning.kind == "date":
        cycles = tuple(texts(entry, "cycles"))
        if list(cycles) != [c for c in CYCLES if c in cycles]:
            refuse("cycles", f"must be some of {', '.join(CYCLES)}, in this order")
        date = DateInput(name, median, indicator, value, cycles, meaning)
        return _with_features(date)
    limit = field(entry, "limit", bool)
    # the kind was checked above: the type checker cannot see it
    found = NumericInput(name, meaning.kind, median, indicator, value, limit, meaning)  # type: ignore[arg-type]
    return _with_features(found)


def _with_features(column: InputColumn) -> InputColumn:
    if not column.features:
        refuse("value", "and all else are false, so the column has no feature")
    return column


def _text_from_dict(entry: dict[str, Any], name: str, meaning: Meaning) -> TextInput:
    only_keys(entry, ("name", "meaning", "levels", "other", "missing", "share"))
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
        meaning,
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
