"""The one way in which Shoal writes a file: whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress

_BINARY = getattr(os, "O_BINARY", 0)  # Windows only
_REASONS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "it is too large",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.EROFS: "the disk is read-only",
    errno.ENOENT: "no such file or folder",
    errno.ENOTDIR: "a part of its path is not a folder",
    errno.EISDIR: "it is a folder, not a file",
}


def reason(error: OSError | ValueError) -> str:
    """The cause of a failed reading or writing in a few words on one line."""
    if isinstance(error, OSError):
        return _REASONS.get(error.errno or 0) or (error.strerror or "an input/output error").lower()
    return "the path cannot name a file"


def write_atomically(path: str, data: bytes) -> None:
    """Make ``data`` the content of the file ``path``.

    The bytes go to a new file in the same folder, are synced and read back; then the new file takes
    the name. Whatever fails (OSError), the old file stands as it was and the new one is removed. A
    new file gets the permissions that the umask allows, a replaced one keeps its own; a symbolic
    link is followed, not replaced.
    """
    target, permissions = _free(path)
    new = _beside(target)
    try:
        _write(new, data, permissions)
        os.replace(new, target)
    except BaseException:  # Ctrl-C as well: no litter
        with suppress(OSError):
            os.unlink(new)
        raise
    _sync_folder(os.path.dirname(target))


def write_folder_atomically(path: str, contents: Mapping[str, bytes]) -> None:
    """Make a new folder ``path`` of files by name, and the folders above it that are missing.

    It is made beside, its files are written and synced, then it takes the name. Whatever fails
    (OSError; FileExistsError where something has that name), nothing of it is left.
    """
    target = os.path.abspath(path)
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, "it is there already")
    above = _make_missing(os.path.dirname(target))
    new = _beside(target)
    try:
        os.mkdir(new)
        for name, data in contents.items():
            _write(os.path.join(new, name), data, None)
        _sync_folder(new)
        os.rename(new, target)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        _remove(above)
        raise
    _sync_folder(os.path.dirname(target))


def refuse_unwritable(path: str) -> None:
    """Raise the OSError that writing ``path`` is bound to end in, as far as can be seen before."""
    target, _ = _free(path)
    folder = os.path.dirname(target)
    if not stat.S_ISDIR(os.stat(folder).st_mode):
        raise NotADirectoryError(errno.ENOTDIR, "not a folder")
    if not os.access(folder, os.W_OK | os.X_OK):
        raise PermissionError(errno.EACCES, "permission denied")


def _free(path: str) -> tuple[str, int | None]:
    """Where the bytes of ``path`` go, and the permissions of the file that they replace."""
    if path.endswith(os.sep):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    target = os.path.realpath(path)
    return target, _permissions_of(target)


def _beside(target: str) -> str:
    """A name in the folder of ``target`` that nobody else has."""
    return os.path.join(os.path.dirname(target), f".shoal-{secrets.token_hex(8)}.tmp")


def _write(new: str, data: bytes, permissions: int | None) -> None:
    """Write a new file, sync it and read it back."""
    handle = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    with os.fdopen(handle, "w+b") as file:
        if permissions is not None:
            os.chmod(new, permissions)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
        file.seek(0)
        if file.read() != data:
            raise OSError(errno.EIO, "what was written reads back differently")


def _make_missing(folder: str) -> list[str]:
    """Make ``folder`` and those above it that are missing; the ones made, the innermost last."""
    missing: list[str] = []
    while not os.path.isdir(folder):
        if os.path.lexists(folder):
            raise NotADirectoryError(errno.ENOTDIR, "not a folder")
        missing.insert(0, folder)
        folder = os.path.dirname(folder)
    made: list[str] = []
    try:
        for one in missing:
            os.mkdir(one)
            made.append(one)
    except BaseException:
        _remove(made)
        raise
    return made


def _remove(folders: list[str]) -> None:
    """Remove empty folders, the innermost last in the list."""
    with suppress(OSError):
        for folder in reversed(folders):
            os.rmdir(folder)


def _permissions_of(target: str) -> int | None:
    """The permissions of the file that is to be replaced; None if there is none."""
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        return None
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "it is not a regular file")
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "permission denied")
    return stat.S_IMODE(mode) & 0o777


def _sync_folder(folder: str) -> None:
    """Make the new name durable where the system can; the file itself is already complete."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
