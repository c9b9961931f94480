"""The files of one run of a command: what it reads stays as it is, what it writes is whole."""

from __future__ import annotations

import os
import stat
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from ...errors import InputError
from ...tables.wording import inert
from ..signals import STOP
from .kinds import FOLDER, Kind
from .parameters import STANDARD, InputPath, OutputPath


@dataclass(frozen=True)
class Place:
    """A file by the name that its command gives it; ``stream`` is the number of an open one."""

    name: str
    path: Path
    kind: Kind | None = None
    stream: int | None = None

    def status(self) -> os.stat_result | None:
        """What the system knows of it; None where there is nothing yet."""
        try:
            return os.stat(self.path) if self.stream is None else os.fstat(self.stream)
        except (OSError, ValueError):
            return None

    def will_be(self) -> tuple[Any, ...] | None:
        """Folder and name that a new file gets, however they are spelt.

        Names that differ in case, or in how a letter with an accent is put together, are one name
        on some systems.
        """
        real = os.path.realpath(self.path)
        try:
            folder = os.stat(os.path.dirname(real))
        except OSError:
            return None
        name = unicodedata.normalize("NFC", os.path.basename(real)).casefold()
        return folder.st_dev, folder.st_ino, name

    def __str__(self) -> str:
        shown = inert(str(self.path), longest=200)
        return self.name if self.stream is not None else f"{self.name} {shown}"


STANDARD_OUTPUT = Place("standard output", STANDARD, stream=1)


class Places:
    """What a command reads and writes, by the names of its parameters."""

    def __init__(
        self, inputs: Sequence[Place], outputs: Mapping[str, Place], *, force: bool
    ) -> None:
        self.inputs, self.outputs, self.force = inputs, outputs, force

    @classmethod
    def of(
        cls, parameters: Sequence[click.Parameter], given: Mapping[str, Any], *, force: bool
    ) -> Places:
        """The places among the values ``given`` for the parameters of a command."""
        inputs, outputs = [], {}
        for one in parameters:
            path = given.get(one.name or "")
            if path is None:
                continue
            shown = one.opts[-1] if isinstance(one, click.Option) else one.human_readable_name
            if isinstance(one.type, InputPath):
                standard = path == STANDARD
                name = f"{shown} (standard input)" if standard else shown
                inputs.append(Place(name, path, stream=0 if standard else None))
            elif isinstance(one.type, OutputPath) and path != STANDARD:
                outputs[str(one.name)] = Place(shown, path, one.type.kind)
        return cls(inputs, outputs, force=force)

    def check(self) -> None:
        """Refuse to destroy something.

        Raises
        ------
        InputError
            If an output is an input or another output, replaces a file of another kind unless
            ``force`` is set, or has no place to be written to.
        """
        for output in self.outputs.values():
            self._check(output)
        self._check_apart(STANDARD_OUTPUT, [])

    def write(self, name: str, content: bytes) -> None:
        """Make ``content`` the file of the output ``name``; standard output where there is none.

        Raises
        ------
        InputError
            If it cannot be written, or something would be destroyed.
        """
        if name not in self.outputs:
            write_out(content)
            return
        from ...files.atomic import reason, write_atomically

        def whole(place: Path) -> None:
            try:
                write_atomically(str(place), content)
            except (OSError, ValueError) as error:
                raise InputError(_unwritable(place, reason(error))) from error

        self.save(name, whole)

    def write_folder(self, name: str, contents: Mapping[str, bytes]) -> None:
        """Make the files ``contents`` the new folder of the output ``name``.

        Raises
        ------
        InputError
            If it cannot be written, or something has its name.
        """
        from ...files.atomic import reason, write_folder_atomically

        def whole(place: Path) -> None:
            try:
                write_folder_atomically(str(place), contents)
            except (OSError, ValueError) as error:
                raise InputError(_unwritable(place, reason(error))) from error

        self.save(name, whole)

    def save(self, name: str, writer: Callable[[Path], None]) -> None:
        """Have ``writer`` write the file of the output ``name``, unless it would destroy something."""
        STOP.hand_on()
        output = self.outputs[name]
        self._check(output)
        if not _is_nowhere(output.path):
            writer(output.path)

    def _check(self, output: Place) -> None:
        others = [other for other in self.outputs.values() if other is not output]
        self._check_apart(output, [*others, STANDARD_OUTPUT])
        self._check_free(output)

    def _check_apart(self, output: Place, others: Sequence[Place]) -> None:
        for other in self.inputs:
            if other.status() is not None and _same(output, other):
                way = "send it to" if output.stream is not None else "name"
                raise InputError(
                    f"{output} is the file of {other}, which would be destroyed: {way} another file"
                )
        for other in others:
            if _same(output, other):
                raise InputError(
                    f"{output} and {other} are one file, which holds one of them: name another file"
                )

    def _check_free(self, output: Place) -> None:
        """The output's place is free, or holds what may be replaced."""
        from ...files.atomic import reason, refuse_unwritable

        assert output.kind is not None
        if output.kind is FOLDER:
            if os.path.lexists(output.path):
                shown = inert(str(output.path), longest=200)
                raise InputError(f"{shown} is there already: name another folder, or take it away")
            return
        if _is_nowhere(output.path):
            return
        try:
            refuse_unwritable(str(output.path))
            kept = self.force or output.status() is None or output.kind.is_of(output.path)
        except (OSError, ValueError) as error:
            raise InputError(_unwritable(output.path, reason(error))) from error
        if not kept:
            raise InputError(
                f"{output} is there already and is not {output.kind.name}: name another file, or "
                "replace it with --force"
            )


def write_out(content: bytes) -> None:
    """Write bytes to standard output.

    Raises
    ------
    InputError
        If it is closed.
    """
    if sys.stdout is None:
        raise InputError("standard output is closed: name a file with --out")
    sys.stdout.flush()
    sys.stdout.buffer.write(content)


def _same(one: Place, other: Place) -> bool:
    a, b = one.status(), other.status()
    if a is not None and b is not None:
        return stat.S_ISREG(a.st_mode) and (a.st_dev, a.st_ino) == (b.st_dev, b.st_ino)
    if a is None and b is None and one.stream is None and other.stream is None:
        return one.will_be() is not None and one.will_be() == other.will_be()
    return False


def _is_nowhere(path: Path) -> bool:
    """Whether what is written there is gone: then it need not be written."""
    try:
        return os.path.samefile(path, os.devnull)
    except (OSError, ValueError):
        return False


def _unwritable(path: Path, cause: str) -> str:
    return f"{inert(str(path), longest=200)} cannot be written: {cause}"
