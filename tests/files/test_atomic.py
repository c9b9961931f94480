"""A file is written whole or not at all, whatever fails."""

import errno
import io
import os
import resource
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from shoal.errors import ModelFileError
from shoal.files import atomic, read_model, write_atomically, write_model


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A model that a failing write must leave as it is."""
    path = tmp_path / "m.shoal"
    write_model(path, {"V": np.ones(3)}, {"which": "old"})
    return path


def write_new(path: Path) -> None:
    write_model(path, {"V": np.zeros(3)}, {"which": "new"})


def failing(number: int) -> Callable:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


class Broken(io.BytesIO):
    """A file whose writing stops after 100 bytes because the disk is full."""

    def __init__(self, handle: int) -> None:
        super().__init__()
        self.handle = handle

    def write(self, data: bytes) -> int:  # type: ignore[override]
        os.write(self.handle, data[:100])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def close(self) -> None:
        os.close(self.handle)
        super().close()


class Forgetful(io.FileIO):
    """A file that reads back other bytes than were written."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(size)[:-1] + b"?"


def break_write(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "fdopen", lambda handle, *_: Broken(handle))


def break_sync(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "fsync", failing(errno.EIO))


def break_replace(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "replace", failing(errno.EPERM))


def break_reading_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "fdopen", lambda handle, *_: Forgetful(handle, "r+"))


def break_creation(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "open", failing(errno.EROFS))


def break_permissions(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(os, "chmod", failing(errno.EPERM))


@pytest.mark.parametrize(
    ("breakage", "words"),
    [
        (break_write, "the disk is full"),
        (break_sync, "input/output error"),
        (break_replace, "permission denied"),
        (break_reading_back, "reads back differently"),
        (break_creation, "the disk is read-only"),
        (break_permissions, "permission denied"),
    ],
)
def test_a_failed_write_leaves_the_old_file_and_no_litter(
    breakage: Callable, words: str, old: Path
) -> None:
    before = old.read_bytes()
    with pytest.MonkeyPatch.context() as patch:
        breakage(patch)
        with pytest.raises(ModelFileError) as caught:
            write_new(old)
    assert str(caught.value) == f"{old} cannot be written: " + str(caught.value).split(": ", 1)[1]
    assert words in str(caught.value)
    assert old.read_bytes() == before
    assert os.listdir(old.parent) == ["m.shoal"]
    assert read_model(old)[1] == {"which": "old"}


def test_the_name_is_given_only_after_the_bytes_are_synced_and_read_back(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    fsync, replace, fdopen = os.fsync, os.replace, os.fdopen

    class Telling(io.FileIO):
        def write(self, data: bytes) -> int:  # type: ignore[override]
            told.append("write")
            return super().write(data)

        def read(self, size: int | None = -1) -> bytes:
            told.append("read")
            return super().read(size)

    monkeypatch.setattr(
        os, "fdopen", lambda h, *a: Telling(h, "r+") if a == ("w+b",) else fdopen(h, *a)
    )
    monkeypatch.setattr(os, "fsync", lambda h: (told.append("sync"), fsync(h))[1])
    monkeypatch.setattr(os, "replace", lambda a, b: (told.append("replace"), replace(a, b))[1])
    write_new(old)
    assert told == ["write", "sync", "read", "replace", "sync"]  # the last one is the folder's


def test_ctrl_c_leaves_no_litter(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(handle: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_new(old)
    assert os.listdir(old.parent) == ["m.shoal"]
    assert read_model(old)[1] == {"which": "old"}


def test_a_folder_that_cannot_be_synced_is_no_failure(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(atomic, "_sync_folder", lambda folder: None)
    write_new(old)
    assert read_model(old)[1] == {"which": "new"}
    monkeypatch.undo()
    calls: list[int] = []
    fsync = os.fsync

    def second_fails(handle: int) -> None:
        calls.append(handle)
        if len(calls) == 2:
            raise OSError(errno.EINVAL, "not for folders")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", second_fails)
    write_new(old)
    assert len(calls) == 2


def test_a_disk_that_is_really_too_small(old: Path) -> None:
    """The system itself refuses bytes beyond 4,096, in a process of its own."""
    code = (
        "import resource, sys\n"
        "import numpy as np\n"
        "from shoal.errors import ModelFileError\n"
        "from shoal.files import write_model\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try:\n"
        "    write_model(sys.argv[1], {'V': np.zeros(10_000)}, {})\n"
        "except ModelFileError as error:\n"
        "    print(error)\n"
    )
    run = [sys.executable, "-B", "-c", code, str(old)]
    said = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    assert said == f"{old} cannot be written: it is too large\n"
    assert os.listdir(old.parent) == ["m.shoal"]
    assert read_model(old)[1] == {"which": "old"}
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 4096


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("missing/m.shoal", "no such file or folder"),
        ("folder", "it is a folder"),
        ("folder/", "it is a folder"),
        ("new/", "it is a folder"),
        ("", "it is a folder"),
        ("file/m.shoal", "not a folder"),
        ("a" * 300, "too long"),
        ("nul\0byte", "the path cannot name a file"),
        ("pipe", "not a regular file"),
    ],
)
def test_places_that_cannot_be_written(place: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    before = sorted(os.listdir(tmp_path))
    with pytest.raises(ModelFileError) as caught:
        write_model(os.path.join(tmp_path, place), {}, {})
    assert f" cannot be written: {words}" in str(caught.value) or words in str(caught.value)
    assert str(caught.value).isprintable()
    assert sorted(os.listdir(tmp_path)) == before
    assert os.listdir(tmp_path / "folder") == []


def test_a_device_is_not_replaced_by_a_file() -> None:
    with pytest.raises(ModelFileError, match="not a regular file"):
        write_model("/dev/null", {}, {})
    assert not os.path.isfile("/dev/null")


def test_a_read_only_file_is_not_replaced(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old.chmod(0o444)
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anything
    with pytest.raises(ModelFileError, match="permission denied"):
        write_new(old)
    assert read_model(old)[1] == {"which": "old"}


@pytest.mark.parametrize(("umask", "want"), [(0o022, 0o644), (0o077, 0o600), (0o002, 0o664)])
def test_permissions_of_a_new_file_follow_the_umask(umask: int, want: int, tmp_path: Path) -> None:
    before = os.umask(umask)
    try:
        write_new(tmp_path / "m.shoal")
    finally:
        os.umask(before)
    assert (tmp_path / "m.shoal").stat().st_mode & 0o777 == want


def test_a_replaced_file_keeps_its_permissions(old: Path) -> None:
    old.chmod(0o640)
    write_new(old)
    assert old.stat().st_mode & 0o777 == 0o640


def test_a_symbolic_link_is_followed(old: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.shoal"
    link.symlink_to(old)
    write_new(link)
    assert link.is_symlink()
    assert read_model(old)[1] == {"which": "new"}


def test_a_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_new(Path("m.shoal"))
    assert os.listdir(tmp_path) == ["m.shoal"]


def test_a_name_of_full_length(tmp_path: Path) -> None:
    write_new(tmp_path / ("a" * 255))
    assert read_model(tmp_path / ("a" * 255))[1] == {"which": "new"}


def test_two_writers_and_a_reader(tmp_path: Path) -> None:
    """A reader sees one whole model or the other at every moment."""
    path = tmp_path / "m.shoal"
    sizes = {"small": 1, "large": 20_000}
    write_model(path, {"V": np.zeros(1)}, {"which": "small"})
    failures: list[BaseException] = []

    def write(which: str) -> None:
        try:
            for _ in range(40):
                write_model(path, {"V": np.zeros(sizes[which])}, {"which": which})
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(which,)) for which in sizes]
    for writer in writers:
        writer.start()
    seen = []
    while any(writer.is_alive() for writer in writers):
        arrays, content = read_model(path)
        assert arrays["V"].size == sizes[content["which"]]
        seen.append(content["which"])
    assert failures == []
    assert set(seen) == {"small", "large"}
    assert os.listdir(tmp_path) == ["m.shoal"]


def test_a_killed_writer_leaves_the_old_file(old: Path) -> None:
    code = (
        "import os, sys\n"
        "import numpy as np\n"
        "from shoal.files import write_model\n"
        "os.fsync = lambda handle: os.kill(os.getpid(), 9)\n"
        "write_model(sys.argv[1], {'V': np.zeros(10)}, {'which': 'new'})\n"
    )
    run = subprocess.run([sys.executable, "-c", code, str(old)], capture_output=True, check=False)
    assert run.returncode == -9
    assert read_model(old)[1] == {"which": "old"}


def test_any_bytes(tmp_path: Path) -> None:
    for data in (b"", b"x" * 100_000):
        write_atomically(str(tmp_path / "any"), data)
        assert (tmp_path / "any").read_bytes() == data
