"""Words from outside come inert to the terminal: names of files, columns, sheets, options, and cells."""

import io
import sys
from dataclasses import replace

import pytest

import shoal
from shoal import fit_table
from shoal.cli import main
from shoal.cli.report import fit_lines
from shoal.errors import InputError, ModelFileError, TableError, inert_line

HOSTILE = ["\x1b[35mx", "\x9b35mx", "a\nb", "\u202egnp", "\x07\r", "\u2066x\x7f", "\u2028"]
OURS = ("\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[22m")  # of click: bold, dim, red
FIT = ["fit", "TABLE", "--quiet", "--target", "y", "--epochs", "1", "--solver", "gd"]
COMMANDS = [
    ["show", "{}.shoal"],
    ["predict", "{}.shoal", "{}.csv"],
    ["predict", "MODEL", "{}.csv"],
    ["report", "MODEL", "TABLE", "--out", "no/{}/r.html"],
    [*FIT[:4], "{}"],
    [*FIT, "--ignore", "{}"],
    [*FIT, "--groups", "{}"],
    [*FIT, "--sheet", "{}"],
    [*FIT, "--encoding", "{}"],
    [*FIT, "--alpha", "{}"],
    [*FIT, "--hidden", "{}"],
    [*FIT, "--start", "{}"],
    [*FIT, "--date", "a:{}"],
    [*FIT, "--out", "no/{}/m.shoal"],
    ["explain", "MODEL", "TABLE", "--weight", "v,{},1"],
    ["explain", "MODEL", "TABLE", "--weight", "{}"],
    ["score", "MODEL", "TABLE", "--{}"],
    ["{}"],
    ["show", "MODEL", "{}"],
]


class Terminal(io.TextIOWrapper):
    """What is written to it, byte for byte, as a terminal would get it."""

    def __init__(self):
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")

    def isatty(self):
        return True

    @property
    def got(self):
        self.flush()
        return self.buffer.getvalue().decode()


def printed(monkeypatch, *words):
    """Both streams' text after `shoal WORDS`, which ends well or as bad input."""
    streams = {name: Terminal() for name in ("stdout", "stderr")}
    for name, stream in streams.items():
        monkeypatch.setattr(sys, name, stream)
    monkeypatch.setattr(sys, "argv", ["shoal", *words])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code in (0, 2)
    return "".join(stream.got for stream in streams.values())


def assert_inert(text, ours=OURS):
    for style in ours:
        text = text.replace(style, "")
    raw = [line for line in text.split("\n") if not line.isprintable()]
    assert not raw


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("inert")
    (place / "t.csv").write_text("a,y\n" + "".join(f"{i},{i % 3}\n" for i in range(9)))
    table = shoal.read_table(place / "t.csv")
    model = fit_table(table, "y", hidden_layer_sizes=(2,), solver="gd", max_iter=1)
    model.save(place / "m.shoal")
    return place


@pytest.mark.parametrize("name", HOSTILE)
def test_words_of_the_command_line(name, folder, monkeypatch):
    monkeypatch.chdir(folder)
    given = {"MODEL": "m.shoal", "TABLE": "t.csv"}
    for words in COMMANDS:
        text = printed(monkeypatch, *(given.get(w, w.replace("{}", name)) for w in words))
        assert text, words
        assert_inert(text)


@pytest.mark.parametrize("name", [name for name in HOSTILE if not {"\x07", "\x7f"} & {*name}])
def test_columns_and_cells_of_a_table(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    head, cell, target = f"c{name}", f"v{name}", f"y{name}"
    rows = "".join(f'{i % 5},"{cell if i % 2 else "b"}",{i % 5 + i % 2}\n' for i in range(24))
    (tmp_path / "t.csv").write_text(f'a,"{head}","{target}"\n{rows}', newline="")
    fit_table(shoal.read_table("t.csv"), target, hidden_layer_sizes=(2,), max_iter=3).save(
        "m.shoal"
    )
    for words in (
        ["fit", "t.csv", "--quiet", "--target", "unknown"],
        ["show", "m.shoal"],
        ["show", "m.shoal", "--json"],
        ["score", "m.shoal", "t.csv"],
        ["explain", "m.shoal", "t.csv", "--row", "1"],
        ["explain", "m.shoal", "t.csv", "--weight", f"v,{head}=b,1"],
    ):
        assert_inert(printed(monkeypatch, *words))
    assert_inert(printed(monkeypatch, "predict", "m.shoal", "t.csv"), ours=("\t",))
    (tmp_path / "u.csv").write_text(f'a,"{head}","{target}"\n1,"new{name}",2\n', newline="")
    text = printed(monkeypatch, "predict", "m.shoal", "u.csv", "--out", "p.csv")
    assert "never seen" in text
    assert_inert(text)


@pytest.mark.parametrize("name", [*HOSTILE, "\udc80"])
def test_every_line_of_a_report(name, folder):
    """Also of a model that no file could hold: the lines themselves are the door."""
    model = shoal.load(folder / "m.shoal")
    told = {"source": name, "solver": name, "outcome": name, "notes": (name,)}
    plan = replace(model.plan, decisions=(name,), reading=(name,))
    hostile = replace(model, plan=plan, record=replace(model.record, **told))
    lines = list(fit_lines(hostile))
    assert_inert("".join(lines))
    assert len(lines) == len(list(fit_lines(model))) + 3


@pytest.mark.parametrize("name", [*HOSTILE, "\udc80"])
def test_errors_of_python(name, tmp_path):
    frame = {"a": [1.0, 2.0, 3.0], "y": [1.0, 2.0, 3.0]}
    for error, use in (
        (ModelFileError, lambda: shoal.load(tmp_path / f"{name}.shoal")),
        (TableError, lambda: fit_table(frame, name)),
        (InputError, lambda: fit_table(frame, "y", groups=name)),
        (InputError, lambda: fit_table(frame, "y", split=name)),
    ):
        with pytest.raises(error) as caught:
            use()
        assert str(caught.value).isprintable()


def test_the_door_lets_pass_what_it_let_pass():
    for text in ("plain", "°C, Grüße, 水", "back\\slash", *HOSTILE, "\ud800", "\xa0"):
        once = inert_line(text)
        assert once.isprintable()
        assert inert_line(once) == once
    assert inert_line("a\\b é") == "a\\b é"
