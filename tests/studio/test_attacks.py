"""Requests that no page of ours would make: each is refused, or what it brings stays inert text."""

import json
import time

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

TABLE = b"a,b,y\n" + b"".join(b"%d,%d,%d\n" % (i, i * i % 7, 2 * i + 1) for i in range(20))


def refused(answer):
    status, _headers, body = answer
    return status in (400, 403, 404, 405, 409, 413, 422, 431) and b"Traceback" not in body


def alive(studio):
    assert studio.request()[0] == 200


HOSTS = [
    "localhost:{port}",
    "127.0.0.1",
    "127.0.0.1:1",
    "evil.example",
    "evil.example:{port}",
    "127.0.0.1:{port}.evil.example",
    "evil.example@127.0.0.1:{port}",
    "[::1]:{port}",
    "127.0.0.1:{port} ",
    "127.0.0.1:0{port}",
    "0.0.0.0:{port}",
    "2130706433:{port}",
    "",
]


@pytest.mark.parametrize("host", HOSTS)
def test_a_host_that_is_not_exactly_ours(studio, host):
    given = host.format(port=studio.port)
    answer = studio.raw(f"GET / HTTP/1.1\r\nHost: {given}\r\nConnection: close\r\n\r\n".encode())
    if given.strip() == studio.host:  # white space around a value is no part of it (RFC 9112, 5)
        assert b" 200 " in answer.split(b"\r\n")[0]
        return
    assert answer.split(b" ")[1] in (b"400", b"403")
    assert b"<html" not in answer


def test_no_host_or_two(studio):
    assert studio.raw(b"GET / HTTP/1.1\r\n\r\n").split(b" ")[1] == b"400"
    two = f"GET / HTTP/1.1\r\nHost: {studio.host}\r\nHost: evil.example\r\n\r\n"
    assert studio.raw(two.encode()).split(b" ")[1] in (b"400", b"403")


ORIGINS = [
    "http://evil.example",
    "https://127.0.0.1:{port}",
    "http://127.0.0.1:1",
    "http://127.0.0.1",
    "http://localhost:{port}",
    "http://127.0.0.1:{port}.evil.example",
    "http://127.0.0.1:{port}/",
    "null",
    "file://",
    "",
]


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_origin_that_is_not_exactly_ours(studio, origin, method):
    path = "/" if method == "GET" else "/table"
    headers = [("Origin", origin.format(port=studio.port)), ("X-Shoal-Pass", studio.chosen)]
    assert studio.request(method, path, headers, b"" if method == "POST" else None)[0] == 403


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_socket_of_another_page(studio, origin):
    with (
        pytest.raises(InvalidStatus) as failure,
        studio.socket(origin=origin.format(port=studio.port)),
    ):
        pass
    assert failure.value.response.status_code == 403


def test_a_post_that_names_no_origin(studio):
    assert studio.request("POST", "/table", [("X-Shoal-Pass", studio.chosen)], b"a")[0] == 403


PASSES = [
    "",
    "wrong",
    "f0" * 31,
    "F0" * 32,
    "f0" * 33,
    "\xe9" * 64,
    "%00",
    "a-token-of-the-tests-0123456789",
]


@pytest.mark.parametrize("chosen", PASSES)
@pytest.mark.parametrize(
    "path", ["/session", "/runs/1/model.shoal", "/table", "/nowhere", "/socket"]
)
def test_a_pass_that_was_not_given(studio, chosen, path):
    headers = [("X-Shoal-Pass", chosen.encode("latin-1"))]
    assert studio.request(path=path, headers=headers)[0] == 403
    assert studio.request(path=f"{path}?token={studio.token}", headers=headers)[0] == 403


@pytest.mark.parametrize(
    "chosen", [None, "", "wrong", "f0" * 31, "F0" * 32, f"{'f0' * 32}, pass.x"]
)
def test_a_socket_without_a_pass(studio, chosen):
    with pytest.raises((InvalidStatus, ValueError)), studio.socket(chosen=chosen):
        pass


def test_two_passes_are_none(studio):
    twice = [("X-Shoal-Pass", studio.chosen)] * 2
    assert studio.request(path="/session", headers=twice[:1])[0] == 204
    assert studio.request(path="/session", headers=twice)[0] == 403


PATHS = [
    "/front/../server.py",
    "/front/..%2fserver.py",
    "/front/%2e%2e/%2e%2e/errors.py",
    "/front/....//studio.js",
    "/front/studio.js%00.css",
    "/front//etc/passwd",
    "/front/.built",
    "/../../etc/passwd",
    "/etc/passwd",
    "/runs/1/../../etc/passwd",
    "/runs/1/%2e%2e%2fmodel.shoal",
    "/runs/-1/model.shoal",
    "/runs/99999999999999999999/model.shoal",
    f"/runs/{'9' * 6_000}/model.shoal",
    "/runs/%D9%A1/model.shoal",
    "/runs/1/secrets",
    "/openapi.json",
    "//evil.example/",
]


@pytest.mark.parametrize("path", PATHS)
def test_a_path_that_leads_elsewhere(studio, path):
    status, _headers, body = studio.request(path=path, headers=[("X-Shoal-Pass", studio.chosen)])
    assert status in (400, 403, 404)
    assert b"root:" not in body
    assert b"import " not in body


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"])
def test_a_method_that_nobody_needs(studio, method):
    headers = [("Origin", studio.origin), ("Access-Control-Request-Method", "POST")]
    status, found, _body = studio.request(method, "/", headers)
    assert status in (400, 404, 405)
    assert not [name for name in found if name.lower().startswith("access-control")]


def test_every_answer_brings_the_headers_that_bind_the_page(studio):
    for path in (
        "/",
        "/front/nothing",
        "/session",
        "/nowhere",
    ):
        headers = {k.lower(): v for k, v in studio.request(path=path)[1].items()}
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert "set-cookie" not in headers
        assert "server" not in headers


def test_huge_headers(studio):
    assert refused(studio.request(headers=[("X-Long", "a" * 100_000)]))
    alive(studio)


def test_a_huge_address(studio):
    answer = studio.raw(b"GET /?" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n")
    assert answer.split(b" ")[1:2] in ([b"400"], [b"414"], [b"431"], [])
    alive(studio)


@pytest.mark.parametrize(
    "content",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"\x00" * 1000,
        b"GET / HTTP/9.9\r\n\r\n",
        b"POST /table HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /table HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
    ],
)
def test_what_is_no_request(studio, content):
    answer = studio.raw(content, wait=2.0)
    assert b" 200 " not in answer[:20]
    alive(studio)


def test_a_body_larger_than_is_taken(studio, monkeypatch):
    monkeypatch.setattr("shoal.studio.web.server.MOST_UPLOAD", 10_000)
    with studio.page() as page:
        status, answer = page.upload("large.csv", TABLE * 200)
        assert status == 422
        assert "larger than" in answer["message"]
        assert page.upload("small.csv", TABLE)[0] == 200


def test_a_body_that_never_comes(studio, monkeypatch):
    monkeypatch.setattr("shoal.studio.web.server.SECONDS_TO_SEND", 0.3)
    with studio.page() as page:
        page.ask(kind="hello")
        head = (
            f"POST /table HTTP/1.1\r\nHost: {studio.host}\r\nOrigin: {studio.origin}\r\n"
            f"X-Shoal-Pass: {studio.chosen}\r\nX-Shoal-Tab: {page.tab}\r\n"
            "Content-Length: 1000\r\nConnection: close\r\n\r\nab"
        )
        assert b"408" in studio.raw(head.encode(), wait=5.0).split(b"\r\n")[0]
    alive(studio)


def test_an_upload_for_a_page_that_is_not_there(studio):
    headers = [
        ("Origin", studio.origin),
        ("X-Shoal-Pass", studio.chosen),
        ("X-Shoal-Tab", "f" * 32),
    ]
    assert studio.request("POST", "/table", headers, TABLE)[0] == 409


NAMES = [
    "../../../../tmp/evil.csv",
    "..%2F..%2Fevil.csv",
    "C:\\windows\\evil.csv",
    "/etc/passwd.csv",
    "evil%00.csv",
    "%1b[31mred.csv",
    "<img src=x onerror=alert(1)>.csv",
    "a" * 5000 + ".csv",
    ".csv",
    "",
    "%ff%fe.csv",
    "con.csv",
]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_files_are_names_and_no_more(studio, name):
    with studio.page() as page:
        page.ask(kind="hello")
        status, answer = page.upload(name, TABLE)
        assert status in (200, 422)
        shown = answer.get("name", answer.get("message", ""))
        assert "\x1b" not in shown
        assert "/" not in answer.get("name", "")
        assert "/tmp" not in json.dumps(answer)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv", b"\x00\x01\x02"),
        ("t.csv", b""),
        ("t.csv", b'a,b\n"1,2\n'),
        ("t.parquet", b"PAR1" + b"\x00" * 100 + b"PAR1"),
        ("t.xlsx", b"PK\x03\x04" + b"\x00" * 100),
        ("t.gz", b"\x1f\x8b" + b"\x00" * 10),
        ("t.shoal", b"\x08\x00\x00\x00\x00\x00\x00\x00{}      "),
        ("t.shoal", b"\xff" * 64),
        ("t.exe", b"MZ\x90\x00\x03"),
    ],
)
def test_files_that_are_none(studio, name, content, capfd):
    with studio.page() as page:
        page.ask(kind="hello")
        status, answer = page.upload(name, content)
        assert status == 422
        assert len(answer["message"]) < 400
        assert "\n" not in answer["message"]
        assert page.upload("t.csv", TABLE)[0] == 200


def test_names_and_cells_come_back_as_they_are_for_the_page_to_show_as_text(studio):
    hostile = "<script>alert(1)</script>"
    content = f"y,{hostile}\n" + "".join(f"{i},{i * 2}\n" for i in range(20))
    with studio.page() as page:
        page.ask(kind="hello")
        status, answer = page.upload("t.csv", content.encode())
        assert status == 200
        assert answer["columns"][1]["name"] == hostile
    escape = "x\x1b[31m,y\n" + "".join(f"a\x1b]0;t\x07{i},{i}\n" for i in range(20))
    with studio.page() as page:
        page.ask(kind="hello")
        _status, answer = page.upload("t.csv", escape.encode())
        assert "\\u001b" not in json.dumps(answer.get("preview", {}).get("rows", []))


MESSAGES = [
    "not json",
    "[]",
    "null",
    '"text"',
    "{}",
    '{"kind": null}',
    '{"kind": ["fit"]}',
    '{"kind": "__class__"}',
    '{"kind": "fit"}',
    '{"kind": "fit", "targets": "y"}',
    '{"kind": "fit", "targets": ["nothing"]}',
    '{"kind": "fit", "targets": ["y"], "inputs": [1]}',
    '{"kind": "fit", "targets": ["y"], "settings": {"hidden_layer_sizes": [1e9]}}',
    '{"kind": "fit", "targets": ["y"], "settings": {"hidden_layer_sizes": [100000000]}}',
    '{"kind": "fit", "targets": ["y"], "settings": {"max_iter": 1e300}}',
    '{"kind": "fit", "targets": ["y"], "settings": {"random_state": -1}}',
    '{"kind": "fit", "targets": ["y"], "settings": {"activation": {"a": 1}}}',
    '{"kind": "fit", "targets": ["y"], "settings": {"sinks": []}}',
    '{"kind": "fit", "targets": ["y"], "settings": {"start": [[1]]}}',
    '{"kind": "control", "run": 99, "action": "stop"}',
    '{"kind": "profile", "run": 99}',
    '{"kind": "profile", "run": {"a": 1}}',
    '{"kind": "profile", "run": [1]}',
    '{"kind": "surface", "run": 99}',
    '{"kind": "points", "run": {}, "inputs": 3}',
    '{"kind": "extreme", "run": "1", "locked": {}}',
    '{"kind": "residuals"}',
    '{"kind": "open", "example": "../auto_mpg"}',
    '{"kind": "open", "example": {"a": []}}',
    '{"kind": "step", "run": 1, "row": 1e99}',
    '{"kind": "forget", "run": []}',
    "[" * 100_000,
    '{"kind": "' + "a" * 100_000 + '"}',
]


@pytest.mark.parametrize("text", MESSAGES, ids=range(len(MESSAGES)))
def test_messages_that_no_page_sends(studio, text):
    with studio.page() as page:
        page.upload("t.csv", TABLE)
        page.line.send(text)
        answer = page.until(lambda m: m["kind"] in ("error", "failed"))
        assert len(answer["message"]) < 1000
        assert page.ask(kind="hello")["kind"] == "welcome"


def test_a_message_larger_than_is_taken_ends_that_page_alone(studio):
    with studio.page() as page:
        page.line.send(json.dumps({"kind": "x" * 3_000_000}))
        with pytest.raises(ConnectionClosed):
            page.until(lambda m: False, timeout=10)
    with studio.page() as other:
        assert other.ask(kind="hello")["kind"] == "welcome"


def test_bytes_where_text_belongs(studio):
    with studio.page() as page:
        page.line.send(b"\x00\x01")
        with pytest.raises(ConnectionClosed):
            page.until(lambda m: False, timeout=10)
    alive(studio)


def test_pages_cannot_be_opened_without_end(studio, monkeypatch):
    monkeypatch.setattr("shoal.studio.web.server.MOST_TABS", 2)
    with studio.page() as one, studio.page() as two:
        assert two.ask(kind="hello")["kind"] == "welcome"
        with studio.socket(tab="e" * 32) as line, pytest.raises(ConnectionClosed):
            line.recv(timeout=10)
        assert one.ask(kind="hello")["kind"] == "welcome"
    with studio.page() as later:  # the place of one that has gone
        assert later.ask(kind="hello")["kind"] == "welcome"


REREADS = [
    None,
    [],
    "sheet",
    {"query": "SELECT * FROM t"},
    {"path": "/etc/passwd"},
    {"sheet": 1},
    {"sheet": {"a": 1}},
    {"sheet": "x" * 5_000},
    {"encoding": "punycode"},
    {"encoding": "unicode_escape"},
    {"encoding": "../utf-8"},
    {"encoding": ["utf-8"]},
    {"delimiter": ""},
    {"delimiter": "ab"},
    {"header_rows": -1},
    {"header_rows": True},
    {"header_rows": 1.5},
    {"header_rows": 10**9},
    {"units_row": "yes"},
    {"skip_rows": 10**12},
    {"skip_rows": "1"},
    {"text": "a"},
    {"text": [1]},
    {"text": ["nothing"]},
    {"text": ["a"] * 100_000 + [{}]},
    {"text": ["a"], "number": ["a"]},
    {"number": {"a": 1}},
    {"date": ["a"]},
    {"date": {"a": 5}},
    {"date": {"a": "%d%d"}},
    {"date": {"a": "%d/%Q"}},
    {"date": {"a": "(((((a+)+)+)+)+)$%Y"}},
    {"date": {"a": "%Y" + " " * 10_000}},
    {"date": {"nothing": ""}},
    {"missing": "a"},
    {"missing": [True]},
    {"missing": [None]},
    {"missing": ["x" * 1_000]},
    {"missing": list(range(1_000))},
    {"missing_in": ["a"]},
    {"missing_in": {"a": "1"}},
    {"missing_in": {"a": [[1]]}},
    {"missing_in": {"nothing": [1]}},
]


@pytest.mark.parametrize("options", REREADS, ids=range(len(REREADS)))
def test_options_that_no_page_sends_leave_the_table_as_it_is(studio, options):
    with studio.page() as page:
        page.upload("t.csv", TABLE)
        before = page.ask(kind="hello")["table"]
        answer = page.ask(kind="reread", options=options)
        assert answer["kind"] == "error"
        assert len(answer["message"]) < 400
        assert "\n" not in answer["message"]
        assert page.ask(kind="hello")["table"] == before


@pytest.mark.parametrize(
    "wish",
    [
        {"weights": ["a"]},
        {"weights": "nothing"},
        {"ignore": "a"},
        {"ignore": [{}]},
        {"ignore": ["y"]},
        {"text": ["nothing"]},
        {"date": {"a": "%d%d"}},
        {"missing": {"a": {"b": 1}}},
        {"missing": [[1]]},
    ],
    ids=range(9),
)
def test_what_no_page_says_of_columns_gets_a_sentence(studio, wish):
    with studio.page() as page:
        page.upload("t.csv", TABLE)
        page.line.send(json.dumps({"kind": "fit", "targets": ["y"], **wish}))
        answer = page.until(lambda m: m["kind"] in ("error", "failed", "done"))
        assert answer["kind"] != "done"
        assert len(answer["message"]) < 400


def test_nothing_is_read_again_where_no_table_is_open(studio):
    with studio.page() as page:
        assert "open a table first" in page.ask(kind="reread", options={})["message"]


def test_a_table_of_very_many_columns_is_told_in_time(studio):
    names = ",".join(f"c{i}" for i in range(3_000))
    lines = "".join(",".join(["n/m", *["1"] * 2_999]) + "\n" for _ in range(20))
    with studio.page() as page:
        page.ask(kind="hello")
        began = time.monotonic()
        status, answer = page.upload("wide.csv", f"{names}\n{lines}".encode())
        assert status == 200
        assert len(answer["columns"]) == 3_000
        assert time.monotonic() - began < 20
