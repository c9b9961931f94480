"""A further table that a run predicts: what the page is told, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest

import shoal
from shoal.studio.answers import second_table
from shoal.studio.tables.open_table import Opened, opened_upload
from shoal.tables import Table

from .pages import Page
from .test_tab import cars

TEXT = b"speed,gears,fuel,noise\n1,2,gas,5\n3,4,oil,1\n90,1,,2\n"


@pytest.fixture
def fitted():
    page = Page(cars())
    run = page.fit(targets=["torque"], ignore=["noise"])["run"]
    yield page, run
    page.tab.close()


def further(content: bytes = TEXT) -> Opened:
    return opened_upload("new.csv", content)


def test_answers_and_intervals_are_those_of_the_model(fitted: tuple[Page, int]) -> None:
    page, run = fitted
    told = page.tab.predict(run, further())
    model = shoal.fit_table(cars(), "torque", ignore=["noise"], random_state=0)
    expected = model.predict_interval(further().table, 0.95)
    [answer] = told["predictions"]
    assert answer["predicted"] == expected.prediction[:, 0].tolist()
    assert answer["low"] == expected.low[:, 0].tolist()
    assert answer["high"] == expected.high[:, 0].tolist()
    assert told["outside"] == [False, False, True]  # a speed of 90: training went to 9
    assert told["beyond"] == 1
    assert told["header"] == ["speed", "gears", "fuel", "noise"]
    assert told["cells"][0] == ["1", "2", "gas", "5"]
    assert page.ask("hello")["table"]["rows"] == 60  # the page's own table is the same


def test_only_the_first_rows_are_told_and_all_are_saved(
    fitted: tuple[Page, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_table, "MOST_ROWS", 2)
    page, run = fitted
    told = page.tab.predict(run, further())
    assert (told["rows"], len(told["cells"]), len(told["outside"])) == (3, 2, 2)
    assert len(told["predictions"][0]["predicted"]) == 2
    content, source = page.tab.predicted_file(run)
    assert source == "new.csv"
    assert len(content.decode().splitlines()) == 4


def test_another_run_predicts_the_same_table_when_it_is_asked(fitted: tuple[Page, int]) -> None:
    page, run = fitted
    assert page.ask("predict", run=run)["rows"] == 0
    page.tab.predict(run, further())
    other = page.fit(targets=["noise"], inputs=["speed"])["run"]
    told = page.ask("predict", run=other)
    assert (told["run"], told["predictions"][0]["target"]) == (other, "noise")


@pytest.mark.parametrize(
    ("content", "named"),
    [
        (b"speed,fuel\n1,gas\n", "gears"),
        (b"speed,gears,fuel\nfast,2,gas\n", "speed"),
    ],
)
def test_what_it_cannot_predict_is_named(
    fitted: tuple[Page, int], content: bytes, named: str
) -> None:
    page, run = fitted
    with pytest.raises(ValueError, match=named) as complaint:
        page.tab.predict(run, further(content))
    assert "\n" not in str(complaint.value)
    with pytest.raises(ValueError, match="open a table to predict first"):
        page.tab.predicted_file(run)


def test_a_table_of_no_rows_is_refused(fitted: tuple[Page, int]) -> None:
    page, run = fitted
    empty: Table = cars().take(np.arange(0))
    with pytest.raises(ValueError, match="no rows"):
        page.tab.predict(run, Opened.of_table(empty))


def test_a_file_that_goes_up_to_be_predicted(studio) -> None:
    with studio.page() as page:
        page.upload("cars.csv", b"a,b\n" + b"".join(b"%d,%d\n" % (i, i * i) for i in range(40)))
        run = page.ask(kind="fit", targets=["b"])["run"]
        page.until(lambda m: m["kind"] == "done")
        status, answer = page.upload("more.csv", b"a\n3\n4\n", predicted_by=run)
        assert (status, answer["kind"], answer["rows"]) == (200, "predicted", 2)
        assert page.ask(kind="hello")["table"]["name"] == "cars.csv"
        address, own = f"/runs/{run}/predicted.csv", [("X-Shoal-Pass", studio.chosen)]
        status, headers, body = studio.request(path=address, headers=own)
        assert status == 200
        assert f"more_{run}_predicted.csv" in headers["content-disposition"]
        assert body.decode().splitlines()[0].startswith("a,b_predicted,b_low,b_high")
        for wrong in ("99", "x", "-1", "1" * 400, "\u00b2"):
            status, answer = page.upload("more.csv", b"a\n3\n", predicted_by=wrong)
            assert status == 422, wrong
            assert answer["message"]
