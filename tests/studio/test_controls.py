"""The studio's settings are those of the table of parameters that have a control there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from shoal.errors import InputError
from shoal.studio.fits.controls import controls
from shoal.studio.fits.request import MOST_EPOCHS, MOST_UNITS, FitRequest
from shoal.train.parameters import BY_RATES, table

FRONT = Path(__file__).parents[2] / "front" / "src" / "studio"
WITH_CONTROL = [name for name, one in table().items() if one.control is not None]


def asked(**settings: Any) -> dict[str, Any]:
    return dict(FitRequest.of({"targets": ["y"], "settings": settings}).settings)


def test_a_page_is_told_of_each_control_with_the_tables_default(page: Any) -> None:
    told = page.ask("hello")["controls"]
    assert list(told) == WITH_CONTROL
    for name, offer in told.items():
        assert offer["default"] == table()[name].default
        assert offer["solvers"] == list(table()[name].solvers)


@pytest.mark.parametrize("name", WITH_CONTROL)
def test_what_is_offered_is_taken_and_what_is_beyond_it_refused(name: str) -> None:
    offer = controls()[name]
    for value, _ in offer["choices"]:
        assert asked(**{name: value}) == {name: value}
    with pytest.raises(InputError, match=f"{name} must be"):
        asked(**{name: {"a": 1}})
    with pytest.raises(InputError, match=f"{name} must be"):
        asked(**{name: "no such word"})
    if offer["number"] and offer["number"]["low"] is not None:
        with pytest.raises(InputError, match=f"{name} must be"):
            asked(**{name: offer["number"]["low"] - 1})


def test_the_studios_own_bounds_are_tighter() -> None:
    for sizes in ([MOST_UNITS + 1], [4] * 7):
        table()["hidden_layer_sizes"].check(sizes)
        with pytest.raises(InputError):
            asked(hidden_layer_sizes=sizes)
    with pytest.raises(InputError, match="at most"):
        asked(max_iter=MOST_EPOCHS + 1)


@pytest.mark.parametrize("name", sorted(set(table()) - set(WITH_CONTROL)))
def test_other_parameters_are_no_settings_of_a_page(name: str) -> None:
    with pytest.raises(InputError, match="the studio has no setting"):
        asked(**{name: table()[name].default})


def test_the_front_watches_the_same_descents() -> None:
    """The report has no server to ask, so this list stands in the front, too."""
    text = (FRONT / "descents.ts").read_text(encoding="utf-8")
    assert re.findall(r'"(\w+)"', text.partition("DESCENTS")[2]) == list(BY_RATES)
