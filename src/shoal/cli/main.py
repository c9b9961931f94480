"""The program ``shoal``: how it starts, and how it ends, with which exit code.

What takes time to import is imported by ``main``, once an early Ctrl-C ends in one line.
"""

from __future__ import annotations

import io
import os
import sys
from contextlib import suppress

from .signals import STOP

FAILED, REFUSED, NOBODY_READS = 1, 2, 141  # the last is how a shell counts SIGPIPE


def main() -> None:
    """Run ``shoal`` and exit: 0, 1 for a failed fit, 2 for bad input, 128 and a signal's number."""
    STOP.listen()
    _buffer_output()
    try:
        code = _run()
    except KeyboardInterrupt:  # another one, while the first was answered
        code = STOP.code
    STOP.listen()
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        code = _output_lost(error)
    STOP.end()
    sys.exit(code if STOP.signal is None else STOP.code)


def _run() -> int:
    import click

    from ..errors import ShoalError, inert_line
    from .program import shoal

    try:
        code = shoal.main(standalone_mode=False)
    except click.ClickException as error:
        vars(error).update(message=inert_line(error.message))  # of words from the command line
        with suppress(OSError):  # nor can standard error be written
            error.show()
        return REFUSED
    except ShoalError as error:
        _say(str(error))
        return REFUSED
    except click.Abort:
        STOP.say()
        return STOP.code
    except SystemExit:  # click's answer to a pipe that nobody reads
        return _output_lost(BrokenPipeError())
    except OSError as error:
        return _output_lost(error)
    return code if isinstance(code, int) else 0


def _buffer_output() -> None:
    """Where Python was told not to buffer, a full disk or a closed pipe cuts a text and says nothing."""
    raw = getattr(sys.stdout, "buffer", None)
    if isinstance(raw, io.RawIOBase):
        kind = sys.stdout.encoding, sys.stdout.errors
        sys.stdout = io.TextIOWrapper(io.BufferedWriter(raw), *kind, line_buffering=True)


def _output_lost(error: OSError) -> int:
    """The exit code when standard output took no more; a reader that has gone is told nothing."""
    from ..files.atomic import reason

    with suppress(OSError):  # or the interpreter tries to write the rest, and complains
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    if isinstance(error, BrokenPipeError):
        return NOBODY_READS
    if error.filename is None:
        _say(f"standard output cannot be written: {reason(error)}")
    else:
        _say(f"{error.filename}: {reason(error)}")
    return REFUSED


def _say(sentence: str) -> None:
    import click

    from ..errors import inert_line

    red = sys.stderr is not None and sys.stderr.isatty()
    with suppress(OSError):
        click.secho(f"shoal: {inert_line(sentence)}", err=True, fg="red" if red else None)
