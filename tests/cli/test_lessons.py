from pathlib import Path

from click.testing import CliRunner

from shoal.cli.lessons import command
from shoal.errors import InputError


def test_the_lessons_are_copied_and_nothing_is_overwritten(tmp_path):
    folder = tmp_path / "mine"
    done = CliRunner().invoke(command, [str(folder)])
    assert done.exit_code == 0
    assert f"jupyter lab {folder}" in done.output
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(
        p.name for p in (Path(__file__).parents[2] / "lessons").glob("[0-9]*.md")
    )
    again = CliRunner().invoke(command, [str(folder)])
    assert isinstance(again.exception, InputError)
