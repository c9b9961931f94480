"""Older formats' content in the newest one's words (see docs/model-file.md)."""

from __future__ import annotations

from typing import Any

from ..train.parameter import OWN


def newest(content: dict[str, Any], number: int) -> dict[str, Any]:
    """The content of a file of format ``number``, one step a format."""
    if number < 2 and type(content.get("ensemble")) is dict:
        content = content | {"ensemble": {"asinh": [], **content["ensemble"]}}
    if number < 3 and type(content.get("plan")) is dict:
        content = content | {"plan": _with_meanings(content["plan"])}
    if number < 4 and "ensemble" in content and not {"plan", "record", "fitted"} & content.keys():
        unknown = {"input_names": None, "relevance": None}
        content = content | {"fitted": {"one_dimensional": False, **unknown}}
    if number < 5 and type(content.get("record")) is dict:
        content = content | {"record": _without_times(content["record"])}
    return content


def _without_times(record: dict[str, Any]) -> dict[str, Any]:
    """The record of format 4, which told how long the fit took and showed arrays as text."""
    settings = record.get("settings")
    if type(settings) is dict and type(settings.get("start")) is list:
        record = record | {"settings": settings | {"start": OWN}}
    return {name: value for name, value in record.items() if name != "seconds"}


def _with_meanings(plan: dict[str, Any]) -> dict[str, Any]:
    """The plan of format 2, which kept the kind of a column alone."""
    inputs, targets = plan.get("inputs"), plan.get("targets")
    if type(inputs) is list:
        inputs = [_with_meaning(entry) if type(entry) is dict else entry for entry in inputs]
    numbers = [_meaning("number") for _ in targets] if type(targets) is list else []
    told: dict[str, Any] = {"reading": [], "notes": [], "target_meanings": numbers}
    told |= {"units": {}, "weights": None}
    return told | plan | {"inputs": inputs}


def _with_meaning(entry: dict[str, Any]) -> dict[str, Any]:
    kind = entry.get("kind")
    own: dict[str, Any] = {"date": {"cycles": []}, "text": {}}.get(str(kind), {"limit": False})
    rest = {name: value for name, value in entry.items() if name != "kind"}
    return own | rest | {"meaning": _meaning(kind)}


def _meaning(kind: Any) -> dict[str, Any]:
    return {"kind": kind, "unit": "", "form": "", "missing": []}
