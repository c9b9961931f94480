"""axe-core on a page: what keeps people from using it, by the rules of the WCAG."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).parents[2] / "front" / "node_modules" / "axe-core" / "axe.min.js"
RUN = """(within) => axe.run(within ? document.querySelector(within) : document,
  { resultTypes: ['violations'] })"""


def required() -> None:
    """Skips where axe-core is not installed."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: `make front` brings it")


def violations(page: Any, within: str = "") -> list[str]:
    """Each rule that is broken, ``within`` a part of the page, and what breaks it."""
    required()
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(RUN, within)["violations"]
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]}"
        for one in found
        for node in one["nodes"]
    ]
