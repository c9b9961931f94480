"""The live view without a browser: what it sends, that it costs no bit, what it leaves behind."""

import json
import re
import subprocess
import sys
import threading
import warnings
from base64 import b64decode
from xml.etree import ElementTree

import ipywidgets
import numpy as np
import pytest

from shoal import NeuralRegressor, datasets, fit_table
from shoal.errors import InputError
from shoal.trace import Channel, Opening, Spread
from shoal.trace.epoch_axis import STEPS, evenly
from shoal.view import live
from shoal.view.frames.frame import Frame, thinned
from shoal.view.frames.history import MOST, History
from shoal.view.frames.widget import Widget, built


@pytest.fixture(scope="module")
def data():
    return datasets.lecture("S19", np.random.RandomState(0))


def descent(data, sinks=(), epochs=5_000, **parameters):
    model = NeuralRegressor(
        (6,),
        solver="gd",
        learning_rate_init=(0.1, 0.01),
        alpha=0,
        tol=0,
        max_iter=epochs,
        random_state=0,
        **parameters,
    )
    watched = (data.X_test, data.T_test.ravel())
    return model.fit(data.X, data.T.ravel(), validation=watched, sinks=sinks)


class Page:
    """Hears what a widget sends, and answers as a page does."""

    def __init__(self, monkeypatch):
        self.heard = []
        monkeypatch.setattr(
            Widget, "send", lambda _, message, buffers=None: self.heard.append((message, buffers))
        )

    def of(self, kind):
        return [message for message, _ in self.heard if message["kind"] == kind]

    def says(self, view, kind):
        self.heard.clear()
        view._widget._handle_custom_msg({"kind": kind}, [])


@pytest.fixture
def page(monkeypatch):
    return Page(monkeypatch)


def test_a_descent_is_shown_in_51_frames_and_ends_with_what_it_kept(data, page):
    model = descent(data, view := live())
    assert view.drain(10)
    frames = page.of("frame")
    epochs = [f["epoch"] for f in frames]
    assert epochs[:5] == [0, 1, 2, 3, 4]  # the first ones, as a logarithmic axis shows them
    assert len(frames) == 51
    steps = np.diff(np.log1p([e for e in epochs if e > 20]))
    assert steps.max() < 1.3 * steps.min()
    assert epochs[-1] == 5_000
    _, (buffer,) = [h for h in page.heard if h[0]["kind"] == "frame"][-1]
    size = sum(w.size for w in model.network_.weights)
    last = np.frombuffer(buffer, "<f4")[-size:]
    weights = np.concatenate([w.ravel() for w in model.network_.weights])
    np.testing.assert_array_equal(last, weights.astype("<f4"))
    (end,) = page.of("end")
    assert (end["told"], end["kept"], end["why"]) == (51, 5_000, "ran all 5,000 epochs")
    assert end["trace"]["rmse_train"][-1] == model.trace_["rmse_train"][-1]


@pytest.mark.parametrize("solver", ["gd", "lm"])
def test_networks_are_asked_for_evenly_along_the_axis_or_as_often_as_told(solver):
    random = np.random.RandomState(0)
    NeuralRegressor((2,), n_networks=1, max_iter=1, tol=0).fit(
        random.randn(9, 1), random.randn(9), sinks=(opening := _Opening())
    )
    (view := live()).begin(_with(opening.heard, solver=solver, max_epochs=100_000))
    assert view.every == 0  # also whenever the fit tells of itself
    stops, epoch = [], -1
    while (epoch := view.next_stop(epoch)) is not None:
        stops.append(epoch)
    assert stops == evenly(100_000, STEPS)
    view.begin(_with(opening.heard, several=True))
    assert view.next_stop(0) is None
    fixed = live(every=7)
    fixed.begin(_with(opening.heard, solver=solver, max_epochs=100))
    assert fixed.every == 7
    assert [fixed.next_stop(e) for e in (-1, 0, 6, 7)] == [0, 7, 7, 14]
    (by_the_clock := live(every=0)).begin(_with(opening.heard, max_epochs=100))
    assert by_the_clock.next_stop(0) is None


class _Opening:
    every = None

    def begin(self, opening):
        self.heard = opening

    def receive(self, event):
        """Nothing."""


def _with(opening, **facts):
    return Opening(**(vars(opening) | facts))


def test_no_number_of_viewers_changes_a_bit_nor_does_one_that_is_stuck(data):
    stuck = threading.Event()
    jammed = Channel(lambda events: stuck.wait(), every=0)
    quiet = descent(data, epochs=20_000)
    views = [live(every=i * 37) for i in range(20)]
    watched = descent(data, [*views, jammed], epochs=20_000)
    stuck.set()
    assert all(view.drain(20) for view in views)
    for a, b in zip(quiet.network_.weights, watched.network_.weights, strict=True):
        np.testing.assert_array_equal(a, b)
    for name, column in quiet.trace_.items():
        np.testing.assert_array_equal(column, watched.trace_[name])


def test_a_spread_fit_has_the_same_bits_and_is_told_last_where_it_is_spread(data, monkeypatch):
    now = [0.0]
    monkeypatch.setattr(Spread.__init__, "__defaults__", (lambda: now[0], lambda s: now.append(s)))
    model = descent(data, view := live(pace=5), epochs=1_000)
    assert view.holds
    assert not live().holds
    assert len(now) > STEPS / 2  # it was held
    alone = descent(data, epochs=1_000)
    for a, b in zip(model.network_.weights, alone.network_.weights, strict=True):
        np.testing.assert_array_equal(a, b)
    assert view.drain(10)


def test_a_page_that_comes_late_gets_everything_again(data, page):
    descent(data, view := live())
    assert view.drain(10)
    first = list(page.heard)
    page.says(view, "ready")
    assert page.of("told") == [{"kind": "told", "told": 51, "first": True}]
    page.says(view, "again")
    assert page.of("again") == [{"kind": "again", "told": 51, "frames": 51}]
    for (message, buffers), (as_before, buffers_before) in zip(page.heard[1:], first, strict=True):
        assert message == as_before
        assert buffers == buffers_before
    page.says(view, "ready")  # another page: the first has seen it learn
    assert page.of("told") == [{"kind": "told", "told": 51, "first": False}]
    page.says(view, "nonsense")
    view._widget._handle_custom_msg("no message at all", [])
    assert page.heard == []


def test_one_network_after_the_other_and_at_last_all_of_them(page):
    random = np.random.RandomState(0)
    X = random.uniform(-2, 2, (60, 1))
    y = np.sin(2 * X.ravel()) + 0.1 * random.normal(size=60)
    model = NeuralRegressor((3,), n_networks=5, max_iter=20, random_state=0)
    model.fit(X, y, sinks=(view := live()))
    assert view.drain(10)
    assert view._widget.scene["several"]
    last = page.of("frame")[-1]
    assert {"y", "low", "high", "units"} <= last["parts"].keys()
    (end,) = page.of("end")
    assert end["why"] == model.outcome_.sentence
    assert end["trace"]["rmse_train"] == model.trace_["rmse_train"].tolist()


def test_a_table_gives_its_names_and_one_of_several_targets_is_drawn(page):
    random = np.random.RandomState(0)
    x = random.uniform(size=40)
    table = {"<b>x</b>": x, "left": np.sin(x), "right": 3 * x}
    view = live(output=1)
    model = fit_table(
        table, ["left", "right"], sinks=view, hidden_layer_sizes=(3,), solver="lbfgs", n_networks=1
    )
    assert view.drain(10)
    assert view._widget.scene["target"] == "right"
    assert view._widget.scene["inputs"][0]["name"] == "<b>x</b>"
    (end,) = page.of("end")
    assert end["trace"]["rmse_train"][-1] == pytest.approx(model.trace["rmse_train_1"][-1])


def test_an_interrupted_fit_keeps_its_best_weights_and_is_shown_to_its_end(data, page):
    class Impatient:
        every = None
        holds = True

        def receive(self, event):
            if event.epoch > 100:
                raise KeyboardInterrupt

    model = descent(data, [view := live(), Impatient()], epochs=10_000_000)
    assert view.drain(10)
    (end,) = page.of("end")
    assert end["why"] == model.outcome_.sentence
    assert "interrupted" in end["why"]


def test_infinite_errors_are_sent_as_null(data, page):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = descent(data, view := live(), activation="relu", output_activation="polynomial")
    assert view.drain(10)
    assert model.outcome_.sentence
    (end,) = page.of("end")
    json.dumps(end, allow_nan=False)


def frame(epoch):
    columns = {"epoch": np.array([epoch]), "rmse_train": np.array([1.0 / (1 + epoch)])}
    return Frame(0, epoch, 0.1 * epoch, False, columns)


@pytest.mark.parametrize("epochs", [190, 5_000])
def test_a_long_history_keeps_frames_evenly_along_the_axis_and_every_stretch_of_the_trace(epochs):
    history = History(last=epochs)
    for epoch in range(epochs):
        history.add(frame(epoch))
    assert history.told == epochs
    assert len(history.frames) == MOST
    kept = np.array([f.epoch for f in history.frames])
    assert (kept[0], kept[-1]) == (0, epochs - 1)
    place = kept if epochs <= 200 else np.log1p(kept[kept > 100])
    steps = np.diff(place)[:-1]  # behind the last but one there is not yet a step
    assert steps.max() <= 4 * steps.min()
    if epochs > 200:
        assert list(kept[:10]) == list(range(10))
    told = np.concatenate([f.columns["epoch"] for f in history.frames])
    assert set(range(40)) <= set(told)
    assert np.diff(np.log1p(told)).max() < 0.7
    assert np.all(np.diff(told) > 0)


def test_rows_are_thinned_evenly_along_the_axis_and_keep_the_largest_error():
    epoch = np.arange(100_001)
    error = 1 / (1.0 + epoch)
    error[54_321] = 7.0
    few = thinned({"epoch": epoch, "rmse_train": error}, 400)
    assert len(few["epoch"]) <= 401
    assert list(few["epoch"][:10]) == list(range(10))
    assert few["epoch"][-1] == 100_000
    assert 54_321 in few["epoch"]
    np.testing.assert_array_equal(few["rmse_train"], error[few["epoch"]])
    each = [np.sum((few["epoch"] >= 10**k) & (few["epoch"] < 10 ** (k + 1))) for k in (2, 3, 4)]
    assert max(each) < 1.5 * min(each)
    short = thinned({"epoch": np.arange(200), "rmse_train": np.ones(200)}, 50)
    assert np.diff(short["epoch"]).max() <= 8


def pictures(html):
    found = re.findall(r'class="(on-\w+)"[^>]*src="data:image/svg\+xml;base64,([^"]+)"', html)
    return [(ground, b64decode(svg).decode()) for ground, svg in found]


IN_A_SHELL = """
import json, numpy as np
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance(display_pub_class=CapturingDisplayPublisher)
cell = '''
import numpy as np, shoal
view = shoal.view.live(height=120)
x = np.linspace(-2, 2, 30)
model = shoal.NeuralRegressor((3,), solver="gd", max_iter=2000, tol=0, random_state=0)
model.fit(x[:, None], np.sin(x), sinks=view)
shown_while_it_ran = len(get_ipython().display_pub.outputs)
'''
assert shell.run_cell(cell).success
first = list(shell.display_pub.outputs)
assert shell.run_cell("view").success
second = shell.display_pub.outputs[len(first):]
assert shell.run_cell("for y in (np.cos(x), x): model.fit(x[:, None], y, sinks=view)").success
third = shell.display_pub.outputs[len(first) + len(second):]
assert not shell.events.callbacks["post_run_cell"]
keep = lambda outputs: [[o["data"], bool(o["update"])] for o in outputs]
print("\\n" + json.dumps([shell.user_ns["shown_while_it_ran"], keep(first), keep(second), keep(third)]))
"""


@pytest.fixture(scope="module")
def in_a_shell():
    done = subprocess.run(
        [sys.executable, "-c", IN_A_SHELL], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


WIDGET = "application/vnd.jupyter.widget-view+json"


def test_a_cell_shows_the_widget_at_once_and_the_picture_at_its_end(in_a_shell):
    during, first, second, third = in_a_shell
    assert during == 2
    widget, place, picture = first
    assert widget[0][WIDGET]["model_id"]
    assert widget[0]["text/plain"] == ""  # programs without widgets have the picture behind it
    assert place == [{"text/html": "", "text/plain": ""}, False]
    assert picture[1] is True
    assert [ground for ground, _ in pictures(picture[0]["text/html"])] == [
        "on-light",
        "on-dark",
    ] * 3
    # shown in another cell: the same widget, the same picture
    assert second[0][0][WIDGET]["model_id"] == widget[0][WIDGET]["model_id"]
    assert second[1][0]["text/html"] == picture[0]["text/html"]
    # two fits in one cell: a widget and a picture each
    assert [WIDGET in data for data, _ in third] == [True, False, False, True, False, False]
    assert [update for _, update in third] == [False, False, True] * 2


def test_the_static_picture_is_inert_and_tells_the_figures(in_a_shell):
    html = in_a_shell[1][2][0]["text/html"]
    assert "<script" not in html
    assert not re.search(r"\son\w+=", html)
    for ground, svg in pictures(html):
        ElementTree.fromstring(svg)
        assert ("#14181d" in svg.lower() or "none" in svg) if ground == "on-dark" else True
    errors = pictures(html)[0][1]
    for words in ("error while learning", "training", "mean", "linear"):
        assert words in errors


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"every": -1}, "every must be"),
        ({"every": 2.5}, "every must be"),
        ({"every": True}, "every must be"),
        ({"every": "often"}, "every must be"),
        ({"pace": 0}, "pace must be"),
        ({"pace": True}, "pace must be"),
        ({"pace": np.nan}, "pace must be"),
        ({"pace": "slow"}, "pace must be"),
        ({"output": -1}, "output must be"),
        ({"height": 3}, "height must be"),
    ],
)
def test_what_cannot_be_used_is_named(wrong, words):
    with pytest.raises(InputError, match=words):
        live(**wrong)


def test_a_listener_alone_or_none_at_all(data):
    with pytest.raises(TypeError, match=r"print.* is no sink"):
        descent(data, print)
    with pytest.raises(TypeError, match="3 is no sink"):
        fit_table({"x": [1.0, 2.0], "y": [1.0, 2.0]}, "y", sinks=3)


def test_no_name_of_ours_is_one_of_the_widgets_own():
    ours = {"scene", "sheet", "look", "tell", "finish"}
    taken = {*dir(ipywidgets.DOMWidget), "log", "comm", "keys", "style", "layout"}
    assert not ours & taken
    assert ours <= set(dir(Widget))


def test_without_the_extra_or_the_front_end_one_sentence_says_so(monkeypatch):
    code = (
        "import sys; sys.modules['anywidget'] = None\n"
        "import shoal\n"
        "try:\n    shoal.view.live()\n"
        "except shoal.errors.MissingExtraError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "notebook" in done.stdout
    with pytest.raises(InputError, match="run `make front`"):
        built("nothing.js")
