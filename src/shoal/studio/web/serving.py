"""The studio as a process: it listens at 127.0.0.1, opens the browser, and ends at once when it is told to.

It listens before anything heavy is imported (``loading``): the browser draws the page meanwhile.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn

import uvicorn

from ...errors import InputError
from .. import loading
from ..page import FRONT
from ..pages import Pages
from ..threads import all_ended
from .browser import Browser
from .entrance import Entrance
from .lines import Lines, watched
from .security import MOST_HEADERS, Guard
from .server import MOST_MESSAGE, MOST_TABS, Studio

if TYPE_CHECKING:
    from ...tables import Table
    from ..tables.open_table import Opened

HOST = "127.0.0.1"
SECONDS_TO_PART = 0.2  # of answers and downloads that are under way when the studio ends
SECONDS_TO_END = 0.3  # of fits that were told to
BACKLOG = 256  # connections that wait to be accepted, and are accepted at once
ENDING = [signal.SIGINT, signal.SIGTERM]
if sys.platform != "win32":
    ENDING.append(signal.SIGHUP)


def serve(
    table: Table | Opened | None = None,
    *,
    port: int = 0,
    browser: bool = True,
    say: Callable[[str], None] = print,
) -> int:
    """Serve the studio until a signal ends it, at a random port and key that ``say`` is told.

    An ``Opened`` table (``reading.opened_path``) can be read again with other options. What a fit
    needs is imported once the address is told. The exit
    code is returned: 0 after Ctrl-C, which is how a studio ends, else 128 and the signal's number.

    Raises
    ------
    InputError
        If the front end was not built, or the port is taken.
    """
    if not (FRONT / "studio.js").is_file():
        raise InputError("the studio's front end is not built: run `make front` in the checkout")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(BACKLOG)  # a browser that is quicker than the rest of this waits in line
    except OSError as error:
        raise InputError(f"port {port} cannot be listened on: {error.strerror}") from error
    port, entrance, opened = listener.getsockname()[1], Entrance(), Browser()
    studio = Studio(table)
    server = Server(configuration(studio.app, port, entrance), studio.pages)
    with server.signals():
        try:
            say(f"http://{HOST}:{port}/?token={entrance.key}")
            loading.begin()
            if browser:
                opened.open(f"http://{HOST}:{port}/?token={entrance.code()}")
            server.run(sockets=[listener])
        finally:
            opened.close()
            studio.pages.close()
            if not all_ended(SECONDS_TO_END):
                _leave(server.code)  # Python would wait for them, or cut them off in compiled code
    return server.code


class Server(uvicorn.Server):
    """The server, which a signal ends at once: the pages are told, and the fits with them."""

    def __init__(self, config: uvicorn.Config, pages: Pages) -> None:
        super().__init__(config)
        self.code, self._pages = 0, pages

    @contextmanager
    def signals(self) -> Iterator[None]:
        """While it lasts, a signal that ends programs ends this server; what is ignored stays so."""
        heard = [n for n in ENDING if signal.getsignal(n) != signal.SIG_IGN]
        before = {number: signal.signal(number, self._told) for number in heard}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Nothing: ``signals`` began before the server did."""
        yield

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the pages, and give what is under way a moment."""
        for listener in self.servers:
            listener.close()
        self._pages.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        until = time.monotonic() + SECONDS_TO_PART
        while self.server_state.tasks and time.monotonic() < until:
            await asyncio.sleep(0.01)
        logging.getLogger("uvicorn.error").disabled = True  # what is cut off now is no error

    def _told(self, number: int, _frame: Any) -> None:
        code = 0 if number == signal.SIGINT else 128 + number
        if self.should_exit:  # told twice: somebody does not want to wait
            _leave(code)
        self.code, self.should_exit = code, True


def _leave(code: int) -> NoReturn:
    """Leave at once."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # closed, or there is none
            stream.flush()
    os._exit(code)


def configuration(app: Any, port: int, entrance: Entrance) -> uvicorn.Config:
    """How the server runs: guarded, quiet, with small limits, no header that names it.

    Nothing that a request says of where it comes from is believed.
    """
    lines = Lines()
    return uvicorn.Config(
        Guard(app, port, entrance, lines),
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=MOST_MESSAGE,
        h11_max_incomplete_event_size=MOST_HEADERS,
        http=watched(lines),
        limit_concurrency=8 * MOST_TABS,
        backlog=BACKLOG,
        timeout_keep_alive=5,
    )
