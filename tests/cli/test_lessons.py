"""``shoal lessons``: notebooks as another program reads them, and nothing overwritten."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from shoal.cli import lessons
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
        assert folded == bool(cell.metadata.get("tags"))
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
        named = [c["source"].split("\n", 1)[1] if c["metadata"] else c["source"] for c in ours]
        assert named == theirs


def test_without_lessons_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setattr(lessons, "INSTALLED", tmp_path / "none")
    monkeypatch.setattr(lessons, "IN_A_CHECKOUT", tmp_path / "none")
    done = CliRunner().invoke(lessons.command, [str(tmp_path / "mine")])
    assert isinstance(done.exception, InputError)
    assert "holds no lessons" in str(done.exception)
