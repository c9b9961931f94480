"""The process that opens one file: its task comes on standard input, the source goes to its output.

It imposes the limits on itself before it looks at the file. Standard input stays open as long as
somebody waits for the answer; when it ends, so does the process.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from typing import Any, NoReturn

from ....errors import InputError, MissingExtraError
from ..contents import Contents
from ..opening import open_contents, open_source
from ..source import Source
from .limits import Limits
from .transfer import packed, packed_error

NO_MEMORY = 3


def main() -> NoReturn:
    """Open the file that is named on standard input; how it ends is the exit code."""
    # libraries may print: the answer has an output of its own
    answer = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    task: dict[str, Any] = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read(task["size"])
    threading.Thread(target=_end_with_input, daemon=True).start()
    Limits(task["memory"], task["seconds"]).impose()
    try:
        head, pieces = packed(_opened(task, data))
    except (InputError, MissingExtraError) as error:
        head, pieces = packed_error(error), []
    except MemoryError:
        os._exit(NO_MEMORY)
    head["sizes"] = [len(piece) for piece in pieces]
    answer.write(json.dumps(head).encode() + b"\n")
    for piece in pieces:
        answer.write(piece)
    answer.close()
    # no library is given time to fail while it puts things away
    os._exit(0)


def _opened(task: dict[str, Any], data: bytes) -> Source:
    if task["path"]:
        return open_source(task["path"], sheet=task["sheet"], query=task["query"])
    contents = Contents.of(data, task["source"], task["name"])
    return open_contents(contents, task["sheet"], task["query"])


def _end_with_input() -> None:
    while os.read(0, 1):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
