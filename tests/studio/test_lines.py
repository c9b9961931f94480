"""Connections that hold the line: the page answers all the same, and they end."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from shoal.studio.web import lines

HALF = {
    "nothing at all": b"",
    "half a request": b"GET / HTTP/1.1\r\nHost: ",
    "an answer that is not read": b"GET /front/studio.js HTTP/1.1\r\nHost: {host}\r\n\r\n" * 20,
    "a body that never comes": b"POST /table HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\n"
    b"Content-Length: 1000000\r\n\r\nab",
    "a socket that was refused": b"GET /socket HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
}


@contextlib.contextmanager
def held(studio: Any, times: int, said: bytes) -> Iterator[list[socket.socket]]:
    """So many connections that say this and then nothing more."""
    with contextlib.ExitStack() as stack:
        found = []
        for _ in range(times):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", studio.port)))
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            with contextlib.suppress(OSError):  # the studio has cut it by now
                line.sendall(said.replace(b"{host}", studio.host.encode()))
            found.append(line)
        yield found


def is_cut(line: socket.socket, seconds: float) -> bool:
    """Whether the other side ends the connection within that time, though nobody reads."""
    watch = select.poll()
    watch.register(line, getattr(select, "POLLRDHUP", 0))  # a reset is told in any case
    return bool(watch.poll(1000 * seconds))


@pytest.mark.parametrize("said", HALF.values(), ids=HALF.keys())
def test_the_page_answers_beside_connections_that_hold_the_line(studio: Any, said: bytes) -> None:
    with studio.page() as page:
        page.ask(kind="hello")
        with held(studio, 400, said):
            began = time.monotonic()
            assert studio.request()[0] == 200
            assert page.ask(kind="hello")["kind"] == "welcome"  # a line that is known stays
            with studio.page() as other:
                assert other.ask(kind="hello")["kind"] == "welcome"
            assert time.monotonic() - began < 5  # of a machine with other things to do


def test_a_connection_that_shows_no_pass_ends_after_a_while(
    studio: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "SECONDS", 0.3)
    with studio.page() as page:
        page.ask(kind="hello")
        for said in HALF.values():
            with held(studio, 1, said) as (line,):
                assert is_cut(line, 10)
        assert page.ask(kind="hello")["kind"] == "welcome"


def test_drop_by_drop_is_no_way_to_stay(studio: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "SECONDS", 0.5)
    with held(studio, 1, b"GET / HTTP/1.1\r\nX-Long: ") as (line,):
        end = time.monotonic() + 10
        with contextlib.suppress(OSError):
            while time.monotonic() < end:
                line.sendall(b"a")
                time.sleep(0.02)
        assert time.monotonic() < end
