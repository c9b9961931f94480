"""The one way in which Shoal writes a file: whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
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
    if path.endswith(os.sep):
        raise IsADirectoryError(errno.EISDIR, "it is a folder")
    target = os.path.realpath(path)
    permissions = _permissions_of(target)
    new = os.path.join(os.path.dirname(target), f".shoal-{secrets.token_hex(8)}.tmp")
    handle = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
    try:
        with os.fdopen(handle, "w+b") as file:
            if permissions is not None:
                os.chmod(new, permissions)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            if file.read() != data:
                raise OSError(errno.EIO, "what was written reads back differently")
        os.replace(new, target)
    except BaseException:  # Ctrl-C as well: no litter
        with suppress(OSError):
            os.unlink(new)
        raise
    _sync_folder(os.path.dirname(target))


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
