import pytest

served = pytest.importorskip("shoal.studio.server", reason="the extra [app] is not installed")


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
    running.token = module.TOKEN
    yield running
    running.stop()


@pytest.fixture
def page():
    """A page with no table and no browser."""
    from .pages import Page

    made = Page()
    yield made
    made.tab.close()
