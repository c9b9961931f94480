"""Curves in the terminal: where the dots lie, what is written, and only where that is a terminal."""

import io
import re

import numpy as np
import pytest
from rich.console import Console

from shoal.cli.terminal.curves import HEIGHT, Curve, Rule, chart
from shoal.cli.terminal.live import MOST_ROWS, Curves
from shoal.trace import Event

from .terminal import InTerminal

DESCENT = ("--hidden", "4", "--solver", "gd", "--rates", "0.05,0.01", "--epochs", "4000")


def drawn(curves, rules=(), width=80):
    console = Console(file=io.StringIO(), width=width, color_system=None)
    for line in chart(curves, rules, "", width):
        console.print(line)
    lines = console.file.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    return lines[1 : HEIGHT + 1], lines


def dots(lines):
    """Rows and columns of all braille dots, told by the bits of Unicode's braille block."""
    at = {0: (0, 0), 1: (1, 0), 2: (2, 0), 3: (0, 1), 4: (1, 1), 5: (2, 1), 6: (3, 0), 7: (3, 1)}
    found = []
    for row, line in enumerate(lines):
        for column, letter in enumerate(line.split("│")[1]):
            code = ord(letter) - 0x2800
            if 0 < code < 256:
                found += [
                    (4 * row + at[bit][0], 2 * column + at[bit][1])
                    for bit in range(8)
                    if code >> bit & 1
                ]
    return np.array(found)


def test_a_straight_line_is_drawn_straight():
    epoch = np.arange(101.0)
    lines, _ = drawn([Curve("training", "blue", epoch, 100 - epoch * 0.5)])
    rows, columns = dots(lines).T
    slope, start = np.polyfit(columns, rows, 1)
    assert np.abs(rows - (start + slope * columns)).max() < 2
    # from 100 to 50 on an axis that begins at 0: down half of the picture, less its head room
    assert slope * columns.max() == pytest.approx(0.5 * 4 * HEIGHT / 1.05, abs=2)


def test_a_power_law_is_straight_where_both_axes_are_logarithmic():
    epoch = np.arange(1.0, 50_000)
    lines, text = drawn([Curve("training", "blue", epoch, epoch**-0.5)])
    rows, columns = dots(lines).T
    slope, start = np.polyfit(columns, rows, 1)
    assert np.abs(rows - (start + slope * columns)).max() < 2
    assert "epoch, logarithmic" in text[-1]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_every_line_has_its_name_and_value_at_its_end(width):
    epoch = np.arange(11.0)
    curves = [
        Curve("training", "blue", epoch, np.full(11, 1.001)),
        Curve("held out", "red", epoch, np.full(11, 1.002)),
    ]
    rules = [Rule("mean", 1.003), Rule("linear", 1.0)]
    _, lines = drawn(curves, rules, width)
    text = "\n".join(lines)
    places = [text.index(f"{name} 1.00") for name in ("mean", "held out", "training", "linear")]
    assert places == sorted(places)


def test_errors_that_are_no_numbers_leave_a_picture():
    epoch = np.arange(5.0)
    value = np.array([1.0, np.nan, np.inf, 2.0, np.nan])
    lines, _ = drawn([Curve("training", "blue", epoch, value)], [Rule("mean", 1.5)])
    assert len(dots(lines))
    drawn([Curve("training", "blue", epoch, np.full(5, np.nan))])


def test_a_long_trace_keeps_its_first_and_last_row_and_the_early_ones():
    curves = Curves()
    for start in range(0, 200_000, 10_000):
        epoch = np.arange(start, start + 10_000)
        curves.receive(
            Event(int(epoch[-1]), {"epoch": epoch, "rmse_train": 1.0 / (1 + epoch)}, None, 0)
        )
    kept = curves._rows["epoch"]
    assert len(kept) <= MOST_ROWS
    assert (kept[0], kept[-1]) == (0, 199_999)
    assert set(range(50)) <= set(kept.astype(int))
    np.testing.assert_array_equal(curves._rows["rmse_train"], 1.0 / (1 + kept))


def in_terminal(command, cwd):
    """What a program writes to a terminal at its standard error."""
    program = InTerminal(command, cwd)
    code, _ = program.ended()
    assert code == 0, program.said
    return program.said


def test_in_a_terminal_the_curves_of_what_was_kept_stay(program, engine, tmp_path):
    command = [*program, "fit", str(engine), "--target", "torque", "--live", *DESCENT]
    plain = in_terminal(command, tmp_path)
    last = plain[plain.rindex("RMSE") :]
    assert dots([line for line in last.splitlines() if "│" in line]).size
    for name in ("training", "held out", "mean", "linear"):
        assert re.search(rf"{name} \d", last), last
    assert "4,000" in last
    assert max(map(len, last.splitlines())) <= 80


def test_elsewhere_nothing_is_drawn(shoal, engine):
    done = shoal("fit", engine, "--target", "torque", "--live", *DESCENT)
    assert done.stderr == ""
    assert "│" not in done.stdout


def test_the_view_changes_no_number(shoal, engine, program, tmp_path):
    arguments = ["fit", engine, "--target", "torque", *DESCENT, "--out"]
    shoal(*arguments, "plain.shoal")
    in_terminal([*program, *map(str, arguments), "live.shoal", "--live"], tmp_path)
    rows = [shoal("predict", name, engine).stdout for name in ("plain.shoal", "live.shoal")]
    assert rows[0].count("\n") > 100
    assert rows[0] == rows[1]
