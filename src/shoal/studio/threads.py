"""What takes its time runs in threads beside the event loop, and nobody waits for them at the end."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

MOST = 40  # at a time; more wait for their turn

_Given = ParamSpec("_Given")
_Found = TypeVar("_Found")

_POOL = ThreadPoolExecutor(MOST, thread_name_prefix="answer")


async def in_thread(
    call: Callable[_Given, _Found], *given: _Given.args, **named: _Given.kwargs
) -> _Found:
    """The result of a call that may take its time; who waits for it can be cancelled."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_POOL, partial(call, *given, **named))


def all_ended(seconds: float) -> bool:
    """Whether this thread is alone within that time, the pool's that have no work left aside."""
    _POOL.shutdown(wait=False, cancel_futures=True)
    until = time.monotonic() + seconds
    for thread in threading.enumerate():
        if thread is not threading.current_thread():
            thread.join(max(until - time.monotonic(), 0))
    return threading.active_count() == 1
