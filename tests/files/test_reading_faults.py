"""A disk that fails, a file that changes, a place that is no file, while a model is read: one sentence."""

import errno
import io
import os
import resource
import socket
import time
from itertools import count

import numpy as np
import pytest

import shoal
from shoal.errors import ModelFileError
from shoal.files import write_model
from shoal.files.model_bytes import MAX_FILE_BYTES, model_bytes

CALLS = ("open", "fstat", "fdopen", "read", "seek", "close")
START = b'{"__metadata__":{"shoal":"{\\"content\\":{'


@pytest.fixture
def path(tmp_path):
    X = np.linspace(0, 1, 20)[:, None]
    shoal.NeuralRegressor((2,), solver="gd", max_iter=1, tol=0).fit(X, X[:, 0]).save(
        tmp_path / "m.shoal"
    )
    return tmp_path / "m.shoal"


def refused(path):
    """The sentence with which a path is refused, in little time and with no file left open."""
    held, began = set(os.listdir("/proc/self/fd")), time.process_time()
    with pytest.raises(ModelFileError) as caught:
        shoal.load(path)
    text = str(caught.value)
    assert text.isprintable()
    assert str(path)[:40] in text
    assert set(os.listdir("/proc/self/fd")) <= held
    assert time.process_time() - began < 1
    return text


class Failing:
    """Call number ``nth`` of those that reading a file makes fails; ``struck`` is its name."""

    def __init__(self, patch, nth, error):
        self.left, self.error, self.struck = nth, error, None
        for name in ("open", "fstat", "fdopen"):
            patch.setattr(os, name, self.failing(name, getattr(os, name)))
        closing = os.close

        def close(handle):
            closing(handle)  # the system lets it go, whatever it then says
            self.step("close")

        patch.setattr(os, "close", close)

    def step(self, name):
        self.left -= 1
        if self.left == 0:
            self.struck = name
            raise self.error

    def failing(self, name, call):
        def step(*arguments, **named):
            self.step(name)
            found = call(*arguments, **named)
            return Watched(found.detach(), self) if name == "fdopen" else found

        return step


class Watched(io.BufferedReader):
    """An open file whose reading may fail."""

    def __init__(self, raw, faults):
        super().__init__(raw)
        self._faults = faults

    def read(self, size=-1):
        self._faults.step("read")
        return super().read(size)

    def seek(self, *place):
        self._faults.step("seek")
        return super().seek(*place)


@pytest.mark.parametrize(
    "error", [OSError(errno.EIO, "Input/output error"), PermissionError(13, "no"), MemoryError()]
)
def test_every_call_of_reading_fails_once(path, error):
    struck = []
    for nth in count(1):
        with pytest.MonkeyPatch.context() as patch:
            faults = Failing(patch, nth, error)
            try:
                shoal.load(path)
                break
            except ModelFileError as problem:
                struck.append((faults.struck, str(problem)))
    assert {name for name, _ in struck} == set(CALLS)
    for _, text in struck:
        assert text.startswith(f"{path} cannot be read: ")
        assert text.isprintable()


def test_a_file_cut_at_every_kind_of_place(path):
    data = path.read_bytes()
    header = 8 + int.from_bytes(data[:8], "little")
    ends = [0, 1, 7, 8, 9, 8 + len(START), 8 + len(START) + 1, header // 2, header - 1, header]
    ends += [header + 1, (header + len(data)) // 2, len(data) - 8, len(data) - 1]
    for end in ends:
        path.write_bytes(data[:end])
        refused(path)
    path.write_bytes(data)
    assert shoal.load(path).ensemble.best == 0


def test_a_file_that_is_replaced_or_cut_while_it_is_read(path, monkeypatch):
    data, fstat, other = path.read_bytes(), os.fstat, path.with_name("other")
    write_model(other, {}, {"a": 1})

    def replaced(handle):
        found = fstat(handle)
        os.replace(other, path)
        return found

    with monkeypatch.context() as patch:  # the old file, whole: whoever opened it reads on in it
        patch.setattr(os, "fstat", replaced)
        assert shoal.load(path).ensemble.best == 0
    path.write_bytes(data)

    def cut(handle):
        found = fstat(handle)
        os.truncate(path, len(data) - 16)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", cut)
        assert "changed while" in refused(path)
    path.write_bytes(data)

    def other_bytes(handle):
        found = fstat(handle)
        path.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(os, "fstat", other_bytes)
        assert "damaged" in refused(path)


def test_places_that_are_no_file(path, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        for place in ("pipe", "loop", "socket", "", "none"):
            refused(tmp_path / place)
    for device in ("/dev/null", "/dev/zero", "/dev/stdin", "/proc/self/mem", "/proc/self/status"):
        refused(device)


@pytest.mark.parametrize("length", [2**31, 2**63, MAX_FILE_BYTES - 8, 2**24 + 1, 0])
@pytest.mark.parametrize("start", [b"", b"\0" * 60, START])
def test_a_huge_file_is_told_by_its_first_bytes(tmp_path, length, start):
    """Sparse: a gigabyte that takes no room, and must take no memory either."""
    place, before = tmp_path / "m.shoal", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with open(place, "wb") as file:
        file.write(length.to_bytes(8, "little") + start)
        file.truncate(MAX_FILE_BYTES)
    if start == START and length == 0:  # begins like one: read as a whole, then refused
        return
    refused(place)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 2**10


def test_what_the_model_would_not_open_again_is_not_written(path):
    fitted = shoal.load(path)
    before = path.read_bytes()
    odd = type(fitted)(fitted.ensemble, True, ("a", "b"))  # two names for one input
    with pytest.raises(ModelFileError, match="must have 1"):
        odd.save(path)
    assert path.read_bytes() == before
    assert model_bytes({}, {})
