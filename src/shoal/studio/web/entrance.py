"""How a page gets in: what its address holds is exchanged for a pass of its own.

An address is seen: in the list of processes, where a browser is started with it, in the browser's bar
and history. So the page sends what it holds once, with a pass that the page has drawn and keeps in its
tab's session storage, which no other site, port or user can read; the address is cleaned then, and
every further request brings the pass. Two tokens are taken:

- the **key**, in the address that the terminal shows: as often as the user opens it, so that a second
  tab or another browser needs nothing more;
- a **code**, in the address that the studio itself opens: once, within ``SECONDS``.

Either is taken from this user's own processes alone, where the system tells whose a connection is.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

from .peers import Place, strange, user_of

SECONDS = 120.0  # within which a code is used: a browser that begins with it may take its time
LENGTH = range(32, 129)  # of a pass, in characters
MOST_PASSES = 1_000  # then the oldest is forgotten


class Entrance:
    """The tokens of one studio and the passes that it has given.

    Parameters
    ----------
    key : str, optional
        At least 128 bits; drawn by default.
    """

    def __init__(self, key: str | None = None) -> None:
        self.key = key or secrets.token_urlsafe(24)
        self._codes: dict[bytes, tuple[float, bytes | None]] = {}  # until when; whose it has become
        self._passes: dict[bytes, None] = {}

    def code(self) -> str:
        """A token that is good once."""
        drawn = secrets.token_urlsafe(24)
        self._codes[_hash(drawn.encode())] = time.monotonic() + SECONDS, None
        return drawn

    def admit(self, token: bytes, chosen: bytes, client: Place, server: Place) -> str | None:
        """Take the page's pass ``chosen`` for ``token``; or say why not.

        A page that has not heard the answer may ask again with the same pass.
        """
        if len(chosen) not in LENGTH or not chosen.isalnum():
            return "this page brings no pass: load it again"
        code, own = _hash(token), _hash(chosen)
        until, owner = self._codes.get(code, (0.0, None))
        if code not in self._codes and not hmac.compare_digest(code, _hash(self.key.encode())):
            return "the token is missing or wrong: open the address that `shoal studio` printed"
        if strange(user_of(client, server)):
            return "this studio belongs to another user of this machine: start one of your own"
        if code in self._codes and owner != own:
            if owner is not None or time.monotonic() > until:
                return "this address was good once: open the one that `shoal studio` printed"
            self._codes[code] = until, own
        self._passes[own] = None
        while len(self._passes) > MOST_PASSES:
            del self._passes[next(iter(self._passes))]
        return None

    def knows(self, given: list[bytes]) -> bool:
        """Whether a request brings one pass, and that was given."""
        return len(given) == 1 and _hash(given[0]) in self._passes


def _hash(secret: bytes) -> bytes:
    """What is compared and looked up: how long that takes tells nothing of the secret itself."""
    return hashlib.sha256(secret).digest()
