"""Whoever looks where CONTRIBUTING and ARCHITECTURE point finds a file there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACE = re.compile(r"`((?:[\w.-]+/)+[\w-]+\.(?:py|ts|cpp|hpp|md|pyi))`")
ROOTS = ("", "src", "src/shoal", "src/shoal/tables", "src/shoal/solve", "front/src")


@pytest.mark.parametrize("page", ["ARCHITECTURE.md", "CONTRIBUTING.md"])
def test_every_place_is_there(page):
    places = set(PLACE.findall((ROOT / page).read_text(encoding="utf-8")))
    assert len(places) > 20
    lost = {p for p in places if not any((ROOT / root / p).exists() for root in ROOTS)}
    assert not lost
