from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

served = pytest.importorskip("shoal.studio.web.server", reason="the extra [app] is not installed")


@pytest.fixture(scope="session")
def studio():
    """A studio that runs for all tests; pages are apart from each other."""
    import importlib.util
    from pathlib import Path

    place = Path(__file__).with_name("served.py")
    spec = importlib.util.spec_from_file_location("served", place)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    running = module.Served()
    running.token, running.chosen = module.TOKEN, module.PASS
    yield running
    running.stop()


@pytest.fixture
def page():
    """A page with no table and no browser."""
    from .pages import Page

    made = Page()
    yield made
    made.tab.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One browser for all tests of a file: a second sync Playwright cannot start beside it."""
    from .browser import chromium

    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """One studio for all tests of a file."""
    from .browser import running

    with running() as found:
        yield found


@pytest.fixture
def visitor(browser: Any, address: str) -> Iterator[Any]:
    """A page in a browser that remembers nothing."""
    from .browser import Visitor

    found = Visitor(browser, address)
    yield found
    found.close()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A table as users have it: numbers, whole numbers, a text with gaps, a name that is a script."""
    random = np.random.RandomState(5)
    place = tmp_path_factory.mktemp("tables") / "engine.csv"
    with place.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["speed", "gear", "fuel", "torque", "<script>alert(1)</script>"])
        for i in range(80):
            speed, gear = random.uniform(0, 8), random.randint(1, 6)
            fuel = "" if i % 11 == 0 else ["gas", "oil", "<b>x</b>"][random.randint(3)]
            torque = np.sin(speed) + 0.2 * gear + (fuel == "gas") + 0.05 * random.standard_normal()
            writer.writerow(
                [f"{speed:.4f}", gear, fuel, f"{torque:.4f}", f"{random.uniform():.3f}"]
            )
    return place
