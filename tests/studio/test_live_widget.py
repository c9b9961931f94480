"""The notebook's widget in a browser, without a notebook: what its kernel sends and what is seen."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from shoal import NeuralRegressor, datasets
from shoal.view import live
from shoal.view.frames.frame import Frame

from .browser import Visitor

pytest.importorskip("anywidget", reason="the extra [notebook] is not installed")
from shoal.view.frames.widget import Widget, built

PAGE = """<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><body><div id="cell"></div>
<script type="module">
const text = new TextDecoder().decode(Uint8Array.from(atob("%s"), (c) => c.charCodeAt(0)));
const { default: made } = await import(URL.createObjectURL(new Blob([text], { type: "text/javascript" })));
const widget = made();
const hearers = [];
window.sent = [];
window.told = new Set();
window.start = (state) => {
  window.model = {
    get: (name) => state[name],
    send: (message) => window.sent.push(message.kind),
    on: (_, hear) => hearers.push(hear),
  };
  widget.initialize({ model: window.model });
};
window.show = () => {
  widget.render({ model: window.model, el: document.getElementById("cell") });
  const root = document.getElementById("cell").shadowRoot;
  const line = root.querySelector("p.line");
  const note = () => window.told.add(line.textContent);
  note();
  new MutationObserver(note).observe(line, { childList: true, characterData: true, subtree: true });
};
const view = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
window.deliver = (messages) => {
  for (const [message, buffer] of messages) {
    const bytes = buffer === null ? [] : [view(buffer)];
    for (const hear of hearers) hear(message, bytes);
  }
};
window.ready = true;
</script>"""


class Cell:
    """A kernel whose widget speaks with a page in a browser."""

    def __init__(self, browser: Any, place: Path, monkeypatch: Any, **context: Any) -> None:
        self.waiting: list[Any] = []
        monkeypatch.setattr(Widget, "send", lambda _, *sent: self.keep(*sent))
        text = base64.b64encode(built("live.js").encode()).decode()
        (place / "cell.html").write_text(PAGE % text, encoding="utf-8")
        self.visitor = Visitor(browser, (place / "cell.html").as_uri(), **context)
        self.page = self.visitor.page
        self.page.wait_for_function("window.ready")

    def keep(self, message: Any, buffers: Any = None) -> None:
        """A message is under way to the page."""
        buffer = base64.b64encode(buffers[0]).decode() if buffers else None
        self.waiting.append([message, buffer])

    def start(self, widget: Widget) -> None:
        """The widget's model is made in the page."""
        self.widget = widget
        state = {"scene": widget.scene, "sheet": widget.sheet, "look": widget.look}
        self.page.evaluate("(state) => window.start(state)", state)

    def show(self) -> None:
        """The widget is drawn."""
        self.page.evaluate("window.show()")

    def deliver(self) -> None:
        """What the kernel has sent arrives."""
        messages, self.waiting = self.waiting, []
        self.page.evaluate("(messages) => window.deliver(messages)", messages)

    def answer(self) -> None:
        """The kernel hears what the page has asked, and its answers arrive."""
        for kind in self.page.evaluate("window.sent.splice(0)"):
            self.widget._handle_custom_msg({"kind": kind}, [])
        self.deliver()

    def line(self) -> str:
        return str(self.page.locator("p.line").inner_text())

    def lines(self) -> set[str]:
        """Every line that was seen."""
        return set(self.page.evaluate("[...window.told]"))

    def until(self, words: str) -> None:
        self.page.locator("p.line", has_text=words).wait_for()


@pytest.fixture
def cell(browser: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Cell]:
    found = Cell(browser, tmp_path, monkeypatch)
    yield found
    found.visitor.close()


def quick(epochs: int = 2_000) -> Any:
    """A fit that is over before any page could stand."""
    data = datasets.lecture("S19", np.random.RandomState(0))
    model = NeuralRegressor((4,), solver="gd", alpha=0, tol=0, max_iter=epochs, random_state=0)
    model.fit(data.X, data.T.ravel(), sinks=(view := live()))
    assert view.drain(10)
    return view


def epochs_of(lines: set[str]) -> list[int]:
    return sorted(
        int(m[1].replace("\u202f", "")) for s in lines if (m := re.match(r"epoch ([\d\u202f]+)", s))
    )


@pytest.mark.parametrize("missed", [False, True])
def test_a_fit_that_was_over_too_soon_is_replayed_by_itself_and_once(
    cell: Cell, missed: bool
) -> None:
    view = quick()
    if missed:  # the model was not made yet
        cell.waiting.clear()
    cell.start(view._widget)
    cell.deliver()
    cell.show()
    for _ in range(3):  # ready, again
        cell.answer()
    cell.until("ran all 2")
    cell.page.get_by_role("button", name="Replay").wait_for()
    seen = epochs_of(cell.lines())
    assert seen[:4] == [0, 1, 2, 3]
    assert len(seen) > 40
    cell.page.evaluate("window.told.clear()")
    cell.page.evaluate("document.getElementById('cell').replaceWith(Object.assign("
                       "document.createElement('div'), { id: 'cell' }))")  # fmt: skip
    cell.show()  # in another cell it stands still
    assert cell.page.get_by_role("button", name="Replay").count() == 1
    assert cell.line() == "ran all 2,000 epochs"


def test_where_pictures_should_not_move_the_end_stands(
    browser: Any, tmp_path: Path, monkeypatch: Any
) -> None:
    cell = Cell(browser, tmp_path, monkeypatch, reduced_motion="reduce")
    view = quick()
    cell.start(view._widget)
    cell.show()
    cell.deliver()
    assert cell.line() == "ran all 2,000 epochs"
    assert cell.page.get_by_role("button", name="Replay").count() == 1
    cell.visitor.close()


def test_a_fit_that_was_seen_to_learn_is_not_replayed(cell: Cell) -> None:
    view = quick()
    told, cell.waiting = cell.waiting, []
    cell.page.clock.install()
    cell.start(view._widget)
    cell.show()
    for message in told[:-1]:
        cell.waiting = [message]
        cell.deliver()
        cell.page.clock.run_for(100)
    cell.waiting = told[-1:]
    cell.deliver()
    assert cell.line() == "ran all 2,000 epochs"
    assert cell.page.get_by_role("button", name="Replay").count() == 1


def test_a_page_opened_later_stands_still(cell: Cell) -> None:
    view = quick()
    view._widget._handle_custom_msg({"kind": "ready"}, [])  # the first page
    cell.waiting.clear()
    cell.start(view._widget)
    cell.show()
    for _ in range(3):
        cell.answer()
    assert cell.line() == "ran all 2,000 epochs"
    assert cell.page.get_by_role("button", name="Replay").count() == 1


def test_the_first_epochs_survive_a_long_fit(cell: Cell) -> None:
    """Of 100,000 rows in 1,000 frames the curve and the replay keep the first ones."""
    view = quick(1_000)
    cell.waiting.clear()
    cell.start(view._widget)
    cell.show()
    for k in range(1_000):
        epoch = np.arange(100 * k, 100 * k + 100)
        columns = {"epoch": epoch, "rmse_train": 1 / (1.0 + epoch)}
        last = int(epoch[-1]) if k else 0
        frame = Frame(0, last, 0.0, False, columns, {}, view._widget._history.frames[-1].weights)
        header, buffer = frame.packed()
        cell.keep(header, [buffer])
    cell.deliver()
    path = cell.page.locator(".errors path.line.train").first.get_attribute("d")
    points = np.array(re.findall(r"[ML]([\d.-]+) ([\d.-]+)", path), dtype=float)
    x = np.unique(points[:, 0])
    place = (x - x[0]) / (x[-1] - x[0])
    for epoch in range(1, 60):  # each stands where the log axis has it, to a tenth of a pixel
        expected = np.log(epoch) / np.log(99_999)
        assert np.abs(place - expected).min() < 0.2 / (x[-1] - x[0]), epoch
    counts = np.histogram(place, np.linspace(0.4, 1, 7))[0]
    assert counts.min() > 0.5 * counts.max()
    slider = cell.page.locator(".replay input")
    frames = int(slider.get_attribute("max")) + 1
    assert 300 < frames <= 400
