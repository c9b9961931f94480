"""How a path is refused when it is opened."""

import pytest

from shoal.errors import TableError
from shoal.tables.sources.opening import open_source


@pytest.fixture
def refused():
    def refused(path, **options):
        with pytest.raises(TableError) as caught:
            open_source(path, **options)
        message = str(caught.value)
        assert message.isprintable()
        assert len(message) < 400
        return message

    return refused


@pytest.fixture
def little_memory(monkeypatch):
    """So many bytes are free, and no more."""

    def little(free):
        for name in ("memory", "workbooks.ods"):
            monkeypatch.setattr(f"shoal.tables.sources.{name}.available_bytes", lambda: free)

    return little
