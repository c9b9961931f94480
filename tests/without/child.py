"""Python in a process of its own in which some packages cannot be imported."""

import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
NOT_OF_USERS = {"docs", "test", "dev"}
IMPORTED_AS = {"pillow": "PIL", "ipython": "IPython", "scikit-learn": "sklearn"}

# None in sys.modules would do for an import; but libraries ask sys.modules which frames there can be.
ABSENCE = """
import sys

class Absent:
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in Absent.packages:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

"""


def extras() -> dict[str, list[str]]:
    """The extras that users install, each with the packages it brings, named as they are imported."""
    found = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    names = {extra: [line.split(">=")[0] for line in found[extra]] for extra in found}
    return {
        extra: [IMPORTED_AS.get(name, name) for name in packages]
        for extra, packages in names.items()
        if extra not in NOT_OF_USERS
    }


def run(
    absent: list[str], code: str, *arguments: object, at: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run code with arguments, in the folder ``at``."""
    prelude = f"{ABSENCE}Absent.packages = {absent!r}\nsys.meta_path.insert(0, Absent)\n"
    return subprocess.run(
        [sys.executable, "-c", prelude + code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=at,
    )


def shoal(absent: list[str], *arguments: object, at: Path) -> subprocess.CompletedProcess[str]:
    """The program ``shoal`` with arguments."""
    code = "sys.argv[0] = 'shoal'\nfrom shoal.cli.main import main\nmain()\n"
    return run(absent, code, *arguments, at=at)
