"""Whose process is at the other end of a connection on this machine."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))  # proc(5): Linux's open connections
LOCAL, REMOTE, USER = 1, 2, 7  # columns of such a table
ROOT = 0

Place = tuple[str, int]  # address and port


def known() -> bool:
    """Whether this system tells of a connection whose it is."""
    return TABLES[0].is_file()


def user_of(client: Place, server: Place) -> int | None:
    """The number of the user who has connected from ``client`` to ``server``; None where that is not told."""
    wanted = {_ends(client, server, mapped) for mapped in (False, True)}
    for table in TABLES:
        try:
            lines = table.read_text(encoding="ascii").splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            cells = line.split()
            if (cells[LOCAL], cells[REMOTE]) in wanted:
                return int(cells[USER])
    return None


def strange(user: int | None) -> bool:
    """Whether that is another user than the one who runs the studio.

    The superuser can do everything here anyway; and a studio of the superuser's own, in a container say,
    is looked at by somebody else.
    """
    return user is not None and os.getuid() != ROOT and user not in (os.getuid(), ROOT)


def _ends(client: Place, server: Place, mapped: bool) -> tuple[str, str]:
    """Both ends as the tables write them: words of four bytes, as they lie in this machine's memory.

    ``mapped``: as a socket of IPv6 that speaks IPv4 (RFC 4291, 2.5.5.2).
    """
    return _written(client, mapped), _written(server, mapped)


def _written(place: Place, mapped: bool) -> str:
    address = (bytes(10) + b"\xff\xff" if mapped else b"") + socket.inet_aton(place[0])
    words = (address[i : i + 4] for i in range(0, len(address), 4))
    numbers = (int.from_bytes(word, sys.byteorder) for word in words)
    return "".join(f"{n:08X}" for n in numbers) + f":{place[1]:04X}"
