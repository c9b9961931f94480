"""Older formats' content in the newest one's words (see docs/model-file.md)."""

from __future__ import annotations

from typing import Any


def newest(content: dict[str, Any], number: int) -> dict[str, Any]:
    """The content of a file of format ``number``, one step a format."""
    if number < 2 and type(content.get("ensemble")) is dict:
        content = content | {"ensemble": {"asinh": [], **content["ensemble"]}}
    return content
