"""Who may speak with the studio: the page that this very process served, and nobody else.

A page of another site can send requests to 127.0.0.1, and a name of its own can be made to point
there (DNS rebinding). So every request must name this host and port exactly; what changes or tells
something must come from this origin and bring the token that the printed address holds.
"""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Iterable
from urllib.parse import parse_qs

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = b"x-shoal-token"
PUBLIC = "/front/"  # scripts and styles: the same for everybody
MOST_HEADERS = 16 * 2**10  # bytes of a request's address and headers
POLICY_VIOLATION = 1008  # RFC 6455, 7.4.1

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        "font-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Guard:
    """An ASGI application before the studio's own.

    Parameters
    ----------
    app : ASGI application
    port : int
        The port that is listened on, at 127.0.0.1.
    token : str
        At least 128 bits, in the printed address alone.
    """

    def __init__(self, app: ASGIApp, port: int, token: str) -> None:
        self._app, self._token = app, token.encode()
        self._host = f"127.0.0.1:{port}".encode()
        self._origin = b"http://" + self._host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is allowed; refuse the rest in one sentence."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": POLICY_VIOLATION, "reason": refusal})
        else:
            answer = PlainTextResponse(refusal + "\n", status_code=403)
            await answer(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope) -> str | None:
        headers = scope["headers"]
        size = len(scope["raw_path"]) + len(scope["query_string"])
        if size + sum(len(name) + len(value) for name, value in headers) > MOST_HEADERS:
            return "the address and headers of this request are too long"
        if _all(headers, b"host") != [self._host]:
            return "this studio answers to its printed address alone"
        origins = _all(headers, b"origin")
        must_name = scope["type"] == "websocket" or scope["method"] not in ("GET", "HEAD")
        if (origins or must_name) and origins != [self._origin]:
            return "requests from other pages are refused"
        if scope["type"] == "http" and scope["path"].startswith(PUBLIC):
            return None
        if not self._knows(_tokens(scope)):
            return "the token is missing or wrong: open the address that `shoal studio` printed"
        return None

    def _knows(self, given: list[bytes]) -> bool:
        return len(given) == 1 and hmac.compare_digest(given[0], self._token)


def _all(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    return [value for key, value in headers if key == name]


def _tokens(scope: Scope) -> list[bytes]:
    try:
        query = parse_qs(scope["query_string"].decode("ascii"), max_num_fields=8)
    except ValueError:
        return []
    return [text.encode() for text in query.get("token", [])] + _all(scope["headers"], TOKEN_HEADER)


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [pair for pair in message.get("headers", []) if pair[0].decode() not in HEADERS]
            message = {**message, "headers": [*own, *extra]}
        await send(message)

    return sending
