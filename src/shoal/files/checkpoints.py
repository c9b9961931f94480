"""The folder of a checkpoint: a file for what the fit is of, and one for each training.

Each file is a Shoal file, digest and all, written beside and renamed, so that a fit that is killed at
any moment, also within a write, leaves whole files.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, TypeVar

import numpy as np

from ..checkpoint.checkpoint import FitCheckpoint
from ..checkpoint.parts import generator_of, generator_parts
from ..core import strict
from ..core.layout import Array
from ..core.rows import Rows
from ..errors import CheckpointError, InputError, ModelFileError
from ..model.network import Network
from ..train.parameters import Parameters
from .atomic import reason
from .checkpoint_identity import digest_of, words_of
from .content import to_json
from .model_file import read_model, write_model

T = TypeVar("T")

VERSION = 1
FIT = "fit.checkpoint"
_OURS = re.compile(r"fit\.checkpoint|[0-9a-f]{32}\.checkpoint|\.shoal-[0-9a-f]+\.tmp")
A_GENERATOR = "a generator"


class CheckpointFolder:
    """A folder in which one fit is kept while it runs.

    ``resume`` takes up what it holds; where that is nothing, the fit begins anew.

    Raises
    ------
    InputError
        If the folder cannot be used, or holds a checkpoint and ``resume`` is False.
    """

    def __init__(self, path: str | os.PathLike[str], resume: bool = False) -> None:
        self.path, self._resume = os.path.abspath(os.fsdecode(path)), bool(resume)
        if os.path.exists(self.path) and not os.path.isdir(self.path):
            raise InputError(f"checkpoint={self.path!r} must name a folder; it is a file")
        if not resume and os.path.exists(self._place(FIT)):
            raise InputError(
                f"the folder {self.path!r} holds the checkpoint of a fit that was broken off: "
                "resume=True (--resume) goes on with it; remove the folder to begin anew"
            )
        self._content: dict[str, Any] = {}
        self._arrays: dict[str, Array] = {}
        self._of, self._begun = "", False
        self.finished = False  # set by the fit that has ended by itself

    def open(
        self,
        parameters: Parameters,
        rows: Rows,
        validation: Rows | None,
        random: np.random.RandomState,
        earlier: Network | None,
    ) -> FitCheckpoint:
        """The checkpoint of one fit; ``random`` is set to where it stood when the fit began.

        Raises
        ------
        CheckpointError
            If the folder's checkpoint is of other data or parameters, damaged, or newer.
        """
        seed = parameters.random_state
        words = words_of(parameters)
        words["random_state"] = str(seed) if isinstance(seed, int | np.integer) else A_GENERATOR
        data = digest_of(rows, validation, earlier)
        self._of = hashlib.sha256(to_json([data, words]).encode()).hexdigest()
        keys, place = generator_parts(random)
        self._arrays = {"generator": keys}
        self._content = {"data": data, "parameters": words, "generator": place}
        found = self._read(FIT, "fit") if self._resume else None
        if found is not None:
            arrays, content = found
            self._compare(content, data, words)
            generator = self._checked(
                lambda: generator_of(arrays["generator"], content["generator"])
            )
            random.set_state(generator.get_state())
            self._arrays, self._content = arrays, content
            self._begun = True
        return FitCheckpoint(self, rows.T.shape[1])

    def read(self, name: str) -> tuple[dict[str, Array], dict[str, Any]] | None:
        """The parts that an earlier run left under a name.

        Raises
        ------
        CheckpointError
            If they are damaged, newer, or of another fit.
        """
        found = self._read(_file(name), name) if self._begun and self._resume else None
        if found is None:
            return None
        arrays, content = found
        if content["of"] != self._of or content["key"] != name:
            raise self.cannot_use("it is of another fit")
        return arrays, self._checked(lambda: strict.field(content, "facts", dict))

    def write(self, name: str, arrays: Mapping[str, Array], facts: Mapping[str, Any]) -> None:
        """Put parts under a name, in the place of what was there.

        Raises
        ------
        ModelFileError
            If they cannot be written; what was there stands.
        """
        if not self._begun:
            try:
                os.makedirs(self.path, exist_ok=True)
            except OSError as error:
                raise ModelFileError(f"{self.path} cannot be made: {reason(error)}") from error
            self._remove_files()
            self._write(FIT, self._arrays, self._content)
            self._begun = True
        self._write(_file(name), arrays, {"of": self._of, "key": name, "facts": dict(facts)})

    def remove(self) -> None:
        """Leave nothing of the checkpoint, and no folder that held nothing else."""
        self._remove_files()
        with suppress(OSError):
            os.rmdir(self.path)

    def cannot_use(self, problem: object) -> CheckpointError:
        """The error that says what is wrong with the checkpoint."""
        return CheckpointError(
            f"the checkpoint in {self.path!r} cannot be used: {problem}; remove the folder to begin anew"
        )

    def _remove_files(self) -> None:
        """The file that says what the fit is of goes last: without it the others are nothing."""
        with suppress(OSError):
            ours = [name for name in os.listdir(self.path) if _OURS.fullmatch(name)]
            for name in sorted(ours, key=lambda name: name == FIT):
                os.unlink(self._place(name))

    def _place(self, name: str) -> str:
        return os.path.join(self.path, name)

    def _write(self, name: str, arrays: Mapping[str, Array], content: Mapping[str, Any]) -> None:
        write_model(self._place(name), arrays, {"checkpoint": VERSION, **content})

    def _read(self, file: str, key: str) -> tuple[dict[str, Array], dict[str, Any]] | None:
        if not os.path.exists(self._place(file)):
            return None
        expected = {"checkpoint", "of", "key", "facts"}
        if file == FIT:
            expected = {"checkpoint", "data", "parameters", "generator"}

        def checked() -> tuple[dict[str, Array], dict[str, Any]]:
            arrays, content = read_model(self._place(file))
            if content.get("checkpoint") != VERSION:
                newer = type(content.get("checkpoint")) is int
                strict.refuse(
                    "checkpoint", "was written by another Shoal" if newer else "is missing"
                )
            strict.only_keys(content, expected)
            return arrays, content

        return self._checked(checked)

    def _checked(self, take: Callable[[], T]) -> T:
        try:
            return take()
        except ModelFileError as problem:
            raise self.cannot_use(problem) from None

    def _compare(self, content: dict[str, Any], data: str, words: dict[str, str]) -> None:
        kept = self._checked(lambda: strict.field(content, "parameters", dict))
        others = [
            f"{name}={kept.get(name, 'nothing')} there and {words.get(name, 'nothing')} here"
            for name in sorted({*kept, *words})
            if kept.get(name) != words.get(name)
        ]
        if others:
            raise self.cannot_use(f"it is of other parameters: {', '.join(others)[:200]}")
        if content["data"] != data:
            raise self.cannot_use("it is of other data")


def _file(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:32] + ".checkpoint"
