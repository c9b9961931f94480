"""The studio's own server: one process, 127.0.0.1 alone, gone with the command that started it."""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import socket
import tempfile
import webbrowser
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from ..errors import InputError, ModelFileError, ShoalError
from ..estimators.table_model import TableModel
from ..files.models import load, save
from ..tables import Table
from .origin import Origin
from .page import FRONT, front_file, page
from .reading import Opened, opened_upload
from .report import report
from .security import MOST_HEADERS, Guard
from .tab import Tab
from .wire import dumped

HOST = "127.0.0.1"
MOST_UPLOAD = 64 * 2**20  # bytes of a table or model
MOST_MESSAGE = 2**20  # bytes of one message of a page
MOST_TABS = 32
WAITING = 500  # messages to a page that does not read; beyond, frames are dropped
SECONDS_TO_SEND = 20.0  # of an upload's next part, or a page's first message


class Studio:
    """The application: pages, their tabs, uploads and downloads."""

    def __init__(self, table: Table | Opened | None = None) -> None:
        self.table = table
        self.tabs: dict[
            str, Tab
        ] = {}  # the oldest first; those of pages that are gone can come back
        self._open: set[str] = set()
        self._numbers: Iterator[int] = itertools.count(1)
        self.app = Starlette(
            routes=[
                Route("/", self._page),
                Route("/front/{name}", self._front),
                Route("/table", self._upload, methods=["POST"]),
                Route("/runs/{run:int}/{name}", self._download),
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
        tab = self.tabs.get(request.headers.get("x-shoal-tab", ""))
        if tab is None:
            return JSONResponse({"message": "this page is not connected: load it again"}, 409)
        name = _file_name(request.headers.get("x-file-name", ""))
        try:
            content = await asyncio.wait_for(_body(request), SECONDS_TO_SEND)
            message = await run_in_threadpool(_opened, tab, name, content)
        except ClientDisconnect:
            return JSONResponse({"message": "the file did not arrive whole"}, 400)
        except TimeoutError:
            return JSONResponse({"message": "the file did not arrive in time"}, 408)
        except (ShoalError, ValueError) as error:
            return JSONResponse({"message": str(error)}, 422)
        return _json(message)

    async def _download(self, request: Request) -> Response:
        run, name = request.path_params["run"], request.path_params["name"]
        tab = next((tab for tab in self.tabs.values() if run in tab.runs), None)
        make = _FILES.get(name)
        if tab is None or make is None:
            return JSONResponse({"message": "there is no such file"}, 404)
        try:
            content, kind = await run_in_threadpool(make, tab, run)
        except (ShoalError, ValueError) as error:
            return JSONResponse({"message": str(error)}, 422)
        source = Path(tab.runs[run].model.record.source).stem
        stem = "".join(c if c.isascii() and (c.isalnum() or c in "-_") else "_" for c in source)
        disposition = f'attachment; filename="{stem[:60] or "model"}_{run}_{name}"'
        headers = {"content-disposition": disposition.replace("_model.shoal", ".shoal")}
        return Response(content, media_type=kind, headers=headers)

    async def _socket(self, socket: WebSocket) -> None:
        await socket.accept()
        name = socket.query_params.get("tab", "")
        loop, outgoing = asyncio.get_running_loop(), asyncio.Queue[tuple[str, bytes | None]]()

        def put(text: str, buffer: bytes | None) -> None:
            if buffer is None or outgoing.qsize() < WAITING:
                outgoing.put_nowait((text, buffer))

        def tell(message: dict[str, Any], buffer: bytes | None) -> None:
            text = dumped(message | {"buffer": buffer is not None})
            with suppress(RuntimeError):  # the server is closing
                loop.call_soon_threadsafe(put, text, buffer)

        tab = self._tab(name, tell)
        if tab is None:
            await socket.close(1008, "too many pages are open: close one")
            return
        sender = asyncio.create_task(_send(socket, outgoing))
        try:
            while True:
                text = await socket.receive_text()
                message = _message(text)
                await run_in_threadpool(tab.handle, message)
        except (WebSocketDisconnect, KeyError):  # gone, or sent bytes where text belongs
            pass
        finally:
            sender.cancel()
            if tab.tell is tell:
                self._open.discard(name)
                tab.close()

    def _tab(self, name: str, tell: Callable[[dict[str, Any], bytes | None], None]) -> Tab | None:
        """The page's tab: a new one, or after a broken connection the one it had."""
        if name not in self.tabs:
            if len(self._open) >= MOST_TABS or not (8 <= len(name) <= 64 and name.isalnum()):
                return None
            gone = [old for old in self.tabs if old not in self._open]
            for old in gone[: max(len(self.tabs) + 1 - MOST_TABS, 0)]:
                del self.tabs[old]
            self.tabs[name] = Tab(tell, self._numbers, self.table)
        self._open.add(name)
        self.tabs[name].tell = tell
        return self.tabs[name]


def serve(
    table: Table | Opened | None = None,
    *,
    origin: Origin | None = None,
    port: int = 0,
    browser: bool = True,
    say: Callable[[str], None] = print,
) -> None:
    """Serve the studio until Ctrl-C, at a random port and token that ``say`` is told.

    ``origin`` says how code names a ``Table``; by default as the file ``table.source``. An ``Opened``
    one (``reading.opened_path``) can be read again with other options.

    Raises
    ------
    InputError
        If the front end was not built, or the port is taken.
    """
    if not (FRONT / "studio.js").is_file():
        raise InputError("the studio's front end is not built: run `make front` in the checkout")
    if isinstance(table, Table):
        table = Opened.of_table(table, origin)
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        raise InputError(f"port {port} cannot be listened on: {error.strerror}") from error
    port, token = listener.getsockname()[1], secrets.token_urlsafe(24)
    server = uvicorn.Server(configuration(Guard(Studio(table).app, port, token)))
    address = f"http://{HOST}:{port}/?token={token}"
    say(address)
    if browser:
        webbrowser.open(address)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listener])


def configuration(app: Any) -> uvicorn.Config:
    """How the server runs: quiet, with small limits, no header that names it."""
    return uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        server_header=False,
        date_header=False,
        lifespan="off",
        ws="websockets-sansio",
        ws_max_size=MOST_MESSAGE,
        h11_max_incomplete_event_size=MOST_HEADERS,
        http="h11",
        limit_concurrency=8 * MOST_TABS,
        timeout_keep_alive=5,
        timeout_graceful_shutdown=1,
    )


def _json(message: Any) -> Response:
    return Response(dumped(message), media_type="application/json")


async def _send(socket: WebSocket, outgoing: asyncio.Queue[tuple[str, bytes | None]]) -> None:
    with suppress(WebSocketDisconnect, RuntimeError):
        while True:
            text, buffer = await outgoing.get()
            await socket.send_text(text)
            if buffer is not None:
                await socket.send_bytes(buffer)


def _message(text: str) -> dict[str, Any]:
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        return {"kind": "what is not JSON"}
    return message if isinstance(message, dict) else {"kind": "what is no table"}


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


def _opened(tab: Tab, name: str, content: bytes) -> dict[str, Any]:
    if not name.lower().endswith(".shoal"):
        return tab.open(opened_upload(name, content))
    with tempfile.TemporaryDirectory(prefix="shoal-") as folder:
        place = Path(folder) / "model.shoal"
        place.write_bytes(content)
        try:
            model = load(place)
        except ModelFileError as error:
            raise ModelFileError(str(error).replace("model.shoal", name)) from None
    if not isinstance(model, TableModel):
        raise InputError(f"{name} holds a bare network that knows no columns")
    return tab.keep(model)


def _model_file(tab: Tab, run: int) -> tuple[bytes, str]:
    with tempfile.TemporaryDirectory(prefix="shoal-") as folder:
        place = Path(folder) / "model.shoal"
        save(tab.runs[run].model, place)
        return place.read_bytes(), "application/octet-stream"


def _report(tab: Tab, run: int) -> tuple[bytes, str]:
    kept = tab.runs[run]
    if kept.table is None:
        raise InputError("open the table first: this model was loaded from a file")
    place = None if kept.origin is None else kept.origin.place
    return report(kept.model, kept.table, place=place).encode(), "text/html; charset=utf-8"


def _predictions(tab: Tab, run: int) -> tuple[bytes, str]:
    return tab.predictions(run), "text/csv"


_FILES: dict[str, Callable[[Tab, int], tuple[bytes, str]]] = {
    "model.shoal": _model_file,
    "predictions.csv": _predictions,
    "report.html": _report,
}
