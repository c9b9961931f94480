"""Files made to end their reader: refused in one sentence, and the studio lives on with its runs."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import pytest

from shoal.studio.wire import SLIP
from tests.tables.hostile.costly_files import compressed, workbooks

DESCENT = {"solver": "gd", "hidden_layer_sizes": [3], "learning_rate_init": 0.05, "max_iter": 50}
TABLE = b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i % 11) for i in range(40))
SPARED = json.dumps({"format": "shoal", "version": 10**400}).encode()
MODELS = {  # files of models that are none; more in tests/attacks
    "empty.shoal": b"",
    "length.shoal": (2**63).to_bytes(8, "little") + b"{}",
    "deep.shoal": (40_000).to_bytes(8, "little") + b"[" * 40_000,
    "number.shoal": len(SPARED).to_bytes(8, "little") + SPARED,
}


@pytest.fixture
def worked(studio: Any) -> Iterator[tuple[Any, int]]:
    """A page with a table and a run of it."""
    with studio.page() as page:
        page.ask(kind="hello")
        assert page.upload("t.csv", TABLE)[0] == 200
        run = page.ask(kind="fit", targets=["b"], settings=DESCENT)["run"]
        page.until(lambda m: m["kind"] == "done" and m["run"] == run)
        yield page, run


def refused(page: Any, run: int, name: str, content: bytes) -> str:
    """The sentence with which a file is refused; the run is there and answers."""
    status, answer = page.upload(name, content)
    assert status == 422, name
    said = answer["message"]
    assert SLIP not in said, said
    assert said.isprintable()
    assert len(said) < 400
    told = page.ask(kind="hello")
    assert told["table"]["name"] == "t.csv"
    assert run in [kept["run"] for kept in told["runs"]]
    assert page.ask(kind="profile", run=run)["kind"] == "profile"
    return said


@pytest.mark.parametrize(
    "files",
    [
        pytest.param(lambda: itertools.islice(workbooks(), 2), id="workbooks"),
        pytest.param(lambda: itertools.islice(compressed(), 1), id="compressed"),
        pytest.param(lambda: MODELS.items(), id="models"),
        pytest.param(
            lambda: itertools.chain(compressed(), workbooks()), id="all", marks=pytest.mark.slow
        ),
    ],
)
def test_it_is_refused_and_the_run_is_still_there(worked: tuple[Any, int], files: Any) -> None:
    page, run = worked
    for name, content in files():
        assert name in refused(page, run, name, content)


def test_what_ends_the_process_that_reads_it_ends_no_more(
    worked: tuple[Any, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A program that prints something else stands for a library that breaks on a file."""
    page, run = worked
    monkeypatch.setattr("shoal.tables.sources.child_process.opening._PROGRAM", "this")
    _name, content = next(workbooks())
    assert "the process that reads it" in refused(page, run, "book.xlsx", content)
    assert page.upload("text.csv", TABLE)[0] == 200  # a text needs no such process
