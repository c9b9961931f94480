"""The live view in a real JupyterLab: it moves while ``fit`` runs, and what is saved stands alone."""

import re

import pytest

FIT = """
import numpy as np, shoal
from shoal import NeuralRegressor, datasets
data = datasets.lecture("S19", np.random.RandomState(0))
model = NeuralRegressor((8,), solver="gd", learning_rate_init=(0.1, 0.01), alpha=0, tol=0,
                        max_iter={epochs}, random_state=0)
view = shoal.view.live()
model.fit(data.X, data.T, validation=(data.X_test, data.T_test),
          sinks=[view, shoal.trace.Pace(speed={speed})])
print(model.outcome_.sentence)
"""
MISSING = "widget model not found"  # JupyterLab's own words about a widget whose kernel has gone


@pytest.fixture
def fitted(notebook):
    """A notebook whose second cell shows the view again; opened, not yet run."""
    notebook.write(FIT.format(epochs=60, speed=20), "view", "model.trace_['rmse_train'][-1]")
    notebook.open()
    return notebook


def lines(page):
    return page.locator(".live p.line").all_inner_texts()


def said(page, words):
    return page.locator(".live p.line", has_text=words).first


def curve(page):
    """The path of the training error, as it is drawn now."""
    return page.locator(".live .errors path.line.train").first.get_attribute("d")


def test_it_moves_while_fit_runs_and_a_static_picture_stands_after_a_reload(fitted):
    page = fitted.page
    fitted.run(0)
    told, curves = set(), set()
    while not fitted.ended(0):
        if page.locator(".live p.line").count():
            told |= set(lines(page))
            curves.add(curve(page))
        page.wait_for_timeout(20)
    epochs = {int(found[1]) for text in told if (found := re.match(r"epoch (\d+) ", text))}
    assert len(epochs) >= 8, told
    assert len(curves) >= 8
    said(page, "ran all 60 epochs").wait_for()
    assert page.locator(".live p.line").all_inner_texts() == ["ran all 60 epochs"]
    assert page.locator(".live .network line").count() > 16
    assert page.locator(".live .units path.line").count() >= 8
    assert not page.locator("img.on-light").first.is_visible()

    fitted.run(1)  # the same fit once more, from what this page has heard
    page.locator(".live").nth(1).wait_for()
    assert lines(page) == ["ran all 60 epochs"] * 2

    cells = fitted.save(outputs=3)
    widget, picture, _ = cells[0]["outputs"]
    assert "application/vnd.jupyter.widget-view+json" in widget["data"]
    assert "<img" in "".join(picture["data"]["text/html"])
    assert fitted.errors == []

    fitted.open()  # while the kernel lives, the page asks it for all frames
    page.locator(".live").first.wait_for()
    said(page, "ran all 60 epochs").wait_for()
    page.locator(".live .replay").first.wait_for()
    assert fitted.errors == []

    fitted.end_kernel()
    fitted.open()
    pictures = page.locator(".jp-CodeCell").first.locator("img.on-light")
    pictures.first.wait_for()
    assert page.locator(".live").count() == 0
    assert pictures.count() == 3
    for i in range(3):
        assert pictures.nth(i).is_visible()
        assert pictures.nth(i).evaluate("image => image.naturalWidth") > 200
    assert not page.get_by_text("Error displaying widget").first.is_visible()
    assert [error for error in fitted.errors if MISSING not in error] == []


def test_the_replay_shows_every_frame_at_an_eyes_pace(notebook):
    page = notebook.page
    page.add_init_script(NOTE_EVERY_LINE)
    notebook.write(FIT.format(epochs=5_000, speed=None))
    notebook.open()
    notebook.run(0)
    notebook.wait_until_ended(0)
    slider = page.locator(".live .replay input")
    slider.wait_for()
    assert slider.get_attribute("max") == "50"  # 51 frames, as in the lecture
    slider.fill("0")
    assert lines(page)[0].startswith("epoch 0 ")
    slider.fill("50")
    page.get_by_role("button", name="Replay").click()
    page.get_by_role("button", name="Pause").wait_for(state="hidden")
    assert len(page.evaluate("[...window.told]")) > 20
    assert notebook.errors == []


NOTE_EVERY_LINE = """
window.told = new Set();
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, init);
  const note = () => window.told.add(root.querySelector(".live p.line")?.textContent);
  new MutationObserver(note).observe(root, { childList: true, characterData: true, subtree: true });
  return root;
};
"""


def epochs_seen(page):
    """The epochs that were told one after the other until all stands still."""
    page.get_by_role("button", name="Replay").wait_for()
    numbers = (re.match(r"epoch ([\d\u202f]+)", t or "") for t in page.evaluate("[...told]"))
    return sorted(int(found[1].replace("\u202f", "")) for found in numbers if found)


def test_a_fit_that_is_over_before_it_is_drawn_is_replayed_by_itself(notebook):
    page = notebook.page
    page.add_init_script(NOTE_EVERY_LINE)
    notebook.write(FIT.format(epochs=2_000, speed=None))
    notebook.open()
    notebook.run(0)
    seen = epochs_seen(page)  # nobody has pressed Replay
    assert len(seen) > 40
    assert seen[:3] == [0, 1, 2]
    assert lines(page) == ["ran all 2,000 epochs"]
    notebook.wait_until_ended(0)
    notebook.save(outputs=3)
    notebook.open()  # whoever opens it later is not met by moving pictures
    said(page, "ran all 2,000 epochs").wait_for()
    assert page.get_by_role("button", name="Pause").count() == 0
    assert notebook.errors == []


def test_a_paced_fit_is_seen_from_its_first_epochs_while_it_runs(notebook):
    page = notebook.page
    page.add_init_script(NOTE_EVERY_LINE)
    notebook.write(FIT.format(epochs=2_000, speed=None).replace("live()", "live(pace=4)"))
    notebook.open()
    notebook.run(0)
    seen = epochs_seen(page)
    assert len(seen) > 15
    assert seen[0] <= 30
    notebook.wait_until_ended(0)
    assert page.get_by_role("button", name="Pause").count() == 0  # it was seen
    assert notebook.errors == []


def test_kernel_interrupt_keeps_the_best_weights_and_the_view(notebook):
    page = notebook.page
    notebook.write(FIT.format(epochs=1_000_000, speed=30), "len(model.trace_['epoch'])")
    notebook.open()
    notebook.run(0)
    page.locator(".live p.line").wait_for()
    page.wait_for_timeout(500)
    page.locator(
        '[data-jp-item-name="interrupt"], [data-command="notebook:interrupt-kernel"]'
    ).first.click()
    notebook.wait_until_ended(0)
    said(page, "interrupted after").wait_for()
    notebook.run(1)
    notebook.wait_until_ended(1)
    epochs = int(page.locator(".jp-OutputArea-executeResult pre").last.inner_text())
    assert 1 < epochs < 1_000_000
    assert notebook.errors == []


def test_it_follows_the_theme_and_the_width_of_its_place(notebook):
    page = notebook.page
    notebook.write(FIT.format(epochs=2_000, speed=None))
    notebook.open()
    notebook.run(0)
    notebook.wait_until_ended(0)
    live = page.locator(".live")
    live.wait_for()
    for width, columns in ((1280, 3), (980, 3), (600, 1)):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(300)
        panels = page.locator(".live .panel:not(.network)")
        boxes = [panels.nth(i).bounding_box() for i in range(3)]
        assert len({round(box["x"]) for box in boxes}) == columns, width
        area = page.locator(".jp-OutputArea-output").first.bounding_box()
        assert all(box["x"] + box["width"] <= area["x"] + area["width"] + 1 for box in boxes)
    ground = "element => getComputedStyle(element.parentNode).backgroundColor"
    light = live.evaluate(ground)
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    page.wait_for_timeout(200)
    assert light == "rgb(255, 255, 255)"
    assert live.evaluate(ground) == "rgb(20, 23, 28)"
    assert notebook.errors == []
