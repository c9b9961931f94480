"""Who may speak with the studio: the page that this very process served, and nobody else.

A page of another site can send requests to 127.0.0.1, and a name of its own can be made to point
there (DNS rebinding). So every request must name this host and port exactly; what changes or tells
something must come from this origin and bring the pass of a page that was let in (``entrance``).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .entrance import Entrance
from .lines import Lines

TOKEN_HEADER, PASS_HEADER = b"x-shoal-token", b"x-shoal-pass"
PROTOCOLS = b"sec-websocket-protocol"  # what a page can say of itself when it opens a socket
PROTOCOL, PASS_PROTOCOL = "shoal", b"pass."  # the socket's own, and the beginning of a pass
SESSION = "/session"  # POST: a token for a pass; GET: whether the pass is known
PUBLIC = "/front/"  # scripts and styles: the same for everybody, as is the document
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
    entrance : Entrance
        Who is let in.
    lines : Lines
        Hears which connections have shown a pass.
    """

    def __init__(self, app: ASGIApp, port: int, entrance: Entrance, lines: Lines) -> None:
        self._app, self._entrance, self._lines = app, entrance, lines
        self._server = "127.0.0.1", port
        self._host = f"127.0.0.1:{port}".encode()
        self._origin = b"http://" + self._host

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is allowed; refuse the rest in one sentence."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if refusal is None and scope["type"] == "http" and scope["path"] == SESSION:
            await Response(status_code=204)(scope, receive, _with_headers(send))
        elif refusal is None:
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
        if scope["type"] == "http" and (scope["path"] == "/" or scope["path"].startswith(PUBLIC)):
            return None
        if scope["type"] == "http" and (scope["method"], scope["path"]) == ("POST", SESSION):
            return self._admission(scope)
        if not self._entrance.knows(_passes(scope)):
            return "this page was not let in: open the address that `shoal studio` printed"
        self._lines.left(scope["client"])
        return None

    def _admission(self, scope: Scope) -> str | None:
        tokens, passes = _all(scope["headers"], TOKEN_HEADER), _passes(scope)
        if len(tokens) != 1 or len(passes) != 1 or scope["client"] is None:
            return "a page is let in by one token and one pass"
        return self._entrance.admit(tokens[0], passes[0], scope["client"], self._server)


def _all(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[bytes]:
    return [value for key, value in headers if key == name]


def _passes(scope: Scope) -> list[bytes]:
    """What a request brings for a pass: a header, or of a socket a protocol, for it has no headers."""
    if scope["type"] == "http":
        return _all(scope["headers"], PASS_HEADER)
    words = b",".join(_all(scope["headers"], PROTOCOLS)).split(b",")
    given = (word.strip() for word in words)
    return [word.removeprefix(PASS_PROTOCOL) for word in given if word.startswith(PASS_PROTOCOL)]


def _with_headers(send: Send) -> Callable[[Message], Awaitable[None]]:
    extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = [pair for pair in message.get("headers", []) if pair[0].decode() not in HEADERS]
            message = {**message, "headers": [*own, *extra]}
        await send(message)

    return sending
