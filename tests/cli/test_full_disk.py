"""A full disk, a full or closed pipe: one sentence, an exit code, and no half of anything."""

import errno
import os
import shutil
import tempfile

import click
import pytest

from shoal import fit_table, load, read_table
from shoal.cli import fit
from shoal.cli.program import shoal as program_of_commands
from shoal.errors import ShoalError

SMALL = ("--hidden", "2", "--networks", "1", "--epochs", "5")


@pytest.fixture(scope="module")
def kept():
    return {}


@pytest.fixture
def fitted(kept, engine, tmp_path):
    """The table, beside the file of a model of it, which is fitted once."""
    path = tmp_path / "m.shoal"
    if not kept:
        small = {"hidden_layer_sizes": (2,), "n_networks": 1, "max_iter": 5, "test_fraction": 0}
        fit_table(read_table(engine), "torque", **small).save(path)
        kept["model"] = path.read_bytes()
    path.write_bytes(kept["model"])
    return engine


def said(done, code):
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    return done.stderr


@pytest.mark.parametrize(
    "words",
    [
        "show m.shoal",
        "predict m.shoal engine.csv",
        "fit engine.csv -t torque --hidden 2 --networks 1 --epochs 5 -o new.shoal",
        "lessons new",
        "--help",
        "fit --help",
    ],
)
def test_standard_output_on_a_full_disk(shell, fitted, words):
    stderr = said(shell(f"shoal {words} >/dev/full"), 2)
    assert stderr == "shoal: standard output cannot be written: the disk is full\n"
    if "new" in words:  # what went to a file is there
        (new,) = fitted.parent.glob("new*")
        assert new.is_dir() or new.stat().st_size > 1000


@pytest.mark.parametrize("environment", ["unset PYTHONUNBUFFERED; ", "export PYTHONUNBUFFERED=1; "])
def test_a_reader_that_has_gone_is_told_nothing(shell, fitted, environment):
    fitted.write_text(fitted.read_text() + fitted.read_text().partition("\n")[2] * 40)
    done = shell(
        f"{environment}shoal predict m.shoal engine.csv | head -1; echo ${{PIPESTATUS[0]}}"
    )
    assert done.stderr == ""
    header, code = done.stdout.splitlines()
    assert (header.split(",")[-1], code) == ("torque_predicted", "141")
    for words in ("--help", "show m.shoal"):
        done = shell(f"{environment}shoal {words} | true; echo ${{PIPESTATUS[0]}}")
        assert (done.stderr, done.stdout.strip() in ("0", "141")) == ("", True)


def test_streams_that_are_closed_or_full(shell, fitted):
    stderr = said(shell("shoal predict m.shoal engine.csv >&-"), 2)
    assert stderr == "shoal: standard output is closed: name a file with --out\n"
    assert said(shell("shoal show m.shoal >&-"), 0) == ""
    for words in ("show none.shoal 2>/dev/full", "show none.shoal 2>&-", "nonsense 2>/dev/full"):
        said(shell(f"shoal {words}"), 2)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ("fit engine.csv -t torque --hidden 9 --networks 1 --epochs 5 -o", "new.shoal"),
        ("predict m.shoal engine.csv -o", "new.csv"),
        ("lessons", "above/new"),
    ],
)
def test_files_larger_than_the_system_allows(shell, fitted, words, place):
    """The system itself refuses bytes beyond 1,024: the same call as on a full disk fails."""
    before = sorted(os.listdir(fitted.parent))
    stderr = said(
        shell(f"export PYTHONDONTWRITEBYTECODE=1 TMPDIR=$PWD; ulimit -f 1; shoal {words} {place}"),
        2,
    )
    assert stderr == f"shoal: {place} cannot be written: it is too large\n"
    assert sorted(os.listdir(fitted.parent)) == before


def ended(arguments):
    """The sentence in which a command ends; None if it succeeds."""
    try:
        program_of_commands.main(arguments, standalone_mode=False)
    except ShoalError as error:
        return str(error)
    except click.ClickException as error:
        raise AssertionError(error) from error
    return None


@pytest.mark.parametrize(
    ("words", "place", "old", "numbers"),
    [
        ("predict m.shoal engine.csv -o", "p.csv", b"torque_predicted\n1\n", []),
        ("report m.shoal engine.csv -o", "r.html", b"", [errno.EIO]),
        ("lessons", "folder", None, [errno.ENOSPC]),
    ],
    ids=["predictions", "report", "lessons"],
)
def test_every_fault_of_the_disk(faults, fitted, monkeypatch, words, place, old, numbers):
    monkeypatch.chdir(fitted.parent)
    struck = set()
    for fault in faults(*numbers):
        before = sorted(os.listdir())
        if old is not None:
            with open(place, "wb") as file:
                file.write(old)
        with fault:
            message = ended([*words.split(), place])
        struck.add(fault.struck)
        left = sorted(set(os.listdir()) - set(before))
        if message is None:
            assert left == [place]
            assert os.path.isdir(place) or os.path.getsize(place) > 1000
            shutil.rmtree(place) if os.path.isdir(place) else os.unlink(place)
            continue
        assert message.startswith(f"{place} cannot be written: "), fault.struck
        assert "\n" not in message
        if old is None:
            assert left == [], fault.struck
        else:
            assert left == [place]
            with open(place, "rb") as file:
                assert file.read() == old, fault.struck
            os.unlink(place)
    assert struck >= {None, "open", "write", "fsync"}


def test_every_fault_in_writing_a_picture(faults, tmp_path):
    from matplotlib.figure import Figure

    from shoal.view.panels.three_panels import save

    figure, place = Figure(figsize=(1, 1)), tmp_path / "p.svg"
    save(figure, place)
    new, struck = place.read_bytes(), set()
    for fault in faults(errno.ENOSPC):
        place.write_bytes(b"old")
        error = None
        with fault:
            try:
                save(figure, place)
            except ShoalError as caught:
                error = str(caught)
        struck.add(fault.struck)
        assert os.listdir(tmp_path) == ["p.svg"]
        assert place.read_bytes() == (new if error is None else b"old")
        assert error in (None, f"{place}: the picture cannot be written: the disk is full")
    assert struck >= {None, "open", "write", "fsync", "replace"}


@pytest.mark.slow
def test_every_fault_in_a_fit_that_writes_everything(faults, fitted, monkeypatch):
    monkeypatch.chdir(fitted.parent)
    whole = {"new.shoal": b"__metadata__", "p.svg": b"</svg>", "r.html": b"</html>"}
    places = ["-o", "new.shoal", "--plot", "p.svg", "--report", "r.html", "-q"]
    for fault in faults(errno.ENOSPC):
        before = set(os.listdir())
        with fault:
            message = ended(["fit", "engine.csv", "-t", "torque", *SMALL, *places])
        left = set(os.listdir()) - before
        assert (message is None) == (left == set(whole)), fault.struck
        assert left <= set(whole), fault.struck
        for name in left:
            with open(name, "rb") as file:
                assert whole[name] in file.read(), name
            os.unlink(name)


def test_a_fit_is_kept_where_its_model_cannot_be_written(fitted, monkeypatch, tmp_path):
    """The place was free when the fit began; hours later it is not."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    model = load("m.shoal")

    def meanwhile(*_):
        (tmp_path / "engine.shoal").write_text("a table,\n")
        return model

    monkeypatch.setattr(fit, "_fitted", meanwhile)
    message = ended(["fit", "engine.csv", "-t", "torque"])
    refused, _, place = message.partition("; the model is saved as ")
    assert refused.startswith("--out engine.shoal is there already and is not a model of Shoal")
    assert (tmp_path / "engine.shoal").read_text() == "a table,\n"
    assert load(place).ensemble.networks
    (kept,) = os.listdir(tmp_path / "temporary")
    assert place.endswith(kept)
