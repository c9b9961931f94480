"""No command writes over what it reads, over its own other outputs, or over files of another kind."""

import os
from itertools import combinations
from pathlib import Path

import click
import pytest

from shoal.cli.places import InputPath, OutputPath, Places, PlacesCommand, guard
from shoal.cli.places.kinds import FOLDER, MODEL, PICTURE, PREDICTIONS, REPORT
from shoal.cli.program import COMMANDS, shoal
from shoal.errors import InputError

ROOT = Path(__file__).parents[2]
TEXTS = {  # options whose value is a text that names no file
    "target", "inputs", "ignore", "groups", "weights", "text", "number", "date", "missing",
    "sheet", "query", "encoding", "delimiter", "more_targets", "weight",
}  # fmt: skip


def command(name):
    return shoal.get_command(click.Context(shoal), name)


def of_type(name, kind):
    return [p for p in command(name).params if isinstance(p.type, kind)]


def words(name, places):
    """A command line of ``name`` with a path for some of its parameters, and what it cannot do without."""
    options, arguments = [], []
    for p in command(name).params:
        if p.name not in places and not p.required:
            continue
        value = str(places.get(p.name, "y"))
        assert p.name in places or p.name in TEXTS, f"{name}: what does {p.name} need?"
        if isinstance(p, click.Option):
            options += [p.opts[-1], value]
        else:
            arguments.append(value)
    return [name, *options, "--", *arguments]


def inputs_needed(name, folder):
    """A file for each input that the command cannot do without."""
    return {p.name: a_file(folder, p.name) for p in of_type(name, InputPath) if p.required}


def a_file(folder, name):
    path = folder / f"{name}.in"
    path.write_text("x,y\n1,2\n")
    return path


def shown(p):
    return p.opts[-1] if isinstance(p, click.Option) else p.human_readable_name


def against_inputs():
    for name in COMMANDS:
        for output in of_type(name, OutputPath):
            for read in of_type(name, InputPath):
                yield pytest.param(
                    name, output.name, read.name, id=f"{name}-{output.name}-{read.name}"
                )


def against_outputs():
    for name in COMMANDS:
        for one, other in combinations(of_type(name, OutputPath), 2):
            yield pytest.param(name, one.name, other.name, id=f"{name}-{one.name}-{other.name}")


def test_whatever_names_a_file_says_whether_it_is_read_or_written():
    for name in COMMANDS:
        assert isinstance(command(name), PlacesCommand), name
        for p in command(name).params:
            if isinstance(p.type, click.Path | click.File):
                assert isinstance(p.type, InputPath | OutputPath), f"{name}: {p.name}"
            elif isinstance(p.type, click.types.StringParamType):
                assert p.name in TEXTS, f"{name}: {p.name}: say here that it names no file"
    assert {case.id for case in against_inputs()} >= {
        "fit-out-table", "fit-out-test", "fit-plot-table", "fit-report-test", "predict-out-model",
        "predict-out-table", "report-out-table",
    }  # fmt: skip
    assert {case.id for case in against_outputs()} >= {"fit-out-plot", "fit-plot-report"}


def same(path):
    return path


def relative(path):
    return Path("..") / path.parent.name / "." / path.name


def hard_link(path):
    link = path.with_name("hard.link")
    os.link(path, link)
    return link


def symbolic_link(path):
    link = path.with_name("symbolic.link")
    link.symlink_to(path)
    return link


def a_folder_of_another_name(path):
    folder = path.parent.with_name("other folder")
    folder.symlink_to(path.parent)
    return folder / path.name


SPELLINGS = (same, relative, hard_link, symbolic_link, a_folder_of_another_name)


@pytest.fixture
def here(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def refused(arguments):
    with pytest.raises(InputError) as caught:
        shoal.main(arguments, standalone_mode=False)
    message = str(caught.value)
    assert "\n" not in message
    return message


@pytest.mark.parametrize("spelt", SPELLINGS)
@pytest.mark.parametrize(("name", "output", "read"), list(against_inputs()))
def test_no_output_is_an_input(here, name, output, read, spelt):
    places = inputs_needed(name, here) | {read: a_file(here, read)}
    arguments = words(name, places | {output: spelt(places[read])})
    before = {path: path.read_bytes() for path in here.iterdir()}
    by_name = {p.name: p for p in command(name).params}
    for more in ([], ["--force"]):
        message = refused([name, *more, *arguments[1:]])
        for p in (by_name[output], by_name[read]):
            assert shown(p) in message
        assert "which would be destroyed: name another file" in message
    assert {path: path.read_bytes() for path in here.iterdir()} == before


@pytest.mark.parametrize("spelt", SPELLINGS)
@pytest.mark.parametrize("there", [False, True], ids=["new", "there"])
@pytest.mark.parametrize(("name", "one", "other"), list(against_outputs()))
def test_no_output_is_another_output(here, name, one, other, spelt, there):
    place = here / "place.png"  # no output minds its name
    if there:
        place.touch()
    elif spelt is hard_link:
        return  # of nothing there is none
    arguments = words(name, inputs_needed(name, here) | {one: place, other: spelt(place)})
    before = {path.name for path in here.iterdir()}
    by_name = {p.name: p for p in command(name).params}
    message = refused([name, "--force", *arguments[1:]])
    for p in (by_name[one], by_name[other]):
        assert shown(p) in message
    assert "are one file" in message
    assert "name another file" in message
    assert {path.name for path in here.iterdir()} == before


@pytest.mark.parametrize("other", ["Place.png", "place.PNG", "pla\u0301ce.png"])
def test_names_that_some_systems_take_for_one(here, other):
    place = "pl\u00e1ce.png" if "\u0301" in other else "place.png"
    arguments = ["fit", str(a_file(here, "t")), "-t", "y", "-o", place, "--plot", other]
    assert "are one file" in refused(arguments)


def test_a_default_place_is_an_output_as_well(here):
    (here / "a").mkdir()
    table = a_file(here / "a", "t")
    arguments = ["fit", str(table), "-t", "y", "--report", "t.shoal"]
    assert "--out t.shoal" in refused(arguments)
    os.link(table, here / "t.shoal")
    assert "--out t.shoal is the file of TABLE" in refused(["fit", str(table), "-t", "y"])
    os.link(table, here / "m.html")
    message = refused(["report", "m.shoal", str(table)])
    assert "--out m.html is the file of TABLE" in message


@pytest.fixture(scope="module")
def of_kinds(tmp_path_factory):
    """Files of every kind that a command writes, by kind, and of kinds that none does."""
    from matplotlib.figure import Figure

    from shoal.view.panels.three_panels import save

    folder = tmp_path_factory.mktemp("kinds")
    pixel = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU"
             b"\0\0\0\nIDATx\x9cc`\0\0\0\2\0\1H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82")  # fmt: skip
    files = {
        "model 1": (MODEL, (ROOT / "tests/golden/model_format_1.shoal").read_bytes()),
        "model 4": (MODEL, (ROOT / "tests/golden/model_format_4.shoal").read_bytes()),
        "predictions": (PREDICTIONS, b"a,y,y_predicted\n1,2,2.1\n"),
        "predictions of Windows": (
            PREDICTIONS,
            "\ufeffa;y_predicted\r\n1;2\r\n".encode("utf-16-le"),
        ),
        "table": (None, b"a,y\n1,2\n"),
        "a text of predictions": (None, b"a\ny_predicted\n"),
        "photograph": (None, pixel),
        "thesis": (None, b"%PDF-1.4\n" + b"0" * 200_000),
        "page": (None, b"<!doctype html><html><body>mine</body></html>"),
        "arrays": (None, b'\x10\0\0\0\0\0\0\0{"a":{"dtype":"F64"}}'),
        "empty": (..., b""),
    }
    for kind in ("png", "svg", "pdf"):
        figure = Figure()
        figure.subplots().plot(range(5000), [i % 7 for i in range(5000)])
        save(figure, folder / f"drawn.{kind}")
        files[kind] = (PICTURE, (folder / f"drawn.{kind}").read_bytes())
    return files


@pytest.mark.parametrize(
    "output", [MODEL, PREDICTIONS, REPORT, PICTURE], ids=lambda kind: kind.name
)
def test_only_what_is_of_its_kind_is_replaced_without_force(tmp_path, of_kinds, output):
    for name, (kind, content) in of_kinds.items():
        path = tmp_path / "any name.png"
        path.write_bytes(content)
        place = {"out": guard.Place("--out", path, output)}
        Places([], place, force=True).check()
        if kind in (output, ...):
            Places([], place, force=False).check()
            continue
        with pytest.raises(InputError) as caught:
            Places([], place, force=False).check()
        assert str(caught.value) == (
            f"--out {path} is there already and is not {output.name}: name another file, or replace "
            "it with --force"
        ), name
        assert path.read_bytes() == content


def test_a_folder_is_never_replaced(tmp_path):
    for make in (Path.mkdir, Path.touch, lambda path: path.symlink_to("nowhere")):
        path = tmp_path / str(len(os.listdir(tmp_path)))
        make(path)
        with pytest.raises(InputError, match="is there already: name another folder"):
            Places([], {"folder": guard.Place("FOLDER", path, FOLDER)}, force=True).check()


def test_what_came_meanwhile_is_not_replaced(tmp_path):
    """It is looked at again when a file is written: a fit may have taken hours."""
    read, out = tmp_path / "t.csv", tmp_path / "p.csv"
    read.write_bytes(b"a\n1\n")
    for arrive in (
        lambda: os.link(read, out),
        lambda: out.symlink_to(read),
        lambda: out.write_bytes(b"a table\n"),
    ):
        places = Places(
            [guard.Place("TABLE", read)],
            {"out": guard.Place("--out", out, PREDICTIONS)},
            force=False,
        )
        places.check()
        arrive()
        before = out.read_bytes()
        with pytest.raises(InputError):
            places.write("out", b"y_predicted\n1\n")
        assert (out.read_bytes(), read.read_bytes()) == (before, b"a\n1\n")
        out.unlink()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("no/where", "no/where cannot be written: no such file or folder"),
        (".", ". cannot be written: it is a folder, not a file"),
        ("t.in/below", "t.in/below cannot be written: a part of its path is not a folder"),
    ],
)
def test_a_place_that_cannot_be_written_is_said_before_the_work(here, place, said):
    table = a_file(here, "t")
    table.write_text("no table\n\n\0")
    assert refused(["fit", str(table), "-t", "y", "-o", place]) == said


def test_a_picture_of_no_kind_is_said_before_the_work(here):
    message = refused(["fit", "none.csv", "-t", "y", "--plot", "picture.jpg"])
    assert "must end in one of .png, .svg, .pdf" in message
    assert os.listdir(here) == []


@pytest.mark.parametrize("words", [["-o", "-"], ["--plot", "-"], ["--report", "-"]])
def test_a_dash_is_no_file_name(here, words):
    with pytest.raises(click.BadParameter, match="standard output"):
        shoal.main(["fit", str(a_file(here, "t")), "-t", "y", *words], standalone_mode=False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("fit - -t torque -o engine.csv <engine.csv", "is the file of TABLE (standard input)"),
        ("fit engine.csv -t torque >>engine.csv", "standard output is the file of TABLE"),
        (
            "fit engine.csv -t torque -o m.shoal --json >m.shoal",
            "--out m.shoal and standard output",
        ),
    ],
)
def test_standard_streams_are_files_as_well(shell, engine, line, said):
    before = engine.read_text()
    done = shell(f"shoal {line}")
    assert done.returncode == 2
    assert said in done.stderr
    assert engine.read_text() == before
    assert not list(engine.parent.glob(".shoal*"))


def test_each_output_is_replaced_by_its_own_kind(here, engine, capfdbinary):
    """Twice the same command; and what goes nowhere goes there."""

    def run(*arguments):
        assert not shoal.main(list(map(str, arguments)), standalone_mode=False)
        return capfdbinary.readouterr().out

    fit = ["fit", engine, "-t", "torque", "--hidden", 2, "--networks", 1, "--epochs", 5, "-q"]
    for _ in range(2):
        run(*fit, "-o", "m.shoal", "--plot", "p.png", "--report", "r.html")
        run("predict", "m.shoal", engine, "-o", "p.csv")
        run("report", "m.shoal", engine, "-o", "r.html")
    run(*fit, "-o", "/dev/null", "--report", "/dev/null")
    assert run("predict", "m.shoal", engine, "-o", "/dev/null") == b""
    printed = run("predict", "m.shoal", engine, "-o", "-")
    assert printed == run("predict", "m.shoal", engine) == (here / "p.csv").read_bytes() != b""
    assert "is not a model of Shoal" in refused([*map(str, fit), "-o", "p.csv"])
    run(*fit, "-o", "p.csv", "--force")
    run("show", "p.csv")
    assert sorted(os.listdir(here)) == ["m.shoal", "p.csv", "p.png", "r.html"]
