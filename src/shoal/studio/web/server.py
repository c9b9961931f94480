"""What the studio answers: the page, its sockets, uploads and downloads.

Nothing heavy is imported before a page asks for it (``loading``).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from ...errors import InputError
from ..page import front_file, page
from ..pages import Pages
from ..threads import in_thread
from ..wire import complaint, dumped
from .security import PROTOCOL

if TYPE_CHECKING:
    from ...tables import Table
    from ..tab import Tab
    from ..tables.open_table import Opened

MOST_UPLOAD = 64 * 2**20  # bytes of a table or model
MOST_MESSAGE = 2**20  # bytes of one message of a page
MOST_TABS = 32
WAITING = 500  # messages to a page that does not read; beyond, frames are dropped
SECONDS_TO_SEND = 20.0  # of an upload's next part, or a page's first message


class Studio:
    """The application: pages, their tabs, uploads and downloads."""

    def __init__(self, table: Table | Opened | None = None) -> None:
        self.pages = Pages(table)
        self.app = Starlette(
            routes=[
                Route("/", self._page),
                Route("/front/{name}", self._front),
                Route("/table", self._upload, methods=["POST"]),
                Route("/runs/{run}/{name}", self._download),
                WebSocketRoute("/socket", self._socket),
            ]
        )

    async def _page(self, _request: Request) -> Response:
        return HTMLResponse(page())

    async def _front(self, request: Request) -> Response:
        found = front_file(request.path_params["name"])
        if found is None:
            return JSONResponse({"message": "there is no such file"}, 404)
        content, kind = found
        return Response(content, media_type=kind)

    async def _upload(self, request: Request) -> Response:
        tab = self.pages.tabs.get(request.headers.get("x-shoal-tab", ""))
        if tab is None:
            return JSONResponse({"message": "this page is not connected: load it again"}, 409)
        name = _file_name(request.headers.get("x-file-name", ""))
        asked = request.headers.get("x-shoal-predicted-by")
        if asked is not None and number_in(asked) is None:
            return JSONResponse({"message": "a table is predicted by a run's number"}, 422)
        try:
            content = await asyncio.wait_for(_body(request), SECONDS_TO_SEND)
            message = await in_thread(_opened, tab, name, content, asked)
        except ClientDisconnect:
            return JSONResponse({"message": "the file did not arrive whole"}, 400)
        except TimeoutError:
            return JSONResponse({"message": "the file did not arrive in time"}, 408)
        except Exception as error:  # whatever is in the file, the studio lives on
            return _refused(error)
        return _json(message)

    async def _download(self, request: Request) -> Response:
        run, name = number_in(request.path_params["run"]), request.path_params["name"]
        tab = next((tab for tab in self.pages.tabs.values() if run in tab.runs), None)
        try:
            made = None if tab is None or run is None else await in_thread(_made, tab, run, name)
        except Exception as error:  # whatever it is, the studio lives on
            return _refused(error)
        if made is None:
            return JSONResponse({"message": "there is no such file"}, 404)
        content, kind, file = made
        headers = {"content-disposition": f'attachment; filename="{file}"'}
        return Response(content, media_type=kind, headers=headers)

    async def _socket(self, socket: WebSocket) -> None:
        asked, number = (socket.query_params.get(word, "") for word in ("tab", "page"))
        loop, outgoing = asyncio.get_running_loop(), asyncio.Queue[tuple[str, bytes | None]]()

        def put(text: str, buffer: bytes | None) -> None:
            if buffer is None or outgoing.qsize() < WAITING:
                outgoing.put_nowait((text, buffer))

        def tell(message: dict[str, Any], buffer: bytes | None) -> None:
            text = dumped(message | {"buffer": buffer is not None})
            with suppress(RuntimeError):  # the server is closing
                loop.call_soon_threadsafe(put, text, buffer)

        seat = await self.pages.sit(asked, number, tell, MOST_TABS)
        if seat is None:
            await socket.accept(PROTOCOL)
            await socket.close(1008, "too many pages are open: close one")
            return
        tell({"kind": "tab", "tab": seat.name}, None)
        try:
            await socket.accept(
                PROTOCOL
            )  # not before the page has its tab: an upload may come at once
            await _converse(socket, seat.tab, outgoing)
        finally:
            self.pages.leave(seat)


def _refused(error: Exception) -> Response:
    return JSONResponse({"message": complaint(error)}, 422)


def _json(message: Any) -> Response:
    return Response(dumped(message), media_type="application/json")


async def _converse(
    socket: WebSocket, tab: Tab, outgoing: asyncio.Queue[tuple[str, bytes | None]]
) -> None:
    """Answer one message after the other until the page is gone."""
    sender = asyncio.create_task(_send(socket, outgoing))
    try:
        while (text := await _received(socket)) is not None:
            await in_thread(tab.hear, text)
    finally:
        sender.cancel()


async def _received(socket: WebSocket) -> str | None:
    """The page's next message; None where it has gone, or sent bytes where text belongs."""
    try:
        return await socket.receive_text()
    except (WebSocketDisconnect, KeyError, RuntimeError):  # the last: gone while it was told
        return None


async def _send(socket: WebSocket, outgoing: asyncio.Queue[tuple[str, bytes | None]]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            text, buffer = await outgoing.get()
            await socket.send_text(text)
            if buffer is not None:
                await socket.send_bytes(buffer)


async def _body(request: Request) -> bytes:
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > MOST_UPLOAD:
            raise InputError(
                f"the file is larger than {MOST_UPLOAD >> 20} MB: give its name to `shoal studio`"
            )
        parts.append(part)
    return b"".join(parts)


def _file_name(header: str) -> str:
    """The last part of the file's name, fit to be a file's name here."""
    name = unquote(header).replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(c for c in name if c.isprintable())[-120:].lstrip(".")
    return name or "table.csv"


def _opened(tab: Tab, name: str, content: bytes, predicted_by: str | None) -> dict[str, Any]:
    from .downloads import opened

    return opened(tab, name, content, None if predicted_by is None else number_in(predicted_by))


def number_in(text: str) -> int | None:
    """The number of a run as an address or a header names it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _made(tab: Tab, run: int, name: str) -> tuple[bytes, str, str] | None:
    from .downloads import MADE, made

    return made(tab, run, name) if name in MADE else None
