"""The three panels: what is on them, read back from the artists, and that they draw cleanly."""

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from PIL import Image

from shoal.errors import InputError, MissingExtraError
from shoal.view import style
from shoal.view.panels.error_panel import draw_errors
from shoal.view.panels.labels import Room
from shoal.view.panels.three_panels import draw, save
from shoal.view.subject.picture import Curve, Errors, Fit, Points, TrainingPicture, Units


def falling(n=50):
    """A trace of n rows: epochs 0 ... n - 1."""
    epoch = np.arange(n)
    return {
        "epoch": epoch,
        "rmse_train": 0.5 - 0.3 * epoch / (n - 1),
        "rmse_held_out": 0.6 - 0.2 * epoch / (n - 1),
    }


def over_one_input(fit=None, **errors):
    x = np.linspace(-1, 1, 8)
    grid = np.linspace(-1, 1, 40)
    shown = Fit(
        training=Points(x**2, x**2 + 0.1, x),
        held_out=Points(x**2 - 0.1, x**2, x + 0.05, "held out"),
        curve=Curve(grid, grid**2, truth=grid**2 - 0.05, noise=0.1),
        target="torque, Nm",
        input="speed, 1/min",
    )
    learned = {
        **falling(),
        "baselines": {"mean": 0.55, "linear": 0.45},
        "baselines_on": "held-out rows",
        "target": "torque, Nm",
    }
    units = Units(
        np.tanh(np.outer(grid, [1, -2, 3])), np.array([1.0, -2.0, 0.5]), grid, None, (-1.1, 1.1)
    )
    return TrainingPicture(
        Errors(**(learned | errors)), replace(shown, **(fit or {})), units, "a title"
    )


def over_several_inputs(**errors):
    random = np.random.default_rng(0)
    actual = np.sort(random.normal(size=400))
    predicted = np.sort(actual + 0.1 * random.normal(size=400))
    Z = np.tanh(np.outer(predicted, [1, -1, 2, 3, -4]))
    return TrainingPicture(
        Errors(**(falling() | errors)),
        Fit(
            Points(actual[::2], predicted[::2]),
            Points(actual[1::2], predicted[1::2], label="held out"),
        ),
        Units(Z, np.array([1.0, -1, 0.5, 2, -3]), None, predicted, (-1.1, 1.1)),
    )


def texts(axes):
    return [text.get_text() for text in axes.texts]


def curves(axes, color):
    return [line for line in axes.lines if to_hex(line.get_color()) == color.lower()]


def test_the_errors_are_drawn_with_the_current_epoch_and_named_on_the_line():
    axes = draw(over_one_input()).axes[0]
    (train, end) = curves(axes, style.LIGHT.training)
    np.testing.assert_array_equal(train.get_xdata(), np.arange(50))
    np.testing.assert_allclose(train.get_ydata()[[0, -1]], [0.5, 0.2])
    assert list(end.get_xdata()) == [49]
    (held, _) = curves(axes, style.LIGHT.held_out)
    np.testing.assert_allclose(held.get_ydata()[[0, -1]], [0.6, 0.4])
    assert texts(axes) == ["training 0.200", "held out 0.400", "mean 0.550", "linear 0.450"]
    dashed = [line for line in curves(axes, style.LIGHT.muted) if line.get_linestyle() == "--"]
    assert [line.get_ydata()[0] for line in dashed] == [0.55, 0.45]
    assert axes.get_legend() is None
    assert axes.get_ylabel() == "RMSE of torque, Nm"
    assert "held-out rows" in axes.get_xlabel()


def test_the_first_epoch_alone_is_drawn():
    trace = {name: values[:1] for name, values in falling().items()}
    picture = over_one_input(**trace)
    axes = draw(picture).axes[0]
    assert list(curves(axes, style.LIGHT.training)[-1].get_xdata()) == [0]


def test_the_kept_epoch_is_marked_where_it_is_not_the_last():
    axes = draw(over_one_input(kept=20)).axes[0]
    assert "kept: epoch 20" in texts(axes)
    assert f"training {style.number(falling()['rmse_train'][20])}" in texts(axes)
    assert not any("kept" in text for text in texts(draw(over_one_input(kept=49)).axes[0]))


def test_numbers_beside_lines_that_go_on_are_said_to_be_of_the_kept_epoch():
    axes = Figure(figsize=(8, 4)).add_subplot()
    draw_errors(axes, over_one_input(kept=20).errors, Room.of(axes))
    assert "numbers: of the kept one" in axes.get_xlabel()
    draw_errors(axes, over_one_input(kept=49).errors, Room.of(axes))
    assert "numbers" not in axes.get_xlabel()


def test_epochs_are_logarithmic_where_the_fall_is_early_and_errors_where_they_are_far_apart():
    epoch = np.arange(1000)
    early = over_one_input(epoch=epoch, rmse_train=1 / (1 + epoch), rmse_held_out=None)
    axes = draw(early).axes[0]
    assert axes.get_xscale() == "symlog"
    assert axes.get_xlim() == (0, 999)
    assert axes.get_yscale() == "log"
    late = draw(over_one_input()).axes[0]
    assert (late.get_xscale(), late.get_yscale()) == ("linear", "linear")
    assert late.get_ylim()[0] == 0


def test_a_trace_that_is_not_finite_everywhere_is_drawn_where_it_is():
    trace = falling()
    broken = trace["rmse_train"].copy()
    broken[40:] = [np.inf, np.nan] * 5
    axes = draw(over_one_input(rmse_train=broken, rmse_held_out=None)).axes[0]
    assert np.isfinite(curves(axes, style.LIGHT.training)[0].get_ydata()).sum() == 40
    assert "training not a number" in texts(axes)
    assert np.all(np.isfinite(axes.get_ylim()))


def test_long_traces_are_thinned_without_losing_ends_or_the_kept_epoch():
    n = 200_001
    epoch = np.arange(n)
    picture = over_one_input(
        epoch=epoch, rmse_train=2 - epoch / n, rmse_held_out=None, kept=123_457
    )
    axes = draw(picture).axes[0]
    shown = curves(axes, style.LIGHT.training)[0].get_xdata()
    assert len(shown) < 5000
    assert {0, 1, 2, 123_457, n - 1} <= set(shown.tolist())


def test_one_input_shows_rows_model_truth_and_noise():
    axes = draw(over_one_input()).axes[1]
    train, held = axes.collections[-2:]
    assert to_hex(train.get_facecolor()[0]) == style.LIGHT.training.lower()
    assert to_hex(held.get_facecolor()[0]) == style.LIGHT.held_out.lower()
    np.testing.assert_allclose(train.get_offsets()[:, 1], np.linspace(-1, 1, 8) ** 2)
    (model,) = curves(axes, style.LIGHT.model)
    assert len(model.get_xdata()) == 40
    assert set(texts(axes)) == {"training", "held out", "model", "true curve", "± noise"}
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("speed, 1/min", "torque, Nm")


def test_several_inputs_show_predicted_against_actual_with_the_diagonal():
    picture = over_several_inputs()
    axes = draw(picture).axes[1]
    diagonal = axes.lines[0]
    np.testing.assert_array_equal(diagonal.get_xdata(), diagonal.get_ydata())
    offsets = axes.collections[0].get_offsets()
    np.testing.assert_allclose(offsets[:, 0], picture.fit.training.actual)
    np.testing.assert_allclose(offsets[:, 1], picture.fit.training.predicted)
    assert axes.get_xlim() == axes.get_ylim()
    assert axes.get_xlabel() == "actual y"


def test_units_are_lines_over_one_input_coloured_by_the_sign_of_their_weight():
    axes = draw(over_one_input()).axes[2]
    blue, vermilion = curves(axes, style.LIGHT.positive), curves(axes, style.LIGHT.negative)
    assert (len(blue), len(vermilion)) == (2, 1)
    assert vermilion[0].get_linewidth() > max(line.get_linewidth() for line in blue)
    np.testing.assert_allclose(vermilion[0].get_ydata(), np.tanh(-2 * np.linspace(-1, 1, 40)))
    assert axes.get_ylim() == (-1.1, 1.1)


def test_units_are_cells_over_the_rows_of_several_inputs():
    figure = draw(over_several_inputs())
    axes = figure.axes[2]
    cells = np.asarray(axes.images[0].get_array())
    assert cells.shape == (5, 134)  # 400 rows, three to a cell
    Z = over_several_inputs().units.Z
    np.testing.assert_allclose(cells[0, 0], Z[:3, 3].mean())  # largest weight first
    np.testing.assert_allclose(cells[-1, -1], Z[399:, 4].mean())
    assert figure.axes[3].get_ylabel() == "z, mean of 3 rows"


def test_what_is_missing_is_said():
    empty = TrainingPicture(Errors(np.arange(3), np.array([3.0, 2.0, 1.0])))
    figure = draw(empty)
    assert "give X and y" in texts(figure.axes[1])[0]
    assert "no hidden units" in texts(figure.axes[2])[0]


@pytest.mark.parametrize("size", [(13, 4), (5, 11), (7, 2.4), (3, 3)])
@pytest.mark.parametrize("picture", [over_one_input, over_several_inputs])
def test_any_size_draws_without_a_warning_and_nothing_leaves_the_figure(size, picture):
    figure = draw(picture(kept=10), Figure(figsize=size))
    figure.draw_without_rendering()
    if min(size) <= 3 and max(size) <= 3:
        return  # too small for the words; it must only not fail
    inside = figure.bbox.padded(2)
    for axes in figure.axes:
        for text in [*axes.texts, axes.title, axes.xaxis.label, axes.yaxis.label]:
            if text.get_text():
                box = text.get_window_extent()
                assert box.x0 >= inside.x0, text.get_text()
                assert box.x1 <= inside.x1, text.get_text()


def test_labels_do_not_overlap():
    figure = draw(over_one_input(baselines={"mean": 0.4, "linear": 0.4}))
    figure.draw_without_rendering()
    for axes in figure.axes[:3]:
        boxes = sorted((t.get_window_extent() for t in axes.texts), key=lambda box: box.y0)
        for below, above in pairwise(boxes):
            assert above.y0 >= below.y0 + 0.8 * below.height


def test_pictures_that_follow_each_other_have_the_same_axes():
    fixed = {
        "n_epochs": 49,
        "limits": (0, 0.7),
        "fit": {"limits": (-1, 2)},
        "epoch_scale": "linear",
    }
    places = []
    for last in (0, 7, 49):
        trace = {name: values[: last + 1] for name, values in falling().items()}
        figure = draw(over_one_input(**trace, **fixed))
        figure.draw_without_rendering()
        places.append(
            [(*a.get_position().bounds, *a.get_xlim(), *a.get_ylim()) for a in figure.axes]
        )
    np.testing.assert_array_equal(places[0], places[1])
    np.testing.assert_array_equal(places[0], places[2])


def test_the_callers_settings_and_pyplot_are_left_alone(tmp_path):
    code = """
import sys, numpy as np
from shoal.view.subject.picture import Errors, TrainingPicture
from shoal.view.panels.three_panels import draw, save
import matplotlib
def settings():  # asking for the backend would choose one
    return {name: matplotlib.rcParams[name] for name in matplotlib.rcParams if name != "backend"}
before = settings()
save(draw(TrainingPicture(Errors(np.arange(3), np.ones(3)))), sys.argv[1])
assert settings() == before
print("matplotlib.pyplot" in sys.modules)
"""
    place = tmp_path / "a.png"
    out = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(place)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert out.stdout.strip() == "False"
    assert place.read_bytes()[:4] == b"\x89PNG"


@pytest.mark.parametrize(
    ("ending", "magic"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")]
)
def test_save_writes_the_format_of_the_ending_and_the_same_bytes_again(tmp_path, ending, magic):
    first, second = tmp_path / f"a.{ending}", tmp_path / f"b.{ending.upper()}"
    save(draw(over_one_input()), first)
    save(draw(over_one_input()), second)
    assert first.read_bytes().startswith(magic)
    assert first.read_bytes() == second.read_bytes()


def test_save_refuses_other_endings_and_places_in_one_sentence(tmp_path):
    figure = draw(over_one_input())
    with pytest.raises(InputError, match=r"must end in one of \.png, \.svg, \.pdf"):
        save(figure, tmp_path / "a.jpeg")
    with pytest.raises(
        InputError, match=r"absent/a\.png: the picture cannot be written: no such file"
    ):
        save(figure, tmp_path / "absent" / "a.png")


def test_without_matplotlib_one_sentence_names_the_extra(monkeypatch):
    for name in list(sys.modules):
        if name == "matplotlib" or name.startswith("matplotlib."):
            monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(MissingExtraError, match=r"Drawing needs the extra \[plot\]"):
        draw(over_one_input())


def test_importing_the_room_does_not_import_matplotlib():
    code = "import sys, shoal.view.training_figure; print('matplotlib' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(InputError, match="same rows"):
        Errors(np.arange(3), np.ones(2))
    with pytest.raises(InputError, match="same rows"):
        Errors(np.arange(0), np.ones(0))
    with pytest.raises(InputError, match="'training'"):
        Points(np.ones(3), np.ones(2))
    with pytest.raises(InputError, match="epoch_scale"):
        Errors(np.arange(3), np.ones(3), epoch_scale="cubic")


def contrast(color, ground):
    """Contrast ratio of WCAG 2."""
    first, second = sorted(style.luminance(to_rgb(c)) for c in (color, ground))
    return (second + 0.05) / (first + 0.05)


def test_luminance_is_that_of_wcag():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)  # WebAIM's example


@pytest.mark.parametrize("palette", [style.LIGHT, style.DARK], ids=["light", "dark"])
def test_colours_have_contrast_and_the_style_sheet_has_the_same(palette):
    words = ("training", "held_out_text", "model", "positive", "negative", "muted")
    for name in words:
        assert contrast(getattr(palette, name), palette.paper) >= 4.5, name  # WCAG 2, text
    assert contrast(palette.held_out, palette.paper) >= 3  # WCAG 2, graphics
    with style.styled(Figure(facecolor=palette.paper)):
        cycle = [color.upper() for color in mpl.rcParams["axes.prop_cycle"].by_key()["color"]]
        assert to_hex(mpl.rcParams["text.color"]).upper() == palette.model
        assert to_hex(mpl.rcParams["figure.facecolor"]).upper() == palette.paper
    colors = [palette.training, palette.held_out, palette.model, palette.negative, palette.muted]
    assert [f"#{c.lstrip('#')}" for c in cycle] == colors


def test_the_two_sheets_differ_in_colours_alone():
    def rules(path):
        lines = (line.partition(":") for line in path.read_text().splitlines() if line[0] != "#")
        return {name: value for name, _, value in lines}

    light, dark = (rules(style.SHEETS[palette]) for palette in (style.LIGHT, style.DARK))
    assert light.keys() == dark.keys()
    other = {name for name in light if light[name] != dark[name]}
    assert all("color" in name or name == "axes.prop_cycle" for name in other)


def test_a_dark_figure_is_drawn_in_the_dark_palette_and_saved_so(tmp_path):
    figure = draw(over_one_input(), Figure(figsize=(13, 4), facecolor="#111111"))
    assert curves(figure.axes[0], style.DARK.training)
    assert curves(figure.axes[1], style.DARK.model)
    assert not curves(figure.axes[1], style.LIGHT.model)
    save(figure, tmp_path / "a.png")
    with Image.open(tmp_path / "a.png") as image:
        assert image.convert("RGB").getpixel((2, 2)) == (17, 17, 17)


def test_the_ground_decides_the_palette_and_through_glass_the_words():
    assert style.palette_of("none", "#101010") is style.DARK
    assert style.palette_of("white", "#101010") is style.LIGHT
    assert style.palette_of("none") is style.LIGHT
    with mpl.rc_context({"text.color": "white"}):
        assert style.palette_of("none", (0, 0, 0, 0)) is style.DARK


def test_the_band_and_the_hatch_beyond_the_training_rows():
    grid = np.linspace(-2, 1, 31)
    band = np.stack([grid - 1, grid + 2])
    curve = Curve(grid, grid, band, 0.9, trained=(-1, 1))
    axes = draw(over_one_input(fit={"curve": curve})).axes[1]
    (shade,) = [c for c in axes.collections if type(c).__name__ != "PathCollection"]
    box = shade.get_datalim(axes.transData)
    assert (box.x0, box.x1, box.y0, box.y1) == (-2, 1, -3, 3)
    assert "90 % band" in texts(axes)
    (hatched,) = axes.patches  # left alone: the curve does not leave the rows on the right
    assert hatched.get_hatch() == "////"
    assert hatched.get_bbox().x1 == -1
    assert hatched.get_bbox().x0 == axes.get_xlim()[0]
