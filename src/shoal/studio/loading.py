"""What a fit needs is imported behind the first page: NumPy, SciPy, scikit-learn, our own floors.

The server listens before any of it is there. A thread imports it at once, while the browser draws; who
needs it waits for ``loaded``.

scikit-learn's compatibility module imports two libraries that it asks for nothing as long as nobody
gives it a DataFrame or calls its ``mode``: ``scipy.stats`` (0.45 s) and pandas (0.25 s), half of the
time until a first fit. They are put off until somebody does ask: SciPy imports its parts itself when they
are named, and pandas is imported by whoever reads with it.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

NEEDED = ("files.models", "studio.web.downloads", "studio.tab")  # they import all others
_LOCK = threading.Lock()
_done = False


def load() -> None:
    """Import everything that a fit needs; at once where that is done."""
    global _done
    with _LOCK:
        if _done:
            return
        with _put_off():
            import_module("sklearn.base")
        for name in NEEDED:
            import_module(f"shoal.{name}")
        _done = True


def begin() -> threading.Thread:
    """Import in a thread of its own, and go on."""
    thread = threading.Thread(target=load, name="imports", daemon=True)
    thread.start()
    return thread


@contextmanager
def _put_off() -> Iterator[None]:
    """While it lasts, ``import scipy.stats`` imports nothing and pandas seems not to be installed.

    Another thread must not import them meanwhile, so this is for a program of ours alone. What has
    been imported before stays. SciPy imports a part that is missing when it is asked for it, from
    1.9 on.
    """
    stands: dict[str, ModuleType | None] = {
        "scipy.stats": ModuleType("scipy.stats"),
        "pandas": None,  # the import system's own word for "there is none"
    }
    if "sklearn" in sys.modules:
        stands = {}
    put = [name for name in stands if name not in sys.modules]
    for name in put:
        sys.modules[name] = stands[name]  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in put:
            sys.modules.pop(name, None)
