"""Connections that have not shown a pass: few at a time, and none of them for long.

Whoever is on this machine can connect, also to send nothing, half a request, or to read nothing of
the answer. Such a line gives way to a newer one, so that the page always gets in; a line that has once
brought a page's pass is left alone.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 64  # lines that have shown no pass; the oldest is cut
SECONDS = 15.0  # that such a line may last: the page's own files take a fraction of one

RESET = struct.pack("ii", 1, 0)  # what was not read is thrown away, not kept by the system

Peer = tuple[str, int]


class Lines:
    """The lines that have shown no pass yet, the oldest first."""

    def __init__(self) -> None:
        self._strange: dict[Peer, tuple[asyncio.Transport, asyncio.TimerHandle]] = {}

    def joined(self, peer: Peer, transport: asyncio.Transport) -> None:
        """A new line."""
        while len(self._strange) >= MOST:
            self._cut(next(iter(self._strange)))
        timer = asyncio.get_running_loop().call_later(SECONDS, self._cut, peer)
        self._strange[peer] = transport, timer

    def left(self, peer: Peer | None) -> None:
        """It has ended, or has shown a pass."""
        if peer in self._strange:
            _transport, timer = self._strange.pop(peer)
            timer.cancel()

    def _cut(self, peer: Peer) -> None:
        transport, timer = self._strange.pop(peer)
        timer.cancel()
        line = transport.get_extra_info("socket")
        with suppress(OSError):  # it has ended by itself
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        transport.abort()


def watched(lines: Lines) -> type[H11Protocol]:
    """The server's protocol of HTTP, which tells ``lines`` of every connection."""

    class Watched(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if self.client is not None:
                lines.joined(self.client, transport)

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            lines.left(self.client)

    return Watched
