"""A studio in this process, spoken to over real sockets."""

import contextlib
import http.client
import json
import socket
import threading
import time
import uuid

import uvicorn
from websockets.sync.client import connect

from shoal.studio.web.entrance import Entrance
from shoal.studio.web.server import Studio
from shoal.studio.web.serving import configuration

TOKEN = "a-token-of-the-tests-0123456789"
PASS = "f0" * 32  # of every page of the tests that is no browser


class Spoken:
    """A studio at a port; requests are made as a page would, or with anything changed."""

    def __init__(self, port):
        self.port = port
        self.host = f"127.0.0.1:{self.port}"
        self.origin = f"http://{self.host}"

    def enter(self, token=TOKEN, chosen=PASS):
        """A page's exchange of a token for a pass."""
        headers = [("Origin", self.origin), ("X-Shoal-Token", token), ("X-Shoal-Pass", chosen)]
        return self.request("POST", "/session", headers, b"")

    def request(self, method="GET", path="/", headers=(), body=None, host=True):
        """(status, headers, body) of one request whose headers are exactly those given."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with contextlib.closing(line):
            line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            if host:
                line.putheader("Host", self.host)
            for name, value in headers:
                line.putheader(name, value)
            if body is not None:
                line.putheader("Content-Length", str(len(body)))
            line.endheaders(body)
            answer = line.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()

    def raw(self, content, wait=5.0):
        """What comes back for these very bytes, until the line is closed or nothing comes."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=wait) as line:
            with contextlib.suppress(OSError):
                line.sendall(content)
            parts = []
            with contextlib.suppress(OSError):
                while part := line.recv(65536):
                    parts.append(part)
                    if len(b"".join(parts)) > 2**20:
                        break
            return b"".join(parts)

    @contextlib.contextmanager
    def page(self):
        """A page's socket."""
        tab = uuid.uuid4().hex
        with self.socket(tab=tab) as line:
            yield Page(self, line, tab)

    def socket(self, tab="0123456789abcdef", chosen=PASS, origin=None, page="", **more):
        origin = self.origin if origin is None else origin
        protocols = ["shoal"] if chosen is None else ["shoal", f"pass.{chosen}"]
        return connect(
            f"ws://{self.host}/socket?tab={tab}&page={page}",
            origin=origin,
            subprotocols=protocols,
            open_timeout=10,
            max_size=2**24,
            **more,
        )


class Page:
    """One page: asks, and hears what else is told."""

    def __init__(self, served, line, tab):
        self.served, self.line, self.tab = served, line, tab
        self.heard, self.count = [], 0

    def ask(self, **message):
        self.count += 1
        self.line.send(json.dumps({"id": self.count, **message}))
        return self.until(lambda m: m.get("answers") == self.count)

    def until(self, wanted, timeout=60):
        """The first message for which ``wanted`` is true; the others are kept in ``heard``."""
        end = time.monotonic() + timeout
        while True:
            message = json.loads(self.line.recv(timeout=end - time.monotonic()))
            if message["buffer"]:
                message["bytes"] = self.line.recv(timeout=10)
            if wanted(message):
                return message
            self.heard.append(message)

    def upload(self, name, content, predicted_by=None):
        """(status, answer) of a file sent up, to be opened or only to be predicted by a run."""
        headers = [
            ("Origin", self.served.origin),
            ("X-Shoal-Pass", PASS),
            ("X-Shoal-Tab", self.tab),
            ("X-File-Name", name),
        ]
        if predicted_by is not None:
            headers.append(("X-Shoal-Predicted-By", str(predicted_by).encode("utf-8")))
        status, _headers, body = self.served.request("POST", "/table", headers, content)
        return status, json.loads(body)


class Served(Spoken):
    """A studio that runs in this process."""

    def __init__(self):
        listener = socket.create_server(("127.0.0.1", 0))
        super().__init__(listener.getsockname()[1])
        self.studio, self.entrance = Studio(), Entrance(TOKEN)
        self.server = uvicorn.Server(configuration(self.studio.app, self.port, self.entrance))
        self.thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [listener]}, daemon=True
        )
        self.thread.start()
        end = time.monotonic() + 60
        while not self.server.started:
            assert self.thread.is_alive(), "the studio does not start"
            assert time.monotonic() < end, "the studio takes too long to start"
            time.sleep(0.01)
        assert self.enter()[0] == 204

    @property
    def address(self):
        return f"{self.origin}/?token={TOKEN}"

    def stop(self):
        self.server.should_exit = True
        self.thread.join(10)
