"""Whatever call fails while a file is written: the old one or the new one is there, whole."""

import errno
import os
from contextlib import suppress

import numpy as np
import pytest

from shoal.errors import ModelFileError
from shoal.files import atomic, read_model, write_atomically, write_model


def content_of(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_every_fault_in_saving_a_model(faults, tmp_path):
    path, struck = tmp_path / "m.shoal", set()
    for fault in faults():
        write_model(path, {"V": np.ones(3)}, {"which": "old"})
        error = None
        with fault:
            try:
                write_model(path, {"V": np.zeros(3)}, {"which": "new"})
            except ModelFileError as caught:
                error = caught
        struck.add(fault.struck)
        assert os.listdir(tmp_path) == ["m.shoal"], fault.struck
        which = read_model(path)[1]["which"]
        assert which == ("new" if error is None else "old"), fault.struck
        assert error is None or str(error).startswith(f"{path} cannot be written: "), fault.struck
    assert struck == {None, "open", "chmod", "write", "flush", "fsync", "replace"}


@pytest.mark.parametrize("above", ["", "one/", "one/two/"])
def test_every_fault_in_writing_a_folder(faults, tmp_path, above):
    files, struck = {"a": b"first", "b": b"second" * 1000}, set()
    for n, fault in enumerate(faults()):
        home = tmp_path / str(n)
        home.mkdir()
        place = home / above / "new"
        error = None
        with fault:
            try:
                atomic.write_folder_atomically(str(place), files)
            except OSError as caught:
                error = caught
        struck.add(fault.struck)
        if error is None:
            assert content_of(place) == files
            assert os.listdir(place.parent) == ["new"]
        else:
            assert os.listdir(home) == [], fault.struck
    assert struck == {None, "open", "mkdir", "write", "flush", "fsync", "rename"}


def test_a_folder_that_is_there_stays(tmp_path):
    for name in ("file", "folder", "link"):
        place = tmp_path / name
        {"file": place.touch, "folder": place.mkdir}.get(
            name, lambda place=place: place.symlink_to("nowhere")
        )()
        with pytest.raises(FileExistsError):
            atomic.write_folder_atomically(str(place), {"a": b""})
    with pytest.raises(NotADirectoryError):
        atomic.write_folder_atomically(str(tmp_path / "file" / "below" / "new"), {"a": b""})
    assert sorted(os.listdir(tmp_path)) == ["file", "folder", "link"]
    assert os.listdir(tmp_path / "folder") == []


def test_what_can_be_seen_before_is_what_writing_ends_in(tmp_path, monkeypatch):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    for place in ("missing/m", "folder", "folder/", "file/m", "a" * 300, "nul\0byte"):
        found = []
        for attempt in (atomic.refuse_unwritable, lambda path: write_atomically(path, b"")):
            with pytest.raises((OSError, ValueError)) as caught:
                attempt(str(tmp_path / place) + ("/" if place.endswith("/") else ""))
            found.append(atomic.reason(caught.value))
        assert found[0] == found[1], place
    atomic.refuse_unwritable(str(tmp_path / "new"))
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(PermissionError):
        atomic.refuse_unwritable(str(tmp_path / "new"))


def test_faults_are_seen_wherever_they_strike(faults, tmp_path):
    """A writer that opens its file in place leaves half of it: the faults must show that."""
    left = set()
    for fault in faults(errno.ENOSPC):
        place = tmp_path / "careless"
        place.write_bytes(b"old")
        with fault, suppress(OSError):
            place.write_bytes(b"newer")
        left.add(place.read_bytes())
    assert left == {b"old", b"ne", b"newer"}
