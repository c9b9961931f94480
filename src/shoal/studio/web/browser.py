"""Opens the page in the user's browser, without a word in the list of processes that helps anybody else.

The address holds a code that is good once, and for this user's processes alone. Where the system does
not tell whose a connection is, another user could be quicker than the browser: there the browser is
given the name of a private file, which leads on to the address. It is the second choice, for a browser in a
sandbox of its own (snap, flatpak) cannot read such a file.
"""

from __future__ import annotations

import html
import os
import tempfile
import webbrowser
from contextlib import suppress
from pathlib import Path

from . import peers

LEADS_ON = (
    '<!doctype html><meta charset="utf-8"><title>Shoal</title>'
    '<meta name="referrer" content="no-referrer">'
    '<meta http-equiv="refresh" content="0; url={address}"><a href="{address}">The studio</a>\n'
)


class Browser:
    """The browser that is opened, and what was written for it."""

    def __init__(self) -> None:
        self._file: Path | None = None

    def open(self, address: str) -> None:
        """Show the page of ``address``, which holds a code."""
        if peers.known():
            webbrowser.open(address)
            return
        handle, name = tempfile.mkstemp(prefix="shoal-", suffix=".html")  # for this user alone
        self._file = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(LEADS_ON.format(address=html.escape(address)))
        webbrowser.open(self._file.as_uri())

    def close(self) -> None:
        """Take away what was written."""
        if self._file is not None:
            with suppress(OSError):
                self._file.unlink(missing_ok=True)
