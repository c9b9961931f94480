"""Which page holds which tab: it comes back after a cut or a reload, and a duplicate gets its own.

A browser keeps a tab's name in its session, which a duplicated tab copies. A page is told from its
duplicate by a number that each loading of it draws anew: the same page that comes again has lost its
connection; another page under a name that somebody holds is a duplicate. All of this runs in the
event loop's thread.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import loading
from .threads import in_thread

if TYPE_CHECKING:
    from ..tables import Table
    from .tab import Tab
    from .tables.open_table import Opened

GRACE = 15.0  # seconds that a fit goes on without its page: a reload, a cut
LEAVING = 0.5  # seconds within which a reloaded page's older connection is gone

Tell = Callable[[dict[str, Any], bytes | None], None]


@dataclass(frozen=True, eq=False)
class Seat:
    """One connection of one page: the tab's name, and what hears of it when it ends."""

    name: str
    page: str
    tab: Tab
    gone: asyncio.Event = field(default_factory=asyncio.Event)


class Pages:
    """The tabs of all pages, of those that are gone too; the oldest first."""

    def __init__(self, table: Table | Opened | None = None) -> None:
        self.tabs: dict[str, Tab] = {}
        self._table = table
        self._numbers: Iterator[int] = itertools.count(1)
        self._seats: dict[str, Seat] = {}
        self._endings: dict[str, asyncio.TimerHandle] = {}

    async def sit(self, name: str, page: str, tell: Tell, most: int) -> Seat | None:
        """The page's tab: the one it had, a new one, or a duplicate's own; None beyond ``most`` pages."""
        await in_thread(loading.load)
        if not (8 <= len(name) <= 64 and name.isalnum()):
            return None
        held = self._seats.get(name)
        if held is not None and held.page != page:
            with suppress(TimeoutError):
                await asyncio.wait_for(held.gone.wait(), LEAVING)
        held = self._seats.get(name)
        original = None
        if held is not None and held.page != page:
            original, name = held.tab, secrets.token_hex(16)
        if name not in self._seats and len(self._seats) >= most:
            return None
        if name not in self.tabs:
            self._forget(most)
            self.tabs[name] = self._made(tell) if original is None else original.duplicate(tell)
        if (ending := self._endings.pop(name, None)) is not None:
            ending.cancel()
        seat = self._seats[name] = Seat(name, page, self.tabs[name])
        seat.tab.tell = tell
        return seat

    def leave(self, seat: Seat) -> None:
        """The connection has ended; the tab's fit goes on for ``GRACE``."""
        seat.gone.set()
        if self._seats.get(seat.name) is not seat:
            return
        del self._seats[seat.name]
        seat.tab.tell = _nobody
        loop = asyncio.get_running_loop()
        self._endings[seat.name] = loop.call_later(GRACE, self._end, seat.name)

    def close(self) -> None:
        """Tell every fit to end."""
        for tab in list(self.tabs.values()):
            tab.close()

    def _end(self, name: str) -> None:
        self._endings.pop(name, None)
        if name in self.tabs and name not in self._seats:
            self.tabs[name].close()

    def _made(self, tell: Tell) -> Tab:
        from .tab import Tab

        return Tab(tell, self._numbers, self._table)

    def _forget(self, most: int) -> None:
        """Make room for one more: the oldest of those whose pages are gone."""
        gone = [name for name in self.tabs if name not in self._seats]
        for name in gone[: max(len(self.tabs) + 1 - most, 0)]:
            self.tabs.pop(name).close()


def _nobody(_message: dict[str, Any], _buffer: bytes | None) -> None:
    """Nobody is there to be told; the tab tells it again when its page is back."""
