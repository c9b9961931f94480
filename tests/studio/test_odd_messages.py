"""Every kind of message with every entry replaced by what no page sends: a sentence, and the tab lives on."""

from __future__ import annotations

import json
import time
from typing import Any

import numpy as np
import pytest

from shoal.studio import tab as tabs
from shoal.studio.fits.newest_fit import Fitting
from shoal.studio.fits.request import SETTINGS
from shoal.studio.wire import DEEPEST, LONGEST, SLIP, Unreadable, received
from shoal.tables import Table, from_frame

from .pages import Page

ID = 10**9  # of no other message here
DESCENT = {"solver": "gd", "hidden_layer_sizes": [2], "learning_rate_init": 0.1, "max_iter": 5}
HUGE = "9" * 400
ODD = {
    "10**400": "1" + "0" * 400,
    "-10**400": "-1" + "0" * 400,
    "10**5000": "1" + "0" * 5_000,
    "2**63": str(2**63),
    "-2**63": str(-(2**63) - 1),
    "2**53": str(2**53),
    "1e400": "1e400",
    "1e308": "1e308",
    "-1e-400": "-1e-400",
    "NaN": "NaN",
    "Infinity": "-Infinity",
    "half": "0.5",
    "minus one": "-1",
    "true": "true",
    "null": "null",
    "nothing": '""',
    "text": '"abc"',
    "long text": json.dumps("x" * 900_000),
    "surrogate": '"\\ud800"',
    "control characters": '"\\u0000\\u001b[31m\\n"',
    "list": "[]",
    "list of huge": f"[{HUGE}]",
    "list of NaN": "[NaN]",
    "list of lists": "[[1], [{}]]",
    "long list": json.dumps(["a"] * 50_000),
    "deep list": "[" * 500 + "]" * 500,
    "deeper list": "[" * 50_000 + "]" * 50_000,
    "deep table": '{"a":' * 300 + "1" + "}" * 300,
    "table": "{}",
    "table of huge": f'{{"a": {HUGE}, "{HUGE}": 1}}',
    "table of 1e308": '{"a": 1e308, "b": -1e308}',
    "table of texts": '{"a": "1", "b": ["x"]}',
}
OPTIONS = ("sheet", "encoding", "delimiter", "header_rows", "units_row", "skip_rows")
ENTRIES: dict[str, tuple[str, ...]] = {
    "hello": ("id",),
    "open": ("example",),
    "reread": (
        "options",
        *(f"options.{o}" for o in (*OPTIONS, "text", "number", "date", "missing")),
    ),
    "fit": (
        *("targets", "inputs", "ignore", "weights", "groups", "text", "number", "date", "missing"),
        *("split", "test_fraction", "settings", "speed", "after", "paused", "moving", "output"),
        *("along", "shown", "settings.random_state", *(f"settings.{n}" for n in SETTINGS)),
    ),
    "control": ("run", "action", "epochs", "speed"),
    "look": ("run", "output", "along"),
    "judge": ("run",),
    "forget": ("run",),
    "keep": ("run", "name", "pinned"),
    "table": ("run",),
    "predict": ("run",),
    "profile": ("run", "output", "inputs", "every", "values", "values.a", "values.b"),
    "surface": ("run", "output", "x", "y", "points", "values", "values.a"),
    "points": ("run", "output", "inputs"),
    "extreme": ("run", "output", "values", "values.a", "largest", "locked"),
    "residuals": ("run", "output"),
    "row": ("run", "output", "position"),
    "inputs": ("run", "output"),
    "step": ("run", "output", "row", "weight"),
    "code": ("run", "output"),
    "curve": ("run", "output"),
}
RIGHT: dict[str, dict[str, Any]] = {
    "open": {"example": "S5"},
    "reread": {"options": {}},
    "fit": {"targets": ["y"], "settings": DESCENT},
    "control": {"action": "step"},
    "keep": {"name": "a", "pinned": False},
    "surface": {"x": "a", "y": "b"},
    "points": {"inputs": ["a", "b"]},
    "row": {"position": 0},
}


def with_odd(message: dict[str, Any], entry: str, odd: str) -> str:
    """The message as JSON, with one entry as it is written here."""
    mark = "the odd one"
    *outer, name = entry.split(".")
    changed = json.loads(json.dumps(message))
    inner = changed
    for word in outer:
        inner = inner.setdefault(word, {})
    inner[name] = mark
    return json.dumps(changed).replace(json.dumps(mark), odd)


def table() -> Table:
    """Two inputs and a target."""
    a, b = np.random.RandomState(0).uniform(0, 1, (2, 30))
    return from_frame({"a": a, "b": b, "y": a * b})


@pytest.fixture(scope="module")
def fitted() -> Any:
    made = Page(table())
    yield made, made.fit(targets=["y"], settings=DESCENT)["run"]
    made.tab.close()


def test_every_kind_of_message_is_tried() -> None:
    assert set(ENTRIES) == set(tabs._QUESTIONS)


def heard(page: Page, text: str) -> dict[str, Any]:
    """The answer to a message as it came: there is one, and it is a sentence if it complains."""
    page.told.clear()
    page.tab.hear(text)
    (answer,) = [message for message, _ in page.told if "answers" in message]
    if answer["kind"] == "error":
        said = answer["message"]
        assert len(said) <= LONGEST
        assert "\n" not in said
        assert SLIP not in said
    return answer


@pytest.mark.parametrize("kind", ENTRIES)
def test_what_no_page_sends_gets_a_sentence_and_the_tab_lives_on(
    fitted: Any, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, run = fitted
    table, runs = page.tab.opened, dict(page.tab.runs)
    monkeypatch.setattr(Fitting, "start", lambda *_fitting: None)
    for entry in ENTRIES[kind]:
        for odd in ODD.values():
            message = {"kind": kind, "id": ID, "run": run} | RIGHT.get(kind, {})
            heard(page, with_odd(message, entry, odd))
            page.tab.opened, page.tab._fitting = table, None
            page.tab.runs.update(runs)
    assert page.ask("profile", run=run)["kind"] == "profile"


@pytest.mark.slow
@pytest.mark.parametrize("setting", sorted(SETTINGS))
def test_a_fit_with_what_no_page_sends_ends_in_a_sentence_or_a_run(setting: str) -> None:
    page = Page(table())
    try:
        for odd in ODD.values():
            message = {"kind": "fit", "id": ID} | RIGHT["fit"]
            heard(page, with_odd(message, f"settings.{setting}", odd))
            if (fitting := page.tab._fitting) is not None:
                time.sleep(0.05)  # a fit that has begun is ended somewhere
                fitting.supersede()
                fitting.join(60)
                assert not fitting.runs
            assert not [m for m in page.of("failed") if SLIP in m["message"]]
        assert page.fit(targets=["y"], settings=DESCENT)["kind"] == "done"
    finally:
        page.tab.close()


def test_more_networks_than_a_page_is_for_are_refused(fitted: Any) -> None:
    page, _run = fitted
    said = page.ask("fit", targets=["y"], settings={"n_networks": 2**53})["message"]
    assert "at most 500 networks" in said


@pytest.mark.parametrize("odd", ["1" + "0" * 400, "1e999", "NaN", "-Infinity"])
def test_a_number_that_is_none_is_named_and_the_question_answered(fitted: Any, odd: str) -> None:
    page, run = fitted
    page.told.clear()
    page.tab.hear(f'{{"kind": "profile", "id": 41, "run": {run}, "values": {{"a": {odd}}}}}')
    (answer, _) = page.told[-1]
    assert answer["answers"] == 41
    assert answer["kind"] == "error"
    assert odd[:20] in answer["message"]


def test_messages_of_a_page_are_read_as_they_are() -> None:
    message = {"kind": "fit", "id": 3, "a": [1, -2, 0.5, 1e300, True, None, "\u00e9", {"b": [[]]}]}
    message["large"] = 10**20  # as a browser writes 1e20
    assert received(json.dumps(message)) == message
    nested: Any = 1
    for _ in range(DEEPEST - 1):
        nested = [nested]
    assert received(json.dumps({"a": nested}))
    with pytest.raises(Unreadable, match="without end") as refused:
        received(json.dumps({"id": 5, "a": [nested]}))
    assert refused.value.number == 5


def test_a_slip_of_ours_costs_an_answer_and_not_the_page(
    fitted: Any, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    page, run = fitted

    def slips(*_asked: Any) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setitem(tabs._QUESTIONS, "code", slips)
    said = page.ask("code", run=run)["message"]
    assert SLIP in said
    assert "by nothing" in said
    assert "Traceback" in capfd.readouterr().err  # for whoever mends it
    assert page.ask("profile", run=run)["kind"] == "profile"
    monkeypatch.setattr("shoal.studio.fits.newest_fit.fit_table", slips)
    number = page.ask("fit", targets=["y"], settings=DESCENT)["run"]
    page.until(lambda: any(m["run"] == number for m in page.of("failed")))
    assert SLIP in page.of("failed")[-1]["message"]
