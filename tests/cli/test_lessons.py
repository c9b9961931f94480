"""``shoal lessons``: notebooks as another program reads them, and nothing overwritten."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from shoal.cli.lessons import command as lessons
from shoal.errors import InputError

SOURCES = sorted((Path(__file__).parents[2] / "lessons").glob("[0-9]*.md"))


def test_the_lessons_are_written_and_nothing_is_overwritten(tmp_path):
    folder = tmp_path / "mine"
    done = CliRunner().invoke(lessons.command, [str(folder)])
    assert done.exit_code == 0
    assert f"jupyter lab {folder}" in done.output
    names = sorted(path.stem for path in folder.iterdir())
    assert names == [path.stem for path in SOURCES]
    again = CliRunner().invoke(lessons.command, [str(folder)])
    assert isinstance(again.exception, InputError)


def test_there_is_a_version_for_students_and_one_for_teachers(tmp_path):
    written = {}
    for version in ("student", "teacher"):
        done = CliRunner().invoke(lessons.command, [str(tmp_path / version), f"--{version}"])
        assert done.exit_code == 0, done.output
        written[version] = {p.name: p.read_text() for p in (tmp_path / version).iterdir()}
        assert len(written[version]) == len(SOURCES)
    assert "points, answers in place" in done.output
    for name, text in written["student"].items():
        assert "SOLUTION" not in text
        assert "nbgrader" not in text
        assert written["teacher"][name].count("### BEGIN SOLUTION") >= 3
    both = CliRunner().invoke(lessons.command, [str(tmp_path / "both"), "--student", "--teacher"])
    assert both.exit_code == 2
    assert not (tmp_path / "both").exists()


@pytest.mark.parametrize("source", SOURCES, ids=lambda p: p.stem)
def test_the_teachers_cells_are_nbgraders(source):
    """Its schema, version 3: keys and types as in nbgraderformat/v3.json, and what it demands of ids."""
    cells = lessons.notebook(source.read_text(encoding="utf-8"), "teacher", source.stem)["cells"]
    graded = [cell for cell in cells if "nbgrader" in cell["metadata"]]
    ids = set()
    for cell in graded:
        data = cell["metadata"]["nbgrader"]
        flags = {"grade", "solution", "locked", "task"}
        assert data["schema_version"] == 3
        assert set(data) - {"points"} == {"schema_version", "grade_id", *flags}
        assert all(type(data[flag]) is bool for flag in flags)
        assert data["grade"] or data["solution"] or data["locked"]
        assert data["grade"] == ("points" in data)  # and then they are a number
        assert data.get("points", 0) >= 0
        assert re.fullmatch(r"[a-zA-Z0-9_\-]+", data["grade_id"])
        assert data["grade_id"] not in ids
        ids.add(data["grade_id"])
        solved = (
            cell["source"].count("### BEGIN SOLUTION"),
            cell["source"].count("### END SOLUTION"),
        )
        assert solved == ((1, 1) if data["solution"] else (0, 0))
    kinds = [
        next(k for k in ("solution", "grade", "locked") if c["metadata"]["nbgrader"][k])
        for c in graded
    ]
    assert kinds == ["solution", "locked", "grade"] * (len(kinds) // 3)
    points = [
        c["metadata"]["nbgrader"]["points"] for c in graded if c["metadata"]["nbgrader"]["grade"]
    ]
    titles = "\n".join(c["source"] for c in cells if c["cell_type"] == "markdown")
    assert [int(n) for n in re.findall(r"^### \d+ .* \((\d+) points?\)$", titles, re.M)] == points


@pytest.mark.parametrize("version", ["as it stands", "student", "teacher"])
def test_every_version_is_a_valid_notebook(version):
    nbformat = pytest.importorskip("nbformat")
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        nbformat.validate(nbformat.from_dict(lessons.notebook(text, version, source.stem)))


@pytest.mark.parametrize("source", SOURCES, ids=lambda p: p.stem)
def test_a_notebook_is_valid_and_has_the_cells_of_its_source(source):
    nbformat = pytest.importorskip("nbformat")
    text = source.read_text(encoding="utf-8")
    made = nbformat.from_dict(lessons.notebook(text))
    nbformat.validate(made)
    code = [cell for cell in made.cells if cell.cell_type == "code"]
    assert len(code) == text.count("```{code-cell}")
    assert not any("```" in cell.source for cell in made.cells)
    for cell in code:
        folded = cell.metadata.get("jupyter", {}).get("source_hidden", False)
        hidden = {"hide-input", "hide-cell", "remove-cell"} & set(cell.metadata.get("tags", []))
        assert folded == bool(hidden)
        assert not cell.source.startswith(":")
    prose = "".join(cell.source for cell in made.cells if cell.cell_type == "markdown")
    assert "text_representation" not in prose
    assert ".md)" not in prose
    assert source == SOURCES[-1] or ".ipynb)" in prose


def test_jupytext_reads_the_same_cells():
    """The sources are MyST notebooks to the program that defines the format, too."""
    jupytext = pytest.importorskip("jupytext")
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        theirs = [
            c.source for c in jupytext.reads(text, fmt="md:myst").cells if c.cell_type == "code"
        ]
        ours = [c for c in lessons.notebook(text)["cells"] if c["cell_type"] == "code"]
        named = [
            c["source"].split("\n", 1)[1] if "jupyter" in c["metadata"] else c["source"]
            for c in ours
        ]
        assert named == theirs


def test_without_lessons_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(lessons, "INSTALLED", tmp_path / "none")
    monkeypatch.setattr(lessons, "IN_A_CHECKOUT", tmp_path / "none")
    done = CliRunner().invoke(lessons.command, [str(tmp_path / "mine")])
    assert isinstance(done.exception, InputError)
    assert "holds no lessons" in str(done.exception)
